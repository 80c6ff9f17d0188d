"""Invocations that a callback over WebSocket awaits.

Python writes the invocations into an undeclared prop of the `MethodInvoke`, `await`, and reads another one, `awaited`,
until the results are there. A page that pushed its results would need a callback and a component that are hidden in
every app of the process, and would not reach an app that exists before dash_glue42 is imported (by one of its pages).
"""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, cast

import dash
from dash import exceptions
from plotly.io import json as plotly_json

from ._call import Target, call
from ._component_id import ComponentId, one_component
from ._components import MethodInvoke
from ._errors import ComponentNotFoundError, NoWebSocketError
from ._models import Result

# Dash's own annotations are not complete.
_dash: Any = dash

# The client library's own limits, in milliseconds.
_DEFAULT_MS = 30000
# The page ends every invocation in time. Only an invocation that the page no longer ends is given up.
_MARGIN_S = 15
# A page that is there answers at once. Only its silence shows that it has gone, since all pages of a browser share one
# WebSocket.
_SILENCE_S = 30
# A MethodInvoke takes an invocation as soon as it is in the page.
_TAKEN_S = 10

# The pauses between two questions to the page grow.
_FIRST_PAUSE_S = 0.002
_LONGEST_PAUSE_S = 0.1
_GROWTH = 1.5

_INSTEAD = "Without, return glue.call(…) to the MethodInvoke's invoke, and read its result with on_result"


async def invoke(
    id: ComponentId,
    method: str | Mapping[str, Any],
    /,
    *,
    target: Target | None = None,
    timeout_ms: float | None = None,
    wait_ms: float | None = None,
    meta: Any = None,
    arguments: Mapping[str, Any] | None = None,
    **named: Any,
) -> Result:
    """Invokes a method through the `MethodInvoke` with this id in the page, and waits for the result.

    For `async` callbacks and handlers over WebSocket: Dash 4.2 or newer on FastAPI or Quart, `websocket=True`.
    `asyncio.gather` runs several at once, and `asyncio.timeout` ends the waiting. When the page goes, the callback ends
    here: at once, or after 30 seconds of silence where another page of its browser keeps the WebSocket that they share.

    Args:
        id: The id of the `MethodInvoke`.
        method: As in `call`, like the options and arguments that follow.
        target: See `call`.
        timeout_ms: See `call`.
        wait_ms: See `call`.
        meta: See `call`.
        arguments: See `call`.
        **named: The arguments.

    Returns:
        The result; that of a failed invocation has its `error` and `code`. No other callback sees it, not even one of
        `on_result`.

    Raises:
        NoWebSocketError: The callback has no WebSocket to the page.
        ComponentNotFoundError: The page has no `MethodInvoke` with this id.
        WebsocketDisconnected: The page has gone (an exception of Dash, which ends the callback quietly).
        TypeError: An option has the wrong type, or an argument is given twice.
        ValueError: An option has the right type and a wrong value.

    Example:
        >>> @app.callback(Output("answer", "children"), Input("go", "n_clicks"), websocket=True)
        ... async def go(_clicks):
        ...     result = await glue.invoke("ask", "Sum", a=37, b=5)
        ...     return result.returned["sum"] if result.ok else result.error
    """
    if "invocation_id" in named:
        raise TypeError("invoke: invocation_id is not an option; an argument of that name goes in arguments={…}")
    websocket = _websocket()
    component = one_component("invoke", MethodInvoke, id, 'write await invoke("id of the MethodInvoke", "Method", …)')
    command = call(
        method,
        target=target,
        timeout_ms=timeout_ms,
        wait_ms=wait_ms,
        invocation_id=uuid.uuid4().hex,
        arguments=arguments,
        **named,
    )
    # An argument that JSON does not have fails here, not together with the other invocations that are written.
    cast("Any", plotly_json).to_json_plotly(command)
    limit_ms = sum(_DEFAULT_MS if limit is None else limit for limit in (timeout_ms, wait_ms))
    result = await _Asker.of(websocket, component.component_id_str()).result_of(command, limit_ms)
    return replace(result, meta=meta)


def _websocket() -> Any:
    """Dash's connection to the page. Raises NoWebSocketError where there is none."""
    if not hasattr(cast("type[Any]", type(_dash.ctx)), "websocket"):
        raise NoWebSocketError(f"invoke: it needs Dash 4.2 or newer, this is Dash {dash.__version__}. {_INSTEAD}")
    try:
        websocket = _dash.ctx.websocket
    except (exceptions.MissingCallbackContextException, LookupError) as error:
        # The latter in a thread of the app's own.
        raise NoWebSocketError("invoke: it was called outside of a callback, where there is no page") from error
    except (RuntimeError, exceptions.DashException):
        # Dash knows that it cannot be, or is asked in a process that has no app.
        websocket = None
    if websocket is None:
        raise NoWebSocketError(
            "invoke: this callback does not run over WebSocket. It needs websocket=True, no background=True, an app on "
            f'FastAPI or Quart (Dash(…, backend="fastapi")), and a browser that has SharedWorker. {_INSTEAD}'
        )
    return websocket


@dataclass
class _Invocation:
    outcome: asyncio.Future[Result | Exception]
    since: float
    limit_s: float
    is_taken: bool = False

    def settle(self, outcome: Result | Exception) -> None:
        if not self.outcome.done():
            self.outcome.set_result(outcome)


class _Asker:
    """Awaits the results of one component for one callback: one question to the page asks for all of them."""

    # The askers of the callbacks that await something now.
    _active: ClassVar[dict[tuple[Any, str], _Asker]] = {}

    @classmethod
    def of(cls, websocket: Any, id: str) -> _Asker:
        """The asker of the callback that has this WebSocket object. The caller must await a result at once."""
        return cls._active.get((websocket, id)) or cls(websocket, id)

    def __init__(self, websocket: Any, id: str) -> None:
        self._active[websocket, id] = self
        self._websocket = websocket
        self._id = id
        self._invocations: dict[str, _Invocation] = {}
        self._commands: list[dict[str, Any]] = []
        self._collected: list[str] = []
        self._has_news = asyncio.Event()
        self._asking = asyncio.create_task(self._ask())

    async def result_of(self, command: dict[str, Any], limit_ms: float) -> Result:
        """Writes the command and returns its result, or one with an error when there is none in time."""
        invocation_id = command["invocationId"]
        future: asyncio.Future[Result | Exception] = asyncio.get_running_loop().create_future()
        self._invocations[invocation_id] = _Invocation(future, time.monotonic(), limit_ms / 1000 + _MARGIN_S)
        self._commands.append(command)
        self._has_news.set()
        try:
            outcome = await future
        finally:
            # Also when the callback no longer waits: the page need not keep the result.
            del self._invocations[invocation_id]
            self._collected.append(invocation_id)
            self._has_news.set()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def _ask(self) -> None:
        pause = _FIRST_PAUSE_S
        try:
            while self._invocations:
                if self._has_news.is_set():
                    await self._write()
                    pause = _FIRST_PAUSE_S
                await self._look()
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._has_news.wait(), pause)
                pause = min(pause * _GROWTH, _LONGEST_PAUSE_S)
        except Exception as error:
            for invocation in self._invocations.values():
                invocation.settle(error)
        finally:
            del self._active[self._websocket, self._id]
            # The last results have been collected, also when the loop ends with the callback.
            if self._commands or self._collected:
                await self._write()

    async def _write(self) -> None:
        command = {"invoke": self._commands, "collected": self._collected}
        self._commands, self._collected = [], []
        self._has_news.clear()
        await self._websocket.set_prop(self._id, "await", command)

    async def _look(self) -> None:
        awaited: dict[str, Any] = await self._read("awaited") or {}
        # A component that has just replaced another has no `awaited` for a moment.
        is_there = self._invocations.keys() <= awaited.keys() or await self._read("id") is not None
        for invocation_id, invocation in list(self._invocations.items()):
            result = awaited.get(invocation_id)
            if result and "prop" in result:
                result = await self._read(result["prop"])
            invocation.is_taken = invocation.is_taken or invocation_id in awaited
            outcome = Result.from_prop(result) if result else self._failure(invocation_id, invocation, is_there)
            if outcome is not None:
                invocation.settle(outcome)

    def _failure(self, invocation_id: str, invocation: _Invocation, is_there: bool) -> Result | Exception | None:
        waited_s = time.monotonic() - invocation.since
        if not is_there and not invocation.is_taken:
            return ComponentNotFoundError(
                f"invoke: the page has no component {self._id}: put MethodInvoke(id={self._id!r}) into its layout"
            )
        if not is_there:
            why = f"invoke: {self._id} left the page before the result came"
            return Result(invocation_id, error=why, code="removed")
        if not invocation.is_taken and waited_s > _TAKEN_S:
            return ComponentNotFoundError(f"invoke: {self._id} has not taken the invocation: it must be a MethodInvoke")
        if invocation.is_taken and waited_s > invocation.limit_s:
            return Result(invocation_id, error=f"invoke: {self._id} has not given a result in time", code="timeout")
        return None

    async def _read(self, prop: str) -> Any:
        try:
            return await self._websocket.get_prop(self._id, prop, timeout=_SILENCE_S)
        except TimeoutError as error:
            # As Dash itself ends the callbacks of a page that has gone.
            raise exceptions.WebsocketDisconnected from error
