"""How the dict of a command is put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def merged(command: str, parameter: str, given: Mapping[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """What is given in the dict of this parameter and by name. Raises TypeError for what is given both ways."""
    twice = sorted(given.keys() & named.keys())
    if twice:
        raise TypeError(f"{command}: {', '.join(twice)} is given by name and in {parameter}={{…}}: leave one out")
    return {**given, **named}
