"""The page "Client": it follows the context, whichever tab and whichever worker it was picked in."""

import os

import dash
from clients import CLIENTS
from dash import Input, Output, callback, dcc, html

dash.register_page(__name__, path="/client", name="Client")

layout = html.Main(id="shown", className="page")


@callback(Output("shown", "children"), Input("client", "context"))
def show(context):
    if context is None:
        return [html.H1("Client"), html.P("Pick a client on the page Clients.", className="soft")]
    data = context["data"]
    client = CLIENTS[data["name"]]
    figures = {"Invested": f"{client['value']:,} USD"} | {name: f"{part} %" for name, part in client["in"].items()}
    return [
        html.Header([html.H1(data["name"]), html.Span(client["city"], className="soft")]),
        html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in figures.items()]),
        dcc.Graph(
            figure=figure_of(client["in"]), config={"displayModeBar": False}, responsive=True, style={"height": 130}
        ),
        html.P(f"Picked by {data['picked_by']}. Shown by server process {os.getpid()}.", className="soft"),
    ]


def figure_of(parts):
    colors = {"Bonds": "#4f83e8", "Shares": "#2fb08c", "Cash": "#e0a63c"}
    bars = [
        {"type": "bar", "orientation": "h", "y": [""], "x": [part], "name": name, "marker": {"color": colors[name]}}
        for name, part in parts.items()
    ]
    layout = {
        "barmode": "stack",
        "margin": {"l": 0, "r": 0, "t": 30, "b": 30},
        "legend": {"orientation": "h", "traceorder": "normal", "x": 0, "y": 1.5},
        "xaxis": {"showgrid": False, "zeroline": False, "ticksuffix": " %", "range": [0, 100]},
    }
    return {"data": bars, "layout": layout}
