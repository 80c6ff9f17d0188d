"""A login in front of an app that uses WebSockets, which a proxy refuses and closes when it has expired."""

import asyncio
from typing import Any


class SocketLogin:
    """Middleware for ASGI, which the app's server makes by `in_front_of`."""

    def __init__(self) -> None:
        self.is_valid = True
        self._app: Any = None
        self._open: list[tuple[asyncio.AbstractEventLoop, Any]] = []

    def in_front_of(self, app: Any) -> "SocketLogin":
        self._app = app
        return self

    def expire(self) -> None:
        self.is_valid = False
        for loop, send in self._open:
            closing = send({"type": "websocket.close", "code": 1008})
            asyncio.run_coroutine_threadsafe(closing, loop).result()
        self._open.clear()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            if not self.is_valid:
                # Before it is accepted: HTTP status 403.
                await send({"type": "websocket.close"})
                return
            self._open.append((asyncio.get_running_loop(), send))
        await self._app(scope, receive, send)
