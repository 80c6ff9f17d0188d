"""Serve programs on a free port of this machine, in threads of the test."""

from __future__ import annotations

import logging
import socket
import threading
from typing import Any, Protocol

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server


class Server(Protocol):
    """A program that is being served."""

    @property
    def origin(self) -> str:
        """Such as "http://127.0.0.1:8050"."""
        ...

    def stop(self) -> None:
        """Takes no more requests."""


class Apps:
    """The apps of one origin, each at its own prefix."""

    def __init__(self) -> None:
        self._apps: dict[str, Any] = {}

    def serve(self, prefix: str, app: Any) -> Server:
        """Adds the first app, the server object of a Dash app, and serves what there is."""
        self._apps[prefix] = app
        return WsgiServer(self._call_wsgi) if isinstance(app, Flask) else AsgiServer(self._call_asgi)

    def add(self, prefix: str, app: Any) -> None:
        """Adds a further app. Raises ValueError if it cannot be served beside those that are there."""
        if self._apps.get(prefix, app) is not app:
            raise ValueError(f'two apps at "{prefix}": give one of them url_base_pathname="/other/"')
        if {isinstance(other, Flask) for other in self._apps.values()} != {isinstance(app, Flask)}:
            raise ValueError("an app on Flask and one on FastAPI or Quart cannot be served at one origin")
        self._apps[prefix] = app

    def _call_wsgi(self, environ: dict[str, Any], start_response: Any) -> Any:
        return self._at(environ["PATH_INFO"])(environ, start_response)

    async def _call_asgi(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await self._at(scope.get("path", ""))(scope, receive, send)

    def _at(self, path: str) -> Any:
        fitting = [prefix for prefix in self._apps if path.startswith(prefix)]
        return self._apps[max(fitting, key=len) if fitting else next(iter(self._apps))]


class WsgiServer:
    """Serves Flask's apps and other WSGI programs."""

    def __init__(self, app: Any, port: int = 0) -> None:
        # A line for each request would bury what a failed test has to say.
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        self._server: BaseWSGIServer = make_server("127.0.0.1", port, app, threaded=True)
        self.port = self._server.server_port
        self.origin = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class AsgiServer:
    """Serves FastAPI's and Quart's apps."""

    def __init__(self, app: Any) -> None:
        try:
            import uvicorn
        except ImportError as error:
            raise ImportError("an app on FastAPI or Quart is served by uvicorn: pip install uvicorn") from error

        listening = socket.create_server(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
        config = uvicorn.Config(app, interface="asgi3", log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([listening],), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()
