"""An event loop in a thread of its own, and what code in other threads runs in it."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from typing import Any, TypeVar

from .._errors import PeerError
from ._failures import not_connected

Value = TypeVar("Value")

# On Windows Ctrl-C does not end a wait without a limit.
_WAKE_S = 0.5
# What runs in the loop has this long to end by itself.
_LAST_S = 1.0
# After this the thread is left alone: it ends with the program.
_JOIN_S = 5.0


class LoopThread:
    """Used from any thread but its own."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._is_closed = False

    def start(self) -> None:
        if self._thread:
            raise RuntimeError("this peer has been opened already: make another one")
        is_ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main(is_ready)), name=self._name, daemon=True)
        self._thread.start()
        is_ready.wait()

    def stop(self) -> None:
        """Ends the loop. What runs in it is cancelled."""
        loop, stop = self._loop, self._stop
        self._is_closed = True
        if loop and stop and self._thread and self._thread.is_alive():
            # Another thread may have ended it.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(stop.set)
            if threading.current_thread() is not self._thread:
                self._thread.join(_JOIN_S)

    async def _main(self, is_ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        is_ready.set()
        await self._stop.wait()
        # What waited for the peer is about to end.
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if others:
            await asyncio.wait(others, timeout=_LAST_S)

    def run(self, work: Callable[[], Coroutine[Any, Any, Value]]) -> Value:
        """What the work returns, which runs in the loop. Raises PeerError when the loop has ended."""
        if self._loop is None:
            raise RuntimeError("the peer is not open: write with glue.SyncPeer(…) as peer, or call peer.open()")
        if self._is_closed:
            raise _closed()
        if threading.current_thread() is self._thread:
            raise RuntimeError("an async handler cannot wait for its own peer: make it a plain function, or use Peer")
        coroutine = work()
        try:
            future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        except RuntimeError:
            # The loop has ended in this moment.
            coroutine.close()
            raise _closed() from None
        try:
            while not concurrent.futures.wait([future], _WAKE_S).done:
                if self._thread and not self._thread.is_alive():
                    raise _closed()
            return future.result()
        except concurrent.futures.CancelledError:
            raise _closed() from None
        finally:
            # When the wait was interrupted.
            future.cancel()

    def call(self, function: Callable[[], Value]) -> Value:
        """Calls a function in the loop; without one, where the caller is."""
        if self._loop is None or self._is_closed:
            return function()

        async def work() -> Value:
            return function()

        return self.run(work)

    def iterate(self, make: Callable[[], AsyncGenerator[Value, None]]) -> Generator[Value, None, None]:
        """Gives out what an async iterator gives out in the loop."""
        end: Any = object()
        iterator = self.call(make)

        async def following() -> Value:
            return await anext(iterator, end)

        async def close() -> None:
            await iterator.aclose()

        try:
            while (value := self.run(following)) is not end:
                yield value
        finally:
            if not self._is_closed:
                self.run(close)


def _closed() -> PeerError:
    return not_connected("There is no connection to the bus: the peer is closed.")
