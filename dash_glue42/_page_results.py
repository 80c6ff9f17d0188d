"""The results that callbacks over WebSocket await: how a component of the page is asked for them."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dash import exceptions

from ._errors import ComponentNotFoundError
from ._result import Result

# The page ends every invocation in time; only one that no longer does so is given up.
_MARGIN_S = 15
# A page that is there answers at once. One that has gone is not told from a busy one in any other way, since the
# WebSocket is that of all pages of its browser.
_SILENCE_S = 30
# A MethodInvoke takes an invocation as soon as it is in the page.
_TAKEN_S = 10

# How soon the page is asked again: less and less often.
_FIRST_PAUSE_S = 0.002
_LONGEST_PAUSE_S = 0.1
_GROWTH = 1.5


@dataclass
class _Awaited:
    result: asyncio.Future[Result]
    since: float
    limit_s: float
    is_taken: bool = False


# Of the callbacks that are awaiting something now.
_asked: dict[tuple[Any, str], PageResults] = {}


def page_results(websocket: Any, id: str) -> PageResults:
    """Those of the callback that has this WebSocket object. They must be awaited at once."""
    key = (websocket, id)
    if key not in _asked:
        _asked[key] = PageResults(websocket, id, lambda: _asked.pop(key))
    return _asked[key]


class PageResults:
    """
    The results that one callback awaits of one component. They are asked for together, and written about together:
    of many invocations at once each would otherwise ask for all.
    """

    def __init__(self, websocket: Any, id: str, on_end: Callable[[], object]) -> None:
        self._websocket = websocket
        self._id = id
        self._on_end = on_end
        self._awaited: dict[str, _Awaited] = {}
        self._unwritten: list[dict[str, Any]] = []
        self._has_news = asyncio.Event()
        self._asking = asyncio.create_task(self._ask())

    async def result_of(self, command: dict[str, Any], limit_ms: float) -> Result:
        """Writes the command and comes back with its result, or with an error when there is none in time."""
        invocation_id = command["invocationId"]
        result: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._awaited[invocation_id] = _Awaited(result, time.monotonic(), limit_ms / 1000 + _MARGIN_S)
        self._write_soon({**command, "isAwaited": True})
        try:
            return await result
        finally:
            # Also when nobody waits any longer: the page need not keep the result.
            del self._awaited[invocation_id]
            self._write_soon({"collected": [invocation_id]})

    async def _ask(self) -> None:
        """Until nobody waits any longer."""
        pause = _FIRST_PAUSE_S
        try:
            while self._awaited:
                if self._unwritten:
                    await self._write()
                    pause = _FIRST_PAUSE_S
                await self._look()
                await self._pause(pause)
                pause = min(pause * _GROWTH, _LONGEST_PAUSE_S)
        except Exception as error:
            for each in self._awaited.values():
                _settle(each, error)
        finally:
            self._on_end()
            # That the last results have been collected, also when the loop ends with the callback.
            await self._write()

    def _write_soon(self, command: dict[str, Any]) -> None:
        self._unwritten.append(command)
        self._has_news.set()

    async def _write(self) -> None:
        commands, self._unwritten = self._unwritten, []
        self._has_news.clear()
        if commands:
            await self._websocket.set_prop(self._id, "invoke", commands)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._has_news.wait(), seconds)

    async def _look(self) -> None:
        told: dict[str, Any] = await self._read("awaited") or {}
        # A component that has just been replaced tells it in a moment.
        is_there = self._awaited.keys() <= told.keys() or await self._read("id") is not None
        for invocation_id, awaited in list(self._awaited.items()):
            result = told.get(invocation_id)
            if result and "prop" in result:
                result = await self._read(result["prop"])
            awaited.is_taken = awaited.is_taken or invocation_id in told
            outcome = Result.from_prop(result) if result else self._failure(invocation_id, awaited, is_there)
            if outcome is not None:
                _settle(awaited, outcome)

    def _failure(self, invocation_id: str, awaited: _Awaited, is_there: bool) -> Result | Exception | None:
        waited_s = time.monotonic() - awaited.since
        if awaited.is_taken:
            if not is_there:
                why = f"invoke: {self._id} left the page before the result came"
                return Result(invocation_id, error=why, code="removed")
            if waited_s > awaited.limit_s:
                return Result(invocation_id, error=f"invoke: {self._id} has not given a result in time", code="timeout")
        elif not is_there:
            return ComponentNotFoundError(
                f"invoke: the page has no component {self._id}: put MethodInvoke(id={self._id!r}) into its layout"
            )
        elif waited_s > _TAKEN_S:
            return ComponentNotFoundError(f"invoke: {self._id} has not taken the invocation: it must be a MethodInvoke")
        return None

    async def _read(self, prop: str) -> Any:
        try:
            return await self._websocket.get_prop(self._id, prop, timeout=_SILENCE_S)
        except TimeoutError as error:
            # As Dash itself ends the callbacks of a page that has gone.
            raise exceptions.WebsocketDisconnected from error


def _settle(awaited: _Awaited, outcome: Result | Exception) -> None:
    if awaited.result.done():
        return
    if isinstance(outcome, Result):
        awaited.result.set_result(outcome)
    else:
        awaited.result.set_exception(outcome)
