"""The page "Clients": the client that is picked becomes a context, with the name of the user who is logged in."""

import dash
from clients import CLIENTS
from dash import ALL, Input, Output, callback, ctx, html
from dash.exceptions import PreventUpdate
from flask_login import current_user

import dash_glue42 as glue

dash.register_page(__name__, path="/", name="Clients")


def button(name, client):
    texts = [html.B(name), html.Span(client["city"], className="soft"), html.Span(f"{client['value'] / 1e6:.1f} m USD")]
    return html.Button(texts, id={"client": name}, className="columns")


def layout():
    buttons = [button(name, client) for name, client in CLIENTS.items()]
    return html.Main([html.H1("Clients"), html.Div(buttons, className="cards")], className="page")


@callback(Output("client", "set"), Input({"client": ALL}, "n_clicks"), prevent_initial_call=True)
def pick(clicks):
    if not any(clicks):
        raise PreventUpdate
    return glue.set_context(data={"name": ctx.triggered_id["client"], "picked_by": current_user.name})


@callback(Output({"client": ALL}, "aria-pressed"), Input("client", "context"))
def mark(context):
    picked = context["data"]["name"] if context else None
    return ["true" if output["id"]["client"] == picked else "false" for output in ctx.outputs_list]
