"""Apps of two origins on a gateway of their own, started as users start it."""

from collections.abc import Callable, Iterator

import pytest
from buses import NO_SOCKET
from caller import POLLING
from console import Console
from dash import Input, Output, html
from playwright.sync_api import BrowserContext, Page
from support.certificate import make_certificate, needs_openssl
from support.dash_app import AppServer, Calls, new_app
from support.gateway_process import GatewayProcess

from dash_glue42 import Glue42, MethodInvoke, MethodRegister


@pytest.fixture
def gateway() -> Iterator[Callable[..., GatewayProcess]]:
    started: list[GatewayProcess] = []

    def start(*options: str) -> GatewayProcess:
        started.append(GatewayProcess(*options))
        return started[-1]

    yield start
    for each in started:
        each.stop()


@pytest.fixture
def other_server() -> Iterator[AppServer]:
    """Another port, which makes another origin."""
    server = AppServer()
    yield server
    server.stop()


@pytest.fixture
def context(new_context, server, other_server, gateway) -> Iterator[BrowserContext]:
    """Closed before what its pages are connected to. It takes any certificate."""
    context = new_context(ignore_https_errors=True)
    yield context
    context.close()


@pytest.fixture
def open_partner(context: BrowserContext) -> Callable[..., tuple[Page, Calls]]:
    """Opens an app that offers the method of its name, and asks others; a callback sees the results."""

    def open_partner(server: AppServer, name: str, settings: dict) -> tuple[Page, Calls]:
        app, seen = new_app(f"/{name}/", title=name), Calls()
        children = [
            html.H1(name),
            MethodRegister(id="method", definition=name, returns=True),
            MethodInvoke(id="ask"),
        ]
        app.layout = Glue42(children, id="glue", settings=settings)

        @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
        def answer(invoke):
            said = {"by": name, "to": invoke["caller"]["application"], **invoke["args"]}
            return {"invocationId": invoke["invocationId"], "invocationResult": said}

        @app.callback(Input("ask", "result"), prevent_initial_call=True)
        def see(result):
            seen.add(result)

        app.clientside_callback(
            "(status, platform, error) => void (window.reports ??= []).push({status, platform, error})",
            Input("glue", "status"),
            Input("glue", "platform"),
            Input("glue", "error"),
        )
        server.mount(app)
        page = context.new_page()
        page.goto(f"{server.origin}/{name}/")
        return page, seen

    return open_partner


def settings_for(gateway: GatewayProcess, **more: str) -> dict:
    return {"type": "gateway", "gateway": {"url": gateway.url, **more}}


def wait_for_status(page: Page, status: str, since: int = 0) -> dict:
    """What Glue42 reported together with this status; only reports after the first so many count."""
    found = "([status, since]) => (window.reports ?? []).slice(since).find(report => report.status === status)"
    return page.wait_for_function(found, arg=[status, since], polling=POLLING).json_value()


def ask(page: Page, seen: Calls, name: str, number: int) -> dict:
    count = seen.ended + 1
    command = {"definition": name, "argumentObj": {"n": number}}
    page.evaluate("invoke => dash_clientside.set_props('ask', {invoke})", command)
    seen.wait_until_ended(count)
    return seen.values[count - 1]


def answer_of(result: dict) -> dict:
    assert result["error"] is None, result["error"]
    return result["invocationResult"]["returned"]


def test_apps_of_two_origins_meet(gateway, server, other_server, open_partner):
    settings = settings_for(gateway("--token", "open sesame"), token="open sesame")
    one, one_saw = open_partner(server, "one", settings)
    two, two_saw = open_partner(other_server, "two", settings)
    assert wait_for_status(one, "connected")["platform"] == "gateway"
    assert answer_of(ask(one, one_saw, "two", 1)) == {"by": "two", "to": "one", "n": 1}
    assert answer_of(ask(two, two_saw, "one", 2)) == {"by": "one", "to": "two", "n": 2}


@needs_openssl
def test_a_page_joins_over_tls(gateway, server, open_partner, tmp_path):
    cert, key = make_certificate(tmp_path)
    running = gateway("--cert", str(cert), "--key", str(key))
    one, one_saw = open_partner(server, "one", settings_for(running))
    assert wait_for_status(one, "connected")["platform"] == "gateway"
    assert running.url.startswith("wss://")
    assert answer_of(ask(one, one_saw, "one", 1)) == {"by": "one", "to": "one", "n": 1}


def test_a_wrong_token_is_told(gateway, server, open_partner, console: Console):
    console.expect("Invalid token")
    running = gateway("--token", "open sesame")
    page, _ = open_partner(server, "one", settings_for(running, token="open"))
    failed = wait_for_status(page, "failed")
    assert failed["platform"] == "gateway"
    assert failed["error"]["message"].endswith(f"The gateway at {running.url} refused this page: Invalid token")
    assert failed["error"]["operation"] == "connect"


def test_a_page_for_which_there_is_no_room_says_so_and_joins_when_another_has_left(
    gateway, server, open_partner, console: Console
):
    console.expect("does not let this page in now: Too many connections")
    running = gateway("--limit", "bus.connections=1", "--log-level", "error")
    one, _ = open_partner(server, "one", settings_for(running))
    wait_for_status(one, "connected")
    settings = settings_for(running)
    settings["gateway"]["reconnectInterval"] = 100
    two, saw = open_partner(server, "two", settings)
    turned_away = "(window.reports ?? []).find(({error}) => error?.message.includes('Too many connections'))"
    report = two.wait_for_function(turned_away, polling=POLLING).json_value()
    assert (report["status"], report["error"]["code"]) == ("connecting", "not_connected")
    assert report["error"]["message"].endswith(
        f"The gateway at {running.url} does not let this page in now: Too many connections: "
        "--limit bus.connections is 1. The page tries again."
    )
    one.close()
    assert wait_for_status(two, "connected")["error"] is None
    assert answer_of(ask(two, saw, "two", 1)) == {"by": "two", "to": "two", "n": 1}


def test_a_page_of_another_origin_is_refused(gateway, server, open_partner, console: Console):
    console.expect(NO_SOCKET, "cannot be reached from")
    running = gateway("--allow-origin", "https://apps.example.com")
    settings = settings_for(running)
    # Instead of the long patience with a gateway that is just starting.
    settings["gateway"]["reconnectAttempts"] = 2
    page, _ = open_partner(server, "one", settings)
    message = wait_for_status(page, "failed")["error"]["message"]
    assert "does not admit this origin" in message
    assert server.origin in message


def test_a_gateway_that_starts_long_after_the_page_is_found(gateway, server, context, open_partner, console: Console):
    console.expect(NO_SOCKET, "cannot be reached from")
    running = gateway()
    running.stop()
    context.clock.install()
    page, saw = open_partner(server, "one", settings_for(running))
    console.wait_for(NO_SOCKET)
    # Long enough for all attempts that a page might give itself.
    for _ in range(60):
        context.clock.run_for(1000)
    found = "(window.reports ?? []).find(({status, error}) => status === 'connecting' && error)"
    error = page.wait_for_function(found, polling=POLLING).json_value()["error"]
    assert (error["operation"], error["code"]) == ("connect", "not_connected")
    assert f"The gateway at {running.url} cannot be reached from {server.origin}" in error["message"]
    assert page.evaluate("window.reports.at(-1).status") == "connecting"
    running.start()
    assert wait_for_status(page, "connected")["error"] is None
    assert answer_of(ask(page, saw, "one", 1))["n"] == 1


def test_two_dash_servers_are_restarted_in_turn(gateway, server, other_server, open_partner, console: Console):
    console.expect(r"net::ERR_(EMPTY_RESPONSE|CONNECTION_REFUSED|CONNECTION_RESET|SOCKET_NOT_CONNECTED)", "Callback")
    console.expect("the Dash server did not respond")
    settings = settings_for(gateway())
    partners = {
        "one": (server, *open_partner(server, "one", settings)),
        "two": (other_server, *open_partner(other_server, "two", settings)),
    }
    for _, page, _ in partners.values():
        wait_for_status(page, "connected")
    for answering, asking in (("one", "two"), ("two", "one")):
        restarted, _, _ = partners[answering]
        _, page, saw = partners[asking]
        assert answer_of(ask(page, saw, answering, 1))["n"] == 1
        restarted.stop()
        # The page is still there and answers for its server.
        refusal = ask(page, saw, answering, 2)["error"]
        assert refusal["code"] == "callback_failed"
        assert refusal["message"].startswith(f'Method "{answering}": the Dash server did not respond')
        restarted.start()
        assert answer_of(ask(page, saw, answering, 3)) == {"by": answering, "to": asking, "n": 3}
