"""Several invocations in one run of a callback, each with its own outcome."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import math
import threading
import traceback
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any, cast

import dash
from dash import Dash, ctx
from dash._callback_context import context_value
from dash.exceptions import PreventUpdate

from ._callback_options import Given
from ._checks import check_amounts
from ._json import json_value
from ._models import Invocation
from ._shapes import as_list
from ._signatures import name_of

# A run begins no further invocation after this time: the first caller of a list waits for the last one.
_RUN_SECONDS = 0.1
# No more than the default of MethodRegister's maxBatch.
_MOST = 256

_log = logging.getLogger("dash_glue42")

# What the options of Dash's callbacks take away. The reasons stand in error texts.
_OBSTACLES = {
    "background": "a job in the background serves one invocation",
    "progress": "it shows the progress of one invocation",
    "running": "it shows one invocation under way",
}


def is_batched(batch: Any, concurrency: Any, given: Given) -> bool:
    """Whether the callback takes lists of invocations. Raises for what does not go together."""
    if batch is not None and not isinstance(batch, bool):
        raise TypeError(f"on_invoke: batch must be True, False or left out, not {batch!r}")
    check_amounts("on_invoke", concurrency=concurrency)
    reasons = [f"{option}: {reason}" for option, reason in _OBSTACLES.items() if given.options.get(option)]
    if given.outputs:
        reasons.append("Outputs: those of an earlier invocation would be overwritten unseen")
    if batch and reasons:
        raise TypeError(f"on_invoke: batch=True does not go with {reasons[0]}; leave out one of them")
    if given.states and not batch:
        reasons.append("States unless batch=True says that all invocations of a list may share their values")
    if batch is False:
        reasons.append("batch=False")
    if concurrency > 1 and reasons:
        raise TypeError(f"on_invoke: concurrency={concurrency} does not go with {reasons[0]}")
    return not reasons


class ListRun:
    """One run of a callback over a list of invocations: hands them out in order, and collects what came of each."""

    def __init__(
        self, handler: Callable[..., Any], invocations: Sequence[Invocation], concurrency: int, app: Dash | None
    ) -> None:
        self._handler = handler
        self._invocations = invocations
        self._concurrency = concurrency
        self._workers = min(concurrency, len(invocations))
        self._app = app
        self._lock = threading.Lock()
        self._since = perf_counter()
        self._begun = 0
        self._is_over = False
        self._answers: list[Any] = []
        self._failed: dict[str, str] = {}

    def serve(self, serve_one: Callable[[Invocation], Any], on_error: Any) -> list[Any]:
        """Serves the invocations, and returns the value for `result`."""

        def work() -> None:
            while (invocation := self._next()) is not None:
                try:
                    # What the handler sets in context variables is gone after it, as it is after a callback.
                    self._add(contextvars.copy_context().run(_contained, serve_one, invocation))
                except Exception as error:
                    self._fail(invocation, error, on_error)

        if self._workers == 1:
            work()
        else:
            with ThreadPoolExecutor(self._workers, "dash_glue42") as pool:
                for worker in [pool.submit(contextvars.copy_context().run, work) for _ in range(self._workers)]:
                    worker.result()
        return self._result()

    async def serve_async(
        self, serve_one: Callable[[Invocation], Coroutine[Any, Any, Any]], on_error: Any
    ) -> list[Any]:
        """The same for an async handler."""

        async def work() -> None:
            while (invocation := self._next()) is not None:
                # A task has a copy of the context variables.
                task = asyncio.create_task(serve_one(invocation))
                try:
                    await asyncio.wait([task])
                finally:
                    task.cancel()
                try:
                    self._add(_contained(_outcome, task))
                except Exception as error:
                    self._fail(invocation, error, on_error)

        await asyncio.gather(*(work() for _ in range(self._workers)))
        return self._result()

    def _next(self) -> Invocation | None:
        """The next invocation, unless the time is up; threads ask one after another, so they begin in order."""
        with self._lock:
            self._check_set_props()
            is_late = self._begun > 0 and perf_counter() - self._since > _RUN_SECONDS
            if is_late or self._is_over or self._begun == len(self._invocations):
                return None
            self._begun += 1
            return self._invocations[self._begun - 1]

    def _check_set_props(self) -> None:
        """Ends the run when props wait for the response, which has one value for each: the next would replace it."""
        # Over WebSocket only `ctx.set_props` waits.
        if self._is_over or not _context().get("updated_props"):
            return
        self._is_over = True
        if self._concurrency > 1:
            _log.error(
                "on_invoke: %s uses set_props, which does not go with concurrency=%s: of several values of one "
                "prop the page gets the last. Use WebSocket callbacks, or concurrency=1",
                name_of(self._handler),
                self._concurrency,
            )

    def _add(self, answer: Any) -> None:
        if not isinstance(answer, dict):
            return
        if len(self._invocations) > 1 and _is_over_websocket():
            # Its caller need not wait for the others.
            cast("Any", dash).set_props(cast("Any", ctx).outputs_list["id"], {"result": answer})
        else:
            self._answers.append(answer)

    def _fail(self, invocation: Invocation, error: Exception, on_error: Any) -> None:
        """Keeps the failure of one invocation from the others. A single invocation fails as any callback of Dash."""
        if isinstance(error, PreventUpdate):
            return
        if len(self._invocations) == 1:
            raise error
        app: Any = self._app or dash.get_app()
        # Dash calls this one only for an exception that leaves the callback.
        handle = on_error or getattr(app, "_on_error", None)
        if handle:
            try:
                returned = handle(error)
                answers = [json_value(entry, "result") for entry in as_list(returned) if isinstance(entry, dict)]
            except Exception as further:
                error = further
            else:
                for answer in answers:
                    self._add(answer)
                return
        _log.error("on_invoke: %s raised an exception", name_of(self._handler), exc_info=error)
        is_debug = bool(getattr(getattr(app, "_dev_tools", None), "ui", False))
        text = "".join(traceback.format_exception(error)) if is_debug else "The server's log has the exception."
        self._failed[invocation.invocation_id] = f"{name_of(self._handler)} raised an exception. {text}"

    def _result(self) -> list[Any]:
        """The answers, and what the page needs to know for the next list."""
        untouched = [invocation.invocation_id for invocation in self._invocations[self._begun :]]
        return [*self._answers, {"batch": {"takes": self._takes(), "untouched": untouched, "failed": self._failed}}]

    def _takes(self) -> int:
        """How many invocations can begin within the time of a run, judged by this one."""
        if self._is_over:
            return 1
        # Those that are served at once take as long as one, so what is begun is a multiple of them.
        rounds = max(math.ceil(self._begun / self._concurrency), 1)
        seconds = (perf_counter() - self._since) / rounds
        return max(self._concurrency, min(math.ceil(_RUN_SECONDS / max(seconds, 1e-6)) * self._concurrency, _MOST))


def _contained(call: Callable[[Any], Any], value: Any) -> Any:
    """What the call returns. An exception that would end the run as well becomes one that does not, unless it is to."""
    try:
        return call(value)
    except (Exception, SystemExit, KeyboardInterrupt):
        raise
    except BaseException as error:
        raise RuntimeError(f"the handler was ended by {type(error).__name__}") from error


def _outcome(task: asyncio.Task[Any]) -> Any:
    """What the handler returned. Raises what it raised, also where it awaited something that was cancelled."""
    if task.cancelled():
        raise RuntimeError("the handler was cancelled")
    return task.result()


def _is_over_websocket() -> bool:
    return _context().get("dash_websocket") is not None


def _context() -> Any:
    return context_value.get()
