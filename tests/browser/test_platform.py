"""Inside the vendor's browser platform the apps join its bus; inside any other page they do not wait for one."""

import pytest
from caller import POLLING, Caller
from dash import Input, Output, html
from playwright.sync_api import Frame, Page, expect
from support.dash_app import AppServer, new_app
from support.platform_page import add_frame, platform_pages

from dash_glue42 import Glue42, MethodInvoke, MethodRegister


def mount_app(server, name, other, **glue_props):
    """An app that answers Add-<name> and asks Add-<other>; it shows what it knows of its connection."""
    app = new_app(f"/{name}/", title=f"App {name}")
    app.layout = Glue42(
        id="glue",
        **glue_props,
        children=[
            MethodRegister(id="add", definition=f"Add-{name}", returns=True),
            MethodInvoke(id="ask"),
            html.Button("Ask", id="go"),
            html.Div(id="answer"),
            html.Div(id="connection"),
            html.Div(id="error"),
        ],
    )

    @app.callback(Output("add", "result"), Input("add", "invoke"), prevent_initial_call=True)
    def add(invoke):
        args = invoke["args"]
        result = {"sum": args["a"] + args["b"], "from": invoke["caller"]["application"]}
        return {"invocationId": invoke["invocationId"], "invocationResult": result}

    @app.callback(Output("ask", "invoke"), Input("go", "n_clicks"), prevent_initial_call=True)
    def ask(clicks):
        return {"definition": f"Add-{other}", "argumentObj": {"a": clicks, "b": 40}}

    @app.callback(Output("answer", "children"), Input("ask", "result"), prevent_initial_call=True)
    def show(result):
        return str(result["error"] or result["invocationResult"]["returned"]["sum"])

    knowledge = [Input("glue", prop) for prop in ("status", "platform", "isEnterprise")]
    app.callback(Output("connection", "children"), *knowledge)(lambda *known: " ".join(map(str, known)))
    told = "error => error?.message ?? ''"
    app.clientside_callback(told, Output("error", "children"), Input("glue", "error"))
    server.mount(app)


@pytest.fixture
def pages(server):
    """The host page's server, with two Dash apps."""
    server.mount_wsgi("/platform/", platform_pages())
    mount_app(server, "left", "right")
    mount_app(server, "right", "left")


def expect_connection(app: Page | Frame, connection: str) -> None:
    expect(app.locator("#connection")).to_have_text(connection, timeout=15000)


def test_framed_apps_and_a_plain_client_of_the_vendor_invoke_each_other(pages, server, open_page):
    host = open_page("/platform/host")
    host.evaluate("start()")
    left, right = add_frame(host, "/left/"), add_frame(host, "/right/")
    for app in (left, right):
        expect_connection(app, "connected browser False")

    # Dash app to Dash app.
    left.click("#go")
    expect(left.locator("#answer")).to_have_text("41")
    right.click("#go")
    expect(right.locator("#answer")).to_have_text("41")

    # The platform page and a client of the vendor, to the Dash apps and back.
    peer = add_frame(host, "/platform/peer")
    peer.evaluate("async () => void (await connected)")
    for client in (host, peer):
        returned = client.evaluate("async () => (await glue.interop.invoke('Add-left', {a: 1, b: 2})).returned")
        assert returned["sum"] == 3
    assert returned["from"] == "Peer"
    peer.evaluate("glue.interop.register('Add-peer', ({a, b}) => ({sum: -a - b}))")
    Caller(left).wait_for_method("Add-peer")
    left.evaluate("dash_clientside.set_props('ask', {invoke: {definition: 'Add-peer', argumentObj: {a: 1, b: 2}}})")
    expect(left.locator("#answer")).to_have_text("-3")

    # An app that leaves takes its method along: another page takes its place, or its frame is removed.
    gone = "method => !glue.interop.methods().some(({name}) => name === method)"
    left.goto(f"{server.origin}/platform/plain")
    host.wait_for_function(gone, arg="Add-left", polling=POLLING)
    host.evaluate("document.querySelectorAll('iframe')[1].remove()")
    host.wait_for_function(gone, arg="Add-right", polling=POLLING)


def test_an_app_opened_by_the_platform_joins_it_and_hears_of_its_end(pages, open_page, context, console):
    host = open_page("/platform/host")
    host.evaluate("start()")
    with context.expect_page() as opened:
        host.evaluate("glue.windows.open('the-left-one', '/left/').then(() => undefined)")
    left = opened.value
    expect_connection(left, "connected browser False")
    sum_ = host.evaluate("async () => (await glue.interop.invoke('Add-left', {a: 1, b: 2})).returned.sum")
    assert sum_ == 3

    host.close()
    expect_connection(left, "disconnected browser False")
    console.expect('Glue42 "glue": ')


def test_an_app_of_another_origin_joins_the_platform_around_it_that_it_trusts(server, open_page):
    server.mount_wsgi("/platform/", platform_pages())
    mount_app(server, "left", "right", settings={"trustedOrigins": [server.origin]})
    mount_app(server, "right", "left")
    host = open_page("/platform/host")
    host.evaluate("start()")
    elsewhere = server.origin.replace("127.0.0.1", "localhost")
    left, right = add_frame(host, f"{elsewhere}/left/"), add_frame(host, "/right/")
    for app in (left, right):
        expect_connection(app, "connected browser False")
    left.click("#go")
    expect(left.locator("#answer")).to_have_text("41")


def test_a_platform_that_starts_later_than_its_frames_is_waited_for(pages, open_page):
    host = open_page("/platform/host")
    left = add_frame(host, "/left/")
    expect_connection(left, "connecting None None")
    host.evaluate("start()")
    expect_connection(left, "connected browser False")


WAITS = "waits for the Glue42 platform in the page at "

# Lets one question through to the platform, whose page has no time for anything else until it is told to.
GET_BUSY = """
isBusy = false;
addEventListener('message', event => {
    const type = event.data?.glue42core?.type;
    if (type && isBusy) {
        event.stopImmediatePropagation();
    }
    isBusy ||= type === 'platformPing' && !window.isIdle;
}, true);
"""


@pytest.fixture
def elsewhere():
    """The vendor's platform at another origin."""
    elsewhere = AppServer()
    elsewhere.mount_wsgi("/platform/", platform_pages())
    yield elsewhere
    elsewhere.stop()


def test_a_slow_platform_says_so_in_the_apps_that_wait_for_it(pages, open_page, console):
    host = open_page("/platform/host")
    left = add_frame(host, "/left/")
    console.expect(WAITS)
    expect(left.locator("#error")).to_contain_text(WAITS, timeout=15000)
    expect_connection(left, "connecting None None")
    host.evaluate("start()")
    expect_connection(left, "connected browser False")
    expect(left.locator("#error")).to_have_text("")


def test_a_platform_of_a_trusted_origin_that_is_slow_is_waited_for(server, elsewhere, context):
    mount_app(server, "left", "right", settings={"trustedOrigins": [elsewhere.origin]})
    host = context.new_page()
    host.goto(f"{elsewhere.origin}/platform/host")
    left = add_frame(host, f"{server.origin}/left/")
    # Longer than a page is waited for that is only not known to be a stranger.
    left.wait_for_function("performance.now() > 3000", polling=POLLING)
    expect_connection(left, "connecting None None")
    host.evaluate("start()")
    expect_connection(left, "connected browser False")


def test_an_app_that_began_on_a_bus_of_its_own_moves_over_to_the_platform_that_comes_late(
    server, elsewhere, context, open_page
):
    mount_app(server, "left", "right", settings={"trustedOrigins": [elsewhere.origin]})
    mount_app(server, "right", "left")
    host = context.new_page()
    host.goto(f"{elsewhere.origin}/platform/host")
    with host.expect_popup() as popup:
        host.evaluate("url => void open(url)", f"{server.origin}/left/")
    left = popup.value
    expect_connection(left, "connected embedded False")
    right = open_page("/right/")
    Caller(right).wait_for_method("Add-left")
    host.evaluate("start()")
    expect_connection(left, "connected browser False")
    # It is at one place only, and does there what it did here.
    Caller(right).wait_for_no_method("Add-left")
    sum_ = host.evaluate("async () => (await glue.interop.invoke('Add-left', {a: 1, b: 2})).returned.sum")
    assert sum_ == 3
    host.evaluate("glue.interop.register('Add-right', ({a, b}) => ({sum: -a - b}))")
    Caller(left).wait_for_method("Add-right")
    left.bring_to_front()
    left.click("#go")
    expect(left.locator("#answer")).to_have_text("-41")


def test_a_platform_that_is_too_busy_for_the_library_of_its_apps_is_waited_for(pages, open_page, console):
    host = open_page("/platform/host")
    host.evaluate(GET_BUSY)
    host.evaluate("start()")
    left = add_frame(host, "/left/")
    console.expect("has not let it in yet", WAITS)
    expect(left.locator("#error")).to_contain_text(WAITS, timeout=20000)
    expect_connection(left, "connecting None None")
    host.evaluate("() => { isIdle = true; isBusy = false; }")
    expect_connection(left, "connected browser False")
    assert not console.lines("Cannot initiate glue")


def test_in_a_frame_of_a_page_that_is_no_platform_the_embedded_bus_is_joined_soon(pages, open_page):
    page = open_page("/platform/plain")
    left, right = add_frame(page, "/left/"), add_frame(page, "/right/")
    for app in (left, right):
        expect_connection(app, "connected embedded False")
    # A platform would have been given five seconds.
    assert right.evaluate("performance.now()") < 5000
    left.click("#go")
    expect(left.locator("#answer")).to_have_text("41")


def test_type_client_outside_of_a_platform_fails_and_says_so(server, open_page, console):
    app = new_app("/client/")
    app.layout = Glue42([html.H1("Still here"), html.Div(id="error")], id="glue", settings={"type": "client"})
    app.clientside_callback("error => error?.message", Output("error", "children"), Input("glue", "error"))
    server.mount(app)
    console.expect(r'settings\["type"\] is "client"')
    page = open_page("/client/")
    expect(page.locator("#error")).to_contain_text('settings["type"] is "client"')
    expect(page.locator("h1")).to_have_text("Still here")
