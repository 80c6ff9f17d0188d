"""Handlers of contexts and intents in Python, and intents that a callback awaits."""

import asyncio

import pytest
from dash import Dash, Input, Output, html
from playwright.sync_api import expect
from support.dash_app import AppServer, Calls, new_app

import dash_glue42 as glue
from dash_glue42 import fdc3

from .desk import Desk, instrument

RED = "fdc3.channel.1"
PRICES = {"AAPL": 234.5}


def quote(wanted: fdc3.Instrument, source: fdc3.Source):
    ticker = wanted.id.ticker
    if ticker not in PRICES:
        raise fdc3.Refusal(f"No price for {ticker}.")
    return fdc3.Valuation(value=PRICES[ticker], CURRENCY_ISOCODE="USD", asked=source.app_id)


def test_a_handler_is_called_with_contexts_that_fit(server: AppServer, open_page):
    app = new_app("/chart/", title="Chart")
    parts = [glue.Fdc3Channels(id="channels", channel=RED), glue.Fdc3Context(id="context", every=True)]
    app.layout = glue.Glue42([*parts, html.Div(id="shown")], id="glue", settings={"fdc3": {"appId": "chart"}})
    seen = Calls()

    @fdc3.on_context("context", Output("shown", "children"), app=app)
    def show(context: fdc3.Instrument | fdc3.Contact, source: fdc3.Source):
        seen.add((context, source.app_id))
        return context.name

    server.mount(app)
    chart, other = open_page("/chart/"), open_page("/chart/")
    for page in (chart, other):
        Desk(page).wait_for("channels", "current")
    broadcasts = [
        {"type": "fdc3.instrument", "id": {"ticker": 5}, "name": "Not valid"},
        {"type": "acme.note", "name": "Of another type"},
        {**instrument("AAPL"), "name": "Apple", "acme": {"desk": 7}},
    ]
    for context in broadcasts:
        other.evaluate("context => fdc3.broadcast(context)", context)
    expect(chart.locator("#shown")).to_have_text("Apple")
    [(context, app_id)] = seen.values
    assert (type(context), context.id.ticker, context.acme, app_id) == (fdc3.Instrument, "AAPL", {"desk": 7}, "chart")


def test_a_callback_awaits_the_result_of_an_intent(serve):
    pytest.importorskip("dash", minversion="4.2", reason="older versions of Dash have no WebSocket callbacks")
    pytest.importorskip("fastapi")
    app = Dash(__name__, backend="fastapi", assets_folder="no_assets")
    listener = glue.Fdc3IntentListener(id="quote", intent="ViewQuote")
    places = [html.Button("Go", id="go"), html.Div(id="answer")]
    settings = {"fdc3": {"appId": "desk"}}
    app.layout = glue.Glue42([listener, glue.Fdc3Intents(id="intents"), *places], id="glue", settings=settings)
    fdc3.on_intent("quote", app=app)(quote)
    results = Calls()

    @app.callback(Output("answer", "children"), Input("go", "n_clicks"), websocket=True, prevent_initial_call=True)
    async def go(_clicks):
        priced, refused, unfit, unheard = await asyncio.gather(
            fdc3.raise_intent("intents", "ViewQuote", fdc3.Instrument(id={"ticker": "AAPL"})),
            fdc3.raise_intent("intents", "ViewQuote", fdc3.Instrument(id={"ticker": "ZZZ"})),
            fdc3.raise_intent("intents", "ViewQuote", fdc3.Contact(id={}), app="desk"),
            fdc3.raise_intent("intents", "ViewNews", fdc3.Nothing()),
        )
        for result in (priced, refused, unfit, unheard):
            results.add(result)
        return priced.context_as(fdc3.Valuation).value

    page = serve(app)
    Desk(page).wait_for("glue", "fdc3")
    page.click("#go")
    expect(page.locator("#answer")).to_have_text("234.5", timeout=15000)
    priced, refused, unfit, unheard = results.values
    assert (priced.source.app_id, priced.context.asked, priced.intent) == ("desk", "desk", "ViewQuote")
    assert (refused.error, refused.fdc3_error) == ("No price for ZZZ.", "IntentHandlerRejected")
    assert unfit.error == "The context must be of type fdc3.instrument, not 'fdc3.contact'."
    assert (unheard.code, unheard.fdc3_error) == ("method_not_found", "NoAppsFound")
