"""`await glue.invoke(…)` in callbacks over WebSocket: several steps in one function."""

import asyncio

import dash
import pytest
from asker import offer
from caller import POLLING, Caller
from dash import Dash, Input, Output, html
from playwright.sync_api import Page, expect
from support.dash_app import Calls

import dash_glue42 as glue
from dash_glue42 import _awaited

if tuple(int(part) for part in dash.__version__.split(".")[:2]) < (4, 2):
    pytest.skip("Dash has WebSocket callbacks since 4.2", allow_module_level=True)

BOTH_BACKENDS = pytest.mark.parametrize("backend", ["fastapi", "quart"])

KEPT = "() => window.dash_component_api.getLayout('ask').props.awaited"


def app_of(backend: str, *children: object) -> Dash:
    pytest.importorskip(backend)
    app = Dash(__name__, backend=backend, assets_folder="no_assets")
    app.layout = glue.Glue42(
        [glue.MethodInvoke(id="ask"), *children, html.Button("Go", id="go"), html.Div(id="answer")], id="glue"
    )
    return app


def when_clicked(app: Dash, **options: object):
    """The decorator of the callback that the button starts and that fills the answer."""
    options = {"websocket": True, "prevent_initial_call": True, **options}
    return app.callback(Output("answer", "children"), Input("go", "n_clicks"), **options)


def nothing_is_kept(page: Page) -> None:
    page.wait_for_function(f"JSON.stringify(({KEPT})()) === '{{}}'", polling=POLLING)


@BOTH_BACKENDS
def test_several_steps_in_one_callback(serve, backend):
    app = app_of(
        backend,
        glue.MethodRegister(id="create", definition="Create", returns=True),
        glue.MethodRegister(id="buy", definition="Buy", returns=True),
        glue.MethodInvoke(id={"type": "asks", "n": 1}),
        html.Div(id="shown"),
    )
    events = Calls()

    @glue.on_invoke("create", app=app)
    def create(name: str):
        if not name:
            raise glue.InteropError("An item needs a ‘name’.")
        return {"id": len(name)}

    # A method that invokes others before it answers.
    @glue.on_invoke("buy", app=app, websocket=True)
    async def buy(names: list[str]):
        created = await asyncio.gather(*(glue.invoke("ask", "Create", name=name) for name in names))
        if failed := [each.error for each in created if not each.ok]:
            raise glue.InteropError(", ".join(failed))
        return [each.returned["id"] for each in created]

    @when_clicked(app)
    async def go(_clicks):
        created = await glue.invoke("ask", "Create", name="apple", meta={"step": 1}, target="best")
        shown = await glue.invoke({"type": "asks", "n": 1}, "Show", arguments={"id": created.returned["id"]})
        missing = await glue.invoke("ask", "Nobody", wait_ms=0)
        refused = await glue.invoke("ask", "Create", name="")
        answer = [created.meta, created.executed_by.application, shown.returned, missing.ok, refused.error]
        return " | ".join(map(str, answer))

    # An awaited result is nobody else's; this one's own callback awaits as well.
    @glue.on_result("ask", Output("shown", "children"), app=app, websocket=True)
    async def show(result: glue.Result):
        events.add(result.meta)
        return str((await glue.invoke("ask", "Show", id=result.returned["id"])).returned)

    page = serve(app)
    offer(page, "Show", "({id}) => ({shown: id})")
    page.click("#go")
    expect(page.locator("#answer")).to_have_text(
        "{'step': 1} | Dash | {'shown': 5} | False | An item needs a ‘name’.", timeout=15000
    )
    caller = Caller(page)
    caller.wait_for_method("Buy")
    bought, refused = caller.start("Buy", {"names": ["a" * n for n in range(1, 21)]}, {"names": ["b", ""]}).answers()
    assert bought.returned == {"value": list(range(1, 21))}
    assert refused.error == "An item needs a ‘name’."

    command = {"definition": "Create", "argumentObj": {"name": "pear"}, "meta": "an event"}
    page.evaluate("invoke => dash_clientside.set_props('ask', {invoke})", command)
    expect(page.locator("#shown")).to_have_text("{'shown': 4}")
    assert events.values == ["an event"]
    nothing_is_kept(page)


@pytest.mark.parametrize("is_debug", [False, True], ids=["", "debug"])
def test_long_results_of_many_invocations_at_once(serve, is_debug):
    # All of them together are more than servers take in one message.
    app = app_of("fastapi")
    # In debug mode Dash checks props: the results are in some that are not declared.
    app.enable_dev_tools(debug=is_debug, dev_tools_hot_reload=False, dev_tools_disable_version_check=True)

    @when_clicked(app)
    async def go(_clicks):
        asked = await asyncio.gather(*(glue.invoke("ask", "Echo", n=n, text="x" * 100_000) for n in range(50)))
        return str([each.returned["n"] for each in asked if len(each.returned["text"]) == 100_000])

    page = serve(app)
    offer(page, "Echo", "args => args")
    page.click("#go")
    expect(page.locator("#answer")).to_have_text(str(list(range(50))), timeout=20000)
    nothing_is_kept(page)


def test_a_cancelled_await_leaves_nothing_in_the_page(serve):
    app = app_of("fastapi", html.Div(id="late"))

    @when_clicked(app)
    async def go(_clicks):
        try:
            # asyncio.timeout, from Python 3.11 on, does it in the same way.
            await asyncio.wait_for(glue.invoke("ask", "Slow"), 0.2)
        except asyncio.TimeoutError:
            return "too late"

    page = serve(app)
    offer(page, "Slow", "() => new Promise(resolve => (window.finish = resolve))")
    offer(page, "Echo", "args => args")
    page.click("#go")
    expect(page.locator("#answer")).to_have_text("too late")
    nothing_is_kept(page)
    page.evaluate("() => window.finish({})")
    # Its answer comes after the late one.
    assert Caller(page).invoke("Echo", {"n": 1}).returned == {"n": 1}
    nothing_is_kept(page)


@pytest.mark.cold
@BOTH_BACKENDS
@pytest.mark.parametrize("what_goes", ["page", "browser"])
def test_when_the_page_goes_the_callback_ends_and_nothing_is_logged(
    serve, backend, what_goes, monkeypatch, capfd, caplog
):
    # The worker that has the WebSocket serves other pages as well, and may outlive the last one for a while.
    monkeypatch.setattr(_awaited, "_SILENCE_S", 2)
    app = app_of(backend)
    calls = Calls()
    ends: list[str] = []

    @when_clicked(app)
    async def go(_clicks):
        with calls.handling("go"):
            try:
                return (await asyncio.gather(glue.invoke("ask", "Slow"), glue.invoke("ask", "Slow")))[0].error
            except BaseException as error:
                ends.append(type(error).__name__)
                raise

    page = serve(app)
    offer(page, "Slow", "() => new Promise(() => (window.isAsked = true))")
    page.click("#go")
    page.wait_for_function("window.isAsked", polling=POLLING)
    if what_goes == "page":
        page.context.new_page().goto(page.url)
        page.close()
    else:
        page.context.close()
    calls.wait_until_ended(1)
    # Whichever of the two comes first.
    assert ends[0] in ("CancelledError", "WebsocketDisconnected")
    assert capfd.readouterr().err == ""
    assert caplog.records == []


def test_await_without_websocket_or_component_explains_the_requirements(serve, console):
    console.expect("Component (nowhere|short) not found in layout")
    app = app_of("fastapi", html.Div(glue.MethodInvoke(id="short"), id="place"), html.Div("text", id="div"))
    seen = Calls()

    async def outcome_of(invoking):
        try:
            return (await invoking).error
        except (RuntimeError, LookupError) as error:
            return f"{type(error).__name__}: {error}"

    @when_clicked(app, websocket=False)
    async def over_http(_clicks):
        seen.add(await outcome_of(glue.invoke("ask", "Sum")))
        return "over HTTP"

    @app.callback(Output("place", "hidden"), Input("answer", "children"), websocket=True, prevent_initial_call=True)
    async def over_a_websocket(_answer):
        seen.add(await outcome_of(glue.invoke("nowhere", "Sum")))
        seen.add(await outcome_of(glue.invoke("short", "Slow")))

    page = serve(app)
    offer(page, "Slow", "() => new Promise(() => (window.isAsked = true))")
    page.click("#go")
    page.wait_for_function("window.isAsked", polling=POLLING)
    page.evaluate("() => window.dash_clientside.set_props('place', {children: []})")
    seen.wait_until_ended(3)
    http, nowhere, removed = seen.values
    assert http.startswith("NoWebSocketError: invoke: this callback does not run over WebSocket. It needs ")
    assert nowhere.startswith("ComponentNotFoundError: invoke: the page has no component nowhere: put ")
    assert removed == "invoke: short left the page before the result came"
