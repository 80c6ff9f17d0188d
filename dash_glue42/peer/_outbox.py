"""What a peer sends, no faster than the gateway takes it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from ._limits import MESSAGES_PER_ROUND_TRIP, MOST_UNSENT, MOST_WAITING


class Outbox:
    """Messages on their way to the gateway, in order.

    What exceeds a receiver's buffer in a gateway is dropped without a report. So after every few messages the gateway
    has to confirm that it has taken them, and code that sends more than that waits.
    """

    def __init__(self, send: Callable[[str], Awaitable[None]], when_taken: Callable[[], Awaitable[None]]) -> None:
        self._send = send
        self._when_taken = when_taken
        self._waiting: deque[tuple[str, bool]] = deque()
        self._is_abandoned = False
        self._room = asyncio.Semaphore(MOST_WAITING)
        self._has_mail = asyncio.Event()
        self._is_empty = asyncio.Event()
        self._is_empty.set()

    async def put(self, text: str, timeout_s: float | None) -> None:
        """Sends it as soon as there is room.

        Raises ConnectionError when the connection is gone, asyncio.TimeoutError when there is no room in time.
        """
        if self._room.locked():
            await asyncio.wait_for(self._room.acquire(), timeout_s)
        else:
            await self._room.acquire()
        if self._is_abandoned:
            # The next one that waits goes on, too.
            self._room.release()
            raise ConnectionError("the connection is gone")
        self._add(text, has_room=True)

    def put_at_once(self, text: str) -> None:
        """Sends an answer, which cannot wait for room. Raises ConnectionError when the gateway takes none any more."""
        if self._is_abandoned or len(self._waiting) > MOST_UNSENT:
            raise ConnectionError("the gateway takes no messages")
        self._add(text, has_room=False)

    def _add(self, text: str, has_room: bool) -> None:
        self._waiting.append((text, has_room))
        self._has_mail.set()
        self._is_empty.clear()

    async def run(self) -> None:
        """Sends what is put into it, until it is cancelled or the connection is lost."""
        sent = 0
        while True:
            while self._waiting:
                text, has_room = self._waiting[0]
                await self._send(text)
                self._waiting.popleft()
                if has_room:
                    self._room.release()
                sent += 1
                if sent % MESSAGES_PER_ROUND_TRIP == 0:
                    await self._when_taken()
            self._is_empty.set()
            self._has_mail.clear()
            await self._has_mail.wait()

    async def when_empty(self) -> None:
        await self._is_empty.wait()

    def abandon(self) -> None:
        """The connection is gone: what waits is dropped."""
        self._is_abandoned = True
        self._waiting.clear()
        self._is_empty.set()
        self._room.release()
