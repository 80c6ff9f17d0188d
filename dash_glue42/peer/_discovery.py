"""What other apps offer, in the form of the component `Methods`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, cast

from ._directory import Directory, Method, Offer

# Names of the platforms' own methods. A name that begins with "_" is internal to an app.
_SYSTEM = re.compile(r"T42\.|Tick42\.|_", re.IGNORECASE)

# What an app says about its methods is copied, within these limits.
_MOST_LISTED = 500
_LONGEST_TEXT = 2000
_LONGEST_FLAGS = 4000
_MOST_OBJECT_TYPES = 100


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
    method = offers[0].method
    announced = method.announced
    types = announced.get("object_types")
    version = announced.get("version")
    servers = {offer.app.peer_id: offer.app.instance.to_plotly_json() for offer in offers}
    return {
        "name": method.name,
        "displayName": _text(announced.get("display_name")),
        "description": _text(announced.get("description")),
        "accepts": _text(announced.get("input_signature")),
        "returns": _text(announced.get("result_signature")),
        "objectTypes": [
            kind[:_LONGEST_TEXT]
            for kind in cast("list[Any]", types if isinstance(types, list) else [])[:_MOST_OBJECT_TYPES]
            if isinstance(kind, str)
        ],
        "version": version if isinstance(version, (int, float)) and not isinstance(version, bool) else None,
        "flags": _flags(method),
        "supportsStreaming": method.is_stream,
        "servers": list(servers.values()),
    }


def _text(value: Any) -> str | None:
    return value[:_LONGEST_TEXT] if isinstance(value, str) else None


def _flags(method: Method) -> Mapping[str, Any]:
    """Flags that are too long are left out as a whole."""
    metadata = method.announced["flags"].get("metadata") if isinstance(method.announced.get("flags"), dict) else None
    is_short = isinstance(metadata, dict) and len(json.dumps(metadata)) <= _LONGEST_FLAGS
    return cast("dict[str, Any]", metadata) if is_short else {}
