"""The chart shows what is broadcast on its channel, and what it is asked to show by the intent ViewChart."""

from companies import COMPANIES, days, history
from dash import Input, Output, dcc, html
from dash.exceptions import PreventUpdate
from shared import add_channel_picker, new_app, page

import dash_glue42 as glue
from dash_glue42 import fdc3

chart = new_app("/chart/", "Chart")
chart.layout = page(
    "Chart",
    "chart",
    glue.Fdc3IntentListener(
        id="view",
        intent="ViewChart",
        contextTypes=["fdc3.instrument"],
        resultType="fdc3.chart",
        displayName="View chart",
    ),
    dcc.Store(id="ticker"),
    html.H2("Nothing yet", id="title"),
    html.Div(dcc.Graph(id="graph", config={"displayModeBar": False}, responsive=True), className="fill"),
    html.Footer("Waits for a channel or an intent", id="status", className="soft"),
)
add_channel_picker(chart)


@fdc3.on_context("instrument", Output("ticker", "data"), Output("status", "children"), app=chart)
def show(instrument: fdc3.Instrument, source: fdc3.Source):
    if instrument.id.ticker is None:
        raise PreventUpdate
    return instrument.id.ticker, f"From {source.app_id or 'the channel'}"


@fdc3.on_intent(
    "view",
    Output("ticker", "data", allow_duplicate=True),
    Output("status", "children", allow_duplicate=True),
    app=chart,
)
def view(instrument: fdc3.Instrument, source: fdc3.Source):
    ticker = instrument.id.ticker
    if ticker not in COMPANIES:
        raise fdc3.Refusal(f"There are no prices of {ticker or instrument.name}.")
    return fdc3.Chart(instruments=[instrument]), ticker, f"Asked for by {source.app_id}"


@chart.callback(Output("graph", "figure"), Output("title", "children"), Input("ticker", "data"))
def draw(ticker):
    prices = history(ticker) if ticker else []
    line = {
        "x": days(),
        "y": prices,
        "mode": "lines",
        "fill": "tozeroy",
        "fillcolor": "rgba(79, 131, 232, 0.15)",
        "line": {"color": "#4f83e8", "width": 2},
    }
    lowest, highest = (min(prices) * 0.95, max(prices) * 1.02) if prices else (0, 1)
    layout = {
        "margin": {"l": 8, "r": 40, "t": 8, "b": 40},
        "xaxis": {"visible": bool(prices), "tickformat": "%b\n%Y", "nticks": 6, "showgrid": False},
        "yaxis": {"visible": bool(prices), "side": "right", "range": [lowest, highest], "zeroline": False},
    }
    name = COMPANIES.get(ticker, (ticker or "Nothing yet",))[0]
    return {"data": [line], "layout": layout}, f"{name} · {ticker}" if ticker else name
