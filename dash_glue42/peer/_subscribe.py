"""Subscriptions of a peer to streams of other apps."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from .._batches import Batch
from .._errors import PeerError
from ._directory import App, Directory, Offer
from ._invoke import Filter, is_instance
from ._items import Buffer
from ._session import Refused, Session
from ._signal import Signal
from ._tasks import Tasks
from ._wire import Message, text_in

# What comes and goes at the same time, such as all publishers after a loss, is looked at together.
_SETTLE_S = 0.05
# A publisher accepts or rejects within this. It may ask a user, or a server.
_ANSWER_S = 30.0
# Before a publisher is asked again that has closed the subscription or did not answer.
_REST_S = 1.0
# A bus on which very many publish the stream must not fill the memory.
_MOST_PUBLISHERS = 100
_LONGEST_REASON = 500

# The gateway speaks in the place of a publisher that has gone.
_GATEWAY_WORDS = re.compile(r"Peer has left|Unable to find|Method with id|Publisher has (left|gone)", re.IGNORECASE)


@dataclass
class Entry:
    """The subscription to one publisher."""

    offer: Offer
    state: Literal["asked", "subscribed", "rejected", "resting"] = "asked"
    subscription_id: str | None = None


class Subscriptions:
    """All subscriptions of a peer."""

    def __init__(self, directory: Directory, tasks: Tasks) -> None:
        self.directory = directory
        self.tasks = tasks
        self.session: Session | None = None
        self._keepers: set[Keeper] = set()
        self._by_id: dict[str, tuple[Keeper, Entry]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self.is_closed = False
        directory.changed.subscribe(self.look_soon)

    async def batches(self, keeper: Keeper, max_batch: int) -> AsyncGenerator[Batch, None]:
        """Subscribes, and gives out what comes until the peer closes. Raises PeerError when it is rejected."""
        self._keepers.add(keeper)
        self.look_soon()
        try:
            while not self.is_closed:
                if len(keeper.buffer):
                    yield keeper.buffer.take(max_batch)
                elif keeper.rejection:
                    raise keeper.rejection
                else:
                    await keeper.changed.wait()
        finally:
            self._keepers.discard(keeper)
            keeper.lose(self.session)

    def take(self, session: Session, message: Message) -> bool:
        """Takes what a message says about subscriptions. False: it is about something else."""
        kind = message["type"]
        if kind == "event":
            entry = self._by_id.get(text_in(message, "subscription_id"))
            data = message.get("data")
            if entry and isinstance(data, dict):
                entry[0].add(cast("dict[str, Any]", data))
        elif kind == "subscription-cancelled":
            keeper, entry = self._by_id.pop(text_in(message, "subscription_id"), (None, None))
            if keeper and entry:
                keeper.rest(entry)
        elif kind == "subscribed":
            # A publisher has accepted when it was no longer waited for.
            unsubscribe(session, text_in(message, "subscription_id"))
        else:
            return False
        return True

    def join(self, session: Session) -> None:
        self.session = session
        self.look_soon()

    def lose(self) -> None:
        self.session = None
        self._by_id.clear()
        for keeper in self._keepers:
            keeper.lose(None)

    def close(self) -> None:
        self.is_closed = True
        for keeper in self._keepers:
            keeper.changed.fire()

    def look_soon(self) -> None:
        if self._keepers and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_SETTLE_S, self._look)

    def _look(self) -> None:
        self._timer = None
        if self.session and not self.is_closed:
            for keeper in list(self._keepers):
                keeper.look(self.session)

    def own(self, subscription_id: str, keeper: Keeper, entry: Entry) -> None:
        self._by_id[subscription_id] = (keeper, entry)

    def disown(self, subscription_id: str) -> None:
        self._by_id.pop(subscription_id, None)


class Keeper:
    """Keeps one subscription to the publishers that are wanted, also to those that come later or return."""

    def __init__(
        self, hub: Subscriptions, name: str, arguments: Mapping[str, Any], target: str | Filter, buffer: Buffer
    ) -> None:
        self._hub = hub
        self._name = name
        self._arguments = arguments
        self._target = target
        self._entries: dict[str, Entry] = {}
        # The publisher that was subscribed to last is preferred, also after a loss.
        self._last: str | None = None
        self.buffer = buffer
        self.changed = Signal()
        self.rejection: PeerError | None = None

    def add(self, item: dict[str, Any]) -> None:
        self.buffer.push(item)
        self.changed.fire()

    def look(self, session: Session) -> None:
        """Subscribes to the publishers that are wanted now, and leaves others."""
        wanted = {offer.app.peer_id: offer for offer in self._wanted()}
        for peer_id in [peer_id for peer_id in self._entries if peer_id not in wanted]:
            self._leave(session, self._entries.pop(peer_id))
        for peer_id, offer in wanted.items():
            if peer_id not in self._entries:
                entry = self._entries[peer_id] = Entry(offer)
                self._hub.tasks.start(f'subscribing to "{self._name}"', self._ask(session, entry))

    def lose(self, session: Session | None) -> None:
        """Ends all subscriptions; without a session the bus has ended them."""
        for entry in self._entries.values():
            self._leave(session, entry)
        self._entries.clear()

    def rest(self, entry: Entry) -> None:
        """The publisher has closed the subscription, or does not answer: it is asked again a little later."""
        if entry.state == "subscribed":
            self.buffer.note_gap()
        entry.state = "resting"
        asyncio.get_running_loop().call_later(_REST_S, self._forget, entry)

    def _forget(self, entry: Entry) -> None:
        if self._entries.get(entry.offer.app.peer_id) is entry:
            del self._entries[entry.offer.app.peer_id]
            self._hub.look_soon()

    def _wanted(self) -> list[Offer]:
        offers = [offer for offer in self._hub.directory.offers(self._name) if offer.method.is_stream]
        offers = [offer for offer in offers if self._is_target(offer)]
        # Of an app that has come back before the gateway missed it there are two: the later one lives.
        offers = list({_lasting_id(offer.app): offer for offer in offers}.values())
        if self._target != "best":
            return offers[:_MOST_PUBLISHERS]
        held = [offer for offer in offers if offer.app.peer_id in self._entries]
        active = [offer for offer in held if self._entries[offer.app.peer_id].state in ("asked", "subscribed")]
        idle = [offer for offer in offers if offer not in held]
        idle.sort(key=lambda offer: (offer.app.instance.instance != self._last, not offer.app.is_local))
        # Those that have rejected, or rest, stay known so that they are not asked again at once.
        return [*(offer for offer in held if offer not in active), *(active or idle)[:1]]

    def _is_target(self, offer: Offer) -> bool:
        if isinstance(self._target, str):
            return True
        filters = self._target if isinstance(self._target, list) else [self._target]
        # The other keys of an instance, such as its peerId, change when the gateway has been restarted.
        lasting = [
            {"instance": entry["instance"], "verifiedUser": entry.get("verifiedUser")}
            if isinstance(entry.get("instance"), str)
            else entry
            for entry in filters
        ]
        return is_instance(offer.app, lasting)

    async def _ask(self, session: Session, entry: Entry) -> None:
        app = entry.offer.app
        request = {
            "type": "subscribe",
            "server_id": app.peer_id,
            "method_id": entry.offer.method.id,
            "arguments_kv": self._arguments,
        }
        try:
            await session.ask(
                request,
                domain="agm",
                timeout_s=_ANSWER_S,
                on_answer=lambda answer: self._accept(session, entry, text_in(answer, "subscription_id")),
            )
        except asyncio.TimeoutError:
            self.rest(entry)
        except Refused as refusal:
            self._refuse(entry, refusal.reason)
        except PeerError as problem:
            if problem.code == "connection_lost":
                raise
            self.rejection = problem
            self.changed.fire()

    def _accept(self, session: Session, entry: Entry, subscription_id: str) -> None:
        entry.subscription_id = subscription_id
        if self._entries.get(entry.offer.app.peer_id) is not entry:
            # It is no longer wanted.
            entry.state = "subscribed"
            self._leave(session, entry)
            return
        entry.state = "subscribed"
        self._last = entry.offer.app.instance.instance
        self._hub.own(subscription_id, self, entry)

    def _refuse(self, entry: Entry, reason: str) -> None:
        if _GATEWAY_WORDS.match(reason):
            self.rest(entry)
            return
        entry.state = "rejected"
        words = reason.removeprefix("Subscription rejected by user.").strip()[:_LONGEST_REASON]
        app = entry.offer.app.instance.application
        who = f'"{app[:_LONGEST_REASON]}"' if app else "the publisher"
        why = f": {words}" if words else " without a reason."
        states = [self._entries.get(offer.app.peer_id) for offer in self._wanted()]
        if all(other and other.state == "rejected" for other in states):
            self.rejection = PeerError("rejected", f'{who} rejected the subscription to "{self._name}"{why}')
        self._hub.look_soon()
        self.changed.fire()

    def _leave(self, session: Session | None, entry: Entry) -> None:
        if entry.state == "subscribed":
            self.buffer.note_gap()
            if entry.subscription_id:
                self._hub.disown(entry.subscription_id)
                if session:
                    unsubscribe(session, entry.subscription_id)


def _lasting_id(app: App) -> tuple[object, str]:
    """What an app keeps when it comes back: its own word, so the user belongs to it, who may be proven."""
    return (app.instance.user, app.instance.instance or app.peer_id)


def unsubscribe(session: Session, subscription_id: str) -> None:
    message = {"type": "unsubscribe", "subscription_id": subscription_id}
    session.send_at_once({**message, "reason_uri": "", "reason": "ClientInitiated"})
