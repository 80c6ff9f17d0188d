"""Handlers as callbacks of Dash: a plain function gets one, and an async function an async one."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ._binding import Arguments, Bind
from ._callback_options import is_async
from ._errors import InteropError
from ._models import Invocation


def handler_callback(
    handler: Callable[..., Any], arguments: Callable[[tuple[Any, ...]], Arguments]
) -> Callable[..., Any]:
    """The callback that calls the handler with the arguments that `arguments` makes of the callback's own."""

    async def call_async(*values: Any) -> Any:
        positional, named = arguments(values)
        return await handler(*positional, **named)

    def call(*values: Any) -> Any:
        positional, named = arguments(values)
        return handler(*positional, **named)

    return functools.wraps(handler)(call_async if is_async(handler) else call)


class Run(NamedTuple):
    """What Dash gives the callback for one invocation."""

    invocation: Invocation
    is_returning: bool
    states: Sequence[Any]
    set_progress: Any = None


class Server:
    """Serves one invocation by the handler.

    `bind` makes the handler's arguments, `write` the callback's values of what the handler returned, or of its refusal.
    """

    def __init__(self, handler: Callable[..., Any], bind: Bind, write: Callable[[Run, Any], Any]) -> None:
        self.handler = handler
        self._bind = bind
        self._write = write

    def serve(self, run: Run) -> Any:
        try:
            positional, named = self._bind(run.invocation, run.states, run.set_progress)
            returned = self.handler(*positional, **named)
        except InteropError as refusal:
            returned = refusal
        return self._write(run, returned)

    async def serve_async(self, run: Run) -> Any:
        try:
            positional, named = self._bind(run.invocation, run.states, run.set_progress)
            returned = await self.handler(*positional, **named)
        except InteropError as refusal:
            returned = refusal
        return self._write(run, returned)

    def callback(self, read: Callable[[tuple[Any, ...]], Run]) -> Callable[..., Any]:
        """The callback whose arguments are those of one invocation."""

        async def serve_async(*values: Any) -> Any:
            return await self.serve_async(read(values))

        def serve(*values: Any) -> Any:
            return self.serve(read(values))

        return functools.wraps(self.handler)(serve_async if is_async(self.handler) else serve)
