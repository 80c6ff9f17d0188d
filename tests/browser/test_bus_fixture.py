"""`bus`: an app in a browser, and another application on its bus, which is the test."""

from __future__ import annotations

import pytest
from dash import Dash, Input, Output, html
from playwright.sync_api import expect
from support.answers import CASES, answering_app

import dash_glue42 as glue
from dash_glue42.testing import Bus

pytestmark = pytest.mark.dash3


@pytest.fixture(autouse=True)
def console() -> None:
    """The pages are not those of the other browser tests."""


@pytest.fixture
def desk() -> Dash:
    app = Dash(__name__)
    app.layout = glue.Glue42(
        [
            glue.MethodRegister(id="sum", definition="Sum", returns=True),
            glue.MethodInvoke(id="ask"),
            glue.Context(id="client"),
            glue.Channels(id="channels"),
            html.Button("Ask", id="go"),
            *[html.Div(id=id) for id in ("answer", "status", "name", "channel")],
        ],
        id="glue",
    )

    @glue.on_invoke("sum", app=app)
    def add(a: float, b: float):
        if a < 0:
            raise glue.InteropError("No negative numbers, please!")
        return {"sum": a + b}

    @app.callback(Output("ask", "invoke"), Input("go", "n_clicks"), prevent_initial_call=True)
    def go(_clicks):
        return glue.call("Quote", symbol="AAPL")

    @glue.on_result("ask", Output("answer", "children"), app=app)
    def show(result: glue.Result):
        return str(result.returned["price"]) if result.ok else f"{result.code}: {result.error}"

    app.callback(Output("status", "children"), Input("glue", "status"))(lambda status: status)
    app.callback(Output("name", "children"), Input("client", "context"), prevent_initial_call=True)(
        lambda context: context["data"]["name"]
    )
    app.callback(Output("channel", "children"), Input("channels", "my"), prevent_initial_call=True)(
        lambda my: my and my["name"]
    )
    app.callback(Output("client", "update"), Input("name", "n_clicks"), prevent_initial_call=True)(
        lambda _clicks: glue.update_context(data={"seen": True})
    )
    return app


def test_a_page_and_another_application(bus: Bus, desk):
    page = bus.open(desk)
    assert bus.invoke("Sum", a=37, b=5).returned == {"sum": 42}
    refused = bus.invoke("Sum", a=-1, b=5)
    assert (refused.error, refused.code) == ("No negative numbers, please!", "refused")
    wrong = bus.invoke("Sum", a=1)
    assert (wrong.error, wrong.code) == ('Argument "b" is missing.', "invalid_arguments")
    absent = bus.invoke("Product", wait_ms=0)
    assert (absent.error, absent.code) == ('No app on this bus offers "Product" (waited 0 s).', "method_not_found")

    def quote(symbol: str, caller: glue.Caller):
        return {"price": 101.5 if caller.application == "Dash" else None}

    bus.register("Quote", quote)
    page.click("#go")
    expect(page.locator("#answer")).to_have_text("101.5")


def test_contexts_and_channels(bus: Bus, desk):
    page = bus.open(desk)
    bus.context("client").update(name="Ann")
    expect(page.locator("#name")).to_have_text("Ann")
    page.click("#name")
    assert bus.context("client").wait_for(seen=True) == {"name": "Ann", "seen": True}
    bus.channel("Red").join()
    expect(page.locator("#channel")).to_have_text("Red")


def test_a_bus_that_is_away(bus: Bus, desk):
    page = bus.open(desk)
    bus.register("Quote", lambda symbol: {"price": 1})
    with bus.away():
        expect(page.locator("#status")).to_have_text("disconnected")
    expect(page.locator("#status")).to_have_text("connected")
    assert bus.invoke("Sum", a=37, b=5).returned == {"sum": 42}
    page.click("#go")
    expect(page.locator("#answer")).to_have_text("1")


def test_callers_get_what_the_page_gives_them(bus: Bus):
    bus.open(answering_app())
    for n, case in enumerate(CASES):
        result = bus.invoke("Work", n=n)
        assert {"returned": result.returned, "error": result.error, "code": result.code} == case["caller"], case["name"]
