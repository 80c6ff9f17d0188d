"""One login at a gateway, until its socket is lost."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import time
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from .._errors import PeerError
from ._failures import lost
from ._limits import ANSWER_S, CLOSE_S, LARGEST_SENT, LONGEST_REASON, ROUND_TRIP_S
from ._outbox import Outbox
from ._wire import Message, WrongShape, decode, encode, text_in

_log = logging.getLogger("dash_glue42")

# Several short waits instead of one long one: when a machine wakes up, the timer is overdue at once, before the
# messages that have arrived in the pause. Then at least one real wait follows.
_WAITS = 2


class Refused(Exception):
    """The gateway, or an app through it, has answered a request with an error."""

    def __init__(self, answer: Message) -> None:
        super().__init__(answer.get("reason"))
        self.reason = str(answer.get("reason") or "")[:LONGEST_REASON]
        self.context = answer.get("context")


class _Request(NamedTuple):
    answer: asyncio.Future[Message]
    on_answer: Callable[[Message], None] | None


class Session:
    """Carries requests and answers; all other messages go to `on_message`."""

    def __init__(
        self, socket: ClientConnection, heartbeat_s: float, on_message: Callable[[Session, Message], None]
    ) -> None:
        self._socket = socket
        self._heartbeat_s = heartbeat_s
        self._on_message = on_message
        self._loop = asyncio.get_running_loop()
        self._numbers = itertools.count(1)
        self._requests: dict[str, _Request] = {}
        self._outbox = Outbox(socket.send, self._round_trip)
        self._received = 0
        self._heard_at = time.monotonic()
        self.is_lost = False
        # The address on the bus, when the gateway has given one.
        self.peer_id: str | None = None
        # The gateway proves who the users of its clients are, and takes new tokens.
        self.verifies_users = False
        self._on_renewal: asyncio.Future[str | None] | None = None

    async def run(self) -> str:
        """Carries messages until the connection is lost; returns why."""
        parts: tuple[Coroutine[Any, Any, str], ...] = (self._read(), self._write(), self._watch())
        tasks = [asyncio.create_task(part) for part in parts]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            return next(iter(done)).result()
        finally:
            self._lose()
            for task in tasks:
                task.cancel()

    async def close(self) -> None:
        """Closes the socket, within a time: a gateway that hangs does not answer a goodbye."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._socket.close(), CLOSE_S)

    async def ask(
        self,
        message: Message,
        *,
        domain: str = "global",
        timeout_s: float = ANSWER_S,
        on_answer: Callable[[Message], None] | None = None,
    ) -> Message:
        """The answer to a request. `on_answer` gets it before the next message is read.

        Raises Refused for an error, PeerError when the connection is lost, asyncio.TimeoutError.
        """
        request_id, text = self._prepare(message, domain)
        until = time.monotonic() + timeout_s
        await self._put(text, timeout_s)
        return await self._expect(request_id, until - time.monotonic(), on_answer)

    async def send(self, message: Message, *, domain: str = "agm") -> None:
        """Sends what has no answer, when there is room."""
        await self._put(self._prepare(message, domain)[1])

    def send_at_once(self, message: Message, *, domain: str = "agm") -> None:
        """Sends an answer. It is dropped when the connection is lost."""
        text = self._prepare(message, domain)[1]
        try:
            self._outbox.put_at_once(text)
        except ConnectionError:
            if not self.is_lost:
                self._socket.transport.abort()

    async def renew_token(self, token: str) -> str | None:
        """Presents a new token; returns why the gateway does not take it, None when it does."""
        answer = self._on_renewal = asyncio.get_running_loop().create_future()
        await self._put(encode({"type": "dash_glue42-renew-token", "token": token}))
        try:
            return await asyncio.wait_for(answer, ANSWER_S)
        except asyncio.TimeoutError:
            return "it did not answer"

    async def flush(self) -> None:
        """Waits until everything has been sent."""
        await self._outbox.when_empty()

    def check_loop(self) -> None:
        """Raises RuntimeError anywhere but in the event loop of the peer."""
        try:
            is_here = asyncio.get_running_loop() is self._loop
        except RuntimeError:
            is_here = False
        if not is_here:
            raise RuntimeError("a Peer is used in the event loop in which it was opened; a SyncPeer from any thread")

    def _prepare(self, message: Message, domain: str) -> tuple[str, str]:
        self.check_loop()
        request_id = f"p{next(self._numbers)}"
        peer = {} if self.peer_id is None else {"peer_id": self.peer_id}
        text = encode({"domain": domain, "request_id": request_id, **peer, **message})
        if len(text) > LARGEST_SENT:
            raise PeerError(
                "invalid_arguments",
                f"The data is too large for the gateway: {len(text):,} bytes, and {LARGEST_SENT:,} are possible. "
                "Send it in parts.",
            )
        return request_id, text

    async def _put(self, text: str, timeout_s: float | None = None) -> None:
        try:
            await self._outbox.put(text, timeout_s)
        except ConnectionError:
            raise lost() from None

    def _expect(
        self, request_id: str, timeout_s: float, on_answer: Callable[[Message], None] | None = None
    ) -> asyncio.Future[Message]:
        """The answer to a request that is about to leave."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Message] = loop.create_future()
        if self.is_lost:
            answer.set_exception(lost())
            return answer
        self._requests[request_id] = _Request(answer, on_answer)
        timer = loop.call_later(timeout_s, _expire, answer)

        def forget(_: object) -> None:
            timer.cancel()
            del self._requests[request_id]
            if not answer.cancelled():
                # Else asyncio reports an error that its asker did not live to see.
                answer.exception()

        answer.add_done_callback(forget)
        return answer

    async def _read(self) -> str:
        # The loop ends without an exception where the gateway just goes away.
        with contextlib.suppress(ConnectionClosed):
            async for text in self._socket:
                self._received += 1
                self._heard_at = time.monotonic()
                message = decode(text)
                if message is None:
                    _log.warning("peer: the gateway sent something that is no message; it is ignored")
                else:
                    self._take(message)
        return self._why_closed()

    def _take(self, message: Message) -> None:
        request_id = message.get("request_id")
        request = self._requests.get(request_id) if isinstance(request_id, str) else None
        try:
            if message["type"] in ("dash_glue42-token-renewed", "dash_glue42-token-refused"):
                self._end_renewal(message)
            elif request is None:
                self._on_message(self, message)
            elif not request.answer.done():
                self._settle(request, message)
        except WrongShape as problem:
            _log.warning("peer: the gateway sent a malformed message, which is ignored: %s", problem)
        except Exception:
            _log.exception('peer: a message of the type "%s" could not be handled; it is ignored', message["type"])

    def _settle(self, request: _Request, answer: Message) -> None:
        if answer["type"] == "error":
            request.answer.set_exception(Refused(answer))
            return
        request.answer.set_result(answer)
        if request.on_answer:
            request.on_answer(answer)

    def _end_renewal(self, message: Message) -> None:
        answer = self._on_renewal
        if answer and not answer.done():
            is_refused = message["type"] == "dash_glue42-token-refused"
            answer.set_result(text_in(message, "reason") if is_refused else None)

    async def _write(self) -> str:
        with contextlib.suppress(ConnectionClosed):
            await self._outbox.run()
        return self._why_closed()

    def _why_closed(self) -> str:
        """Reading and writing end in one moment, and either may be the one that tells."""
        sent = self._socket.protocol.close_exc.sent
        if sent and sent.code == 1009:
            return "a message was too large, so the connection was closed."
        reason = self._socket.close_reason
        return f"the gateway closed the connection{f': {reason}' if reason else ''}."

    async def _round_trip(self) -> None:
        """Returns when the gateway has taken what was sent before."""
        request_id, text = self._prepare({"type": "create-token"}, "global")
        answer = self._expect(request_id, ROUND_TRIP_S)
        await self._socket.send(text)
        with contextlib.suppress(asyncio.TimeoutError, Refused, PeerError):
            await answer

    async def _watch(self) -> str:
        """Notices that no message comes any more, which a socket does not report when the network drops all packets."""
        while True:
            while (left := self._heard_at + self._heartbeat_s - time.monotonic()) > 0:
                await asyncio.sleep(left)
            # Any answer will do.
            self.send_at_once({"type": "create-token"}, domain="global")
            if await self._stays_silent():
                return "the gateway stopped responding."

    async def _stays_silent(self) -> bool:
        before = self._received
        for _ in range(_WAITS):
            await asyncio.sleep(self._heartbeat_s / _WAITS)
        return self._received == before

    def _lose(self) -> None:
        self.is_lost = True
        self._outbox.abandon()
        for request in list(self._requests.values()):
            if not request.answer.done():
                request.answer.set_exception(lost())


def _expire(answer: asyncio.Future[Message]) -> None:
    if not answer.done():
        answer.set_exception(asyncio.TimeoutError())
