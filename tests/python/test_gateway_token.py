"""Tokens for a gateway, and the route of an app that gives them out."""

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from dash import Dash
from dash_versions import needs_dash

import dash_glue42 as glue

SECRET = "a secret of more than thirty-two bytes"
PATH = "/desk/_glue42-gateway-token"


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASH_GLUE42_GATEWAY_JWT_SECRET", SECRET)


def claims_of(token: str, **options: Any) -> dict[str, Any]:
    return jwt.decode(token, SECRET, algorithms=["HS256"], **options)


def test_a_token_says_who_joins_which_bus_and_for_how_long():
    claims = claims_of(glue.gateway_token(user="alice", bus="desk-1", expires_in=60))
    assert claims.pop("exp") - claims.pop("iat") in (60, 61)
    assert claims == {"sub": "alice", "buses": ["desk-1"]}
    token = glue.gateway_token(user="bob", bus=["a", "fx-*"], applications=["Desk"], issuer="login", audience="bus")
    more = claims_of(token, audience="bus", issuer="login")
    assert (more["buses"], more["applications"]) == (["a", "fx-*"], ["Desk"])
    assert claims_of(glue.gateway_token(user="bob"))["buses"] == ["default"]


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"secret": "x" * 31}, ValueError, "the secret has 31 bytes: it needs 32 or more"),
        ({"secret": ""}, ValueError, "there is no secret: set DASH_GLUE42_GATEWAY_JWT_SECRET, or give secret="),
        ({"secret": 7}, TypeError, "secret= must be a text or bytes"),
        ({"user": ""}, ValueError, "user has 1 to 256 characters"),
        ({"user": "al\nice"}, ValueError, "user has a character that cannot be printed"),
        ({"user": "alice "}, ValueError, "user has a blank at an end"),
        # The gateway would not take these.
        ({"user": "Ann \u2764\ufe0f"}, ValueError, "user has a character that cannot be printed"),
        ({"user": "\U0001f600" * 129}, ValueError, "user has 1 to 256 characters"),
        ({"bus": ["desk"] * 201}, ValueError, "buses has 201 names: a token has 200 or fewer"),
        ({"applications": ["Desk"] * 201}, ValueError, "applications has 201 names: a token has 200 or fewer"),
        ({"bus": ["x" * 64] * 100}, ValueError, "the token has [89],... characters: the gateway takes 8,192"),
        ({"user": None}, TypeError, "user=None: give a text"),
        ({"bus": "a/b"}, ValueError, "the bus 'a/b'"),
        ({"bus": []}, TypeError, r"bus=\[\]: give a name, or a list of names"),
        ({"bus": [1]}, TypeError, "give a name, or a list of names"),
        ({"expires_in": 0}, ValueError, "give a number of seconds, 1 or more"),
        ({"expires_in": float("inf")}, ValueError, "give a number of seconds, 1 or more"),
        ({"expires_in": "60"}, TypeError, "give a number of seconds"),
        ({"applications": "Desk"}, TypeError, "give a list of names"),
    ],
)
def test_what_makes_no_token(options, error, words):
    with pytest.raises(error, match=f"gateway_token: .*{words}"):
        glue.gateway_token(**{"user": "alice", "bus": "desk-1", **options})


def test_without_the_package_for_tokens_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "jwt", None)
    with pytest.raises(ImportError, match=r'needs the package PyJWT: pip install "dash-glue42\[tokens\]"'):
        glue.gateway_token(user="alice")
    with pytest.raises(ImportError, match="serve_gateway_token needs the package PyJWT"):
        glue.serve_gateway_token(Dash(__name__), user=lambda: "alice")


Ask = Callable[..., tuple[int, dict[str, Any], dict[str, str]]]


def ask_flask(app: Dash, method: str, headers: dict[str, str]) -> Any:
    answer = app.server.test_client().open(PATH, method=method, headers=headers)
    return answer.status_code, answer.get_json(silent=True), answer.headers


def ask_quart(app: Dash, method: str, headers: dict[str, str]) -> Any:
    async def ask() -> Any:
        server: Any = app.server
        answer = await server.test_client().open(PATH, method=method, headers=headers)
        return answer.status_code, await answer.get_json(silent=True), answer.headers

    return asyncio.run(ask())


def ask_fastapi(app: Dash, method: str, headers: dict[str, str]) -> Any:
    """Without a test client, which needs one more package."""
    import json

    sent: list[dict[str, Any]] = []
    raw = [(name.lower().encode(), value.encode()) for name, value in {"Host": "localhost", **headers}.items()]
    scope = {"type": "http", "method": method, "path": PATH, "raw_path": PATH.encode(), "query_string": b""}
    scope |= {
        "headers": raw,
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
        "scheme": "http",
        "root_path": "",
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    server: Any = app.server
    asyncio.run(server({**scope, "http_version": "1.1"}, receive, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], json.loads(body), {k.decode().title(): v.decode() for k, v in sent[0]["headers"]}


def new_app(backend: str) -> Dash:
    pytest.importorskip(backend)
    options: dict[str, Any] = {} if backend == "flask" else {"backend": backend}
    app = Dash(
        __name__,
        requests_pathname_prefix="/proxied/desk/",
        routes_pathname_prefix="/desk/",
        assets_folder="no_assets",
        **options,
    )
    app.layout = []
    return app


BACKENDS = {"flask": ask_flask, "quart": ask_quart, "fastapi": ask_fastapi}
ON_EVERY_SERVER = pytest.mark.parametrize(
    "backend", [pytest.param(name, marks=[] if name == "flask" else needs_dash(4, 2)) for name in BACKENDS]
)


@ON_EVERY_SERVER
def test_a_user_who_is_logged_in_gets_a_token(backend):
    app = new_app(backend)
    path = glue.serve_gateway_token(
        app, user=lambda request: request.headers.get("x-user"), bus=lambda user: f"desk-{user}", expires_in=60
    )
    assert path == "/proxied/desk/_glue42-gateway-token"
    status, answer, headers = BACKENDS[backend](app, "POST", {"X-User": "alice"})
    assert (status, answer["expires_in"], headers["Cache-Control"]) == (200, 60, "no-store")
    assert not [name for name in dict(headers) if name.lower().startswith("access-control")]
    claims = claims_of(answer["token"])
    assert (claims["sub"], claims["buses"]) == ("alice", ["desk-alice"])

    status, answer, headers = BACKENDS[backend](app, "POST", {})
    assert (status, answer) == (401, {"error": "not logged in"})
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("backend", ["quart", "fastapi"])
@needs_dash(4, 2)
def test_a_user_may_be_asked_for_with_an_async_function(backend):
    async def user() -> str:
        await asyncio.sleep(0)
        return "alice"

    app = new_app(backend)
    glue.serve_gateway_token(app, user=user)
    status, answer, _ = BACKENDS[backend](app, "POST", {})
    assert (status, claims_of(answer["token"])["sub"]) == (200, "alice")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://desk.example.com"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://localhost:81"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "https://apps.example.com", "X-Forwarded-Host": "apps.example.com, inner"}, 200),
    ],
)
def test_pages_of_other_origins_get_no_token(headers, status):
    app = new_app("flask")
    glue.serve_gateway_token(app, user=lambda: "alice")
    answered, answer, _ = ask_flask(app, "POST", headers)
    assert (answered, "token" in answer) == (status, status == 200)


@ON_EVERY_SERVER
def test_a_get_shows_no_token(backend):
    app = new_app(backend)
    glue.serve_gateway_token(app, user=lambda: "alice")
    try:
        _, answer, _ = BACKENDS[backend](app, "GET", {})
    except ValueError:
        # Dash's own page.
        return
    assert "token" not in (answer or {})


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"user": "alice"}, TypeError, "user='alice': give a function"),
        ({"bus": ""}, ValueError, "the bus ''"),
        ({"secret": "short"}, ValueError, "the secret has 5 bytes"),
        ({"expires_in": 0.5}, ValueError, "expires_in=0.5: give a number of seconds, 1 or more"),
    ],
)
def test_a_route_with_a_mistake_is_an_error_at_the_start(options, error, words):
    with pytest.raises(error, match=f"serve_gateway_token: {words}"):
        glue.serve_gateway_token(new_app("flask"), **{"user": lambda: "alice", **options})


def test_a_path_has_one_route_and_flask_no_async_user():
    app = new_app("flask")
    glue.serve_gateway_token(app, user=lambda: "alice")
    with pytest.raises(ValueError, match="has a route '/desk/_glue42-gateway-token' already"):
        glue.serve_gateway_token(app, user=lambda: "alice")

    async def user() -> str:
        return "alice"

    with pytest.raises(TypeError, match="an app on Flask needs a user= that is not async"):
        glue.serve_gateway_token(new_app("flask"), user=user)
