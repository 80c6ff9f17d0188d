"""The clients: the one that is picked goes to the page's channel, and the one of the channel is marked."""

from dash import ALL, Input, Output, ctx, html
from data import CLIENTS, PRICES
from frame import new_app

import dash_glue42 as glue


def button(name):
    city, holdings = CLIENTS[name]
    value = sum(PRICES[symbol] * count for symbol, count in holdings.items()) / 1e6
    texts = [html.Div([html.Div(name), html.Div(city, className="soft")]), html.Span(f"{value:.1f} m")]
    return html.Button(texts, id={"client": name}, className="row")


clients = new_app(
    "clients",
    html.Div([button(name) for name in CLIENTS], className="cards"),
    html.Output(id="problem", className="problem"),
)


@clients.callback(Output("channel", "publish"), Input({"client": ALL}, "n_clicks"), prevent_initial_call=True)
def pick(_clicks):
    # What was picked of the client before is of no interest now.
    return glue.publish_to_channel(data={"client": ctx.triggered_id["client"], "symbol": None})


@clients.callback(Output({"client": ALL}, "aria-pressed"), Input("channel", "my"))
def mark(channel):
    picked = channel["data"].get("client") if channel else None
    return ["true" if output["id"]["client"] == picked else "false" for output in ctx.outputs_list]


@clients.callback(Output("problem", "children"), Input("channel", "error"))
def explain(error):
    return error["message"] if error else ""
