"""Handlers and results over Dash's WebSocket callbacks, which need FastAPI or Quart."""

import asyncio

import dash
import pytest
from caller import Caller
from dash import Dash, Input, Output, ctx, html, set_props
from playwright.sync_api import expect

import dash_glue42 as glue

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
