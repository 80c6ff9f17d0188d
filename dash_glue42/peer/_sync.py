"""A peer for scripts and notebooks."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections.abc import Callable, Generator, Mapping, Sequence
from types import TracebackType
from typing import Any, TypeVar

from typing_extensions import Self

from .._addresses import without_url_secrets
from .._batches import Batch
from .._call import Target
from .._checks import check_times
from .._errors import PeerError
from .._models import Instance, Result
from .._signatures import names_around
from ._connection import Status
from ._failures import not_connected
from ._limits import HEARTBEAT_S, SHORTEST_MS
from ._loop_thread import LoopThread
from ._methods import method_maker
from ._peer import Peer
from ._sync_parts import SyncChannels, SyncContext, SyncStream
from ._token import TokenSource

Handler = TypeVar("Handler", bound=Callable[..., Any])


class SyncPeer:
    """A Python process on the bus of a gateway, as `Peer`, for scripts and notebooks: its methods wait.

    The connection runs in a thread of its own, so that the peer stays on the bus while the script does something else.
    Any thread may use the peer. Handlers run in further threads, one invocation of a method at a time.

    Args:
        url: As in `Peer`, like the options that follow.
        bus: See `Peer`.
        token: See `Peer`.
        application: See `Peer`.
        heartbeat_ms: See `Peer`.
        connect_timeout_ms: How long `open` waits for a gateway that is not there, in milliseconds; without it for as
            long as it takes.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An argument has a wrong value.

    Example:
        >>> with glue.SyncPeer("ws://localhost:8385", token="something-long", application="Script") as peer:
        ...     print(peer.invoke("Sum", a=37, b=5).raise_for_error().returned["sum"])
    """

    def __init__(
        self,
        url: str,
        *,
        bus: str | None = None,
        token: TokenSource | None = None,
        application: str = "Python",
        heartbeat_ms: float = HEARTBEAT_S * 1000,
        connect_timeout_ms: float | None = None,
    ) -> None:
        self._limit_s: float | None = None
        if connect_timeout_ms is not None:
            check_times("SyncPeer", least=SHORTEST_MS, connect_timeout_ms=connect_timeout_ms)
            self._limit_s = connect_timeout_ms / 1000
        self._peer = Peer(url, bus=bus, token=token, application=application, heartbeat_ms=heartbeat_ms)
        self._gateway = without_url_secrets(url)
        self._loop = LoopThread(f"dash_glue42 {application}")
        self.channels = SyncChannels(self._loop, self._peer.channels)

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def open(self) -> None:
        """Joins the bus, as `with` does. In a notebook: open it in one cell, close it in another.

        Raises:
            PeerError: The gateway will not let this peer in, or was not there in time.
        """
        self._loop.start()
        try:
            self._loop.run(self._open)
        except BaseException:
            self._loop.stop()
            raise

    def close(self) -> None:
        """Leaves the bus, as the end of `with` does. What waits in other threads ends."""
        try:
            self._loop.run(self._peer.close)
        except (PeerError, RuntimeError):
            # It is closed, or was never open.
            return
        finally:
            self._loop.stop()

    async def _open(self) -> None:
        try:
            await asyncio.wait_for(self._peer.open(), self._limit_s)
        except asyncio.TimeoutError:
            problem = self._peer.error or f"The gateway at {self._gateway} does not answer."
            raise not_connected(f"{problem} (waited {self._limit_s:g} s)") from None

    def wait_closed(self) -> None:
        """As `wait_closed` of a `Peer`: Ctrl-C ends it."""
        # It may be closed already.
        with contextlib.suppress(PeerError):
            self._loop.run(self._peer.wait_closed)

    @property
    def status(self) -> Status:
        """As `status` of a `Peer`."""
        return self._peer.status

    @property
    def error(self) -> PeerError | None:
        """As `error` of a `Peer`."""
        return self._peer.error

    @property
    def instance(self) -> Instance | None:
        """As `instance` of a `Peer`."""
        return self._peer.instance

    def method(
        self,
        definition: str | Mapping[str, Any],
        /,
        *,
        returns: bool = True,
        timeout_ms: float = 30000,
        concurrency: int = 1,
        max_pending: int = 10000,
    ) -> Callable[[Handler], Handler]:
        """Makes a function a method of this peer, as `method` of a `Peer`. It runs in a thread."""
        make = method_maker(definition, returns, timeout_ms, concurrency, max_pending)

        def decorate(handler: Handler) -> Handler:
            method = make(handler, names_around(handler, inspect.currentframe()))
            self._loop.call(lambda: self._peer.add(method))
            return handler

        return decorate

    def unregister(self, name: str, /) -> None:
        """As `unregister` of a `Peer`."""
        self._loop.run(lambda: self._peer.unregister(name))

    def invoke(
        self,
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
        """As `invoke` of a `Peer`. Several at once: call it from several threads."""
        options: dict[str, Any] = {"target": target, "timeout_ms": timeout_ms, "wait_ms": wait_ms, "meta": meta}
        return self._loop.run(lambda: self._peer.invoke(method, **options, arguments=arguments, **named))

    def stream(
        self,
        definition: str | Mapping[str, Any],
        /,
        *,
        branch_by: str | None = None,
        snapshot: bool = True,
        snapshot_by: str | Sequence[str] | None = None,
    ) -> SyncStream:
        """As `stream` of a `Peer`."""
        options: dict[str, Any] = {"branch_by": branch_by, "snapshot": snapshot, "snapshot_by": snapshot_by}
        return SyncStream(self._loop, self._loop.call(lambda: self._peer.stream(definition, **options)))

    def subscribe(
        self,
        stream: str,
        /,
        *,
        target: Target | None = None,
        conflate_by: str | Sequence[str] | None = None,
        max_pending: int = 10000,
        max_batch: int = 1000,
        arguments: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Generator[Batch, None, None]:
        """As `subscribe` of a `Peer`; the iterator waits for the next batch."""
        options: dict[str, Any] = {"target": target, "conflate_by": conflate_by, "arguments": arguments, **named}
        return self._loop.iterate(
            lambda: self._peer.subscribe(stream, max_pending=max_pending, max_batch=max_batch, **options)
        )

    def methods(self, *, prefix: str = "", system: bool = False, own: bool = False) -> list[dict[str, Any]]:
        """As `methods` of a `Peer`."""
        return self._loop.call(lambda: self._peer.methods(prefix=prefix, system=system, own=own))

    def follow_methods(
        self, *, prefix: str = "", system: bool = False, own: bool = False
    ) -> Generator[list[dict[str, Any]], None, None]:
        """As `follow_methods` of a `Peer`; the iterator waits for the next change."""
        return self._loop.iterate(lambda: self._peer.follow_methods(prefix=prefix, system=system, own=own))

    def instances(self) -> list[Instance]:
        """As `instances` of a `Peer`."""
        return self._loop.call(self._peer.instances)

    def context(self, name: str, /) -> SyncContext:
        """As `context` of a `Peer`."""
        return SyncContext(self._loop, self._peer.context(name))

    def contexts(self) -> list[str]:
        """As `contexts` of a `Peer`."""
        return self._loop.run(self._peer.contexts)
