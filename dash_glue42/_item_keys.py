"""The keys of a stream's items."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

Item = Mapping[str, Any]
KeyOf = Callable[[Item], str | None]


def key_reader(option: str, paths: str | Sequence[str]) -> KeyOf:
    """The function that reads an item's key: the value at a path, or the values at several.

    An item in which a path leads to nothing has no key.
    """
    wanted = [paths] if isinstance(paths, str) else list(paths)
    if not wanted or not all(isinstance(cast("Any", path), str) and path for path in wanted):
        raise ValueError(f'{option}={paths!r}: give a path such as "symbol" or "a.b", or a list of paths')

    def key_of(item: Item) -> str | None:
        values = [value_at(item, path) for path in wanted]
        if any(value is None for value in values):
            return None
        # As in pages 1 and "1" are one key.
        texts = [value if isinstance(value, str) else _json(value) for value in values]
        return texts[0] if len(texts) == 1 else _json(texts)

    return key_of


def value_at(item: Item, path: str) -> Any:
    """The value at a path; None where it leads to nothing. A key that has dots itself is found as well."""
    if path in item:
        return item[path]
    value: Any = item
    for step in path.split("."):
        if not isinstance(value, dict):
            return None
        value = cast("dict[str, Any]", value).get(step)
    return value


def _json(value: Any) -> str:
    """The text that JavaScript makes, because callbacks see the keys in `latest`."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
