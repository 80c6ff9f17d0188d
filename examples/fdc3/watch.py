"""The watch list broadcasts the row that is clicked, and marks the row of what other apps broadcast."""

from companies import COMPANIES, history, instrument_of
from dash import ALL, Input, Output, State, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate
from shared import add_channel_picker, new_app, page

import dash_glue42 as glue
from dash_glue42 import fdc3

watch = new_app("/watch/", "Watch list")


def row(ticker):
    name, price = COMPANIES[ticker]
    change = (price / history(ticker)[-2] - 1) * 100
    change_text = html.Div(f"{change:+.2f} %", className="up" if change > 0 else "down")
    cells = [
        html.Div([html.Div(ticker), html.Div(name, className="soft")]),
        html.Div([html.Div(f"{price:,.2f}"), change_text], className="amount"),
    ]
    buttons = [html.Button(cells, id={"row": ticker}, className="row"), html.Button("Chart", id={"chart": ticker})]
    return html.Li(buttons, className="pair")


watch.layout = page(
    "Watch list",
    "watch-list",
    glue.Fdc3Intents(id="intents"),
    dcc.Store(id="selected"),
    dcc.Store(id="asked"),
    html.Ul([row(ticker) for ticker in COMPANIES], className="cards"),
    html.Section(id="resolver", className="question"),
    html.Footer("Pick a channel, then a row", id="status", className="soft"),
)
add_channel_picker(watch)


@watch.callback(
    Output("instrument", "broadcast"),
    Output("selected", "data"),
    Input({"row": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
def select(_clicks):
    ticker = ctx.triggered_id["row"]
    return fdc3.broadcast(instrument_of(ticker)), ticker


@fdc3.on_context(
    "instrument", Output("selected", "data", allow_duplicate=True), Output("status", "children"), app=watch
)
def follow_others(instrument: fdc3.Instrument, source: fdc3.Source):
    # Another app may know an instrument by its ISIN only.
    name = instrument.id.ticker or instrument.name or "An instrument"
    return instrument.id.ticker, f"{name} was picked in {source.app_id or 'the channel'}"


@watch.callback(Output({"row": ALL}, "aria-pressed"), Input("selected", "data"), State({"row": ALL}, "id"))
def mark(ticker, ids):
    return ["true" if id["row"] == ticker else "false" for id in ids]


@watch.callback(Output("intents", "raiseIntent"), Input({"chart": ALL}, "n_clicks"), prevent_initial_call=True)
def view_chart(_clicks):
    return fdc3.intent("ViewChart", instrument_of(ctx.triggered_id["chart"]))


@watch.callback(
    Output("resolver", "children"),
    Output("asked", "data"),
    Output("intents", "choose"),
    Input("intents", "choices"),
    State("asked", "data"),
    prevent_initial_call=True,
)
def ask(choices, older):
    """The resolver: several charts are open, or could be. A newer question cancels the one that is open."""
    apps = choices["apps"]
    names = [
        f"{app['title']} {n}" if app.get("instanceId") else f"New {app['title'].lower()}" for n, app in enumerate(apps)
    ]
    buttons = [html.Button(name, id={"choice": n}) for n, name in enumerate(names)]
    question = [html.H2("Which chart?"), *buttons, html.Button("Cancel", id={"choice": -1})]
    return question, choices, {"raiseId": older["raiseId"], "app": None} if older else no_update


@watch.callback(
    Output("intents", "choose", allow_duplicate=True),
    Output("resolver", "children", allow_duplicate=True),
    Output("asked", "data", allow_duplicate=True),
    Input({"choice": ALL}, "n_clicks"),
    State("asked", "data"),
    prevent_initial_call=True,
)
def choose(clicks, asked):
    if not any(clicks):
        raise PreventUpdate
    n = ctx.triggered_id["choice"]
    return {"raiseId": asked["raiseId"], "app": asked["apps"][n] if n >= 0 else None}, None, None


@fdc3.on_intent_result("intents", Output("status", "children", allow_duplicate=True), app=watch)
def charted(result: fdc3.IntentResult):
    return f"Shown in {result.source.app_id}" if result.ok else result.error
