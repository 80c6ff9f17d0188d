"""The demo's server: each app at its path, their sources, and a bus that the button of the desk can kill."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from dash import Dash
from werkzeug.wrappers import Response

from . import blotter, clients, desk, portfolio, prices

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# The desk is at "/", so it is the last one.
_APPS: list[Dash] = [clients.app, portfolio.app, prices.app, blotter.app, desk.app]
_SOURCES = {
    f"/source/{Path(str(module.__file__)).name}": module for module in (clients, portfolio, prices, blotter, desk)
}

# Added to the script of the worker that is the bus. No page can end a shared worker, so this one ends itself: its
# ports and its locks go as they do in a crash.
_MORTAL = b"\n;new BroadcastChannel('dash_glue42 demo: kill the bus').onmessage = () => self.close();\n"


def server(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The demo as a WSGI program."""
    path: str = environ["PATH_INFO"]
    if module := _SOURCES.get(path):
        text = Path(str(module.__file__)).read_text(encoding="utf-8")
        return Response(text, mimetype="text/plain")(environ, start_response)
    app = next(app for app in _APPS if path.startswith(app.config.requests_pathname_prefix))
    if not path.endswith(".embedded.js"):
        return app.server(environ, start_response)
    script = Response.from_app(app.server, environ)
    if script.status_code == 200:
        script.data += _MORTAL
    return script(environ, start_response)
