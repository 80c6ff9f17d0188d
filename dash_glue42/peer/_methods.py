"""The methods that a peer offers, and how their invocations are served."""

from __future__ import annotations

import asyncio
import contextvars
import functools
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from .._argument_errors import InvalidArguments
from .._binding import Bind
from .._callback_options import is_async
from .._errors import InteropError, PeerError
from .._json import json_value
from .._models import Caller, Invocation
from .._signatures import name_of
from ._directory import Directory
from ._session import Session
from ._wire import Message, text_in

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
    handler: Callable[..., Any]
    bind: Bind
    is_returning: bool
    concurrency: int
    max_pending: int
    waiting: deque[Served] = field(default_factory=deque[Served])
    running: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])
    is_closed: bool = False
    _pool: ThreadPoolExecutor | None = None

    @property
    def name(self) -> str:
        return self.definition["name"]

    def take(self, served: Served) -> None:
        """Takes an invocation, or refuses it."""
        session, invocation = served.session, served.invocation
        if len(self.waiting) >= self.max_pending:
            text = f"{self.max_pending} invocations are waiting already, no more are taken now."
            _fail(session, invocation, "queue_full", f'Method "{self.name}": {text}')
            return
        if not self.is_returning:
            _succeed(session, invocation, None)
        self.waiting.append(served)
        if len(self.running) < self.concurrency:
            task = asyncio.create_task(self._work())
            self.running.add(task)
            task.add_done_callback(self.running.discard)

    async def _work(self) -> None:
        while self.waiting:
            served = self.waiting.popleft()
            # The caller of an earlier login can no longer be answered. What has no answer is done all the same.
            if not self.is_returning or not served.session.is_lost:
                await self._serve(served)

    async def _serve(self, served: Served) -> None:
        session, invocation = served.session, served.invocation
        try:
            result = await self._call(invocation)
            if self.is_returning:
                _succeed(session, invocation, _answer(result))
        except InteropError as refusal:
            if self.is_returning:
                code = "invalid_arguments" if isinstance(refusal, InvalidArguments) else "refused"
                _fail(session, invocation, code, str(refusal) or "The method refused the invocation.")
            else:
                _log.warning("peer: an invocation of a method with returns=False was refused: %s", refusal)
        except (Exception, asyncio.CancelledError) as error:
            # A handler may have awaited something that was cancelled.
            if isinstance(error, asyncio.CancelledError) and self.is_closed:
                raise
            _log.exception("peer: the handler %s of the method %s failed", name_of(self.handler), self.name)
            if self.is_returning:
                _fail(session, invocation, *self._failure(error))

    def _failure(self, error: BaseException) -> _Failure:
        """What the caller may know of an exception: nothing of what it says."""
        if isinstance(error, _NoForm):
            return "no_result", f'Method "{self.name}": {error}'
        return "callback_failed", f'Method "{self.name}": the handler failed.'

    async def _call(self, invocation: Invocation) -> Any:
        positional, named = self.bind(invocation, (), None)
        call = functools.partial(self.handler, *positional, **named)
        if is_async(self.handler):
            return await cast("Callable[[], Coroutine[Any, Any, Any]]", call)()
        # Not asyncio's own threads: `asyncio.run` would wait for a handler that does not end.
        self._pool = self._pool or ThreadPoolExecutor(self.concurrency, f"peer {self.name}")
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._pool, context.run, call)

    def close(self) -> set[asyncio.Task[None]]:
        """Ends it; returns what is still to end."""
        self.is_closed = True
        self.waiting.clear()
        for task in self.running:
            task.cancel()
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
        return set(self.running)


class _NoForm(Exception):
    """What a handler has returned cannot be sent."""


def _answer(result: Any) -> dict[str, Any]:
    if isinstance(result, InteropError):
        raise result
    try:
        value = json_value(result, "result")
    except TypeError as error:
        raise _NoForm("its result has no form in JSON.") from error
    # The bus carries objects only.
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {"value": value}


def _succeed(session: Session, invocation: Invocation, result: dict[str, Any] | None) -> None:
    answer = {"type": "yield", "invocation_id": invocation.invocation_id}
    try:
        session.send_at_once({**answer, **({} if result is None else {"result": result})})
    except PeerError as error:
        raise _NoForm("its result is too large for the gateway.") from error


def _fail(session: Session, invocation: Invocation, code: str, text: str) -> None:
    session.send_at_once(
        {
            "type": "error",
            "request_id": invocation.invocation_id,
            "reason_uri": "agm.errors.client_error",
            "reason": text,
            "context": {"message": text, "code": code},
        }
    )


class Offered:
    """All methods and streams of a peer by the ids under which they are registered, and their names."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._methods: dict[str, Method] = {}
        self._numbers = iter(range(1, 2**62))
        self._names: dict[str, str] = {}

    def claim(self, name: str) -> str:
        """An id for what is registered under this name."""
        if name.lower() in self._names:
            raise ValueError(f'this peer offers "{name}" already: choose another name')
        self._names[name.lower()] = id = str(next(self._numbers))
        return id

    def release(self, name: str) -> str:
        """Frees the name; returns its id."""
        id = self._names.pop(name.lower(), None)
        if id is None:
            raise ValueError(f'this peer does not offer "{name}"')
        return id

    def add(self, method: Method) -> str:
        id = self.claim(method.name)
        self._methods[id] = method
        return id

    def remove(self, id: str) -> Method | None:
        return self._methods.pop(id, None)

    def methods(self) -> dict[str, Method]:
        return dict(self._methods)

    def take(self, session: Session, message: Message) -> None:
        """Takes an `invoke` message."""
        method = self._methods.get(text_in(message, "method_id"))
        caller = self._caller(text_in(message, "caller_id"))
        invocation = Invocation(text_in(message, "invocation_id"), _arguments(message), caller)
        if method is None:
            _fail(session, invocation, "removed", "The method is no longer offered.")
        elif not isinstance(invocation.args, dict):
            kind = "an array" if isinstance(invocation.args, list) else "a value"
            text = f'Method "{method.name}": the arguments must be an object, not {kind}.'
            _fail(session, invocation, "invalid_arguments", text)
        else:
            method.take(Served(invocation, session))

    def _caller(self, peer_id: str) -> Caller:
        app = self._directory.app(peer_id)
        return Caller.from_prop(app.instance.details if app else {"peerId": peer_id})


def _arguments(message: Message) -> Any:
    arguments = message.get("arguments_kv")
    return {} if arguments is None else arguments


def registration(id: str, definition: Mapping[str, Any], is_stream: bool) -> dict[str, Any]:
    """A method as the gateway registers it."""
    named = {
        "display_name": definition.get("displayName"),
        "description": definition.get("description"),
        "version": definition.get("version"),
        "object_types": definition.get("objectTypes"),
        "input_signature": definition.get("accepts"),
        "result_signature": definition.get("returns"),
    }
    return {
        "id": id,
        "name": definition["name"],
        "flags": {"metadata": definition.get("flags") or {}, "streaming": is_stream},
        **{key: value for key, value in named.items() if value is not None},
    }
