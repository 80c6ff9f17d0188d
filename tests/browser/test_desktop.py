"""Inside of a desktop container: a page that finds its globals, on a real gateway."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asker import offer
from caller import POLLING, Caller
from console import Console
from dash import Dash, Input, Output, html
from playwright.sync_api import Page, expect
from support.container import MODULES, Container
from support.dash_app import AppServer
from support.gateway_process import GatewayProcess

from dash_glue42 import Context, Glue42, MethodInvoke, MethodRegister

# The vendor's own containers tell their version.
VERSION = "window.glueDesktop = {version: '3.20.1', versionNum: 32001};"

KNOWN = ("status", "platform", "isEnterprise", "error", "instance")


@pytest.fixture
def mount(server: AppServer, tmp_path: Path) -> Callable[..., Dash]:
    """Mounts an app at /desk/ that answers `Add`, asks what it is told to, and shows what it knows."""

    def mount(script: str = "", **glue_props: Any) -> Dash:
        (tmp_path / "own.js").write_text(script)
        app = Dash(__name__, url_base_pathname="/desk/", title="Desk", assets_folder=str(tmp_path))

        def glue() -> Glue42:
            children = [
                html.H1("Desk"),
                MethodRegister(id="add", definition="Add", returns=True),
                MethodInvoke(id="ask"),
                Context(id="client"),
                html.Div(id="answer"),
                html.Div(id="context"),
            ]
            return Glue42(id="glue", children=children, **glue_props)

        known = [html.Pre(id=prop) for prop in KNOWN]
        app.layout = html.Div([html.Div(glue(), id="place"), html.Button(id="toggle"), *known])

        @app.callback(Output("add", "result"), Input("add", "invoke"), prevent_initial_call=True)
        def add(invoke):
            result = {"sum": sum(invoke["args"].values()), "to": invoke["caller"]["application"]}
            return {"invocationId": invoke["invocationId"], "invocationResult": result}

        @app.callback(Output("answer", "children"), Input("ask", "result"), prevent_initial_call=True)
        def show(result):
            return json.dumps(result["error"] or result["invocationResult"]["returned"])

        for prop in KNOWN:
            app.clientside_callback(
                "value => JSON.stringify(value ?? null)", Output(prop, "children"), Input("glue", prop)
            )
        data = "context => JSON.stringify(context?.data)"
        app.clientside_callback(data, Output("context", "children"), Input("client", "context"))

        @app.callback(Output("place", "children"), Input("toggle", "n_clicks"), prevent_initial_call=True)
        def toggle(clicks):
            return None if clicks % 2 else glue()

        server.mount(app)
        return app

    return mount


def expect_known(page: Page, prop: str, value: Any) -> None:
    text = value if isinstance(value, re.Pattern) else json.dumps(value, separators=(",", ":"))
    expect(page.locator(f"#{prop}")).to_have_text(text)


def expect_connected(page: Page) -> None:
    expect_known(page, "status", "connected")
    expect_known(page, "platform", "desktop")
    expect_known(page, "isEnterprise", True)
    expect_known(page, "error", None)


def set_props(page: Page, component: str, **props: Any) -> None:
    page.evaluate("([id, text]) => dash_clientside.set_props(id, JSON.parse(text))", [component, json.dumps(props)])


def expect_all_works(page: Page, peer: Page) -> None:
    """Methods in both directions, and a context both ways."""
    caller = Caller(peer)
    caller.wait_for_method("Add")
    assert caller.invoke("Add", {"a": 1, "b": 2}).returned == {"sum": 3, "to": "Peer"}
    offer(peer, "Twice", "({n}) => ({n: 2 * n})")
    set_props(page, "ask", invoke={"definition": "Twice", "argumentObj": {"n": 21}})
    expect(page.locator("#answer")).to_have_text('{"n": 42}')
    peer.evaluate("glue.contexts.set('client', {name: 'Ann'})")
    expect(page.locator("#context")).to_have_text('{"name":"Ann"}')
    set_props(page, "client", update={"age": 7})
    peer.wait_for_function("async () => (await glue.contexts.get('client')).age === 7", polling=POLLING)


def file_of_package(path: str) -> str:
    return (MODULES / path).read_text(encoding="utf-8")


# The scripts that have the vendor's.
CLIENT_LIBRARIES = {"desktopClient", "web", "core"}


def scripts(page: Page) -> list[str]:
    """The lazy scripts that the page has loaded."""
    names = page.evaluate("performance.getEntriesByType('resource').map(({name}) => name)")
    return re.findall(r"dash_glue42\.(?:v\w+\.)?([a-zA-Z]+)\.js", " ".join(names))


def test_an_app_and_a_plain_client_of_the_vendor_meet_soon_though_the_container_offers_no_apis(
    mount: Callable[..., Dash], container: Container
) -> None:
    mount()
    peer = container.open_peer()
    page = container.open("/desk/", applicationName="the-desk")
    expect_connected(page)
    # The library by itself would wait ten seconds for an API that is missing, and then fail.
    assert page.evaluate("performance.now()") < 8000
    instance = json.loads(page.locator("#instance").inner_text())
    assert instance["applicationName"] == "the-desk"
    assert instance["windowId"] == "window-2"
    assert "desktopClient" in scripts(page)
    expect_all_works(page, peer)


@pytest.mark.parametrize("preload", [[], [VERSION]], ids=["unknown", "of the vendor"])
def test_the_apis_that_a_container_offers_are_there(
    mount: Callable[..., Dash], container: Container, console: Console, preload: list[str]
) -> None:
    mount()
    peer = container.offer_apis()
    peer.evaluate("() => void (window.came = [], glue.interop.serverAdded(({application}) => came.push(application)))")
    page = container.open("/desk/", *preload)
    expect_connected(page)
    has = "apis => apis.filter(api => api in glue42dash.glueInstance)"
    offered = ["windows", "appManager", "layouts", "channels", "displays", "notifications"]
    assert page.evaluate(has, offered) == offered
    # One of the vendor's is taken at its word, also for what it may offer later.
    others = ["activities", "hotkeys", "themes", "prefs", "cookies"]
    assert page.evaluate(has, others) == (others if preload else [])
    # And it sees its app come but once.
    Caller(peer).wait_for_method("Add")
    repeated = len(console.lines("it got the login of this page twice"))
    assert peer.evaluate("came").count("app-2") == (1 if preload else 2) + repeated
    opening = "async () => (await glue42dash.glueInstance.windows.open('chart', 'https://example.com')).name"
    assert page.evaluate(opening) == "chart"
    [asked] = peer.evaluate("asked.filter(({method}) => method === 'T42.Wnd.Create')")
    assert asked["url"] == "https://example.com"
    expect_all_works(page, peer)


# What the vendor offers for containers of today, as their script or as one of the app.
IODESKTOP = "@interopio/desktop/dist/desktop.umd.min.js"
DESKTOP = "@glue42/desktop/dist/desktop.umd.min.js"


@pytest.mark.parametrize("library", [DESKTOP, IODESKTOP])
def test_the_library_that_the_container_brings_is_used(
    mount: Callable[..., Dash], container: Container, library: str
) -> None:
    mount()
    peer = container.open_peer()
    page = container.open("/desk/", file_of_package(library))
    expect_connected(page)
    assert not CLIENT_LIBRARIES & {*scripts(page)}
    assert page.evaluate("glue42dash.glueInstance.info.version") == package_version(library)
    expect_all_works(page, peer)


def package_version(file: str) -> str:
    return json.loads(file_of_package(f"{file.split('/dist/')[0]}/package.json"))["version"]


def test_a_library_that_the_container_has_started_is_shared(mount: Callable[..., Dash], container: Container) -> None:
    mount()
    peer = container.open_peer()
    off = ["windows", "appManager", "apps", "layouts", "channels", "displays", "activities"]
    start = f"window.started = Glue({json.dumps(dict.fromkeys(off, False))});"
    page = container.open("/desk/", file_of_package(DESKTOP), start)
    expect_connected(page)
    assert page.evaluate("async () => (await started) === glue42dash.glueInstance")
    expect_all_works(page, peer)
    # It is not ours to leave.
    page.click("#toggle")
    Caller(peer).wait_for_no_method("Add")
    assert page.evaluate("async () => (await started).interop.servers().length") == 2


def test_the_apps_own_library_is_used_with_the_settings_of_the_app(
    mount: Callable[..., Dash], container: Container
) -> None:
    hooks = """
        glue42dash.libSettings = {desktop: {
            factory: config => (window.given = config, IODesktop(config)),
            libraries: [async (glue, config) => {
                glue.mine = {extra: config.extra};
            }],
        }};
        window.later = glue42dash.glueInstancePromise.then(glue => glue.mine);
    """
    script = file_of_package(IODESKTOP) + hooks
    mount(script, settings={"application": "Mine", "desktop": {"config": {"extra": {"any": 1}, "displays": True}}})
    peer = container.open_peer()
    page = container.open("/desk/")
    expect_connected(page)
    assert page.evaluate("later") == {"extra": {"any": 1}}
    given = page.evaluate("({application: given.application, displays: given.displays, windows: given.windows})")
    assert given == {"application": "Mine", "displays": True, "windows": False}
    assert json.loads(page.locator("#instance").inner_text())["applicationName"] == "Mine"
    assert page.evaluate("'displays' in glue42dash.glueInstance")
    assert not CLIENT_LIBRARIES & {*scripts(page)}
    expect_all_works(page, peer)


def test_a_factory_that_wants_no_bus_leaves_all_inert_and_one_that_gives_none_is_told(
    mount: Callable[..., Dash], container: Container, console: Any
) -> None:
    mount("glue42dash.libSettings = {desktop: {factory: async () => window.answer}};")
    page = container.open("/desk/", "window.answer = {skipInit: true};")
    expect_connected(page)
    expect(page.locator("h1")).to_have_text("Desk")
    assert page.evaluate("glue42dash.glueInstancePromise") is None
    console.expect("libSettings.desktop.factory must return a promise of a glue")
    page = container.open("/desk/", "window.answer = 5;")
    expect_known(page, "status", "failed")
    expect_known(page, "error", re.compile("libSettings.desktop.factory must return a promise of a glue"))
    expect(page.locator("h1")).to_have_text("Desk")


@pytest.mark.parametrize("fallback", ["Please wait", html.Div([html.B("Please"), " wait"], id="waiting")], ids=str)
def test_a_fallback_is_shown_until_the_container_has_connected_the_page(
    mount: Callable[..., Dash], container: Container, fallback: Any
) -> None:
    mount(fallback=fallback)
    hold = """
        const {getGWToken} = glue42gd;
        const released = new Promise(resolve => (window.release = resolve));
        glue42gd.getGWToken = () => released.then(getGWToken);
    """
    page = container.open("/desk/", hold)
    expect(page.locator("body")).to_contain_text("Please wait")
    expect(page.locator("h1")).to_have_count(0)
    page.evaluate("release()")
    expect(page.locator("h1")).to_have_text("Desk")
    expect_connected(page)


def test_it_goes_and_comes_back_and_is_another_instance_each_time(
    mount: Callable[..., Dash], container: Container
) -> None:
    mount()
    peer = container.open_peer()
    page = container.open("/desk/")
    for _ in range(2):
        expect_connected(page)
        expect_all_works(page, peer)
        page.click("#toggle")
        is_gone = "!glue.interop.servers().some(({application}) => application === 'app-2')"
        peer.wait_for_function(is_gone, polling=POLLING)
        peer.evaluate("glue.interop.unregister('Twice')")
        page.click("#toggle")


def test_a_token_that_is_refused_and_a_gateway_that_is_away_are_told(
    mount: Callable[..., Dash], container: Container, console: Any
) -> None:
    mount(settings={"desktop": {"config": {"gateway": {"reconnectAttempts": 2, "reconnectInterval": 50}}}})
    console.expect("refused this page: Invalid token")
    gateway = GatewayProcess("--token", "right")
    page = container.open("/desk/", "glue42gd.getGWToken = async () => 'wrong';", gwURL=gateway.url)
    expect_known(page, "status", "failed")
    expect_known(page, "platform", "desktop")
    expect_known(page, "error", re.compile("The desktop container's gateway at .* refused this page: Invalid token"))
    gateway.stop()
    console.expect("WebSocket connection to .* failed", "cannot be reached from")
    nowhere = "ws://127.0.0.1:9"
    page = container.open("/desk/", f"glue42gd.getGWToken = async () => 'a'; glue42gd.gwURL = '{nowhere}';")
    expect_known(page, "error", re.compile(f"The desktop container's gateway at {nowhere} cannot be reached from"))
    expect_known(page, "status", "connecting")


def test_a_containers_gateway_that_starts_after_the_page_is_found(
    mount: Callable[..., Dash], container: Container, console: Any
) -> None:
    mount(settings={"desktop": {"config": {"gateway": {"reconnectAttempts": 2, "reconnectInterval": 50}}}})
    console.expect("WebSocket connection to .* failed", "cannot be reached from")
    with GatewayProcess() as gateway:
        gateway.stop()
        page = container.open("/desk/", gwURL=gateway.url)
        expect_known(page, "error", re.compile("cannot be reached from"))
        expect_known(page, "status", "connecting")
        gateway.start()
        expect_connected(page)
        page.close()


def test_outside_of_a_container_an_app_may_bring_the_newest_core_of_the_vendor(
    mount: Callable[..., Dash], container: Container
) -> None:
    library = "@interopio/core/dist/core.umd.min.js"
    gateway = f"{{ws: '{container.gateway_url}', protocolVersion: 3}}"
    hooks = f"""
        const auth = {{username: 'me', password: 'mine'}};
        glue42dash.libSettings = {{web: {{
            factory: ({{application}}) => IOConnectCore({{application, auth, gateway: {gateway}}}),
        }}}};
    """
    mount(file_of_package(library) + hooks)
    peer = container.open_peer()
    page = container.open_outside("/desk/")
    expect_known(page, "status", "connected")
    expect_known(page, "platform", "browser")
    expect_known(page, "isEnterprise", False)
    assert page.evaluate("glue42dash.glueInstance.info.version") == package_version(library)
    assert not CLIENT_LIBRARIES & {*scripts(page)}
    expect_all_works(page, peer)
