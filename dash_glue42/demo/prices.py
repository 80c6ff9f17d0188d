"""Prices: publishes a stream that any app may subscribe to. New subscribers get the last price of each symbol first."""

from typing import Any

from dash import Dash, Input, Output, State, dcc, html

import dash_glue42 as glue
from dash_glue42.demo.market import INSTRUMENTS, next_prices

OPENED = {symbol: price for symbol, (_, price) in INSTRUMENTS.items()}

app = Dash(__name__, title="Prices", update_title="", url_base_pathname="/prices/")
app.layout = glue.Glue42(
    html.Main(
        [
            html.Header([html.H1("Prices"), glue.status_badge()]),
            glue.StreamPublish(
                id="publisher",
                definition={"name": "Prices", "returns": "String symbol, Double price, Double change"},
                conflateBy="symbol",
                snapshot=True,
            ),
            dcc.Interval(id="clock", interval=600),
            dcc.Store(id="market", data=OPENED),
            html.Dl(id="prices", className="prices"),
        ]
    )
)


@app.callback(
    Output("publisher", "push"),
    Output("market", "data"),
    Output("prices", "children"),
    Input("clock", "n_intervals"),
    State("market", "data"),
    State("publisher", "push"),
)
def publish(_intervals: int | None, prices: dict[str, float], pushed: dict[str, Any] | None):
    # First each symbol, then a few at a time. Dash drops the answer to the first call if the second comes before it.
    changed = next_prices(prices, 4) if pushed else prices
    market = {**prices, **changed}
    return (
        glue.push_to_stream([tick(symbol, price) for symbol, price in changed.items()]),
        market,
        shown(market, prices),
    )


def tick(symbol: str, price: float):
    return {"symbol": symbol, "price": price, "change": round((price / OPENED[symbol] - 1) * 100, 2)}


def shown(market: dict[str, float], earlier: dict[str, float]):
    def direction(symbol: str):
        return "rises" if market[symbol] > earlier[symbol] else "falls" if market[symbol] < earlier[symbol] else ""

    return [
        html.Div([html.Dt(symbol), html.Dd(f"{price:,.2f}", className=direction(symbol))])
        for symbol, price in market.items()
    ]


if __name__ == "__main__":
    app.run()
