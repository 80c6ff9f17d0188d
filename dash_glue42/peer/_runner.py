"""Runs a handler: an async function in the peer's event loop, any other one in a thread."""

from __future__ import annotations

import asyncio
import contextvars
import functools
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from .._binding import Bind
from .._callback_options import is_async
from .._models import Invocation
from .._signatures import name_of


class Runner:
    """`concurrency`: how many threads there are at most."""

    def __init__(self, handler: Callable[..., Any], bind: Bind, concurrency: int) -> None:
        self.handler = handler
        self._bind = bind
        self.concurrency = concurrency
        self.name = name_of(handler)
        self._pool: ThreadPoolExecutor | None = None

    async def run(self, invocation: Invocation) -> Any:
        """What the handler returns. Raises InvalidArguments, or what the handler raises."""
        positional, named = self._bind(invocation, (), None)
        call = functools.partial(self.handler, *positional, **named)
        if is_async(self.handler):
            return await cast("Callable[[], Coroutine[Any, Any, Any]]", call)()
        # Not asyncio's own threads: `asyncio.run` would wait for a handler that does not end.
        self._pool = self._pool or ThreadPoolExecutor(self.concurrency, f"dash_glue42 {self.name}")
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._pool, context.run, call)

    def close(self) -> None:
        """Begins no more calls. One that runs in a thread goes on to its end."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
