"""An embedded bus that a test can end: no driver of these engines can stop a shared worker from outside."""

from collections.abc import Callable, Iterable

from support.dash_app import Environ, WsgiApp
from werkzeug.wrappers import Response

MORTAL = b"\n;new BroadcastChannel('end of the worker').onmessage = () => self.close();\n"
END_OF_WORKER = "() => new BroadcastChannel('end of the worker').postMessage('')"


def with_mortal_worker(app: WsgiApp) -> WsgiApp:
    """The app, whose worker closes itself when a page asks for it: its locks and ports go as in a crash."""

    def answer(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        if not environ["PATH_INFO"].endswith("embedded.js"):
            return app(environ, start_response)
        script = Response.from_app(app, environ)
        script.data += MORTAL
        return script(environ, start_response)

    return answer
