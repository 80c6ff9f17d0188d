"""A Python process on the bus of a gateway."""

from __future__ import annotations

import asyncio
import inspect
import logging
import uuid
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, TypeVar, cast

from typing_extensions import Self

from .._batches import Batch
from .._bus_names import bus_url
from .._call import Target, call
from .._checks import check_amounts
from .._errors import PeerError
from .._item_keys import key_reader
from .._models import Instance, Result
from .._signatures import names_around
from ._channels import Channels
from ._connection import Connection, Gateway, Listener, Status
from ._context import Context
from ._contexts import Contexts
from ._directory import Directory
from ._discovery import list_methods
from ._invoke import Call, Invoker
from ._items import Buffer
from ._limits import CLOSE_S, HEARTBEAT_S, SETTLE_S
from ._methods import Method, method_maker
from ._offered import Offered, registration
from ._options import check_gateway, named
from ._problems import check_name, our_words
from ._publish import Stream
from ._session import Session
from ._signal import Signal
from ._subscribe import Keeper, Subscriptions
from ._tasks import Tasks
from ._token import TokenSource
from ._wire import Message, dict_in

_log = logging.getLogger("dash_glue42")

Handler = TypeVar("Handler", bound=Callable[..., Any])


class Peer:
    """A Python process on the bus of a gateway, without a page: offers methods, invokes those of other apps.

    `async with` joins the bus. It waits for a gateway that is not there yet, and raises PeerError when waiting does not
    help: a wrong token, for example. After a loss the peer joins again by itself, with its methods, streams,
    subscriptions and contexts. At the end of the block it leaves, in a few seconds at most.

    Args:
        url: The gateway's address, such as "ws://localhost:8385".
        bus: The name of one of the gateway's buses; default: the one that `url` names, or the gateway's default one.
        token: The gateway's token, or a function that returns one, which may be async: it is called at every login, and
            before a token expires that says when. A gateway without a token lets in web pages only.
        application: The name that other apps see.
        heartbeat_ms: How long the gateway may be silent before it is asked for a sign of life, in milliseconds, and how
            long that may take.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: `url` is no address of a WebSocket.
        RuntimeError: Raised by its methods outside the event loop in which it was opened.

    Example:
        >>> async with glue.Peer("ws://localhost:8385", token="something-long", application="Feed") as peer:
        ...     result = await peer.invoke("Sum", a=37, b=5)
    """

    def __init__(
        self,
        url: str,
        *,
        bus: str | None = None,
        token: TokenSource | None = None,
        application: str = "Python",
        heartbeat_ms: float = HEARTBEAT_S * 1000,
    ) -> None:
        check_gateway(url, token, application, heartbeat_ms)
        url = bus_url("Peer", url, bus)
        identity = {"application": application, "applicationName": application, "instance": uuid.uuid4().hex}
        self._directory = Directory()
        self._tasks = Tasks()
        self._offered = Offered(self._directory, self._tasks)
        self._subscriptions = Subscriptions(self._directory, self._tasks)
        self._connection = Connection(
            Gateway(url, token, identity, heartbeat_ms / 1000),
            Listener(self._on_message, self._on_joined, self._on_lost),
        )
        self._invoker = Invoker(self._connection, self._directory)
        self._contexts = Contexts(self._connection, self._tasks)
        self._session: Session | None = None
        # By the id of the method or the stream.
        self._registering: dict[str, asyncio.Task[None]] = {}
        # The connection, or what other apps offer.
        self._changed = Signal()
        self._connection.changed.subscribe(self._changed.fire)
        self._directory.changed.subscribe(self._changed.fire)
        self.channels = Channels(self._contexts, self._tasks)

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self) -> None:
        """Joins the bus, as `async with` does.

        Raises:
            PeerError: The gateway will not let this peer in.
            RuntimeError: This peer has been opened before.
        """
        self._connection.begin()
        try:
            await self._connection.when_joined()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Leaves the bus, as the end of `async with` does.

        Handlers that run are cancelled, those that run in threads go on to their end.
        """
        self._contexts.close()
        self._subscriptions.close()
        # Callers get an answer before the peer leaves.
        tasks = self._tasks.cancel() | self._offered.close()
        try:
            if tasks:
                await asyncio.wait(tasks, timeout=CLOSE_S)
        finally:
            await self._connection.close()

    async def wait_closed(self) -> None:
        """Waits until the peer is closed: what a program does that only serves.

        Example:
            >>> async with peer:
            ...     await peer.wait_closed()
        """
        await self._connection.changed.wait_until(lambda: self.status == "closed")

    @property
    def status(self) -> Status:
        """Is "connecting", "connected", "disconnected" while the peer looks for a bus that it has lost, or "closed"."""
        return self._connection.status

    @property
    def error(self) -> PeerError | None:
        """Why the peer is not connected; None while it is."""
        return self._connection.problem

    @property
    def instance(self) -> Instance | None:
        """This peer as other apps see it; None while it is not connected."""
        session = self._connection.present_session()
        app = self._directory.app(session.peer_id) if session and session.peer_id else None
        return app.instance if app else None

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
        """Makes a function a method of this peer, which other apps invoke.

        The arguments of an invocation become those of the function, by name, checked and converted by pydantic as in
        `on_invoke`; parameters annotated `Caller` or `Invocation` get those. What the function returns is the result,
        `raise InteropError("…")` refuses. Any other exception is logged, and the caller learns that the handler failed.
        An `async` function runs in the peer's event loop, any other one in a thread.

        Methods may be declared before the peer is connected, and after.

        Args:
            definition: The method's name, or a dict with "name" and further keys of its definition. `accepts`,
                `returns` and `description` are made of the function's annotations and docstring unless they are there.
            returns: False: callers get no result, and are answered before the function runs.
            timeout_ms: How long the function may take, in milliseconds; then the caller gets an error, an `async`
                function is cancelled, and the next invocation is served. With `returns=False` there is no limit.
            concurrency: How many invocations are served at once. They begin in order.
            max_pending: How many invocations may wait; one more is refused.

        Returns:
            A decorator that gives the function back.

        Raises:
            TypeError: The function cannot be served as it is defined, or `definition` has no form in JSON.
            ValueError: This peer has a method or a stream of this name, or an option has a wrong value.

        Example:
            >>> @peer.method("Quote")
            ... async def quote(symbol: str) -> float:
            ...     return await price_of(symbol)
        """
        make = method_maker(definition, returns, timeout_ms, concurrency, max_pending)

        def decorate(handler: Handler) -> Handler:
            self.add(make(handler, names_around(handler, inspect.currentframe())))
            return handler

        return decorate

    def add(self, offer: Method | Stream) -> None:
        """Puts a method or a stream on the bus, now or when the peer joins it; `method` and `stream` do so."""
        if self._session:
            self._session.check_loop()
        id = self._offered.add(offer)
        if self._session:
            if isinstance(offer, Stream):
                offer.join(self._session)
            message = {"type": "register", "methods": [registration(id, offer)]}
            task = self._tasks.start(f"registering {offer.name}", self._session.ask(message, domain="agm"))
            self._registering[id] = task
            task.add_done_callback(lambda _: self._registering.pop(id))

    async def unregister(self, name: str, /) -> None:
        """Takes a method or a stream off the bus. Invocations that wait for it get an error.

        Args:
            name: The name of the method or the stream.

        Raises:
            ValueError: This peer has no such method.
            PeerError: The bus was lost.
        """
        id = self._offered.remove(name)
        if id in self._registering:
            # The gateway takes off what it has; what it gets later would stay.
            await asyncio.wait([self._registering[id]])
        if self._session:
            with our_words("unregister"):
                await self._session.ask({"type": "unregister", "methods": [id]}, domain="agm")

    async def invoke(
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
        """Invokes a method of another app, and waits for the result.

        `asyncio.gather` runs several at once.

        Args:
            method: As in `call`, like the options and arguments that follow.
            target: See `call`.
            timeout_ms: See `call`.
            wait_ms: See `call`; waits for the connection as well.
            meta: Any value; the result has it.
            arguments: See `call`.
            **named: The arguments.

        Returns:
            The result; that of a failed invocation has its `error` and `code`.

        Raises:
            TypeError: An option has the wrong type, or an argument is given twice.
            ValueError: An option has the right type and a wrong value.

        Example:
            >>> result = await peer.invoke("Sum", a=37, b=5)
            >>> print(result.returned["sum"] if result.ok else result.error)
        """
        command = call(method, target=target, timeout_ms=timeout_ms, wait_ms=wait_ms, arguments=arguments, **named)
        return await self._invoker.invoke(Call.from_command(command), meta)

    def methods(self, *, prefix: str = "", system: bool = False, own: bool = False) -> list[dict[str, Any]]:
        """The methods and streams that other apps offer, as the component `Methods` reports them.

        Args:
            prefix: How their names begin.
            system: Whether names that begin with "T42.", "Tick42." or "_" are listed, which are internal.
            own: Whether the methods of this peer are listed.

        Returns:
            A dict for each name, with "name", "accepts", "returns", "description", "supportsStreaming", "servers" and
            more, sorted by name, 500 at most.

        Example:
            >>> [method["name"] for method in peer.methods(prefix="Orders.")]
        """
        return list_methods(self._directory, prefix, system, own)

    async def follow_methods(
        self, *, prefix: str = "", system: bool = False, own: bool = False
    ) -> AsyncGenerator[list[dict[str, Any]], None]:
        """Follows what other apps offer: what there is now, then after each change, until the peer closes.

        Changes that come together are given out together. While the bus is away there are none.

        Args:
            prefix: As in `methods`, like the options that follow.
            system: See `methods`.
            own: See `methods`.

        Returns:
            An async iterator of what `methods` returns.
        """
        reported: list[dict[str, Any]] | None = None
        while self.status != "closed":
            methods = self.methods(prefix=prefix, system=system, own=own)
            if self.status == "connected" and methods != reported:
                reported = methods
                yield methods
                continue
            await self._changed.wait()
            await asyncio.sleep(SETTLE_S)

    def instances(self) -> list[Instance]:
        """The apps on the bus, this peer among them."""
        return [app.instance for app in self._directory.apps()]

    def context(self, name: str, /) -> Context:
        """A context that apps share under this name.

        Args:
            name: The context's name.

        Returns:
            What reads, writes and follows it.

        Example:
            >>> await peer.context("client").update({"id": 7})
        """
        return Context(self._contexts, self._directory, name)

    async def contexts(self) -> list[str]:
        """The names of all contexts, sorted.

        Raises:
            PeerError: The bus was lost.
        """
        return await self._contexts.names()

    def stream(
        self,
        definition: str | Mapping[str, Any],
        /,
        *,
        branch_by: str | None = None,
        snapshot: bool = True,
        snapshot_by: str | Sequence[str] | None = None,
    ) -> Stream:
        """A stream that this peer publishes. It may be declared before the peer is connected, and after.

        Args:
            definition: The stream's name, or a dict with "name" and further keys of its definition.
            branch_by: The name of an argument and of a field of the items, such as "symbol": who subscribes with
                `symbol="ABC"` gets only the items with that value, who gives no symbol gets all.
            snapshot: Whether a new subscriber first gets the last item.
            snapshot_by: A path such as "symbol", or a list of paths: a new subscriber first gets the last item of each
                value there, 10,000 at most.

        Returns:
            What publishes the items.

        Raises:
            TypeError: `definition` is no definition.
            ValueError: This peer has a method or a stream of this name, or an option has a wrong value.

        Example:
            >>> prices = peer.stream("Prices", branch_by="symbol", snapshot_by="symbol")
            >>> await prices.push([{"symbol": "EURUSD", "mid": 1.07}])
        """
        whole = named("stream", definition)
        stream = Stream(whole, branch_by, snapshot, key_reader("snapshot_by", snapshot_by) if snapshot_by else None)
        self.add(stream)
        return stream

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
    ) -> AsyncGenerator[Batch, None]:
        """Subscribes to a stream, and gives out its items in batches: those that came while the loop was busy.

        It waits for a publisher, and subscribes again when that, or the bus, was lost and is back. The subscription
        ends with the loop, and with the peer.

        Args:
            stream: The stream's name.
            target: "best" (default; one publisher, the same as long as it lives), "all", an instance or several.
            conflate_by: A path such as "symbol", or a list of paths: of items that wait and have the same value there
                only the newest is kept.
            max_pending: How many items may wait; one more drops the oldest, which `Batch.dropped` counts.
            max_batch: How many items a batch has at most.
            arguments: Arguments whose names are those of the options above, or not valid in Python.
            **named: The arguments of the subscription.

        Returns:
            An async iterator of `Batch`. It raises PeerError when the publisher rejects the subscription.

        Raises:
            TypeError: An option has the wrong type, or an argument is given twice.
            ValueError: An option has the right type and a wrong value.

        Example:
            >>> async for batch in peer.subscribe("Prices", symbol="EURUSD"):
            ...     print(batch.items[-1]["mid"])
        """
        check_amounts("subscribe", max_pending=max_pending, max_batch=max_batch)
        command = call(stream, target=target, arguments=arguments, **named)
        if target == "skipMine":
            raise ValueError('subscribe: target="skipMine" is for invocations: give "best", "all" or an instance')
        key_of = key_reader("conflate_by", conflate_by) if conflate_by else None
        keeper = Keeper(
            self._subscriptions,
            check_name("subscribe", stream),
            command["argumentObj"],
            command.get("target", "best"),
            Buffer(max_pending, key_of),
        )
        return self._subscriptions.batches(keeper, max_batch)

    async def _on_joined(self, session: Session, welcome: Message) -> None:
        self._directory.clear()
        self._directory.verifies_users = session.verifies_users
        self._directory.add(cast("str", session.peer_id), dict_in(welcome, "resolved_identity"), is_own=True)
        await session.ask({"type": "join", "destination": "agm"})
        # What is added from now on registers itself.
        self._session = session
        self._offered.join(session)
        registrations = self._offered.registrations()
        if registrations:
            await session.ask({"type": "register", "methods": registrations}, domain="agm")
        self._contexts.restore(session)
        self.channels.restore()
        self._subscriptions.join(session)

    def _on_lost(self) -> None:
        self._session = None
        self._offered.lose()
        self._subscriptions.lose()
        self._contexts.lose()
        self._directory.clear()

    def _on_message(self, session: Session, message: Message) -> None:
        is_taken = (
            self._subscriptions.take(session, message)
            or self._offered.take(session, message)
            or self._directory.take(message)
            or self._contexts.take(session, message)
        )
        if not is_taken:
            _log.debug('peer: a message of the type "%s" is of no use', message["type"])
