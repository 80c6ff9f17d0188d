"""Runs a handler: an async function in the peer's event loop, any other one in a thread."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextvars
import functools
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from .._binding import Bind
from .._callback_options import is_async
from .._models import Invocation
from .._signatures import name_of


class TookTooLong(Exception):
    """A handler has not ended in time."""


class Ended(Exception):
    """A handler has ended with what would end more than itself: the loop, a generator, the task that waits for it."""


class Runner:
    """`concurrency`: how many threads there are at most."""

    def __init__(self, handler: Callable[..., Any], bind: Bind, concurrency: int) -> None:
        self.handler = handler
        self._bind = bind
        self.concurrency = concurrency
        self.name = name_of(handler)
        self._pool: ThreadPoolExecutor | None = None

    async def run(self, invocation: Invocation, timeout_s: float | None) -> Any:
        """What the handler returns. Raises InvalidArguments, TookTooLong, Ended, or what the handler raises.

        Raises asyncio.CancelledError only when the caller itself is cancelled.
        """
        positional, named = self._bind(invocation, (), None)
        call = functools.partial(self.handler, *positional, **named)
        running = asyncio.ensure_future(self._begin(call))
        try:
            done, _ = await asyncio.wait([running], timeout=timeout_s)
        finally:
            if not running.done():
                running.cancel()
        if not done:
            # A thread that hangs must not hold up the next call.
            self.close()
            raise TookTooLong
        if running.cancelled():
            # The handler has awaited something that was cancelled.
            raise Ended("it was cancelled")
        return running.result()

    def _begin(self, call: Callable[[], Any]) -> Awaitable[Any]:
        if is_async(self.handler):
            return _in_loop(cast("Callable[[], Coroutine[Any, Any, Any]]", call))
        # Not asyncio's own threads: `asyncio.run` would wait for a handler that does not end.
        self._pool = self._pool or ThreadPoolExecutor(self.concurrency, f"dash_glue42 {self.name}")
        context = contextvars.copy_context()
        return asyncio.get_running_loop().run_in_executor(self._pool, lambda: context.run(_in_thread, call))

    def close(self) -> None:
        """Waits for no call. One that runs in a thread goes on to its end."""
        if self._pool:
            self._pool.shutdown(wait=False)
            self._pool = None


async def _in_loop(call: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    try:
        return await call()
    except (Exception, asyncio.CancelledError, GeneratorExit, KeyboardInterrupt):
        # The last three may be for the peer itself: Ctrl-C comes to whatever runs in the loop.
        raise
    except BaseException as error:
        raise Ended from error


def _in_thread(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except (StopIteration, concurrent.futures.CancelledError) as error:
        # A future passes these on as something else, or not at all: nothing comes of the first before Python 3.12.
        raise Ended from error
    except Exception:
        raise
    except BaseException as error:
        raise Ended from error
