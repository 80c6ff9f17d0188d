"""Dash apps for the tests, and the server that has them: it can fail in the ways that networks and servers do."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dash import Dash
from werkzeug.exceptions import NotFound

from dash_glue42.testing._servers import WsgiServer

Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Callable], Iterable[bytes]]

# How long a test waits for something that must happen; it comes much sooner.
PATIENCE = 20


def new_app(prefix: str, **options: Any) -> Dash:
    """An app that is reached at `prefix`, such as "/provider/"."""
    no_assets = str(Path(__file__).parent / "no_assets")
    return Dash(__name__, url_base_pathname=prefix, **{"assets_folder": no_assets, **options})


class AppServer:
    """One origin with any number of apps, each at a prefix of its own. Their callbacks run in threads of the test."""

    def __init__(self) -> None:
        self._apps: dict[str, WsgiApp] = {}
        self._faults: deque[WsgiApp] = deque()
        self._lock = threading.Lock()
        self._sockets: set[Any] = set()
        self._running = 0
        self.most_callbacks_at_once = 0
        self._server: WsgiServer | None = None
        self._port = 0
        self.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def mount(self, app: Dash) -> None:
        self.mount_wsgi(app.config.requests_pathname_prefix, app.server)

    def mount_wsgi(self, prefix: str, app: WsgiApp) -> None:
        """Any other program at a prefix, such as a page that is no Dash app."""
        self._apps[prefix] = app

    def unmount_all(self) -> None:
        self._apps.clear()
        # Those that a test which failed has left.
        self._faults.clear()

    def fail_next(self, *faults: WsgiApp) -> None:
        """The next callbacks get these answers instead of those of the app, one each."""
        self._faults.extend(faults)

    def check_faults(self) -> None:
        left, self._faults = len(self._faults), deque()
        assert not left, f"{left} callbacks fewer than should have failed"

    def start(self) -> None:
        """Listens, after a stop on the same port as before."""
        if self._server is None:
            self._server = WsgiServer(self._answer, self._port)
            self._port = self._server.port

    def stop(self) -> None:
        """Dies as a killed server does: no new connection is taken, and those under way are cut."""
        if self._server is None:
            return
        self._server.stop()
        self._server = None
        with self._lock:
            sockets = list(self._sockets)
        for socket in sockets:
            cut(socket)

    def _answer(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        app = next((app for prefix, app in self._apps.items() if path.startswith(prefix)), NotFound())
        if not path.endswith("/_dash-update-component"):
            return app(environ, start_response)
        socket = environ["werkzeug.socket"]
        with self._lock:
            fault = self._faults.popleft() if self._faults else None
            self._sockets.add(socket)
            self._running += 1
            self.most_callbacks_at_once = max(self.most_callbacks_at_once, self._running)
        try:
            # The callback has run when this returns; only its answer is still to be sent.
            return (fault or app)(environ, start_response)
        finally:
            with self._lock:
                self._running -= 1
                self._sockets.discard(socket)


def cut(socket: Any) -> None:
    try:
        socket.shutdown(2)
    except OSError:
        # The page was quicker to leave.
        return


def cut_connection(environ: Environ, start_response: Callable) -> Iterable[bytes]:
    """The connection breaks before anything was answered."""
    cut(environ["werkzeug.socket"])
    start_response("200 OK", [])
    return [b""]


def cut_body(environ: Environ, start_response: Callable) -> Iterable[bytes]:
    """The connection breaks in the middle of an answer."""
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", "1000")])
    return [b'{"multi": true, "respon']


def answering(body: bytes, *headers: tuple[str, str], status: str = "200 OK") -> WsgiApp:
    """Something that answers in the place of the app."""

    def answer(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        start_response(status, list(headers) or [("Content-Type", "text/html")])
        return [body]

    return answer


# What a proxy answers for a server that is away.
bad_gateway = answering(b"<h1>502 Bad Gateway</h1>secret-proxy-name", status="502 Bad Gateway")


class Calls:
    """What a callback was given, in order, and how many of its runs have ended."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.values: list[Any] = []
        self.ended = 0

    @contextmanager
    def handling(self, value: Any) -> Iterator[None]:
        with self._changed:
            self.values.append(value)
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self.ended += 1
                self._changed.notify_all()

    def add(self, value: Any) -> None:
        with self.handling(value):
            pass

    def wait_until_started(self, count: int) -> None:
        self.wait_until(lambda: len(self.values) >= count, f"{count} calls to start")

    def wait_until_ended(self, count: int) -> None:
        self.wait_until(lambda: self.ended >= count, f"{count} calls to end")

    def wait_until(self, is_so: Callable[[], bool], what: str) -> None:
        with self._changed:
            is_in_time = self._changed.wait_for(is_so, PATIENCE)
            assert is_in_time, f"waited for {what}; seen: {self.values}, ended: {self.ended}"


class Gate(threading.Event):
    """Holds a callback until the test lets it go on."""

    def pass_through(self) -> None:
        assert self.wait(PATIENCE), "nobody opened the gate"

    def open(self) -> None:
        self.set()
