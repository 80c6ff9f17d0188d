"""Shared contexts: what the gateway says about them, and what a peer does with them."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from .._errors import PeerError
from ._connection import Connection
from ._delta import apply_delta, set_path
from ._limits import ANSWER_S, LONGEST_NAME, PEERS_RETURN_S
from ._problems import our_words
from ._session import Session
from ._signal import Signal
from ._tasks import Tasks
from ._wire import Message, copied, dict_in, text_in


class Followed:
    """A context that this peer follows. Its followers see the newest state, and may miss those in between."""

    def __init__(self) -> None:
        self.followers = 0
        # None: there is no such context now, or its data has not come yet.
        self.data: dict[str, Any] | None = None
        self.updater_id: str | None = None
        self.version = 0
        self.changed = Signal()

    def write(self, data: dict[str, Any] | None, updater_id: str | None) -> None:
        self.data = data
        self.updater_id = updater_id
        self.version += 1
        self.changed.fire()


class Contexts:
    """All contexts of the bus by name, with the data of those that are followed."""

    def __init__(self, connection: Connection, tasks: Tasks) -> None:
        self._connection = connection
        self._tasks = tasks
        self._ids: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._followed: dict[str, Followed] = {}
        self._gateway: str | None = None
        self._session: Session | None = None
        # When the peer last came to a gateway that has lost the contexts.
        self._restarted_at: float | None = None
        self.changed = Signal()
        self.is_closed = False

    async def names(self) -> list[str]:
        """The names of all contexts, sorted."""
        await self._connection.session(ANSWER_S)
        return self.present_names()

    def present_names(self) -> list[str]:
        """Those of which the peer knows now, sorted."""
        return sorted(self._ids)

    async def when_restored(self, is_so: Callable[[], bool]) -> None:
        """After a restart of the gateway waits for the condition, for as long as other apps may need to return."""
        while True:
            await self._connection.session(ANSWER_S)
            if self._restarted_at is None or is_so() or self.is_closed:
                return
            left = self._restarted_at + PEERS_RETURN_S - time.monotonic()
            if left <= 0:
                return
            # The gateway may be restarted once more in between.
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.changed.wait_until(lambda: is_so() or self.is_closed), left)

    # What the gateway says

    def take(self, session: Session, message: Message) -> bool:
        """Takes what a message says about contexts. False: it is about something else."""
        kind = message["type"]
        if kind == "context-added":
            self._add(session, text_in(message, "name"), text_in(message, "context_id"))
        elif kind == "context-destroyed":
            self._destroyed(text_in(message, "context_id"))
        elif kind == "context-updated":
            name = self._names.get(text_in(message, "context_id"))
            updater_id = message.get("updater_id")
            self._apply(name, dict_in(message, "delta"), updater_id if isinstance(updater_id, str) else None)
        else:
            return False
        return True

    def restore(self, session: Session) -> None:
        """The peer has joined, and knows which contexts there are: follows those that it has followed before."""
        self._session = session
        gateway = _gateway_of(session)
        is_new = gateway != self._gateway
        if is_new and self._gateway is not None:
            self._restarted_at = time.monotonic()
        self._gateway = gateway
        for name, followed in list(self._followed.items()):
            if name in self._ids:
                self._start(session, name)
            elif followed.data is not None and is_new:
                # A gateway that was restarted has lost it. If another app brings it back first, that one is taken.
                self._tasks.start(f'restoring the context "{name}"', self._create(session, name, followed.data))
            elif followed.data is not None:
                followed.write(None, None)

    def lose(self) -> None:
        self._session = None
        self._ids.clear()
        self._names.clear()
        self.changed.fire()

    def close(self) -> None:
        """Ends all who follow."""
        self.is_closed = True
        self.changed.fire()
        for followed in self._followed.values():
            followed.changed.fire()

    def _add(self, session: Session, name: str, context_id: str) -> None:
        if len(name) > LONGEST_NAME:
            return
        self._ids[name] = context_id
        self._names[context_id] = name
        # Before the peer has joined, `restore` follows all that are followed.
        if name in self._followed and session is self._session:
            self._start(session, name)
        self.changed.fire()

    def _destroyed(self, context_id: str) -> None:
        name = self._names.pop(context_id, None)
        if name is None or self._ids.get(name) != context_id:
            return
        del self._ids[name]
        followed = self._followed.get(name)
        if followed and followed.data is not None:
            followed.write(None, None)
        self.changed.fire()

    def _apply(self, name: str | None, delta: Mapping[str, Any], updater_id: str | None) -> None:
        followed = self._followed.get(name) if name is not None else None
        if followed and followed.data is not None:
            followed.write(apply_delta(followed.data, delta), updater_id)

    # What this peer does

    def follow(self, name: str) -> Followed:
        """Follows a context, until as many calls of `unfollow`."""
        followed = self._followed.setdefault(name, Followed())
        followed.followers += 1
        if followed.followers == 1 and self._session and name in self._ids:
            self._start(self._session, name)
        return followed

    def unfollow(self, name: str) -> None:
        followed = self._followed[name]
        followed.followers -= 1
        if followed.followers == 0:
            del self._followed[name]
            self._unsubscribe(name)

    async def get(self, name: str) -> dict[str, Any] | None:
        """The data of a context; None when there is no such context."""
        session = await self._connection.session(ANSWER_S)
        followed = self._followed.get(name)
        if followed and followed.data is not None:
            return copied(followed.data)
        context_id = self._ids.get(name)
        if context_id is None:
            return None
        with our_words("get"):
            data = dict_in(await self._subscribe(session, name, context_id), "data")
        if name not in self._followed:
            self._unsubscribe(name)
        return copied(data)

    async def write(self, operation: str, name: str, delta: Mapping[str, Any], initial: Mapping[str, Any]) -> None:
        """Changes a context; one that does not exist is created with its `initial` data."""
        session = await self._connection.session(ANSWER_S)
        with our_words(operation):
            if name not in self._ids:
                answer = await self._create(session, name, initial)
                if answer["type"] == "context-created":
                    return
                # Another app has created it in the same moment, and the gateway has taken that one's data.
            if not await self._change(session, name, delta):
                raise PeerError("rejected", f"{operation}: the context was destroyed in the same moment.")

    async def change(self, operation: str, name: str, delta: Mapping[str, Any]) -> bool:
        """Changes a context. False: there is none."""
        session = await self._connection.session(ANSWER_S)
        with our_words(operation):
            return await self._change(session, name, delta)

    async def _change(self, session: Session, name: str, delta: Mapping[str, Any]) -> bool:
        context_id = self._ids.get(name)
        if context_id is None:
            return False
        await session.ask(
            {"type": "update-context", "context_id": context_id, "delta": delta},
            on_answer=lambda _: self._apply_own(session, name, delta),
        )
        return True

    async def create(self, operation: str, name: str, data: Mapping[str, Any]) -> None:
        """Creates a context; one that another app has created stays as it is."""
        session = await self._connection.session(ANSWER_S)
        with our_words(operation):
            await self._create(session, name, data)

    async def destroy(self, name: str) -> None:
        session = await self._connection.session(ANSWER_S)
        context_id = self._ids.get(name)
        if context_id is None:
            raise PeerError("rejected", f'destroy: there is no context "{name}".')
        with our_words("destroy"):
            await session.ask({"type": "destroy-context", "context_id": context_id})

    def _apply_own(self, session: Session, name: str, delta: Mapping[str, Any]) -> None:
        """The gateway sends a change to all but the one who has made it."""
        if name in self._followed:
            self._apply(name, copied(delta), session.peer_id)

    def _start(self, session: Session, name: str) -> None:
        self._tasks.start(f'following the context "{name}"', self._subscribe(session, name, self._ids[name]))

    async def _subscribe(self, session: Session, name: str, context_id: str) -> Message:
        request = {"type": "subscribe-context", "context_id": context_id}
        return await session.ask(request, on_answer=lambda answer: self._on_data(name, dict_in(answer, "data"), None))

    def _unsubscribe(self, name: str) -> None:
        if self._session and name in self._ids:
            self._session.send_at_once({"type": "unsubscribe-context", "context_id": self._ids[name]}, domain="global")

    async def _create(self, session: Session, name: str, data: Mapping[str, Any]) -> Message:
        def on_answer(answer: Message) -> None:
            context_id = text_in(answer, "context_id")
            self._ids[name] = context_id
            self._names[context_id] = name
            is_mine = answer["type"] == "context-created"
            if name in self._followed:
                now = copied(data) if is_mine else dict_in(answer, "data")
                self._on_data(name, now, session.peer_id if is_mine else None)
            else:
                # The gateway sends the changes of a context to the app that has created it.
                self._unsubscribe(name)

        request = {"type": "create-context", "name": name, "data": data, "lifetime": "retained"}
        return await session.ask(request, on_answer=on_answer)

    def _on_data(self, name: str, data: dict[str, Any], updater_id: str | None) -> None:
        followed = self._followed.get(name)
        # After a return the data is often the same as before.
        if followed and followed.data != data:
            followed.write(data, updater_id)


def merge_delta(data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The change that merges top-level keys, and what it makes of an empty context.

    It is in the older of the protocol's two forms: in the newer one the client libraries take a key as a path, such as
    "BRK.B".
    """
    added = {key: value for key, value in data.items() if value is not None}
    removed = [key for key, value in data.items() if value is None]
    return {"added": added, "updated": {}, "removed": removed}, added


def path_delta(paths: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The change that writes to paths, and what it makes of an empty context."""
    initial: dict[str, Any] = {}
    commands: list[dict[str, Any]] = []
    for path, value in paths.items():
        if value is None:
            commands.append({"type": "remove", "path": path})
        else:
            commands.append({"type": "set", "path": path, "value": value})
            set_path(initial, path, value)
    return {"commands": commands}, initial


def _gateway_of(session: Session) -> str | None:
    """The part of the peer's address that is its gateway's: another one for each start of a gateway."""
    match = re.fullmatch(r"p-(.+)-\d+", session.peer_id or "")
    return match and match[1]
