"""Requests to an app of this process, as its web server would pass them on: no port, no network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Generator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple, cast

from dash import Dash
from flask import Flask


class Response(NamedTuple):
    """The answer to one request."""

    status: int
    body: bytes

    def json(self) -> Any:
        """The body; None if there is none."""
        return json.loads(self.body) if self.body else None


class AppRequests:
    """Sends requests to one app, from a thread of their own: an `async` callback finds no event loop of the test."""

    def __init__(self, app: Dash) -> None:
        self._app: Any = app
        self._prefix: str = self._app.config.routes_pathname_prefix
        self._thread = ThreadPoolExecutor(1, "glue_app")
        self._loop: asyncio.AbstractEventLoop | None = None
        server = self._app.server
        self._send = _wsgi_sender(server) if isinstance(server, Flask) else self._asgi_sender(server)

    def get(self, name: str) -> Any:
        """The JSON that the app has under this name, such as "_dash-layout"."""
        response = self._request("GET", name, b"")
        if response.status != 200:
            raise RuntimeError(f"the app answered {name} with status {response.status}: {response.body[:500]!r}")
        return response.json()

    def call_back(self, body: dict[str, Any]) -> tuple[Response, Exception | None]:
        """Runs a callback. With the response comes the exception that the callback has raised."""
        with _exceptions_of(self._app.callback_map[body["output"]]) as raised:
            try:
                response = self._request("POST", "_dash-update-component", json.dumps(body).encode())
            except Exception as error:
                # A server that is configured for tests lets it through.
                return Response(500, b""), error
        return response, raised[0] if raised else None

    def close(self) -> None:
        """Ends the thread."""
        if self._loop:
            self._thread.submit(self._loop.close)
        self._thread.shutdown()

    def _request(self, method: str, name: str, body: bytes) -> Response:
        return self._thread.submit(self._send, method, self._prefix + name, body).result()

    def _asgi_sender(self, server: Any) -> Callable[[str, str, bytes], Response]:
        # One for all requests: what the app keeps, such as connections to a database, belongs to its event loop.
        loop = self._loop = self._thread.submit(asyncio.new_event_loop).result()
        return lambda method, path, body: loop.run_until_complete(_send_to_asgi(server, method, path, body))


def _wsgi_sender(server: Flask) -> Callable[[str, str, bytes], Response]:
    client = server.test_client()

    def send(method: str, path: str, body: bytes) -> Response:
        answer = client.open(path, method=method, data=body, content_type="application/json")
        return Response(answer.status_code, answer.data)

    return send


async def _send_to_asgi(server: Any, method: str, path: str, body: bytes) -> Response:
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
        "state": {},
    }
    requests = iter([{"type": "http.request", "body": body, "more_body": False}])
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        message = next(requests, None)
        if message is None:
            # A client that stays connected has nothing more to say.
            await asyncio.Event().wait()
        return cast("MutableMapping[str, Any]", message)

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await server(scope, receive, send)
    start = next(message for message in sent if message["type"] == "http.response.start")
    return Response(start["status"], b"".join(message.get("body", b"") for message in sent))


@contextmanager
def _exceptions_of(entry: dict[str, Any]) -> Generator[list[Exception]]:
    """What the callback of this entry of Dash's map raises: a server turns it into a response that says nothing."""
    raised: list[Exception] = []
    callback = entry["callback"]

    async def awaited(outcome: Any) -> Any:
        try:
            return await outcome
        except Exception as error:
            raised.append(error)
            raise

    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            outcome = callback(*args, **kwargs)
        except Exception as error:
            raised.append(error)
            raise
        return awaited(outcome) if asyncio.iscoroutine(outcome) else outcome

    entry["callback"] = call
    try:
        yield raised
    finally:
        entry["callback"] = callback
