"""The changes of a context, as the bus describes them. Other apps make them: what has no sense is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from .._shapes import as_dict
from ._problems import is_safe


def apply_delta(data: dict[str, Any], delta: Mapping[str, Any]) -> dict[str, Any]:
    """The data after a change; the data before it may be changed in place."""
    reset, commands = delta.get("reset"), delta.get("commands")
    if isinstance(reset, dict):
        return cast("dict[str, Any]", reset)
    if isinstance(commands, list):
        for command in cast("list[Any]", commands):
            _obey(data, as_dict(command))
        return data
    data.update(as_dict(delta.get("added")))
    for key, value in as_dict(delta.get("updated")).items():
        _merge(data, key, value)
    removed = delta.get("removed")
    for key in cast("list[Any]", removed if isinstance(removed, list) else []):
        if isinstance(key, str):
            data.pop(key, None)
    return data


def set_path(data: dict[str, Any], path: str, value: Any) -> None:
    """Writes to a path whose dots go one level down; what is in the way is replaced."""
    *above, last = path.split(".")
    for key in above:
        inner = data.get(key)
        if not isinstance(inner, dict):
            inner = data[key] = {}
        data = cast("dict[str, Any]", inner)
    data[last] = value


def _obey(data: dict[str, Any], command: Mapping[str, Any]) -> None:
    path = command.get("path")
    if not isinstance(path, str) or not is_safe(path):
        return
    if command.get("type") == "set":
        set_path(data, path, command.get("value"))
    elif command.get("type") == "remove":
        _remove_path(data, path)


def _remove_path(data: dict[str, Any], path: str) -> None:
    *above, last = path.split(".")
    for key in above:
        inner = data.get(key)
        if not isinstance(inner, dict):
            return
        data = cast("dict[str, Any]", inner)
    data.pop(last, None)


def _merge(data: dict[str, Any], key: str, value: Any) -> None:
    present = data.get(key)
    data[key] = {**present, **value} if isinstance(present, dict) and isinstance(value, dict) else value
