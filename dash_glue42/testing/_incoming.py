"""What the bus brings into a page: values as the components of the page write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .._item_keys import key_reader
from .._json import json_value
from ._layout import Layout, Prop
from ._outcomes import Outcome, definition_name

Change = Callable[[Mapping[Prop, Any]], Outcome]


class AppContext:
    """A context, as another application writes it: it comes to each `Context` of the page that has this name."""

    def __init__(self, layout: Layout, change: Change, name: str) -> None:
        self._layout = layout
        self._change = change
        self._components = [id for id, props in layout.of_type("Context") if (props.get("contextName") or id) == name]
        if not self._components:
            raise LookupError(f'the page has no Context with the contextName "{name}"')

    def update(self, **data: Any) -> Outcome:
        """Merges top-level keys."""
        return self._write(data, is_update=True)

    def set(self, **data: Any) -> Outcome:
        """Replaces all data."""
        return self._write(data, is_update=False)

    def _write(self, data: Mapping[str, Any], *, is_update: bool) -> Outcome:
        props = [Prop(id, "context") for id in self._components]
        plain = json_value(data)
        return self._change(
            {prop: _context_value(self._layout.value(prop), plain, is_update=is_update) for prop in props}
        )


def subscribed(layout: Layout, stream: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The ids and props of each `StreamSubscribe` of this stream. Raises LookupError if there is none."""
    components = [
        (id, props)
        for id, props in layout.of_type("StreamSubscribe")
        if definition_name(props.get("definition")) == stream
    ]
    if not components:
        raise LookupError(f'the page has no StreamSubscribe for "{stream}"')
    return components


def next_batch(props: Mapping[str, Any], items: list[Any], counts: Mapping[str, Any]) -> dict[str, Any]:
    """What a batch changes of a `StreamSubscribe`."""
    before: Mapping[str, Any] = props.get("data") or {}
    data = {"items": items, "batch": before.get("batch", 0) + 1, **counts}
    latest = _latest(props, items) if items else None
    return {"data": data} if latest is None else {"data": data, "latest": latest}


def _latest(props: Mapping[str, Any], items: list[Any]) -> dict[str, Any] | None:
    """As the page, nothing before the first item that has a key."""
    paths = props.get("conflateBy")
    if not paths:
        return items[-1]
    key_of = key_reader("conflateBy", paths)
    keyed = {key: item for item in items if (key := key_of(item)) is not None}
    return {**(props.get("latest") or {}), **keyed} or None


def _context_value(before: Mapping[str, Any] | None, data: Mapping[str, Any], *, is_update: bool) -> dict[str, Any]:
    """The next value of `Context.context`, when another application has written the context."""
    old: Mapping[str, Any] = (before or {}).get("data") or {}
    merged = {**old, **data} if is_update else data
    # A key whose value is None is removed.
    new = {key: value for key, value in merged.items() if value is not None}
    return {
        "data": new,
        "delta": {key: value for key, value in new.items() if key not in old or old[key] != value},
        "removed": [key for key in old if key not in new],
        "extraData": {"updaterId": "pytest-1", "isMyUpdate": False, "isMineUpdate": False},
    }
