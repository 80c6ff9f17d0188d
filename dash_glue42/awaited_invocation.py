"""Invocations that a callback over WebSocket awaits."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import dash
from dash import State
from dash.exceptions import DashException, MissingCallbackContextException

from .callback_options import ComponentId
from .invoke_command import Target, invocation
from .invoke_result import Result

# Dash's own annotations are not whole.
_dash: Any = dash

# What the bus waits for by itself, in milliseconds.
_DEFAULT_MS = 30000

# The page ends every invocation in time; only one that no longer does so is given up.
_MARGIN_S = 15
_SILENCE_S = 30

# How soon the page is asked again: less and less often.
_FIRST_PAUSE_S = 0.002
_LONGEST_PAUSE_S = 0.1
_GROWTH = 1.5

_INSTEAD = "Without, return glue.invocation(…) to the MethodInvoke's invoke, and read its result with on_result"


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
    """
    Invokes a method through the `MethodInvoke` with this id in the page, and comes back with the result.

    For `async` callbacks and handlers over WebSocket (Dash 4.2 or newer on FastAPI or Quart, `websocket=True`). The
    options and the arguments are those of `invocation`. A failed invocation is a `Result` like any other, with its
    `error`; it reaches nobody else, not even `on_result`. `asyncio.gather` runs several at once, and `asyncio.timeout`
    ends the waiting. When the page goes, Dash ends the callback here.

    Raises RuntimeError where there is no WebSocket, LookupError when the page has no component with this id.

        @app.callback(Output("answer", "children"), Input("go", "n_clicks"), websocket=True, prevent_initial_call=True)
        async def go(_clicks):
            result = await glue.invoke("ask", "Sum", a=37, b=5)
            return result.returned["sum"] if result.ok else result.error
    """
    if "invocation_id" in named:
        raise TypeError("invoke: the invocation_id is made up; an argument of that name goes in arguments={…}")
    page = _Page(_websocket(), _text_of(id))
    command = invocation(
        method,
        target=target,
        timeout_ms=timeout_ms,
        wait_ms=wait_ms,
        invocation_id=uuid.uuid4().hex,
        arguments=arguments,
        **named,
    )
    limit_ms = sum(_DEFAULT_MS if each is None else each for each in (timeout_ms, wait_ms))
    try:
        await page.write({**command, "isAwaited": True})
        result = await page.result_of(command["invocationId"], limit_ms / 1000 + _MARGIN_S)
        return replace(result, meta=meta)
    finally:
        # Also when nobody waits any longer: the page need not keep the result.
        await page.write({"collected": [command["invocationId"]]})


class _Page:
    """The component in the page, as it is seen through Dash's WebSocket."""

    def __init__(self, websocket: Any, id: str) -> None:
        self._websocket = websocket
        self._id = id

    async def write(self, command: dict[str, Any]) -> None:
        await self._websocket.set_prop(self._id, "invoke", command)

    async def result_of(self, invocation_id: str, limit_s: float) -> Result:
        """Asks for the result until it is there."""
        give_up_at = time.monotonic() + limit_s
        pause = _FIRST_PAUSE_S
        is_taken = False
        while time.monotonic() < give_up_at:
            try:
                awaited: dict[str, Any] = await self._read("awaited") or {}
                result = awaited.get(invocation_id)
                if result and "prop" in result:
                    result = await self._read(result["prop"])
                # A component that has just been replaced tells it in a moment.
                is_there = invocation_id in awaited or await self._read("id") is not None
            except TimeoutError:
                return Result(invocation_id, error=f"invoke: the page has not answered for {_SILENCE_S} seconds")
            if result:
                return Result.of(result)
            if not is_there and not is_taken:
                raise LookupError(
                    f"invoke: the page has no component {self._id}: put MethodInvoke(id={self._id!r}) into its layout"
                )
            if not is_there:
                return Result(invocation_id, error=f"invoke: {self._id} left the page before the result came")
            is_taken = is_taken or invocation_id in awaited
            await asyncio.sleep(pause)
            pause = min(pause * _GROWTH, _LONGEST_PAUSE_S)
        reason = "has not given a result in time" if is_taken else "has not taken the invocation; is it a MethodInvoke?"
        return Result(invocation_id, error=f"invoke: {self._id} {reason}")

    async def _read(self, prop: str) -> Any:
        return await self._websocket.get_prop(self._id, prop, timeout=_SILENCE_S)


def _text_of(id: Any) -> str:
    """The id as the page knows it."""
    if type(id).__name__ not in ("str", "dict", "MethodInvoke") or id in ("", {}):
        raise TypeError(f'invoke: {id!r} is no id: write await invoke("id of the MethodInvoke", "Method", …)')
    place = State(id, "id")
    if place.has_wildcard():
        raise TypeError(f"invoke: {id!r} stands for several components: give the id of one, without MATCH or ALL")
    return place.component_id_str()


def _websocket() -> Any:
    """Dash's connection to the page. Raises RuntimeError where there is none."""
    if not hasattr(cast("type[Any]", type(_dash.ctx)), "websocket"):
        raise RuntimeError(f"invoke: it needs Dash 4.2 or newer, this is Dash {dash.__version__}. {_INSTEAD}")
    try:
        websocket = _dash.ctx.websocket
    except (MissingCallbackContextException, LookupError) as error:
        # The latter in a thread of the app's own.
        raise RuntimeError("invoke: it was called outside of a callback, where there is no page") from error
    except (RuntimeError, DashException):
        # Dash knows that it cannot be, or is asked in a process that has no app.
        websocket = None
    if websocket is None:
        raise RuntimeError(
            "invoke: this callback does not run over WebSocket. It needs websocket=True, no background=True, an app on "
            f'FastAPI or Quart (Dash(…, backend="fastapi")), and a browser that has SharedWorker. {_INSTEAD}'
        )
    return websocket
