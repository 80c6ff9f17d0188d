"""Commands for shared contexts: with `name` those of `Contexts`, without it those of one `Context`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast, overload

from .json_values import json_dict, json_value


def context_update(*, data: Any, name: str | None = None) -> dict[str, Any]:
    """
    Merges top-level keys into a context, and creates it: a value for `Contexts.update`, or without `name` for
    `Context.update`. `data` is a dict, a pydantic model or a dataclass.

        context_update(name="prices", data={"EUR": 1.07})
    """
    return _data_command("context_update", data, name)


def context_set(*, data: Any, name: str | None = None) -> dict[str, Any]:
    """
    Replaces all data of a context: a value for `Contexts.set`, or without `name` for `Context.set`.

        context_set(name="prices", data={"EUR": 1.07})
    """
    return _data_command("context_set", data, name)


def context_set_path(*, path: str, data: Any, name: str | None = None) -> dict[str, Any]:
    """
    Writes one place of a context: a value for `Contexts.setPath`, or without `name` for `Context.setPath`. `data` is
    any JSON.

        context_set_path(name="prices", path="EUR.bid", data=1.07)
    """
    return {**({} if name is None else {"name": name}), "path": path, "data": json_value(data)}


@overload
def context_set_paths(*, paths: Mapping[str, Any], name: None = None) -> list[dict[str, Any]]: ...
@overload
def context_set_paths(*, paths: Mapping[str, Any], name: str) -> dict[str, Any]: ...
def context_set_paths(*, paths: Mapping[str, Any], name: str | None = None) -> dict[str, Any] | list[dict[str, Any]]:
    """
    Writes several places of a context, in their order: a value for `Contexts.setPaths`, or without `name` for
    `Context.setPaths`.

        context_set_paths(name="prices", paths={"EUR.bid": 1.07, "EUR.ask": 1.08})
    """
    if not isinstance(cast("Any", paths), Mapping):
        raise TypeError(f"context_set_paths: paths={paths!r}: give a dict, from each path to its data")
    entries = [{"path": path, "data": json_value(data)} for path, data in paths.items()]
    return entries if name is None else {"name": name, "paths": entries}


def context_destroy(*, name: str) -> dict[str, Any]:
    """
    Removes a context: a value for `Contexts.destroy`.

        context_destroy(name="prices")
    """
    return {"name": name}


def _data_command(command: str, data: Any, name: str | None) -> dict[str, Any]:
    written = json_dict(data, f"{command}: data={data!r}: a context")
    return written if name is None else {"name": name, "data": written}
