"""The checks of what a peer is made with, and of definitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from .._addresses import is_gateway_address, without_url_secrets
from .._checks import check_texts, check_times
from .._json import json_value
from ._limits import SHORTEST_MS
from ._problems import check_name


def check_gateway(url: Any, token: Any, application: Any, heartbeat_ms: Any) -> None:
    """Raises for what a peer cannot be made with."""
    if not isinstance(url, str) or not is_gateway_address(url):
        problem = ValueError if isinstance(url, str) else TypeError
        raise problem(
            f'Peer: {without_url_secrets(repr(url))} is no address of a gateway: give one like "ws://host:8385"'
        )
    check_texts("Peer", application=application)
    if not (token is None or isinstance(token, str) or callable(token)):
        # Not what it is: it may hold a secret.
        raise TypeError("Peer: token= must be a text, or a function that returns one")
    check_times("Peer", least=SHORTEST_MS, heartbeat_ms=heartbeat_ms)


def named(public_name: str, definition: Any) -> Mapping[str, Any]:
    """A definition as a dict. Raises for one that the gateway would not take."""
    whole = cast("Any", definition if isinstance(definition, Mapping) else {"name": definition})
    name = whole.get("name")
    if not isinstance(name, str) or not name:
        raise TypeError(f'{public_name}: {definition!r} is no definition: give a name, or a dict with "name"')
    check_name(public_name, name)
    return json_value(whole, public_name)
