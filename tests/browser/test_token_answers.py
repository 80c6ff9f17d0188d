"""What pages make of the answers of their token's server, in a real browser."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from buses import NO_SOCKET
from console import Console
from dash import Dash, Input, Output, html
from playwright.sync_api import expect
from support.dash_app import Environ, new_app
from support.gateway_process import GatewayProcess

import dash_glue42 as glue

SECRET = "a secret of more than thirty-two bytes"
LIFE_S = 3


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    options = ("--log-level", "error", "--token-grace-seconds", "1")
    with GatewayProcess(*options, environment={"DASH_GLUE42_GATEWAY_JWT_SECRET": SECRET}) as gateway:
        yield gateway


class TokenServer:
    """Gives the answers of a list one after another, and then tokens of the user."""

    def __init__(self) -> None:
        self.first: list[tuple[str, dict[str, str], str]] = []
        self.user = "alice"
        self.asked = 0

    def __call__(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        self.asked += 1
        token = glue.gateway_token(user=self.user, secret=SECRET, expires_in=LIFE_S)
        usual = ("200 OK", {}, json.dumps({"token": token, "expires_in": LIFE_S}))
        status, headers, text = self.first.pop(0) if self.first else usual
        start_response(status, list(headers.items()))
        return [text.encode()]


def app_with(gateway: GatewayProcess) -> Dash:
    """Shows as whom it is on the bus, and how each attempt ended."""
    app = new_app("/desk/", title="Desk")
    settings = {"type": "gateway", "gateway": {"url": gateway.url, "tokenUrl": "/token"}}
    app.layout = glue.Glue42([html.Div(id="user"), html.Div(id="problem")], id="glue", settings=settings)

    @app.callback(Output("user", "children"), Input("glue", "instance"), Input("glue", "status"))
    def show(instance: dict[str, str] | None, status: str) -> str:
        return f"{status} {instance and instance.get('verifiedUser')}"

    @app.callback(Output("problem", "children"), Input("glue", "error"))
    def say(error: dict[str, str] | None) -> str:
        return f"{error['code']}: {error['message']}" if error else ""

    return app


def test_no_answer_but_a_token_lets_a_page_in_and_the_page_says_why(gateway, server, context, console):
    tokens = TokenServer()
    tokens.first = [
        ("200 OK", {"Content-Type": "text/html"}, "<!doctype html><form>Log in</form>"),
        ("500 Internal Server Error", {}, "Traceback"),
        ("302 Found", {"Location": server.origin.replace("127.0.0.1", "localhost") + "/token"}, ""),
    ]
    server.mount_wsgi("/token", tokens)
    server.mount(app_with(gateway))
    console.expect("no JSON, perhaps a login page", "answered 500", "redirects to another address", "status of 500")
    page = context.new_page()
    page.goto(f"{server.origin}/desk/")
    user, problem = page.locator("#user"), page.locator("#problem")
    for words in ("no JSON, perhaps a login page", "answered 500", "redirects to another address"):
        expect(problem).to_contain_text(words)
        # The user comes back to the page.
        page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(user).to_have_text("connected alice")
    assert tokens.asked == 4, "the page has followed a redirect"

    # The session is another user's now, in all tabs.
    console.expect("Token of another user")
    other = context.new_page()
    other.goto(f"{server.origin}/desk/")
    expect(other.locator("#user")).to_have_text("connected alice")
    tokens.user = "bob"
    expect(user).to_have_text("connected bob")
    expect(other.locator("#user")).to_have_text("connected bob")


def desk_of(user: str, gateway: GatewayProcess) -> Dash:
    """Asks who it is when its button is clicked."""
    app = new_app(f"/{user}/", title="Desk")
    path = glue.serve_gateway_token(app, user=lambda: user, secret=SECRET, expires_in=LIFE_S)
    app.layout = glue.Glue42(
        [glue.MethodInvoke(id="ask"), html.Button("Who am I?", id="go"), html.Div(id="answer"), html.Div(id="status")],
        id="glue",
        settings={"type": "gateway", "gateway": {"url": gateway.url, "tokenUrl": path}},
    )

    @app.callback(Output("ask", "invoke"), Input("go", "n_clicks"), prevent_initial_call=True)
    def ask(clicks: int) -> dict[str, Any]:
        return glue.call("WhoAmI", n=clicks)

    @glue.on_result("ask", Output("answer", "children"), app=app)
    def show(result: glue.Result) -> str:
        return result.returned["said"] if result.ok else str(result.error)

    app.clientside_callback("status => status", Output("status", "children"), Input("glue", "status"))
    return app


def directory(gateway: GatewayProcess) -> Dash:
    """Tells each caller who that is."""
    app = new_app("/directory/", title="Directory")
    path = glue.serve_gateway_token(app, user=lambda: "directory", secret=SECRET, expires_in=LIFE_S)
    app.layout = glue.Glue42(
        [glue.MethodRegister(id="who", definition="WhoAmI", returns=True), html.Div(id="status")],
        id="glue",
        settings={"type": "gateway", "gateway": {"url": gateway.url, "tokenUrl": path}},
    )

    @glue.on_invoke("who", app=app)
    def who(n: int, caller: glue.Caller) -> dict[str, str]:
        return {"said": f"{n}: {caller.verified_user}"}

    app.clientside_callback("status => status", Output("status", "children"), Input("glue", "status"))
    return app


@pytest.mark.cold
def test_a_handler_sees_the_user_of_the_callers_token_also_after_renewals_and_a_restart(
    server, context, console: Console
):
    options = ("--log-level", "error", "--token-grace-seconds", "1")
    with GatewayProcess(*options, environment={"DASH_GLUE42_GATEWAY_JWT_SECRET": SECRET}) as gateway:
        pages = {}
        server.mount(directory(gateway))
        for user in ("alice", "bob"):
            server.mount(desk_of(user, gateway))
        for name in ("directory", "alice", "bob"):
            pages[name] = context.new_page()
            pages[name].goto(f"{server.origin}/{name}/")
        asked = 0

        def expect_answers() -> None:
            nonlocal asked
            asked += 1
            for user in ("alice", "bob"):
                pages[user].click("#go")
                expect(pages[user].locator("#answer")).to_have_text(f"{asked}: {user}")

        def expect_status(text: str) -> None:
            for page in pages.values():
                expect(page.locator("#status")).to_have_text(text)

        expect_status("connected")
        expect_answers()
        for _ in range(2):
            for page in pages.values():
                with page.expect_response("**/_glue42-gateway-token"):
                    pass
        expect_answers()

        console.expect(NO_SOCKET, "connection to the Glue42 bus was lost")
        gateway.stop()
        expect_status("disconnected")
        gateway.start()
        expect_status("connected")
        expect_answers()
        context.close()
