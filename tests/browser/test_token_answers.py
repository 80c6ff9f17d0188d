"""What pages make of the answers of their token's server, in a real browser."""

import json
from collections.abc import Callable, Iterable, Iterator

import pytest
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
