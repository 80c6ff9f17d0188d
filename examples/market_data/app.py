"""Market data: one page publishes 1,000 prices a second, another shows them in a grid and a chart.

Run it: pip install dash-ag-grid && python examples/market_data.py
Both pages also work in tabs of their own. A browser slows down the timer of a tab that is out of sight: the feed then
publishes as much, in fewer and larger parts.
"""

import os
import random
import time
from datetime import datetime
from itertools import permutations

import dash_ag_grid as dag
from dash import Dash, Input, Output, State, dcc, html
from flask import Flask
from pydantic import BaseModel

import dash_glue42 as glue

STREAM = "MarketData.Prices"
PRICES_A_SECOND = 1000
# After a pause the feed does not catch up.
MOST_AT_ONCE = 1000
FIRST_SYMBOL = "EURUSD"

server = Flask(__name__)
feed = Dash(__name__, server=server, url_base_pathname="/feed/", title="Price feed", update_title=None)
desk = Dash(__name__, server=server, url_base_pathname="/desk/", title="FX desk", update_title=None)


class Tick(BaseModel):
    symbol: str
    time: datetime
    bid: float
    ask: float
    mid: float
    # Since the start, in percent.
    change: float


# The market: 200 currency pairs that walk at random.

IN_DOLLARS = {"EUR": 1.08, "GBP": 1.27, "USD": 1, "CHF": 1.13, "AUD": 0.66, "NZD": 0.61, "CAD": 0.73, "JPY": 0.0067}
IN_DOLLARS |= {"SGD": 0.74, "HKD": 0.128, "NOK": 0.094, "SEK": 0.095, "DKK": 0.145, "PLN": 0.25, "CZK": 0.043}
OPENED = {a + b: IN_DOLLARS[a] / IN_DOLLARS[b] for a, b in list(permutations(IN_DOLLARS, 2))[:200]}
mids = dict(OPENED)


def next_tick(symbol, at, volatility=0.0001):
    mid = mids[symbol] = mids[symbol] * (1 + random.gauss(0, volatility))
    bid, ask = mid * 0.99995, mid * 1.00005
    change = round((mid / OPENED[symbol] - 1) * 100, 3)
    return Tick(symbol=symbol, time=datetime.fromtimestamp(at), bid=bid, ask=ask, mid=mid, change=change)


# The feed publishes. With `branchBy` a page can subscribe to one symbol, and a page that comes late gets the last price
# of every symbol first.

feed.layout = glue.Glue42(
    html.Main(
        [
            html.Header([html.H1("Price feed"), html.Button("Pause", id="pause")]),
            html.Dl(
                [
                    html.Div([html.Dt("Sent"), html.Dd("0", id="sent")]),
                    html.Div([html.Dt("Dropped"), html.Dd("0", id="dropped")]),
                    html.Div([html.Dt("Subscriptions"), html.Dd("0", id="subscribers")]),
                ]
            ),
            glue.StreamPublish(id="prices", definition=STREAM, branchBy="symbol", snapshot=True),
            dcc.Interval(id="clock", interval=100),
            dcc.Store(id="published-until"),
        ]
    )
)


@feed.callback(
    Output("prices", "push"),
    Output("published-until", "data"),
    Input("clock", "n_intervals"),
    State("published-until", "data"),
)
def publish(_intervals, since):
    now = time.time()
    if since is None:
        return glue.push_to_stream([next_tick(symbol, now, volatility=0) for symbol in OPENED]), now
    # As many as are due, since a timer is never exact.
    count = min(round((now - since) * PRICES_A_SECOND), MOST_AT_ONCE)
    symbols = random.choices(list(OPENED), k=count)
    step = (now - since) / max(count, 1)
    return glue.push_to_stream([next_tick(symbol, since + n * step) for n, symbol in enumerate(symbols, 1)]), now


@feed.callback(
    Output("clock", "disabled"),
    Output("pause", "children"),
    Input("pause", "n_clicks"),
    State("clock", "disabled"),
    prevent_initial_call=True,
)
def pause(_clicks, is_paused):
    return not is_paused, "Pause" if is_paused else "Resume"


@feed.callback(Output("sent", "children"), Output("dropped", "children"), Input("prices", "stats"))
def show_stats(stats):
    return (f"{stats['sent']:,}", f"{stats['dropped']:,}") if stats else ("0", "0")


@feed.callback(Output("subscribers", "children"), Input("prices", "subscribers"))
def show_subscribers(subscribers):
    return str(len(subscribers or []))


# The desk subscribes three times: to all prices for the grid, to those of one symbol for the chart, and to all prices
# once a second for a Python callback. The first two go to the grid and the chart without the server.

UP_OR_DOWN = {"up": "params.value > 0", "down": "params.value < 0"}
PRICE = {"function": "d3.format('.5r')(params.value)"}
COLUMNS = [
    {"field": "symbol", "headerName": "Pair", "pinned": "left", "width": 110, "cellClass": "symbol", "sort": "asc"},
    {"field": "bid", "width": 104, "type": "rightAligned", "valueFormatter": PRICE},
    {"field": "ask", "width": 104, "type": "rightAligned", "valueFormatter": PRICE},
    {"field": "mid", "width": 104, "type": "rightAligned", "valueFormatter": PRICE, "enableCellChangeFlash": True},
    {
        "field": "change",
        "headerName": "Change %",
        "width": 110,
        "type": "rightAligned",
        "valueFormatter": {"function": "d3.format('+.3f')(params.value)"},
        "cellClassRules": UP_OR_DOWN,
    },
    {
        "field": "time",
        "headerName": "Time",
        "flex": 1,
        "minWidth": 110,
        "type": "rightAligned",
        "valueFormatter": {"function": "params.value.slice(11, 23)"},
    },
]
DARK = """themeQuartz.withParams({
    browserColorScheme: 'dark', backgroundColor: '#12161d', foregroundColor: '#dfe6ef',
    chromeBackgroundColor: '#161b24', borderColor: '#222a35', valueChangeValueHighlightBackgroundColor: '#1d4258',
    fontSize: 12, spacing: 4
})"""


def empty_chart():
    axis = {"gridcolor": "#222a35", "linecolor": "#2b3441", "zeroline": False}
    return {
        "data": [{"x": [], "y": [], "mode": "lines", "line": {"color": "#4cc2ff", "width": 1.5, "shape": "hv"}}],
        "layout": {
            "paper_bgcolor": "rgba(0, 0, 0, 0)",
            "plot_bgcolor": "rgba(0, 0, 0, 0)",
            "font": {"color": "#8b97a8", "size": 11},
            "margin": {"l": 8, "r": 56, "t": 8, "b": 36},
            "xaxis": {**axis, "type": "date", "tickangle": 0, "nticks": 5},
            "yaxis": {**axis, "side": "right", "tickformat": ".5r"},
        },
    }


desk.layout = glue.Glue42(
    html.Main(
        [
            html.Header(
                [
                    html.H1("FX desk"),
                    html.Output("Connecting", id="status", className="status"),
                    html.Span(id="volume"),
                ]
            ),
            html.Section(
                [
                    dag.AgGrid(
                        id="grid",
                        columnDefs=COLUMNS,
                        rowData=[],
                        getRowId="params.data.symbol",
                        dashGridOptions={"theme": {"function": DARK}, "animateRows": False, "cellFlashDuration": 150},
                        style={"height": "100%"},
                    ),
                    html.Aside(
                        [
                            html.H2(FIRST_SYMBOL, id="symbol"),
                            html.Div(
                                dcc.Graph(
                                    id="chart",
                                    figure=empty_chart(),
                                    config={"displayModeBar": False},
                                    responsive=True,
                                    style={"height": "100%"},
                                ),
                                className="chart",
                            ),
                            html.H2("Moved most"),
                            html.Ol(id="movers"),
                        ]
                    ),
                ]
            ),
            glue.StreamSubscribe(id="all-prices", definition=STREAM, conflateBy="symbol", to=glue.to_grid("grid")),
            glue.StreamSubscribe(
                id="one-symbol",
                definition=STREAM,
                args={"symbol": FIRST_SYMBOL},
                to=glue.to_graph("chart", x="time", y="mid", max_points=1500),
            ),
            glue.StreamSubscribe(id="each-second", definition=STREAM, conflateBy="symbol", intervalMs=1000),
        ]
    )
)

STATUS = {"waiting": "Waiting for a feed", "subscribed": "Live", "rejected": "Rejected", "disconnected": "Disconnected"}


@desk.callback(Output("status", "children"), Output("status", "className"), Input("all-prices", "status"))
def show_status(status):
    return STATUS.get(status, "Connecting"), f"status {status}"


@glue.on_stream("each-second", Output("movers", "children"), Output("volume", "children"), app=desk)
def show_movers(ticks: list[Tick], batch: glue.Batch):
    movers = sorted(ticks, key=lambda tick: abs(tick.change), reverse=True)[:8]
    received = len(ticks) + batch.conflated
    return [mover(tick) for tick in movers], f"{received:,} prices in the last second, {batch.dropped} dropped"


def mover(tick):
    change = html.Span(f"{tick.change:+.3f} %", className="up" if tick.change > 0 else "down")
    return html.Li([html.Span(tick.symbol, className="symbol"), html.Span(f"{tick.mid:.5g}"), change])


@desk.callback(
    Output("one-symbol", "args"),
    Output("chart", "figure"),
    Output("symbol", "children"),
    Input("grid", "cellClicked"),
    prevent_initial_call=True,
)
def choose(cell):
    symbol = cell["rowId"]
    return {"symbol": symbol}, empty_chart(), symbol


@server.get("/")
def both_pages():
    return """<!doctype html>
<html lang="en">
<head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Market data on the Interop bus</title>
    <link rel="icon" href="/desk/_favicon.ico">
    <link rel="stylesheet" href="/desk/assets/market_data.css">
</head>
<body class="both">
    <iframe id="feed" src="/feed/" title="Price feed"></iframe>
    <iframe id="desk" src="/desk/" title="FX desk"></iframe>
    <nav>In tabs of their own: <a href="/feed/" target="_blank">feed</a> <a href="/desk/" target="_blank">desk</a></nav>
</body>
</html>"""


if __name__ == "__main__":
    server.run(port=int(os.environ.get("PORT", "8050")), threaded=True)
