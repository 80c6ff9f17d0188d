"""What a peer offers on the bus: its methods and streams."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from itertools import count
from typing import Any

from .._call import without_none
from .._models import Caller, Invocation
from ._directory import Directory
from ._methods import Method, Served, fail
from ._publish import Stream
from ._session import Session
from ._tasks import Tasks
from ._wire import Message, text_in


class Offered:
    """The methods and streams by the ids under which they are registered, and their names."""

    def __init__(self, directory: Directory, tasks: Tasks) -> None:
        self._directory = directory
        self._tasks = tasks
        self._ids: dict[str, str] = {}
        self._offers: dict[str, Method | Stream] = {}
        self._numbers = count(1)

    def add(self, offer: Method | Stream) -> str:
        """Returns its id. Raises ValueError when the name is taken."""
        key = offer.name.lower()
        if key in self._ids:
            raise ValueError(f'this peer offers "{offer.name}" already: choose another name')
        id = self._ids[key] = str(next(self._numbers))
        self._offers[id] = offer
        return id

    def remove(self, name: str) -> str:
        """Ends what has this name; returns its id. Raises ValueError when nothing has it."""
        id = self._ids.pop(name.lower(), None)
        if id is None:
            raise ValueError(f'this peer does not offer "{name}"')
        self._offers.pop(id).close()
        return id

    def registrations(self) -> list[dict[str, Any]]:
        """All of them, as the gateway registers them."""
        return [registration(id, offer) for id, offer in self._offers.items()]

    def join(self, session: Session) -> None:
        for stream in self._streams():
            stream.join(session)

    def lose(self) -> None:
        for stream in self._streams():
            stream.lose()

    def close(self) -> set[asyncio.Task[None]]:
        """Ends all of them; returns what is still to end."""
        tasks = [offer.close() for offer in self._offers.values()]
        self._ids.clear()
        self._offers.clear()
        return set[asyncio.Task[None]]().union(*tasks)

    def take(self, session: Session, message: Message) -> bool:
        """Takes what others want of these. False: the message is about something else."""
        kind = message["type"]
        if kind == "invoke":
            self._invoked(session, message)
        elif kind == "add-interest":
            self._requested(session, message)
        elif kind == "remove-interest":
            for stream in self._streams():
                stream.dismiss(text_in(message, "subscription_id"))
        else:
            return False
        return True

    def _streams(self) -> list[Stream]:
        return [offer for offer in self._offers.values() if isinstance(offer, Stream)]

    def _invoked(self, session: Session, message: Message) -> None:
        method = self._offers.get(text_in(message, "method_id"))
        arguments = message.get("arguments_kv")
        invocation = Invocation(
            text_in(message, "invocation_id"), {} if arguments is None else arguments, self._caller(message)
        )
        if isinstance(method, Method):
            method.take(Served(invocation, session))
        else:
            fail(session, invocation, "removed", "The method is no longer offered.")

    def _requested(self, session: Session, message: Message) -> None:
        stream = self._offers.get(text_in(message, "method_id"))
        if isinstance(stream, Stream):
            request = stream.admit(session, message, self._caller(message))
            self._tasks.start(f"answering a subscription to {stream.name}", request)

    def _caller(self, message: Message) -> Caller:
        peer_id = text_in(message, "caller_id")
        app = self._directory.app(peer_id)
        return Caller.from_prop(app.instance.details if app else {"peerId": peer_id})


def registration(id: str, offer: Method | Stream) -> dict[str, Any]:
    """A method or a stream as the gateway registers it."""
    definition: Mapping[str, Any] = offer.definition
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
        "name": offer.name,
        "flags": {"metadata": _flags(definition), "streaming": isinstance(offer, Stream)},
        **without_none(named),
    }


_INTENT_PREFIX = "Tick42.FDC3.Intents."


def _flags(definition: Mapping[str, Any]) -> Mapping[str, Any]:
    """The vendor's clients find an intent only when its method has the flag "intent"."""
    flags: dict[str, Any] = definition.get("flags") or {}
    if not definition["name"].startswith(_INTENT_PREFIX):
        return flags
    about = without_none({key: definition.get(key) for key in ("displayName", "description")})
    return {**flags, "intent": {**about, **(flags.get("intent") or {})}}
