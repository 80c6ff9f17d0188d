"""One method of a peer, and how its invocations are served."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from .._argument_errors import InvalidArguments
from .._binding import argument_binder
from .._callback_options import check_function
from .._checks import check_amounts, check_times
from .._definition import described
from .._errors import InteropError, PeerError
from .._json import json_value
from .._models import Invocation
from .._served_log import served_line
from .._shapes import as_object
from ._limits import LONGEST_REASON, SHORTEST_MS
from ._options import named
from ._runner import Runner, TookTooLong
from ._session import Session

_log = logging.getLogger("dash_glue42")

# What the caller gets: a code and a text.
_Failure = tuple[str, str]


class Served(NamedTuple):
    """An invocation that waits, and the login to which its caller belongs."""

    invocation: Invocation
    session: Session


@dataclass
class Method:
    """A method of this peer: its handler, and the invocations that wait for it."""

    definition: Mapping[str, Any]
    runner: Runner
    is_returning: bool
    timeout_s: float
    max_pending: int
    waiting: deque[Served] = field(default_factory=deque[Served])
    running: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])
    # How many are with the handler.
    serving: int = 0

    @property
    def name(self) -> str:
        return self.definition["name"]

    def take(self, served: Served) -> None:
        """Takes an invocation, or refuses it."""
        session, invocation = served.session, served.invocation
        args: Any = invocation.args
        if not isinstance(args, dict):
            kind = "an array" if isinstance(args, list) else "a value"
            text = f'Method "{self.name}": the arguments must be an object, not {kind}.'
            fail(session, invocation, "invalid_arguments", text)
            return
        if len(self.waiting) + self.serving >= self.max_pending + self.runner.concurrency:
            text = f"{self.max_pending} invocations are waiting already, no more are taken now."
            fail(session, invocation, "queue_full", f'Method "{self.name}": {text}')
            return
        if not self.is_returning:
            session.send_at_once({"type": "yield", "invocation_id": invocation.invocation_id})
        self.waiting.append(served)
        if len(self.running) < self.runner.concurrency:
            self.running.add(asyncio.create_task(self._work()))

    async def _work(self) -> None:
        try:
            while self.waiting:
                served = self.waiting.popleft()
                # The caller of an earlier login can no longer be answered. What has no answer is done all the same.
                if not self.is_returning or not served.session.is_lost:
                    self.serving += 1
                    try:
                        await self._serve(served)
                    finally:
                        self.serving -= 1
        finally:
            # Not by a callback of the task: an invocation that comes before that would wait for this one.
            self.running.discard(cast("asyncio.Task[None]", asyncio.current_task()))

    async def _serve(self, served: Served) -> None:
        try:
            await self._answer(*served)
        except asyncio.CancelledError:
            self._abandon(served)
            raise
        except Exception as error:
            _log.exception("peer: the handler %s of the method %s failed", self.runner.name, self.name)
            if self.is_returning:
                fail(served.session, served.invocation, *self._failure(error))

    async def _answer(self, invocation: Invocation, session: Session) -> None:
        try:
            result = await self._result(invocation)
        except InteropError as refusal:
            # An exception that has no text fails as any other one does.
            text = str(refusal) or "The method refused the invocation."
            if self.is_returning:
                code = "invalid_arguments" if isinstance(refusal, InvalidArguments) else "refused"
                fail(session, invocation, code, text)
            else:
                _log.warning("peer: an invocation of a method with returns=False was refused: %s", text)
        else:
            if self.is_returning:
                await _send_result(session, invocation, result)

    async def _result(self, invocation: Invocation) -> dict[str, Any]:
        with served_line(self.name, invocation.caller.application) as note:
            try:
                returned = await self.runner.run(invocation, self.timeout_s if self.is_returning else None)
                result = _answer(returned) if self.is_returning else {}
            except InteropError as refusal:
                note(refusal)
                raise
            note(returned)
            return result

    def _failure(self, error: Exception) -> _Failure:
        """What the caller may know of an exception: nothing of what it says."""
        if isinstance(error, _NoForm):
            return "no_result", f'Method "{self.name}": {error}'
        if isinstance(error, TookTooLong):
            return "timeout", f'Method "{self.name}": the handler did not answer within {self.timeout_s * 1000:g} ms.'
        return "callback_failed", f'Method "{self.name}": the handler failed.'

    def _abandon(self, served: Served) -> None:
        if self.is_returning:
            text = f'Method "{self.name}": it was removed before it answered.'
            fail(served.session, served.invocation, "removed", text)

    def close(self) -> set[asyncio.Task[None]]:
        """Ends it; returns what is still to end."""
        if self.waiting and not self.is_returning:
            _log.warning('peer: "%s" is removed with %s invocations waiting', self.name, len(self.waiting))
        while self.waiting:
            self._abandon(self.waiting.popleft())
        for task in self.running:
            task.cancel()
        self.runner.close()
        return set(self.running)


def method_maker(
    definition: Any, returns: bool, timeout_ms: float, concurrency: int, max_pending: int
) -> Callable[[Callable[..., Any], Mapping[str, Any]], Method]:
    """What makes a method of its handler and the names around that (see `parameters_of`).

    Raises for options that have no sense.
    """
    check_amounts("method", concurrency=concurrency, max_pending=max_pending)
    check_times("method", least=SHORTEST_MS, timeout_ms=timeout_ms)
    own = named("method", definition)

    def make(handler: Callable[..., Any], names: Mapping[str, Any]) -> Method:
        check_function("method", handler)
        whole = described(own["name"], handler, names, own)
        if not returns:
            whole.pop("returns", None)
        bind = argument_binder(handler, "method", state_count=0, has_progress=False, names=names)
        return Method(whole, Runner(handler, bind, concurrency), returns, timeout_ms / 1000, max_pending)

    return make


class _NoForm(Exception):
    """What a handler has returned cannot be sent."""


def _answer(result: Any) -> dict[str, Any]:
    if isinstance(result, InteropError):
        raise result
    try:
        return as_object(json_value(result, "result"))
    except TypeError as error:
        raise _NoForm("its result has no form in JSON.") from error


async def _send_result(session: Session, invocation: Invocation, result: dict[str, Any]) -> None:
    """Waits for room: handlers do not work faster than the gateway takes their results."""
    try:
        await session.send({"type": "yield", "invocation_id": invocation.invocation_id, "result": result})
    except PeerError as error:
        # A caller of a login that was lost can no longer be answered.
        if error.code != "connection_lost":
            raise _NoForm("its result is too large for the gateway.") from error


def fail(session: Session, invocation: Invocation, code: str, text: str) -> None:
    """Answers an invocation with an error."""
    text = text[:LONGEST_REASON]
    session.send_at_once(
        {
            "type": "error",
            "request_id": invocation.invocation_id,
            "reason_uri": "agm.errors.client_error",
            "reason": text,
            "context": {"message": text, "code": code},
        }
    )
