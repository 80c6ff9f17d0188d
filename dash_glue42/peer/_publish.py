"""Streams that a peer publishes."""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from .._binding import argument_binder
from .._callback_options import check_function
from .._commands import push_to_stream
from .._errors import InteropError, PeerError
from .._item_keys import Item, KeyOf, value_at
from .._models import Caller, Instance, Invocation
from .._shapes import as_list
from .._signatures import names_around
from .._streams import check_no_invocation, decision
from ._runner import Runner
from ._session import Session
from ._turn import Turn
from ._wire import Message, copied, dict_in, text_in

Handler = TypeVar("Handler", bound=Callable[..., Any])

_log = logging.getLogger("dash_glue42")

# Each branch is a stream of its own in the gateway.
_MOST_BRANCHES = 10_000
_MOST_KEPT = 10_000
# Of a subscription's arguments, and of the reason for a rejection.
_LONGEST_TEXT = 10_000
# The libraries give up the request of a subscriber after 30 seconds.
_DECISION_S = 25.0


class _Subscriber(NamedTuple):
    # Empty: it gets all items.
    branches: tuple[str, ...]
    instance: Instance


class _Audience(NamedTuple):
    """Whom an item is for."""

    # None: all subscribers.
    branches: tuple[str, ...] | None
    # Whether those get it that are on no branch.
    everything: bool

    def reaches(self, branches: tuple[str, ...]) -> bool:
        if self.branches is None:
            return True
        return any(branch in self.branches for branch in branches) if branches else self.everything


class Stream:
    """A stream that this peer publishes. Made by `peer.stream(…)`."""

    def __init__(
        self, definition: Mapping[str, Any], branch_by: str | None, snapshot: bool, snapshot_by: KeyOf | None
    ) -> None:
        self.definition = definition
        self._branch_by = branch_by
        self._has_snapshot = snapshot
        self._snapshot_by = snapshot_by
        self._runner: Runner | None = None
        self._session: Session | None = None
        # Requests that wait for their answer.
        self._requests: set[str] = set()
        self._subscribers: dict[str, _Subscriber] = {}
        # The streams of the gateway, one for each combination of branches that a subscriber is on.
        self._stream_ids: dict[tuple[str, ...], str] = {}
        # By key, in the order in which they were pushed.
        self._last: dict[Any, tuple[Item, _Audience]] = {}
        # Items in order, and none between the parts of a snapshot.
        self._lock = asyncio.Lock()
        self._turn = Turn()

    @property
    def name(self) -> str:
        """The stream's name."""
        return self.definition["name"]

    def subscribers(self) -> list[Instance]:
        """The apps that are subscribed; one that has several subscriptions is there several times."""
        return [subscriber.instance for subscriber in self._subscribers.values()]

    async def push(self, items: Any, /, *, branch: str | Sequence[str] | None = None) -> None:
        """Publishes items to the subscribers, in order. Waits while the gateway is slower than that.

        Nothing is sent while no app is subscribed or the bus is away; the snapshot has the items all the same.

        Args:
            items: An item or a list of items: dicts, pydantic models, dataclasses.
            branch: The branch whose subscribers get them, or a list of branches. Without it all subscribers get them,
                or those whom `branch_by` chooses.

        Raises:
            TypeError: An item is no dict, model or dataclass, or has no form in JSON; an option is not a text.
            ValueError: `branch` names no branch.
            PeerError: An item is too large for the gateway.

        Example:
            >>> await prices.push([{"symbol": "EURUSD", "mid": 1.07}])
        """
        command = push_to_stream(items, branch=branch)
        rows: list[Item] = as_list(command["data"])
        async with self._lock:
            for row in rows:
                await self._turn.give_way()
                audience = self._audience(row, command.get("branch"))
                self._remember(row, audience)
                await self._send(row, audience)

    def on_subscription(self, handler: Handler) -> Handler:
        """Makes a function decide who may subscribe.

        The arguments of the subscription become those of the function, as in `on_subscription` for a page: None accepts
        the subscriber, a text accepts it on that branch, a list of texts on those, `raise InteropError("…")` rejects.

        Returns:
            The function.

        Raises:
            TypeError: The function cannot be served as it is defined.

        Example:
            >>> @prices.on_subscription
            ... def admit(symbol: str, subscriber: glue.Caller):
            ...     return symbol
        """
        return self.decide_by(handler, names_around(handler, inspect.currentframe()))

    # What the peer calls

    def decide_by(self, handler: Handler, names: Mapping[str, Any]) -> Handler:
        """`on_subscription`; `names`: see `parameters_of`."""
        check_function("on_subscription", handler)
        check_no_invocation(handler, names)
        bind = argument_binder(handler, "on_subscription", state_count=0, has_progress=False, names=names)
        self._runner = Runner(handler, bind, 1)
        return handler

    def join(self, session: Session) -> None:
        self.lose()
        self._session = session

    def lose(self) -> None:
        """The bus is away, and with it all subscribers."""
        self._session = None
        self._requests.clear()
        self._subscribers.clear()
        self._stream_ids.clear()

    def close(self) -> set[asyncio.Task[None]]:
        """Returns what is still to end: nothing."""
        self.lose()
        if self._runner:
            self._runner.close()
        return set()

    async def admit(self, session: Session, message: Message, caller: Caller) -> None:
        """Answers a request for a subscription."""
        subscription_id = text_in(message, "subscription_id")
        self._requests.add(subscription_id)
        try:
            branches = await self._decide(dict_in(message, "arguments_kv"), caller, subscription_id)
            if branches not in self._stream_ids and len(self._stream_ids) >= _MOST_BRANCHES:
                raise InteropError(
                    f'Stream "{self.name}": no more than {_MOST_BRANCHES} different branches are possible.'
                )
        except InteropError as rejection:
            self._requests.discard(subscription_id)
            session.send_at_once(
                {
                    "type": "error",
                    "reason_uri": "com.tick42.agm.errors.subscription.failure",
                    "reason": f"Subscription rejected by user. {rejection}"[:_LONGEST_TEXT],
                    "request_id": subscription_id,
                }
            )
            return
        async with self._lock:
            # Unless the subscriber, or the bus, has gone in between.
            if subscription_id in self._requests:
                self._requests.discard(subscription_id)
                await self._welcome(session, subscription_id, _Subscriber(branches, caller))

    def dismiss(self, subscription_id: str) -> None:
        """A subscription has ended, or a request is withdrawn; it may be one of another stream."""
        self._requests.discard(subscription_id)
        gone = self._subscribers.pop(subscription_id, None)
        if gone and not any(other.branches == gone.branches for other in self._subscribers.values()):
            self._stream_ids.pop(gone.branches, None)

    async def _decide(self, arguments: dict[str, Any], caller: Caller, id: str) -> tuple[str, ...]:
        if len(json.dumps(arguments)) > _LONGEST_TEXT:
            raise InteropError(f'Stream "{self.name}": the arguments exceed {_LONGEST_TEXT} characters.')
        decided: Any = None
        if self._runner:
            try:
                returned = await _returned(self._runner, Invocation(id, arguments, caller))
                decided = decision(self._runner.handler, returned)
            except Exception:
                _log.exception("peer: %s, which decides on subscriptions to %s, failed", self._runner.name, self.name)
                raise InteropError(f'Stream "{self.name}": the handler that decides on subscriptions failed.') from None
            if "reject" in decided:
                raise InteropError(decided["reject"])
            decided = decided.get("branch")
        if decided is None:
            return self._branches_in(arguments)
        return (decided,) if isinstance(decided, str) else tuple(decided)

    async def _welcome(self, session: Session, subscription_id: str, subscriber: _Subscriber) -> None:
        stream_id = self._stream_ids.setdefault(subscriber.branches, subscription_id)
        # Before the first message, so that a subscriber that leaves in between is not kept.
        self._subscribers[subscription_id] = subscriber
        try:
            await session.send({"type": "accepted", "subscription_id": subscription_id, "stream_id": stream_id})
            for item, audience in list(self._last.values()) if self._has_snapshot else ():
                if subscription_id not in self._subscribers:
                    return
                if audience.reaches(subscriber.branches):
                    await session.send({"type": "post", "subscription_id": subscription_id, "data": item})
        except PeerError as problem:
            _log.debug("peer: a subscriber left before it got the snapshot: %s", problem)

    async def _send(self, item: Item, audience: _Audience) -> None:
        for branches, stream_id in list(self._stream_ids.items()):
            session = self._session
            if session and audience.reaches(branches):
                try:
                    await session.send({"type": "publish", "stream_id": stream_id, "data": item})
                except PeerError as problem:
                    if problem.code != "connection_lost":
                        raise

    def _audience(self, item: Item, branch: str | list[str] | None) -> _Audience:
        if branch is not None:
            return _Audience((branch,) if isinstance(branch, str) else tuple(branch), self._branch_by is not None)
        if self._branch_by is None:
            return _Audience(None, True)
        return _Audience(self._branches_in(item), True)

    def _branches_in(self, values: Item) -> tuple[str, ...]:
        value = value_at(values, self._branch_by) if self._branch_by is not None else None
        if value is None or value == "":
            return ()
        return (value if isinstance(value, str) else json.dumps(value),)

    def _remember(self, item: Item, audience: _Audience) -> None:
        if not self._has_snapshot:
            return
        key = self._snapshot_by(item) if self._snapshot_by else audience
        if key is None:
            return
        self._last.pop(key, None)
        # A copy: an array in it belongs to the caller, who may write into it.
        self._last[key] = (copied(item), audience)
        if len(self._last) > _MOST_KEPT:
            del self._last[next(iter(self._last))]


async def _returned(runner: Runner, request: Invocation) -> Any:
    try:
        return await runner.run(request, _DECISION_S)
    except InteropError as rejection:
        return rejection
