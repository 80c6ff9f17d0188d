"""Tells all who wait that something has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Signal:
    """Listeners are called, and tasks woken, whenever it is fired."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self._listeners: list[Callable[[], None]] = []

    def fire(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()
        for listener in list(self._listeners):
            listener()

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls the listener from now on; returns what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def wait(self) -> None:
        """Returns when it is fired next."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)

    async def wait_until(self, is_so: Callable[[], bool]) -> None:
        """Returns as soon as the condition holds, which is looked at whenever it is fired."""
        while not is_so():
            await self.wait()
