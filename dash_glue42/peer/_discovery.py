"""What other apps offer, in the form of the component `Methods`."""

from __future__ import annotations

import re
from typing import Any

from ._directory import Directory, Offer
from ._wire import copied

# Names of the platforms' own methods. A name that begins with "_" is internal to an app.
_SYSTEM = re.compile(r"T42\.|Tick42\.|_", re.IGNORECASE)

_MOST_LISTED = 500


def list_methods(directory: Directory, prefix: str, system: bool, own: bool) -> list[dict[str, Any]]:
    """The methods and streams that are offered, sorted by name."""
    is_system_wanted = system or bool(_SYSTEM.match(prefix))
    methods: list[dict[str, Any]] = []
    for offers in directory.all_offers():
        name = offers[0].method.name
        if not name.lower().startswith(prefix.lower()) or (_SYSTEM.match(name) and not is_system_wanted):
            continue
        wanted = [offer for offer in offers if own or not offer.app.is_own]
        if wanted:
            methods.append(_described(wanted))
    return sorted(methods, key=lambda method: method["name"].lower())[:_MOST_LISTED]


def _described(offers: list[Offer]) -> dict[str, Any]:
    """One name. Where apps define it differently, the definition is that of the first."""
    servers = {offer.app.peer_id: offer.app.instance.to_plotly_json() for offer in offers}
    return {**copied(offers[0].method.description), "servers": list(servers.values())}
