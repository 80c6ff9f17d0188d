"""Handlers as callbacks of Dash: a plain function gets one, and an async function an async one."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Generic, Protocol, TypeVar, cast

from dash import ctx, no_update
from typing_extensions import NamedTuple

from ._argument_errors import InvalidArguments
from ._binding import Arguments
from ._callback_options import is_async
from ._errors import InteropError
from ._served_log import NO_LINE, Note
from ._signatures import name_of

# A job in another process may have an instance of its own.
_NoUpdate = type(no_update)

# What is served: an invocation, a request for a subscription, an intent.
Served = TypeVar("Served")


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


class Run(NamedTuple, Generic[Served]):
    """What Dash gives the callback for one invocation."""

    invocation: Served
    is_returning: bool
    states: Sequence[Any]
    set_progress: Any = None
    # The prop of the `MethodRegister`.
    definition: Any = None


class Server(Generic[Served]):
    """Serves one invocation by the handler.

    `bind` makes the handler's arguments of it, the State values and Dash's `set_progress`, `write` the callback's
    values of what the handler returned, or of its refusal. `watch` sees when serving begins and ends, and is passed
    what the handler returned.
    """

    def __init__(
        self,
        handler: Callable[..., Any],
        bind: Callable[[Served, Sequence[Any], Any], Arguments],
        write: Callable[[Run[Served], Any], Any],
        watch: Callable[[Run[Served]], AbstractContextManager[Note]] = lambda _run: NO_LINE,
    ) -> None:
        self.handler = handler
        self._bind = bind
        self._write = write
        self._watch = watch

    def serve(self, run: Run[Served]) -> Any:
        with self._watch(run) as note:
            try:
                positional, named = self._bind(run.invocation, run.states, run.set_progress)
                returned = self.handler(*positional, **named)
            except InteropError as refusal:
                returned = refusal
            written = self._write(run, returned)
            note(returned)
            return written

    async def serve_async(self, run: Run[Served]) -> Any:
        with self._watch(run) as note:
            try:
                positional, named = self._bind(run.invocation, run.states, run.set_progress)
                returned = await self.handler(*positional, **named)
            except InteropError as refusal:
                returned = refusal
            written = self._write(run, returned)
            note(returned)
            return written

    def callback(self, read: Callable[[tuple[Any, ...]], Run[Served]]) -> Callable[..., Any]:
        """The callback whose arguments are those of one invocation."""

        async def serve_async(*values: Any) -> Any:
            return await self.serve_async(read(values))

        def serve(*values: Any) -> Any:
            return self.serve(read(values))

        return functools.wraps(self.handler)(serve_async if is_async(self.handler) else serve)


class Refusable(Protocol):
    """What can be refused with a message."""

    def refusal(self, message: str) -> dict[str, Any]: ...


def refusal(invocation: Refusable, error: InteropError, default: str) -> dict[str, Any]:
    """The value for the component's `result` that refuses the invocation; `default` stands for an empty message."""
    value = invocation.refusal(str(error) or default)
    if isinstance(error, InvalidArguments):
        value["error"]["code"] = "invalid_arguments"
    return value


def _split(
    public_name: str, handler: Callable[..., Any], is_returning: bool, returned: Any, output_count: int
) -> tuple[Any, Sequence[Any]]:
    """The result and the values of the further Outputs."""
    if isinstance(returned, (_NoUpdate, InteropError)):
        return returned, _untouched() if output_count else []
    if not output_count:
        # Without returns=True no caller gets a value: the component warns the developer.
        return (returned if is_returning or returned is not None else no_update), []
    if not is_returning and output_count == 1:
        return no_update, [returned]
    wanted = output_count + is_returning
    values: tuple[Any, ...] = tuple(cast("list[Any]", returned)) if isinstance(returned, (tuple, list)) else ()
    if len(values) != wanted:
        form = ", ".join([*(["result"] if is_returning else []), *["output"] * output_count])
        why = "" if is_returning else " (its method has no returns=True, so there is no result)"
        raise TypeError(f"{public_name}: {name_of(handler)} must return ({form}){why}, not {returned!r}")
    return (values[0], values[1:]) if is_returning else (no_update, values)


def writer(
    public_name: str, handler: Callable[..., Any], output_count: int, answer: Callable[[Run[Served], Any], Any]
) -> Callable[[Run[Served], Any], Any]:
    """Makes the callback's values of what a handler returned; `answer` makes the first one of the result."""

    def write(run: Run[Served], returned: Any) -> Any:
        result, outputs = _split(public_name, handler, run.is_returning, returned, output_count)
        value = no_update if isinstance(result, _NoUpdate) else answer(run, result)
        return (value, *outputs) if outputs else value

    return write


def _untouched() -> list[Any]:
    """Leaves the further Outputs as they are: for one with ALL Dash wants `no_update` for each of its components."""
    specs: list[Any] = cast("Any", ctx).outputs_list[1:]
    return [[no_update] * len(cast("list[Any]", spec)) if isinstance(spec, list) else no_update for spec in specs]
