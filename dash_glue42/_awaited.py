"""Invocations and intents that a callback over WebSocket awaits.

Python writes the invocations into an undeclared prop of the component, `await`, and reads another one, `awaited`, until
the results are there. A page that pushed its results would need a callback and a component that are hidden in
every app of the process, and would not reach an app that exists before dash_glue42 is imported (by one of its pages).
"""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, TypeVar, cast

import dash
from dash import exceptions
from dash.development.base_component import Component
from plotly.io import json as plotly_json
from typing_extensions import NamedTuple

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
# A component takes an invocation as soon as it is in the page.
_TAKEN_S = 10

# The pauses between two questions to the page grow.
_FIRST_PAUSE_S = 0.002
_LONGEST_PAUSE_S = 0.1
_GROWTH = 1.5

Value = TypeVar("Value")


class Awaited(NamedTuple, Generic[Value]):
    """What is awaited: the results of the invocations, or of the intents, that a component has been given."""

    public_name: str
    component: type[Component]
    read: Callable[[Mapping[str, Any]], Value]
    # For error texts.
    example: str
    # For callbacks without a WebSocket.
    instead: str


_RESULT = Awaited(
    "invoke",
    MethodInvoke,
    Result.from_prop,
    example='await invoke("id of the MethodInvoke", "Method", …)',
    instead="return glue.call(…) to the MethodInvoke's invoke, and read its result with on_result",
)


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
    command = call(
        method,
        target=target,
        timeout_ms=timeout_ms,
        wait_ms=wait_ms,
        arguments=arguments,
        **named,
    )
    limit_ms = sum(_DEFAULT_MS if limit is None else limit for limit in (timeout_ms, wait_ms))
    return replace(await result_of(_RESULT, id, command, limit_ms), meta=meta)


async def result_of(awaited: Awaited[Value], id: Any, command: Mapping[str, Any], limit_ms: float) -> Value:
    """Gives the command to the component with this id in the page, and waits for its result.

    `limit_ms`: how long the page itself waits at most, once it has the command.
    """
    websocket = _websocket(awaited)
    component = one_component(awaited.public_name, awaited.component, id, f"write {awaited.example}")
    entry = {**command, "invocationId": uuid.uuid4().hex}
    # An argument that JSON does not have fails here, not together with the other invocations that are written.
    cast("Any", plotly_json).to_json_plotly(entry)
    return await _asker(awaited, websocket, component.component_id_str()).result_of(entry, limit_ms)


def _websocket(awaited: Awaited[Any]) -> Any:
    """Dash's connection to the page. Raises NoWebSocketError where there is none."""
    name, instead = awaited.public_name, f"Without, {awaited.instead}"
    if not hasattr(cast("type[Any]", type(_dash.ctx)), "websocket"):
        raise NoWebSocketError(f"{name}: it needs Dash 4.2 or newer, this is Dash {dash.__version__}. {instead}")
    try:
        websocket = _dash.ctx.websocket
    except (exceptions.MissingCallbackContextException, LookupError) as error:
        # The latter in a thread of the app's own.
        raise NoWebSocketError(f"{name}: it was called outside of a callback, where there is no page") from error
    except (RuntimeError, exceptions.DashException):
        # Dash knows that it cannot be, or is asked in a process that has no app.
        websocket = None
    if websocket is None:
        raise NoWebSocketError(
            f"{name}: this callback does not run over WebSocket. It needs websocket=True, no background=True, an app "
            f'on FastAPI or Quart (Dash(…, backend="fastapi")), and a browser that has SharedWorker. {instead}'
        )
    return websocket


@dataclass
class _Invocation(Generic[Value]):
    outcome: asyncio.Future[Value | Exception]
    since: float
    limit_s: float
    is_taken: bool = False

    def settle(self, outcome: Value | Exception) -> None:
        if not self.outcome.done():
            self.outcome.set_result(outcome)


def _asker(awaited: Awaited[Value], websocket: Any, id: str) -> _Asker[Value]:
    """The asker of the callback that has this WebSocket object. The caller must await a result at once."""
    return _Asker.active.get((awaited.component, websocket, id)) or _Asker(awaited, websocket, id)


class _Asker(Generic[Value]):
    """Awaits the results of one component for one callback: one question to the page asks for all of them."""

    # The askers of the callbacks that await something now.
    active: ClassVar[dict[tuple[type[Component], Any, str], Any]] = {}

    def __init__(self, awaited: Awaited[Value], websocket: Any, id: str) -> None:
        self._key = (awaited.component, websocket, id)
        self.active[self._key] = self
        self._awaited = awaited
        self._websocket = websocket
        self._id = id
        self._invocations: dict[str, _Invocation[Value]] = {}
        self._commands: list[dict[str, Any]] = []
        self._collected: list[str] = []
        self._has_news = asyncio.Event()
        self._asking = asyncio.create_task(self._ask())

    async def result_of(self, command: dict[str, Any], limit_ms: float) -> Value:
        """Writes the command and returns its result, or one with an error when there is none in time."""
        invocation_id = command["invocationId"]
        future: asyncio.Future[Value | Exception] = asyncio.get_running_loop().create_future()
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
            del self.active[self._key]
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
            outcome = self._awaited.read(result) if result else self._failure(invocation_id, invocation, is_there)
            if outcome is not None:
                invocation.settle(outcome)

    def _failure(self, invocation_id: str, invocation: _Invocation[Value], is_there: bool) -> Value | Exception | None:
        waited_s = time.monotonic() - invocation.since
        begin, component = f"{self._awaited.public_name}: ", self._awaited.component.__name__
        if not is_there and not invocation.is_taken:
            return ComponentNotFoundError(
                f"{begin}the page has no component {self._id}: put {component}(id={self._id!r}) into its layout"
            )
        if not is_there:
            return self._failed(invocation_id, "removed", "left the page before the result came")
        if not invocation.is_taken and waited_s > _TAKEN_S:
            return ComponentNotFoundError(f"{begin}{self._id} has not taken the invocation: it is no {component}")
        if invocation.is_taken and waited_s > invocation.limit_s:
            return self._failed(invocation_id, "timeout", "has not given a result in time")
        return None

    def _failed(self, invocation_id: str, code: str, what: str) -> Value:
        error = {"message": f"{self._awaited.public_name}: {self._id} {what}", "code": code}
        return self._awaited.read({"invocationId": invocation_id, "error": error})

    async def _read(self, prop: str) -> Any:
        try:
            return await self._websocket.get_prop(self._id, prop, timeout=_SILENCE_S)
        except TimeoutError as error:
            # As Dash itself ends the callbacks of a page that has gone.
            raise exceptions.WebsocketDisconnected from error
