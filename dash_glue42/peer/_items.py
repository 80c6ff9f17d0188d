"""A buffer of the items of a stream that wait."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from itertools import count
from typing import Any

from .._batches import Batch
from .._item_keys import KeyOf


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
