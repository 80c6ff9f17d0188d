"""Values of unknown shape, from other apps and from callbacks, as what a checker of types knows."""

from __future__ import annotations

from typing import Any, cast


def as_dict(value: Any) -> dict[str, Any]:
    """The value if it is a dict; anything else has no keys."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """The value if it is a list; anything else is the only entry of one."""
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def as_object(value: Any) -> dict[str, Any]:
    """A result as the bus carries it, which has objects only."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {"value": value}
