"""Keeps a peer on its bus: connects, logs in, and does both again after a loss."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, cast

from .._addresses import without_url_secrets
from .._errors import PeerError
from ._failures import FinalError, not_connected
from ._limits import CLOSE_S, FIRST_RETRY_S, LAST_RETRY_S, LOGIN_S, NOTICE_S
from ._session import Refused, Session
from ._signal import Signal
from ._socket import open_socket
from ._token import TokenSource, present_token, renewal_pause
from ._turn import Turn
from ._wire import Message, WrongShape, dict_in

_log = logging.getLogger("dash_glue42")

Status = Literal["connecting", "connected", "disconnected", "closed"]


class Gateway(NamedTuple):
    """Where the bus is, and as whom the peer joins it."""

    url: str
    token: TokenSource | None
    identity: Mapping[str, Any]
    heartbeat_s: float

    @property
    def name(self) -> str:
        """As logs and errors call it: an address may have a password, or a token in its query."""
        return without_url_secrets(self.url)

    def __repr__(self) -> str:
        return f"Gateway({self.name!r})"


class Listener(NamedTuple):
    """What the peer does with the connection."""

    on_message: Callable[[Session, Message], None]
    # The gateway has let the peer in. What the gateway knows of others has come when this ends.
    on_joined: Callable[[Session, Message], Awaitable[None]]
    on_lost: Callable[[], None]


class Connection:
    """The connection of one peer, from `open` to `close`."""

    def __init__(self, gateway: Gateway, listener: Listener) -> None:
        self._gateway = gateway
        self._listener = listener
        self._session: Session | None = None
        self._task: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._turn = Turn()
        self.changed = Signal()
        self.status: Status = "connecting"
        # Why the peer is not connected.
        self.problem: PeerError | None = None

    def begin(self) -> None:
        """Begins to connect."""
        if self._task:
            raise RuntimeError("this peer has been opened already: make another one")
        self._task = asyncio.create_task(self._run())

    async def when_joined(self) -> None:
        """Returns when the peer is on the bus. Raises PeerError when it can never be."""
        await self.changed.wait_until(lambda: self.status in ("connected", "closed"))
        if self.status == "closed":
            raise self.problem or not_connected("The peer was closed before it was connected.")

    async def close(self) -> None:
        """Leaves the bus. What has been sent before reaches the gateway, unless that takes too long."""
        self._closing = asyncio.create_task(self._leave())
        # When the one who closes it is cancelled, the peer leaves all the same.
        await asyncio.shield(self._closing)

    async def _leave(self) -> None:
        if self._session and self.status == "connected":
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._session.flush(), CLOSE_S)
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task], timeout=2 * CLOSE_S)
        self._set_status("closed")

    async def session(self, wait_s: float) -> Session:
        """The present login. Waits for one, and raises PeerError when there is none in time."""
        await self._turn.give_way()
        session = self.present_session()
        if not session:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(
                    self.changed.wait_until(lambda: self.present_session() is not None or self.status == "closed"),
                    max(wait_s, 0),
                )
            session = self.present_session()
        if not session:
            raise self._not_connected()
        return session

    def present_session(self) -> Session | None:
        """The present login, if there is one. It knows of a loss some steps of the loop before `status` does."""
        return self._session if self.status == "connected" and self._session and not self._session.is_lost else None

    def _not_connected(self) -> PeerError:
        never_opened = "the peer is not open: write async with Peer(…) as peer, or await peer.open()."
        reason = {
            "closed": "the peer is closed.",
            "connecting": "the peer is still connecting." if self._task else never_opened,
        }.get(self.status, "it was lost and was not restored in time.")
        more = f" {self.problem}" if self.problem else ""
        return not_connected(f"There is no connection to the bus: {reason}{more}")

    def _set_status(self, status: Status) -> None:
        self.status = status
        self.changed.fire()

    async def _run(self) -> None:
        pauses = retry_pauses()
        away_since, logged = time.monotonic(), ""
        while True:
            joined_before = self.status != "connecting"
            began = time.monotonic()
            try:
                reason = await self._be_member()
                away_since, logged = time.monotonic(), ""
                # A gateway that lets the peer in and ends the connection at once is not asked again and again.
                if away_since - began > LAST_RETRY_S:
                    pauses = retry_pauses()
                self.problem = PeerError("connection_lost", f"The connection to the bus was lost: {reason}")
                _log.warning("peer: %s The peer connects again.", self.problem)
            except PeerError as problem:
                # Users get the public class.
                self.problem = PeerError(problem.code, str(problem))
                # A gateway that was restarted with another token may get the right one again.
                if isinstance(problem, FinalError) and not joined_before:
                    self._set_status("closed")
                    return
                if time.monotonic() - away_since > NOTICE_S and str(problem) != logged:
                    logged = str(problem)
                    _log.warning("peer: %s The peer keeps trying.", problem)
            except Exception as error:
                _log.exception("peer: connecting failed; the peer keeps trying")
                self.problem = not_connected(f"Connecting failed: {type(error).__name__}.")
            await asyncio.sleep(next(pauses))

    async def _be_member(self) -> str:
        """Joins the bus, and returns after the loss why it was lost. Raises PeerError when the peer cannot join."""
        token = await present_token(self._gateway.token)
        socket = await open_socket(self._gateway.url)
        session = Session(socket, self._gateway.heartbeat_s, self._listener.on_message)
        carrying = asyncio.create_task(session.run())
        renewing: asyncio.Task[str] | None = None
        try:
            await self._join(session, carrying, token)
            self._session = session
            self.problem = None
            self._set_status("connected")
            _log.info("peer: connected to %s", self._gateway.name)
            renewing = asyncio.create_task(self._renew(session, token))
            await asyncio.wait((carrying, renewing), return_when=asyncio.FIRST_COMPLETED)
            # A loss also ends a renewal, which knows less about it.
            return (carrying if carrying.done() else renewing).result()
        finally:
            carrying.cancel()
            if renewing:
                renewing.cancel()
            self._session = None
            if self.status == "connected":
                self._set_status("disconnected")
            self._listener.on_lost()
            await session.close()

    async def _join(self, session: Session, carrying: asyncio.Task[str], token: str | None) -> None:
        url = self._gateway.name
        try:
            welcome = await self._log_in(session, token)
            await self._listener.on_joined(session, welcome)
        except Refused as refusal:
            # It is about what this program offers, and will be the same the next time.
            raise FinalError(f"The gateway at {url} refused this program: {_reason(refusal)}.") from None
        except asyncio.TimeoutError:
            raise not_connected(f"The gateway at {url} did not let this program in in time.") from None
        except WrongShape as problem:
            raise FinalError(f"What answers at {url} is no gateway: {problem}.") from None
        except PeerError as problem:
            if problem.code == "invalid_arguments":
                raise FinalError(f"The methods of this peer: {problem}") from None
            if isinstance(problem, FinalError) or not carrying.done():
                raise
            reason = carrying.result()
            raise not_connected(f"The gateway at {url} did not let this program in: {reason}") from None

    async def _log_in(self, session: Session, token: str | None) -> Message:
        url = self._gateway.name
        by_name = {"method": "secret", "login": "glue42", "secret": "glue42"}
        proof = by_name if token is None else {"method": "access-token", "token": token}
        identity = {**self._gateway.identity, "process": os.getpid()}
        try:
            welcome = await session.ask(
                {"type": "hello", "identity": identity, "authentication": proof}, timeout_s=LOGIN_S
            )
        except Refused as refusal:
            advice = "give Peer the token= of the gateway" if token is None else "check token="
            raise FinalError(f"The gateway at {url} refused this program: {_reason(refusal)}: {advice}.") from None
        peer_id = welcome.get("peer_id")
        if welcome["type"] != "welcome" or not isinstance(peer_id, str):
            raise FinalError(f"What answers at {url} is no gateway: it does not know the login.")
        session.peer_id = peer_id
        # Only the gateway itself writes its welcome.
        session.verifies_users = dict_in(welcome, "dash_glue42").get("verifiesUsers") is True
        return welcome

    async def _renew(self, session: Session, token: str | None) -> str:
        """Presents new tokens before the present one expires; returns why the gateway does not take one."""
        source = self._gateway.token
        while session.verifies_users and callable(source) and token is not None:
            pause = renewal_pause(token)
            if pause is None:
                break
            await asyncio.sleep(pause)
            token = await self._next_token(source)
            refusal = await session.renew_token(token)
            if refusal is not None:
                return f"the gateway did not take the new token: {refusal}."
        # The connection ends for other reasons.
        return await asyncio.get_running_loop().create_future()

    async def _next_token(self, source: TokenSource) -> str:
        """Asks until there is one. The gateway ends the connection if that takes too long."""
        for pause in retry_pauses():
            try:
                return cast("str", await present_token(source))
            except Exception:
                _log.exception("peer: there is no new token for %s; the peer asks again", self._gateway.name)
            await asyncio.sleep(pause)
        raise AssertionError


def _reason(refusal: Refused) -> str:
    return refusal.reason or "it gives no reason"


def retry_pauses() -> Iterator[float]:
    """The seconds between attempts: they grow, and many programs that lose one gateway do not return in one moment."""
    longest = FIRST_RETRY_S
    while True:
        yield longest * random.uniform(0.5, 1)
        longest = min(2 * longest, LAST_RETRY_S)
