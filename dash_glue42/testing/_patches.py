"""What a value becomes by a `dash.Patch`."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, cast


def patched(value: Any, written: Any) -> Any:
    """The value that a callback has written, which may be a patch of the one before."""
    if not isinstance(written, dict) or "__dash_patch_update" not in written:
        return cast("Any", written)
    # In a list, so that an operation on the value as a whole has a place too.
    holder = [copy.deepcopy(value)]
    for entry in cast("list[dict[str, Any]]", written["operations"]):
        *path, last = [0, *entry["location"]]
        place: Any = holder
        for key in path:
            place = place[key]
        _OPERATIONS[entry["operation"]](place, last, entry["params"])
    return holder[0]


def _assign(place: Any, key: Any, params: Mapping[str, Any]) -> None:
    place[key] = params["value"]


def _delete(place: Any, key: Any, params: Mapping[str, Any]) -> None:
    # The page too lets pass that a list or a dict has no such entry.
    with suppress(LookupError):
        del place[key]


def _calculated(operator: Callable[[Any, Any], Any]) -> Callable[[Any, Any, Mapping[str, Any]], None]:
    def write(place: Any, key: Any, params: Mapping[str, Any]) -> None:
        place[key] = operator(place[key], params.get("value"))

    return write


_OPERATIONS: dict[str, Callable[[Any, Any, Mapping[str, Any]], None]] = {
    "Assign": _assign,
    "Delete": _delete,
    "Add": _calculated(lambda before, value: before + value),
    "Sub": _calculated(lambda before, value: before - value),
    "Mul": _calculated(lambda before, value: before * value),
    "Div": _calculated(lambda before, value: before / value),
    "Append": _calculated(lambda before, value: [*before, value]),
    "Prepend": _calculated(lambda before, value: [value, *before]),
    "Insert": lambda place, key, params: place[key].insert(params["index"], params["value"]),
    "Clear": _calculated(lambda before, _value: type(before)()),
    "Reverse": _calculated(lambda before, _value: before[::-1]),
    "Extend": _calculated(lambda before, value: [*before, *value]),
    "Remove": lambda place, key, params: place[key].remove(params["value"]),
    "Merge": _calculated(lambda before, value: {**before, **value}),
}
