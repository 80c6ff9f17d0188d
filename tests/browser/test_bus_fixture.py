"""`bus`: an app in a browser, and another application on its bus, which is the test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from console import Console
from dash import Dash, Input, Output, html, no_update
from playwright.sync_api import expect
from python.dash_versions import needs_dash
from support.answers import CASES, answering_app

import dash_glue42 as glue
from dash_glue42.testing import Bus, _peer


@pytest.fixture(autouse=True)
def console(bus: Bus) -> Iterator[Console]:
    """Of the pages of the fixture."""
    console = Console(bus._context)
    yield console
    console.check()


@pytest.fixture
def desk() -> Dash:
    app = Dash(__name__, suppress_callback_exceptions=True)
    app.layout = glue.Glue42(
        [
            glue.MethodRegister(id="sum", definition="Sum", returns=True),
            glue.MethodRegister(id="never", definition="Never", returns=True, deferResult=True),
            glue.MethodInvoke(id="ask"),
            glue.Context(id="client"),
            glue.Channels(id="channels"),
            html.Button("Ask", id="go"),
            html.Button("More", id="more"),
            *[html.Div(id=id) for id in ("answer", "status", "error", "name", "channel", "place")],
        ],
        id="glue",
    )

    @glue.on_invoke("sum", app=app)
    def add(a: float, b: float):
        if a < 0:
            raise glue.InteropError("No negative numbers, please!")
        return {"sum": a + b}

    glue.on_invoke("never", app=app)(lambda: no_update)

    @app.callback(Output("ask", "invoke"), Input("go", "n_clicks"), prevent_initial_call=True)
    def go(_clicks):
        return glue.call("Quote", symbol="AAPL")

    @glue.on_result("ask", Output("answer", "children"), app=app)
    def show(result: glue.Result):
        return str(result.returned["price"]) if result.ok else f"{result.code}: {result.error}"

    @app.callback(Output("place", "children"), Input("more", "n_clicks"), prevent_initial_call=True)
    def offer_more(_clicks):
        return glue.MethodRegister(id="late", definition="Late", returns=True)

    glue.on_invoke("late", app=app)(lambda: "here")
    app.callback(Output("status", "children"), Input("glue", "status"))(lambda status: status)
    app.callback(Output("error", "children"), Input("glue", "error"))(lambda error: error and error["message"])
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


@pytest.mark.dash3
def test_a_page_and_another_application(bus: Bus, desk):
    page = bus.open(desk)
    assert bus.invoke("Sum", a=37, b=5).returned == {"sum": 42}
    refused = bus.invoke("Sum", a=-1, b=5)
    assert (refused.error, refused.code) == ("No negative numbers, please!", "refused")
    wrong = bus.invoke("Sum", a=1)
    assert (wrong.error, wrong.code) == ('Argument "b" is missing.', "invalid_arguments")
    absent = bus.invoke("Product", wait_ms=0)
    assert (absent.error, absent.code) == ('No app on this bus offers "Product" (waited 0 s).', "method_not_found")

    late = bus.invoke("Never", timeout_ms=200)
    assert (late.error, late.code) == ('Method "Never": the app did not answer within 200 ms.', "timeout")

    page.click("#more")
    assert bus.invoke("Late").returned == {"value": "here"}
    bus.register("Pi", lambda: 3.14)
    assert bus.invoke("Pi").returned == {"value": 3.14}

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


def test_a_bus_that_is_away(bus: Bus, desk, console: Console):
    console.expect("The connection to the Glue42 bus was lost", "The embedded Glue42 bus did not start")
    page = bus.open(desk)
    bus.register("Quote", lambda symbol: {"price": 1})
    with bus.away():
        expect(page.locator("#status")).to_have_text("disconnected")
        expect(page.locator("#error")).to_contain_text("The embedded Glue42 bus did not start")
    expect(page.locator("#status")).to_have_text("connected")
    assert bus.invoke("Sum", a=37, b=5).returned == {"sum": 42}
    page.click("#go")
    expect(page.locator("#answer")).to_have_text("1")


def test_callers_get_what_the_page_gives_them(bus: Bus, console: Console):
    console.expect('MethodRegister "work": result ')
    bus.open(answering_app())
    for n, case in enumerate(CASES):
        result = bus.invoke("Work", n=n)
        assert {"returned": result.returned, "error": result.error, "code": result.code} == case["caller"], case["name"]


@needs_dash(4, 2)
@pytest.mark.parametrize("backend", ["fastapi", "quart"])
def test_a_handler_over_websocket_invokes_what_the_test_offers(bus: Bus, backend):
    app = Dash(__name__, backend=backend)
    app.layout = glue.Glue42(
        [glue.MethodRegister(id="double", definition="Double", returns=True), glue.MethodInvoke(id="ask")]
    )

    @glue.on_invoke("double", app=app, websocket=True)
    async def double(symbol: str):
        quote = await glue.invoke("ask", "Quote", symbol=symbol)
        return {"price": 2 * quote.returned["price"]}

    bus.open(app)
    bus.register({"name": "Quote", "accepts": "string symbol"}, lambda symbol: {"price": len(symbol)})
    assert bus.invoke("Double", symbol="ABC").returned == {"price": 6}


def test_several_tabs_and_apps_share_the_bus(bus: Bus, desk):
    first, second = bus.open(desk), bus.open(desk)
    bus.channel("Red").join()
    expect(second.locator("#channel")).to_have_text("Red")
    expect(first.locator("#channel")).to_be_empty()
    other = Dash(__name__, url_base_pathname="/other/")
    other.layout = glue.Glue42(glue.MethodRegister(id="work", definition="Work", returns=True))
    glue.on_invoke("work", app=other)(lambda: 1)
    bus.open(other)
    assert bus.invoke("Work").returned == {"value": 1}
    answers = bus.invoke("Sum", target="all", a=1, b=1)
    assert [answer.returned for answer in answers.responses] == [{"sum": 2}] * 2
    third = Dash(__name__)
    with pytest.raises(ValueError, match="url_base_pathname"):
        bus.open(third)


def test_what_the_test_offers_may_refuse_and_fail(bus: Bus, desk, caplog):
    page = bus.open(desk)
    outcomes = iter([glue.InteropError("Not today."), ZeroDivisionError("secret")])

    def quote(symbol: Literal["AAPL", "MSFT"]):
        raise next(outcomes)

    bus.register("Quote", quote)
    page.click("#go")
    expect(page.locator("#answer")).to_have_text("refused: Not today.")
    page.click("#go")
    expect(page.locator("#answer")).to_have_text('callback_failed: Method "Quote": the handler failed.')
    assert "secret" in caplog.text
    wrong = bus.invoke("Quote", symbol="GOOG")
    assert (wrong.code, wrong.error) == (
        "invalid_arguments",
        "Argument \"symbol\": Input should be 'AAPL' or 'MSFT' (got \"GOOG\").",
    )


def test_the_other_application_runs_javascript(bus: Bus):
    app = Dash(__name__)
    app.layout = glue.Glue42([glue.StreamSubscribe(id="prices", definition="Prices"), html.Div(id="price")])

    @glue.on_stream("prices", Output("price", "children"), app=app)
    def show(items: list[dict[str, float]]):
        return str(items[-1]["mid"])

    page = bus.open(app)
    bus.peer.evaluate(
        """async () => {
            const stream = await glue42dash.glueInstance.interop.createStream('Prices', {
                subscriptionAddedHandler: subscription => subscription.push({mid: 1.07}),
            });
        }"""
    )
    expect(page.locator("#price")).to_have_text("1.07")
    assert bus.peer.evaluate("async () => (await fdc3.getInfo()).fdc3Version") == "2.2"


def test_a_page_without_the_embedded_bus_says_so(bus: Bus, console: Console, monkeypatch):
    monkeypatch.setattr(_peer, "PATIENCE_MS", 200)
    app = Dash(__name__)
    app.layout = html.H1("No bus", id="title")
    # As soon as the page loads: it gets little time to join.
    app.index_string = app.index_string.replace("</body>", "<script>console.error('no glue')</script></body>")
    console.expect("no glue")
    with pytest.raises(RuntimeError, match=r"has not joined the embedded bus.*Errors in its console: no glue$"):
        bus.open(app)
    with pytest.raises(RuntimeError, match=r"call bus\.open"):
        bus.invoke("Sum")


def test_all_that_a_test_says_works_together(bus: Bus, desk: Dash, console: Console):
    console.expect("The connection to the Glue42 bus was lost", "The embedded Glue42 bus did not start")
    page = bus.open(desk)
    assert bus.invoke("Sum", a=37, b=5).returned == {"sum": 42}
    bus.register("Quote", lambda symbol: {"price": 101.5})
    bus.context("Portfolio").update(client="Acme")
    bus.channel("Red").join()
    with bus.away():
        expect(page.locator("#status")).to_have_text("disconnected")
    page.click("#go")
    expect(page.locator("#answer")).to_have_text("101.5")
    expect(page.locator("#channel")).to_have_text("Red")
