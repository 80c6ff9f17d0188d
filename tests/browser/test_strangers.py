"""Pages of other origins: strangers take no app onto their bus and join no platform; a trusted origin does both."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from caller import Caller
from dash import Dash, Input, Output, html
from playwright.sync_api import BrowserContext, Frame, Page, expect
from support.dash_app import AppServer, new_app
from support.platform_page import add_frame, platform_pages

from dash_glue42 import Glue42, MethodRegister

SECRET = {"secret": "of the user"}

# Sends a page what platforms and apps send, with whatever it likes in it. All that comes back is kept.
FORGE = """
({window: name, type, more}) => {
    window.heard ??= [];
    onmessage = ({data}) => data?.glue42core && heard.push(data.glue42core.type);
    const target = eval(name);
    const {port1, port2} = new MessageChannel();
    const forged = {type, clientId: 'forged', source: 'forged', origin: '*', ...more};
    target.postMessage({glue42core: {...forged, port: port2}}, '*', [port2]);
}
"""

# A stranger joins the page as if that were its opener. With the vendor's library, which asks no questions.
INTRUDE = """
async name => {
    const script = document.createElement('script');
    script.src = '/platform/web/web.umd.min.js';
    const loaded = new Promise(resolve => (script.onload = resolve));
    document.head.append(script);
    await loaded;
    // Its true opener is the stranger again, which the library would follow in a circle.
    const disguise = {postMessage: (...message) => eval(name).postMessage(...message)};
    window.opener = Object.assign(disguise, {top: disguise});
    return GlueWeb({application: 'Intruder', systemLogger: {level: 'off'}}).then(() => 'joined', () => 'refused');
}
"""


def untrusted(origin: str) -> str:
    """What the page's console and its Glue42 say of an origin that is not trusted."""
    return rf'{re.escape(origin)}.*settings\["trustedOrigins"\]'


@pytest.fixture
def stranger() -> Iterator[AppServer]:
    """A server of another origin, with the vendor's platform and a plain client of it."""
    stranger = AppServer()
    stranger.mount_wsgi("/platform/", platform_pages())
    yield stranger
    stranger.stop()


def mount(server: AppServer, name: str, **glue_props: Any) -> Dash:
    """An app whose method answers with what is the user's own, and that shows what it knows of its connection."""
    app = new_app(f"/{name}/", title=name)
    app.layout = Glue42(
        [
            MethodRegister(id="secret", definition=f"Secret-{name}", returns=True),
            html.Div(id="connection"),
            html.Div(id="error"),
        ],
        id="glue",
        **glue_props,
    )

    @app.callback(Output("secret", "result"), Input("secret", "invoke"), prevent_initial_call=True)
    def secret(invoke: dict[str, Any]) -> dict[str, Any]:
        return {"invocationId": invoke["invocationId"], "invocationResult": SECRET}

    known = [Input("glue", prop) for prop in ("status", "platform")]
    app.clientside_callback("(...known) => known.join(' ')", Output("connection", "children"), *known)
    told = "error => error ? `${error.code}: ${error.message}` : ''"
    app.clientside_callback(told, Output("error", "children"), Input("glue", "error"))
    server.mount(app)
    return app


def expect_connection(app: Page | Frame, connection: str) -> None:
    expect(app.locator("#connection")).to_have_text(connection, timeout=15000)


def expect_untrusted(app: Page | Frame, origin: str) -> None:
    expect(app.locator("#error")).to_have_text(re.compile(f"^untrusted_origin: .*{untrusted(origin)}"), timeout=15000)


def methods(page: Page | Frame) -> list[str]:
    """Those of the apps that the vendor's platform or client in the page can invoke."""
    return page.evaluate("glue.interop.methods().map(({name}) => name).filter(name => name.startsWith('Secret'))")


def open_host(context: BrowserContext, stranger: AppServer) -> Page:
    host = context.new_page()
    host.goto(f"{stranger.origin}/platform/host")
    host.evaluate("start()")
    return host


def open_window(host: Page, url: str, name: str = "") -> Page:
    with host.expect_popup() as popup:
        host.evaluate("([url, name]) => void (window.victim = open(url, name))", [url, name])
    return popup.value


def check_is_alone(app: Page | Frame, host: Page | Frame, caller: Caller, name: str = "app") -> None:
    """It is on the embedded bus of its own origin, where others reach its method, and the stranger does not."""
    expect_connection(app, "connected embedded")
    assert caller.invoke(f"Secret-{name}", waitTimeoutMs=10000).returned == SECRET
    assert methods(host) == []


def test_a_stranger_that_frames_an_app_does_not_get_it(server, stranger, context, caller, console) -> None:
    mount(server, "app")
    host = open_host(context, stranger)
    app = add_frame(host, f"{server.origin}/app/")
    check_is_alone(app, host, caller)
    console.expect(untrusted(stranger.origin))
    expect_untrusted(app, stranger.origin)


def test_a_stranger_that_opens_an_app_does_not_get_it(server, stranger, context, caller, console) -> None:
    mount(server, "app")
    host = open_host(context, stranger)
    app = open_window(host, f"{server.origin}/app/")
    check_is_alone(app, host, caller)
    console.expect(untrusted(stranger.origin))
    expect_untrusted(app, stranger.origin)


def test_a_stranger_around_a_frame_of_the_apps_own_origin_does_not_get_the_app(
    server, stranger, context, caller, console
) -> None:
    mount(server, "app")
    server.mount_wsgi("/platform/", platform_pages())
    host = open_host(context, stranger)
    add_frame(host, f"{server.origin}/platform/plain")
    [middle] = host.frames[1:]
    middle.evaluate("document.body.append(Object.assign(document.createElement('iframe'), {src: '/app/'}))")
    middle.wait_for_function("frames.length === 1 && frames[0].document.querySelector('#connection')", polling=25)
    [app] = middle.child_frames
    check_is_alone(app, host, caller)
    console.expect(untrusted(stranger.origin))
    expect_untrusted(app, stranger.origin)


def test_a_strangers_platform_that_starts_late_does_not_get_the_app_and_forged_messages_do_not(
    server, stranger, context, caller, console
) -> None:
    mount(server, "app")
    host = context.new_page()
    host.goto(f"{stranger.origin}/platform/host")
    app = add_frame(host, f"{server.origin}/app/")
    expect_connection(app, "connected embedded")
    expect(app.locator("#error")).to_have_text("")
    host.evaluate("start()")
    console.expect(untrusted(stranger.origin))
    expect_untrusted(app, stranger.origin)
    for type_ in ("platformReady", "connectionAccepted", "connectionRequest", "clientUnload"):
        host.evaluate(FORGE, {"window": "frames[0]", "type": type_, "more": {"clientType": "grandChild"}})
    check_is_alone(app, host, caller)
    assert host.evaluate("heard.filter(type => type !== 'platformPing')") == []
    # Told once.
    assert len(console.lines(untrusted(stranger.origin))) == 2


def open_platform_and_app(server: AppServer, host: Page, **settings: Any) -> tuple[Page, Frame]:
    """The host opens a platform of this origin, which has an app in a frame."""
    mount(server, "app", settings=settings)
    mount(server, "desk", settings={"type": "platform", **settings})
    # By the name the vendor's library would take the page for an app of a platform.
    desk = open_window(host, f"{server.origin}/desk/", "g42-desk")
    expect_connection(desk, "connected browserPlatform")
    app = add_frame(desk, "/app/")
    expect_connection(app, "connected browser")
    return desk, app


def test_a_stranger_that_opens_a_platform_does_not_join_it(server, stranger, context, console) -> None:
    host = context.new_page()
    host.goto(f"{stranger.origin}/platform/plain")
    desk, app = open_platform_and_app(server, host)
    console.expect(untrusted(stranger.origin))
    assert host.evaluate(INTRUDE, "victim") == "refused"
    expect_untrusted(desk, stranger.origin)
    # Nor through the app that is in it already.
    more = {"clientType": "grandChild", "bridgeInstanceId": "forged", "selfAssignedWindowId": "forged"}
    host.evaluate(FORGE, {"window": "victim.frames[0]", "type": "connectionRequest", "more": more})
    expect_untrusted(app, stranger.origin)
    assert host.evaluate("heard") == []
    assert Caller(desk).invoke("Secret-app").returned == SECRET


def test_a_stranger_that_frames_a_platform_does_not_join_it(server, stranger, context, console) -> None:
    mount(server, "desk", settings={"type": "platform"})
    host = context.new_page()
    host.goto(f"{stranger.origin}/platform/plain")
    desk = add_frame(host, f"{server.origin}/desk/")
    expect_connection(desk, "connected browserPlatform")
    console.expect(untrusted(stranger.origin))
    assert host.evaluate(INTRUDE, "frames[0]") == "refused"
    expect_untrusted(desk, stranger.origin)


def test_a_trusted_origin_joins_a_platform_and_has_one_joined_and_no_other_port_does(
    server, stranger, context, console
) -> None:
    third = AppServer()
    third.mount_wsgi("/platform/", platform_pages())
    mount(stranger, "app", settings={"trustedOrigins": [server.origin]})
    mount(server, "desk", settings={"type": "platform", "trustedOrigins": [stranger.origin]})
    desk = context.new_page()
    desk.goto(f"{server.origin}/desk/")
    expect_connection(desk, "connected browserPlatform")
    framed = add_frame(desk, f"{stranger.origin}/app/")
    expect_connection(framed, "connected browser")
    assert Caller(desk).invoke("Secret-app").returned == SECRET
    assert Caller(framed).invoke("Secret-desk").returned == SECRET
    with context.expect_page() as opened:
        desk.evaluate("url => void glue42dash.glueInstance.windows.open('app', url)", f"{stranger.origin}/app/")
    expect_connection(opened.value, "connected browser")
    for app in (desk, framed, opened.value):
        expect(app.locator("#error")).to_have_text("")

    host = context.new_page()
    host.goto(f"{third.origin}/platform/plain")
    window = open_window(host, f"{server.origin}/desk/")
    expect_connection(window, "connected browserPlatform")
    console.expect(untrusted(third.origin))
    assert host.evaluate(INTRUDE, "victim") == "refused"
    third.stop()


def test_an_origin_that_is_none_is_an_error(server, context, console) -> None:
    mount(server, "app", settings={"trustedOrigins": ["https://*.example.com"]})
    console.expect("give a list of exact origins")
    page = context.new_page()
    page.goto(f"{server.origin}/app/")
    expect_connection(page, "failed")
    expect(page.locator("#error")).to_have_text(re.compile("^invalid_setting: .*trustedOrigins"))
