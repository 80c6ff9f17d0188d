"""The route of an app that gives its logged-in users tokens for a gateway."""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from dash import Dash

from ._bus_names import bus_patterns
from ._callback_options import is_async
from ._gateway_token import check_lifetime, check_secret, gateway_token, jwt_library

User = Callable[..., "str | None"] | Callable[..., Awaitable["str | None"]]
Bus = str | Sequence[str] | Callable[[str], "str | Sequence[str]"]

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class _Answer(NamedTuple):
    status: int
    body: dict[str, Any]


def serve_gateway_token(
    app: Dash,
    *,
    user: User,
    bus: Bus = "default",
    path: str = "_glue42-gateway-token",
    secret: str | bytes | None = None,
    expires_in: float = 300,
    applications: Sequence[str] | None = None,
    issuer: str | None = None,
    audience: str | None = None,
) -> str:
    """Adds a route to an app that answers each logged-in user's page with a token for the gateway.

    The page asks by POST at every connect, and before the token expires. A request of a page of another origin is
    answered with 403, a user who is not logged in with 401: then `Glue42.error` has the code "refused" until the user
    has logged in again, in any tab.

    Args:
        app: The app; on Flask, FastAPI or Quart.
        user: Says who asks: the user's name, or None if nobody is logged in. It is called in the request, and with the
            request of the app's server (Flask's, Starlette's or Quart's) if it has a parameter. It may be async on
            FastAPI and Quart.
        bus: As in `gateway_token`; or a function that gets the user's name and returns that.
        path: The path of the route within the app.
        secret: See `gateway_token`.
        expires_in: See `gateway_token`.
        applications: See `gateway_token`.
        issuer: See `gateway_token`.
        audience: See `gateway_token`.

    Returns:
        The whole path of the route, for `settings["gateway"]["tokenUrl"]`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An argument has a wrong value, the secret is missing or shorter than 32 bytes, or the app has a
            route of this path.
        ImportError: The package PyJWT is missing.

    Example:
        >>> path = glue.serve_gateway_token(app, user=lambda: current_user.get_id(), bus="desk-1")
        >>> settings = {"type": "gateway", "gateway": {"url": url, "bus": "desk-1", "tokenUrl": path}}
    """
    jwt_library("serve_gateway_token")
    check_lifetime("serve_gateway_token", expires_in)
    key = check_secret("serve_gateway_token", secret)
    if not callable(user):
        raise TypeError(f"serve_gateway_token: user={user!r}: give a function that returns the user's name, or None")
    if not callable(bus):
        bus_patterns("serve_gateway_token", bus)

    def answer(headers: Mapping[str, str], name: Any) -> _Answer:
        if not _is_of_this_origin(headers):
            return _Answer(403, {"error": "pages of other origins get no token"})
        if not name:
            return _Answer(401, {"error": "not logged in"})
        allowed = bus(name) if callable(bus) else bus
        token = gateway_token(
            user=name,
            bus=allowed,
            secret=key,
            expires_in=expires_in,
            applications=applications,
            issuer=issuer,
            audience=audience,
        )
        return _Answer(200, {"token": token, "expires_in": expires_in})

    return _add_route(app, path, user, answer)


def _is_of_this_origin(headers: Mapping[str, str]) -> bool:
    """Browsers send the first header over https and from this machine only, the second one with every POST."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    # A proxy may have changed the host. Pages of other origins cannot set that header.
    hosts = [headers.get("host"), *headers.get("x-forwarded-host", "").split(",")]
    return origin is None or urlsplit(origin).netloc in [host.strip() for host in hosts if host]


def _add_route(app: Dash, path: str, user: User, answer: Callable[[Mapping[str, str], Any], _Answer]) -> str:
    config: Any = app.config
    server: Any = app.server
    name = path.lstrip("/")
    rule = f"{config.routes_pathname_prefix}{name}"
    if not server:
        raise ValueError("serve_gateway_token: the app has no server yet: call app.init_app(server) first")
    if rule in app.routes:
        raise ValueError(f"serve_gateway_token: the app has a route {rule!r} already: choose another path=")
    asked: Any = user
    ask: Callable[[Any], Any] = asked if inspect.signature(user).parameters else lambda _: asked()
    frameworks = {base.__module__.partition(".")[0] for base in type(server).__mro__}
    if "starlette" in frameworks:
        response = importlib.import_module("starlette.responses").Response
        view = _view(ask, is_async(user), answer, response, lambda *given: given[0])
        server.add_route(rule, view, methods=["POST"])
    else:
        framework = importlib.import_module("quart" if "quart" in frameworks else "flask")
        if framework.__name__ == "flask" and is_async(user):
            raise TypeError("serve_gateway_token: an app on Flask needs a user= that is not async")
        view = _view(ask, is_async(user), answer, framework.Response, lambda: framework.request)
        server.add_url_rule(rule, endpoint=rule, view_func=view, methods=["POST"])
    app.routes.append(rule)
    return f"{config.requests_pathname_prefix}{name}"


def _view(
    ask: Any, is_asking_async: bool, answer: Callable[..., _Answer], response: Any, request_of: Callable[..., Any]
) -> Callable[..., Any]:
    """`response` is the framework's class, and `request_of` gives its request from what it calls a view with."""

    def respond(request: Any, name: Any) -> Any:
        status, body = answer(request.headers, name)
        return response(json.dumps(body), status, _HEADERS, "application/json")

    async def view(*given: Any) -> Any:
        request = request_of(*given)
        return respond(request, await ask(request))

    # FastAPI and Quart call it in a thread.
    def view_in_thread(*given: Any) -> Any:
        request = request_of(*given)
        return respond(request, ask(request))

    return view if is_asking_async else view_in_thread
