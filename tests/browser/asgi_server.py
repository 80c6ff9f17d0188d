"""Serves apps on FastAPI or Quart, which have WebSockets."""

import socket
import threading
from typing import Any


class AsgiServer:
    """Runs in a thread of the test."""

    def __init__(self, app: Any) -> None:
        # Only there with the Dash that can use it.
        import uvicorn

        listening = socket.create_server(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        self._thread = threading.Thread(target=self._server.run, args=([listening],), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()
