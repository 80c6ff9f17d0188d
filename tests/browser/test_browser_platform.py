"""A Dash page that is itself the browser platform, with other Dash apps in its frames and windows."""

import json
from pathlib import Path
from typing import Any

from caller import POLLING, Caller
from console import Console
from dash import Dash, Input, Output, html
from flask import request
from playwright.sync_api import BrowserContext, Frame, Page, expect
from support.container import MODULES
from support.dash_app import AppServer, Gate, new_app

from dash_glue42 import Context, Glue42, MethodInvoke, MethodRegister

LOST = 'Glue42 "glue": The connection to the Glue42 bus was lost'


def mount(server: AppServer, name: str, frames: int = 0, assets: str = "", **glue_props: Any) -> Dash:
    """An app at its name that answers `Add-<name>` and shows what it knows; a button takes its Glue42 away and back."""
    app = new_app(f"/{name}/", title=name, **({"assets_folder": assets} if assets else {}))

    def glue() -> Glue42:
        children = [
            html.H1(name),
            MethodRegister(id="add", definition=f"Add-{name}", returns=True),
            MethodInvoke(id="ask"),
            Context(id="client"),
            html.Div(id="answer"),
            html.Div(id="context"),
        ]
        return Glue42(id="glue", children=children, **glue_props)

    framed = [html.Iframe(src=f"/app-{number}/") for number in range(1, frames + 1)]
    known = [html.Div(id="connection"), html.Div(id="error"), html.Button(id="toggle")]
    app.layout = html.Div([html.Div(glue(), id="place"), *known, *framed])

    @app.callback(Output("add", "result"), Input("add", "invoke"), prevent_initial_call=True)
    def add(invoke):
        result = {"sum": sum(invoke["args"].values()), "for": invoke["caller"]["applicationName"]}
        return {"invocationId": invoke["invocationId"], "invocationResult": result}

    @app.callback(Output("answer", "children"), Input("ask", "result"), prevent_initial_call=True)
    def show(result):
        return json.dumps(result["error"] or result["invocationResult"]["returned"])

    @app.callback(Output("place", "children"), Input("toggle", "n_clicks"), prevent_initial_call=True)
    def toggle(clicks):
        return None if clicks % 2 else glue()

    connection = [Input("glue", prop) for prop in ("status", "platform", "isEnterprise")]
    app.clientside_callback("(...known) => known.join(' ')", Output("connection", "children"), *connection)
    app.clientside_callback("error => error?.message", Output("error", "children"), Input("glue", "error"))
    app.clientside_callback("c => JSON.stringify(c?.data)", Output("context", "children"), Input("client", "context"))
    server.mount(app)
    return app


def expect_connection(page: Page | Frame, connection: str) -> None:
    expect(page.locator("#connection")).to_have_text(connection, timeout=15000)


def set_props(page: Page | Frame, component: str, **props: Any) -> None:
    page.evaluate("([id, text]) => dash_clientside.set_props(id, JSON.parse(text))", [component, json.dumps(props)])


def frame_of(host: Page, number: int) -> Frame:
    """The frame in the layout of the host that shows this app, once its content is there."""
    element = host.wait_for_selector(f"iframe[src='/app-{number}/']")
    frame = element.content_frame()
    frame.wait_for_selector("h1")
    return frame


def expect_answer(page: Page | Frame, name: str, asks_as: str) -> None:
    set_props(page, "ask", invoke={"definition": f"Add-{name}", "argumentObj": {"a": 40, "b": 2}})
    expect(page.locator("#answer")).to_have_text(json.dumps({"sum": 42, "for": asks_as}))
    page.evaluate("dash_clientside.set_props('answer', {children: ''})")


def hold_the_platform(app: Dash) -> Gate:
    """The page has no platform until the gate is opened."""
    gate = Gate()

    @app.server.before_request
    def hold():
        if request.path.endswith("webPlatform.js"):
            gate.pass_through()

    return gate


def test_the_host_the_apps_in_its_layout_and_in_its_windows_share_methods_and_contexts(
    server: AppServer, open_page: Any, context: BrowserContext
) -> None:
    for name in ("app-1", "app-2", "app-3"):
        mount(server, name)
    gate = hold_the_platform(mount(server, "host", frames=2, settings={"type": "platform"}))
    host = open_page("/host/")
    # However long the platform takes to load, the frames wait for it.
    frames = [frame_of(host, 1), frame_of(host, 2)]
    for frame in frames:
        # Long after they would have given up a page that is no platform.
        frame.wait_for_function("performance.now() > 1500", polling=POLLING)
        expect_connection(frame, "connecting")
    gate.open()
    expect_connection(host, "connected browserPlatform false")
    for frame in frames:
        expect_connection(frame, "connected browser false")
    with context.expect_page() as opened:
        host.evaluate("glue42dash.glueInstance.windows.open('third', '/app-3/').then(() => undefined)")
    window = opened.value
    expect_connection(window, "connected browser false")

    pages = {"host": host, "app-1": frames[0], "app-2": frames[1], "app-3": window}
    for asking, answering in (("app-1", "app-2"), ("app-2", "host"), ("host", "app-3"), ("app-3", "app-1")):
        expect_answer(pages[asking], answering, asks_as=asking)
    set_props(window, "client", update={"name": "Ann"})
    for page in pages.values():
        expect(page.locator("#context")).to_have_text('{"name":"Ann"}')
    set_props(host, "client", set={"name": "Bob"})
    for page in pages.values():
        expect(page.locator("#context")).to_have_text('{"name":"Bob"}')


def test_the_platform_outlives_its_glue42_and_serves_the_next_one(
    server: AppServer, open_page: Any, console: Console
) -> None:
    mount(server, "app-1")
    mount(server, "host", frames=1, settings={"type": "platform", "application": "The host"})
    host = open_page("/host/")
    frame = frame_of(host, 1)
    expect_connection(frame, "connected browser false")
    for _ in range(2):
        expect_connection(host, "connected browserPlatform false")
        expect_answer(frame, "host", asks_as="app-1")
        expect_answer(host, "app-1", asks_as="The host")
        host.click("#toggle")
        Caller(frame).wait_for_no_method("Add-host")
        assert host.evaluate("glue42dash.glueInstance") is None
        expect_connection(frame, "connected browser false")
        host.click("#toggle")
        Caller(frame).wait_for_method("Add-host")
    console.expect("This page is a browser platform already, with other settings; reload the page")
    set_props(host, "glue", settings={"type": "platform", "application": "Another"})
    expect_connection(host, "failed browserPlatform false")
    expect(host.locator("#error")).to_contain_text("reload the page to change them")
    expect_connection(frame, "connected browser false")


def test_the_settings_reach_the_library_and_an_app_may_bring_its_own(
    server: AppServer, open_page: Any, tmp_path: Path
) -> None:
    desk = {"name": "Desk", "meta": {"color": "#123456"}}
    other = {"name": "Other", "meta": {"color": "red"}}
    mount(server, "one", settings={"type": "platform", "channels": [desk]})
    config = {"channels": {"definitions": [other]}, "glue": {"application": "Named"}}
    mount(server, "two", settings={"type": "platform", "webPlatform": {"config": config}})
    names = "async () => (await glue42dash.glueInstancePromise).channels.all()"
    assert open_page("/one/").evaluate(names) == ["Desk"]
    page = open_page("/two/")
    assert page.evaluate(names) == ["Other"]
    assert page.evaluate("glue42dash.glueInstance.interop.instance.application") == "Named"

    library = (MODULES / "@glue42/web-platform/dist/platform.web.umd.min.js").read_text(encoding="utf-8")
    hooks = """
        glue42dash.libSettings = {webPlatform: {
            factory: config => GlueWebPlatform(config),
            libraries: [async glue => void (glue.mine = true)],
        }};
    """
    (tmp_path / "own.js").write_text(library + hooks)
    mount(server, "own", assets=str(tmp_path), settings={"type": "platform"})
    own = open_page("/own/")
    expect_connection(own, "connected browserPlatform false")
    assert own.evaluate("glue42dash.glueInstance.mine")
    assert not own.evaluate("performance.getEntriesByType('resource').some(({name}) => /webPlatform/.test(name))")


def test_after_a_reload_of_the_host_its_windows_are_back(
    server: AppServer, open_page: Any, context: BrowserContext, console: Console
) -> None:
    mount(server, "app-1")
    mount(server, "host", settings={"type": "platform"})
    host = open_page("/host/")
    expect_connection(host, "connected browserPlatform false")
    with context.expect_page() as opened:
        host.evaluate("glue42dash.glueInstance.windows.open('first', '/app-1/').then(() => undefined)")
    window = opened.value
    expect_connection(window, "connected browser false")
    console.expect(LOST)
    host.reload()
    expect_connection(window, "connected browser false")
    expect_connection(host, "connected browserPlatform false")
    expect_answer(host, "app-1", asks_as="host")
    expect_answer(window, "host", asks_as="app-1")
