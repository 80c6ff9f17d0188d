"""The items of a stream: their keys, and a buffer of those that wait."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import count
from typing import Any, cast

from .._batches import Batch

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
        texts = [value if isinstance(value, str) else json.dumps(value) for value in values]
        return texts[0] if len(texts) == 1 else json.dumps(texts)

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


class Buffer:
    """Items that wait, in order. Nothing leaves it unless it is taken or counted."""

    def __init__(self, max_pending: int, key_of: KeyOf | None) -> None:
        self._max_pending = max_pending
        self._key_of = key_of
        self._items: OrderedDict[Hashable, dict[str, Any]] = OrderedDict()
        self._numbers = count()
        self._conflated = 0
        self._dropped = 0
        self._has_gap = False

    def __len__(self) -> int:
        return len(self._items)

    def push(self, item: dict[str, Any]) -> None:
        key: Hashable = self._key_of(item) if self._key_of else None
        if key is None:
            key = next(self._numbers)
        elif self._items.pop(key, None) is not None:
            self._conflated += 1
        self._items[key] = item
        if len(self._items) > self._max_pending:
            self._items.popitem(last=False)
            self._dropped += 1

    def note_gap(self) -> None:
        """Items may have been missed before those that come now."""
        self._has_gap = True

    def take(self, most: int) -> Batch:
        items = [self._items.popitem(last=False)[1] for _ in range(min(most, len(self._items)))]
        batch = Batch(items, self._conflated, self._dropped, self._has_gap)
        self._conflated, self._dropped, self._has_gap = 0, 0, False
        return batch
