"""Which apps are on the bus, and what they offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .._models import Instance
from ._announced import Method, read_instance, read_method
from ._limits import MOST_METHODS
from ._signal import Signal
from ._wire import Message, dict_in, list_in, text_in


class Offer(NamedTuple):
    """A method of one app."""

    app: App
    method: Method


@dataclass
class App:
    """One running app on the bus."""

    peer_id: str
    instance: Instance
    is_local: bool
    # This peer.
    is_own: bool = False
    methods: dict[str, Method] = field(default_factory=dict[str, Method])


class Directory:
    """Follows the gateway's messages about apps. What other apps say is input: it is copied within limits."""

    def __init__(self) -> None:
        self._apps: dict[str, App] = {}
        # By the name in lower case, as names are compared on the bus. To have each invocation look at all methods of
        # all apps would be slow.
        self._offers: dict[str, list[Offer]] = {}
        # Whether the gateway has proven the users of all apps.
        self.verifies_users = False
        self.changed = Signal()

    def add(self, peer_id: str, identity: Mapping[str, Any], *, is_local: bool = True, is_own: bool = False) -> None:
        self._apps[peer_id] = App(peer_id, read_instance(peer_id, identity, self.verifies_users), is_local, is_own)

    def clear(self) -> None:
        self._apps.clear()
        self._offers.clear()
        self.changed.fire()

    def take(self, message: Message) -> bool:
        """Takes what a message says about apps. False: it is about something else."""
        kind = message["type"]
        if kind == "peer-added":
            is_local = dict_in(message, "meta").get("local", True) is True
            self.add(text_in(message, "new_peer_id"), dict_in(message, "identity"), is_local=is_local)
        elif kind == "peer-removed":
            peer_id = text_in(message, "removed_id")
            self._remove_methods(peer_id, [*self._methods_of(peer_id)])
            self._apps.pop(peer_id, None)
        elif kind == "methods-added":
            self._add_methods(text_in(message, "server_id"), list_in(message, "methods"))
        elif kind == "methods-removed":
            self._remove_methods(text_in(message, "server_id"), list_in(message, "methods"))
        else:
            return False
        self.changed.fire()
        return True

    def app(self, peer_id: str) -> App | None:
        return self._apps.get(peer_id)

    def apps(self) -> list[App]:
        return list(self._apps.values())

    def offers(self, name: str) -> list[Offer]:
        """The apps that offer a method or a stream of this name."""
        return list(self._offers.get(name.lower(), ()))

    def all_offers(self) -> Iterator[list[Offer]]:
        """Those of each name."""
        return iter([list(offers) for offers in self._offers.values()])

    def _methods_of(self, peer_id: str) -> dict[str, Method]:
        app = self._apps.get(peer_id)
        return app.methods if app else {}

    def _add_methods(self, peer_id: str, methods: list[Any]) -> None:
        app = self._apps.get(peer_id)
        for announced in methods:
            method = read_method(announced)
            if app and method and method.id not in app.methods and len(app.methods) < MOST_METHODS:
                app.methods[method.id] = method
                self._offers.setdefault(method.name.lower(), []).append(Offer(app, method))

    def _remove_methods(self, peer_id: str, ids: list[Any]) -> None:
        methods = self._methods_of(peer_id)
        for id in ids:
            method = methods.pop(id, None) if isinstance(id, str) else None
            if method is None:
                continue
            key = method.name.lower()
            left = [offer for offer in self._offers[key] if offer.method is not method]
            if left:
                self._offers[key] = left
            else:
                del self._offers[key]
