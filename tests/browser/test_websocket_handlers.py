"""Handlers and results over Dash's WebSocket callbacks, which need FastAPI or Quart."""

import asyncio

import dash
import pytest
from caller import Caller
from dash import Dash, Input, Output, ctx, html, set_props
from playwright.sync_api import expect
from socket_login import SocketLogin
from support.dash_app import PATIENCE, Calls, Gate

import dash_glue42 as glue
from dash_glue42 import _runs

if tuple(int(part) for part in dash.__version__.split(".")[:2]) < (4, 2):
    pytest.skip("Dash has WebSocket callbacks since 4.2", allow_module_level=True)

pytest.importorskip("uvicorn")


def test_handlers_and_results_over_a_websocket(serve):
    app = Dash(__name__, backend="fastapi", assets_folder="no_assets")
    names = ("async", "sync")
    app.layout = glue.Glue42(
        [
            *(glue.MethodRegister(id=name, definition=name, returns=True) for name in names),
            glue.MethodInvoke(id="ask"),
            html.Button("Go", id="go"),
            html.Div(id="answer"),
            html.Div(id="log"),
        ]
    )

    @glue.on_invoke("async", Output("log", "title"), app=app, websocket=True)
    async def work(n: int):
        # What set_props writes is seen while the handler runs.
        set_props("log", {"children": f"at {n}"})
        await asyncio.sleep(0)
        if n == 1:
            raise glue.InteropError("not 1")
        return {"n": n, "isWebSocket": ctx.websocket is not None}, f"did {n}"

    @glue.on_invoke("sync", app=app, websocket=True)
    def work_too(n: int):
        if n == 1:
            raise glue.InteropError("not 1")
        return {"n": n, "isWebSocket": ctx.websocket is not None}

    @app.callback(Output("ask", "invoke"), Input("go", "n_clicks"), prevent_initial_call=True)
    def go(_clicks):
        return glue.call("async", n=7)

    @glue.on_result("ask", Output("answer", "children"), app=app, websocket=True)
    async def show(result: glue.Result):
        return f"{result.returned['n']} {ctx.websocket is not None}"

    page = serve(app)
    page.click("#go")
    expect(page.locator("#answer")).to_have_text("7 True")
    expect(page.locator("#log")).to_have_text("at 7")
    expect(page.locator("#log")).to_have_attribute("title", "did 7")

    caller = Caller(page)
    for name in names:
        zero, one, text = caller.start(name, {"n": 0}, {"n": 1}, {"n": "x"}).answers()
        assert zero.returned == {"n": 0, "isWebSocket": True}
        assert one.error == "not 1"
        assert text.error.startswith('Argument "n": ')


def test_callers_get_an_error_at_once_when_the_login_of_a_websocket_has_expired_and_are_served_after_the_next(serve):
    app = Dash(__name__, backend="fastapi", assets_folder="no_assets")
    app.layout = glue.Glue42(glue.MethodRegister(id="method", definition="Work", returns=True))
    calls = Calls()

    @glue.on_invoke("method", app=app, websocket=True)
    async def work(n: int):
        calls.add(n)
        if n == 1:
            # Until its connection breaks.
            await asyncio.sleep(PATIENCE)
        return {"n": n}

    login = SocketLogin()
    app.server.add_middleware(login.in_front_of)
    caller = Caller(serve(app))
    assert caller.invoke("Work", {"n": 0}).returned == {"n": 0}

    pending = caller.start("Work", {"n": 1})
    calls.wait_until_started(2)
    login.expire()
    answers = [pending.answer(), caller.invoke("Work", {"n": 2})]
    login.is_valid = True

    broke = "the callback ended without a result for this invocation, or the connection to the Dash server broke."
    assert [answer.error for answer in answers] == [f'Method "Work": {broke}'] * 2
    assert all(answer.seconds < PATIENCE / 2 for answer in answers)
    assert caller.invoke("Work", {"n": 3}).returned == {"n": 3}


def test_over_a_websocket_answers_of_a_list_leave_when_they_are_done(serve, monkeypatch):
    monkeypatch.setattr(_runs, "_RUN_SECONDS", 60)
    app = Dash(__name__, backend="fastapi", assets_folder="no_assets")
    app.layout = glue.Glue42(glue.MethodRegister(id="method", definition="Work", returns=True))
    first, slow, calls = Gate(), Gate(), Calls()

    @glue.on_invoke("method", app=app, websocket=True)
    def work(n: int):
        with calls.handling(n):
            if n == 0:
                first.pass_through()
            if n == 3:
                slow.pass_through()
        return {"n": n}

    page = serve(app)
    caller = Caller(page)
    caller.wait_for_method("Work")
    burst = caller.start("Work", *({"n": n} for n in range(5)))
    calls.wait_until_started(1)
    first.open()
    # 1 and 2 are in one list with 3, which is not done.
    burst.wait_for_settled(3)
    slow.open()
    assert [answer.returned for answer in burst.answers()] == [{"n": n} for n in range(5)]
    assert calls.values == [0, 1, 2, 3, 4]


def test_over_a_websocket_a_prop_that_waits_for_the_response_ends_the_run(serve, monkeypatch):
    monkeypatch.setattr(_runs, "_RUN_SECONDS", 60)
    app = Dash(__name__, backend="fastapi", assets_folder="no_assets")
    app.layout = glue.Glue42([glue.MethodRegister(id="method", definition="Work", returns=True), html.Div(id="log")])
    first, calls = Gate(), Calls()

    @glue.on_invoke("method", app=app, websocket=True)
    def work(n: int):
        with calls.handling(n):
            if n == 0:
                first.pass_through()
        # Unlike dash.set_props, this sends the value with the response.
        ctx.set_props("log", {"title": str(n)})
        return {"n": n}

    page = serve(app)
    caller = Caller(page)
    caller.wait_for_method("Work")
    page.evaluate(
        """() => {
            const log = document.getElementById('log');
            window.titles = [];
            new MutationObserver(() => window.titles.push(log.title)).observe(log, {attributes: true});
        }"""
    )
    burst = caller.start("Work", *({"n": n} for n in range(4)))
    calls.wait_until_started(1)
    first.open()
    assert [answer.returned for answer in burst.answers()] == [{"n": n} for n in range(4)]
    expect(page.locator("#log")).to_have_attribute("title", "3")
    assert page.evaluate("titles") == ["0", "1", "2", "3"]
