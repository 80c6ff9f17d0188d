"""Many clients of a gateway in one process, which do no more than join their bus, again and again."""

from __future__ import annotations

import asyncio
import json
import random
from contextlib import suppress

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

# In seconds. As a client library would, after a loss.
FIRST_RETRY, LAST_RETRY = 0.5, 5


class Storm:
    """Clients, of which each is on one of the buses; `async with` waits until all have joined."""

    def __init__(self, urls: list[str], token: str, count: int) -> None:
        self._hello = {"type": "hello", "authentication": {"method": "access-token", "token": token}}
        self._urls = [urls[number % len(urls)] for number in range(count)]
        self._present: set[ClientConnection] = set()
        self._changed = asyncio.Event()

    async def __aenter__(self) -> Storm:
        self._tasks = [asyncio.create_task(self._stay(url, number)) for number, url in enumerate(self._urls)]
        await self.until_present(len(self._urls))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)

    async def until_present(self, count: int) -> None:
        while len(self._present) != count:
            self._changed.clear()
            await self._changed.wait()

    async def _stay(self, url: str, number: int) -> None:
        pause = FIRST_RETRY
        while True:
            with suppress(OSError, WebSocketException):
                # A client that has stopped to read would not see that its goodbye is answered.
                async with connect(url, compression=None, ping_interval=None, max_queue=None) as socket:
                    await self._join(socket, number)
                    pause = FIRST_RETRY
                    await self._be_present(socket)
            await asyncio.sleep(pause * random.uniform(0.5, 1))
            pause = min(2 * pause, LAST_RETRY)

    async def _join(self, socket: ClientConnection, number: int) -> None:
        identity = {"application": "Storm", "instance": f"storm-{number}"}
        await socket.send(json.dumps({**self._hello, "domain": "global", "request_id": "1", "identity": identity}))
        peer = json.loads(await socket.recv())["peer_id"]
        join = {"type": "join", "domain": "global", "request_id": "2", "peer_id": peer, "destination": "agm"}
        await socket.send(json.dumps(join))
        async for message in socket:
            if '"success"' in str(message):
                return

    async def _be_present(self, socket: ClientConnection) -> None:
        self._present.add(socket)
        self._changed.set()
        try:
            async for _ in socket:
                pass
        finally:
            self._present.discard(socket)
            self._changed.set()
