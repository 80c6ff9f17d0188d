"""The portfolio of the channel's client; a holding that is picked goes to the channel."""

from dash import ALL, Input, Output, ctx, dcc, html
from dash.exceptions import PreventUpdate
from data import CLIENTS, PRICES
from frame import new_app

import dash_glue42 as glue

COLORS = {
    "AAPL": "#4f83e8",
    "MSFT": "#2fb08c",
    "NVDA": "#e0a63c",
    "AMZN": "#d9667b",
    "JPM": "#8f6fd8",
    "XOM": "#3aa6c8",
}
COLORS["KO"] = "#98a3b3"

portfolio = new_app("portfolio", html.Div(id="shown", className="fill"))


@portfolio.callback(Output("shown", "children"), Input("channel", "my"))
def show(channel):
    name = channel["data"].get("client") if channel else None
    if name not in CLIENTS:
        return html.P("Pick a client.", className="soft")
    holdings = CLIENTS[name][1]
    values = {symbol: PRICES[symbol] * count for symbol, count in holdings.items()}
    picked = channel["data"].get("symbol")
    rows = [row(symbol, count, values[symbol], symbol == picked) for symbol, count in holdings.items()]
    return [
        html.Div([html.H2(name), html.Span(f"{sum(values.values()):,.0f} USD", className="soft")], className="row"),
        dcc.Graph(figure=figure_of(values), config={"displayModeBar": False}, responsive=True),
        html.Div(rows, className="cards"),
    ]


def row(symbol, count, value, is_picked):
    texts = [html.B(symbol), html.Span(f"{count:,} shares", className="soft"), html.Span(f"{value:,.0f}")]
    return html.Button(texts, id={"symbol": symbol}, className="columns", **{"aria-pressed": str(is_picked).lower()})


def figure_of(values):
    slices = {
        "type": "pie",
        "hole": 0.62,
        "labels": list(values),
        "values": list(values.values()),
        "marker": {"colors": [COLORS[symbol] for symbol in values]},
        "textinfo": "label+percent",
        "textposition": "outside",
        "sort": False,
    }
    layout = {"font": {"size": 13}, "margin": {"l": 8, "r": 8, "t": 24, "b": 24}, "showlegend": False}
    return {"data": [slices], "layout": layout}


@portfolio.callback(Output("channel", "publish"), Input({"symbol": ALL}, "n_clicks"), prevent_initial_call=True)
def pick(clicks):
    if not any(clicks):
        raise PreventUpdate
    return glue.publish_to_channel(data={"symbol": ctx.triggered_id["symbol"]})
