"""The callbacks of an app as its page knows them: what each reads and writes, and which a changed prop triggers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, cast

from .._shapes import as_dict
from ._layout import Layout, Prop

# As JSON has them.
_MATCH, _ALL, _ALLSMALLER = ["MATCH"], ["ALL"], ["ALLSMALLER"]
_WILDCARDS = (_MATCH, _ALL, _ALLSMALLER)

# What a MATCH of a callback's ids stands for in one call, by its key.
Matched = Mapping[str, Any]


class Dependency(NamedTuple):
    """An Input, State or Output of a callback. Its id is a text, or a dict that may have wildcards."""

    id: Any
    prop: str
    # The page may lack its component.
    is_optional: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it stands for the props of many components."""
        return _ALL in self.parts.values()

    @property
    def parts(self) -> dict[str, Any]:
        """Those of an id that is a dict."""
        return as_dict(self.id)

    @property
    def match_keys(self) -> set[str]:
        """The keys of its id that are MATCH."""
        return {key for key, part in self.parts.items() if part == _MATCH}

    def match(self, id: Any) -> Matched | None:
        """What its MATCH stands for if it means the component with this id; None if it does not."""
        if not self.parts or not isinstance(id, dict):
            return {} if id == self.id else None
        ids = cast("dict[str, Any]", id)
        if ids.keys() != self.parts.keys():
            return None
        is_meant = all(part in _WILDCARDS or part == ids[key] for key, part in self.parts.items())
        return {key: ids[key] for key in self.match_keys} if is_meant else None

    def ids(self, layout: Layout, matched: Matched) -> list[Any]:
        """The ids of the components that it means in one call."""
        if not self.parts:
            return [self.id]
        wanted = {key: matched[key] for key in self.match_keys}
        return [id for id in layout.ids().values() if self.match(id) == wanted]


@dataclass(frozen=True, eq=False)
class Callback:
    """One callback, from what Dash tells the page."""

    spec: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The name by which Dash knows it."""
        return self.spec["output"]

    @cached_property
    def outputs(self) -> list[Dependency]:
        """What it writes. The props have Dash's suffix of outputs that several callbacks have."""
        if self.spec.get("no_output"):
            return []
        names = self.name[2:-2].split("...") if self.is_multiple else [self.name]
        return [_dependency(*name.replace("\\.", "\0").rsplit(".", 1)) for name in names]

    @property
    def is_multiple(self) -> bool:
        """Whether it returns a list of values."""
        return self.name.startswith("..")

    @cached_property
    def inputs(self) -> list[Dependency]:
        """What triggers it."""
        return [_read_dependency(entry) for entry in self.spec["inputs"]]

    @cached_property
    def states(self) -> list[Dependency]:
        """What it reads besides."""
        return [_read_dependency(entry) for entry in self.spec["state"]]

    @property
    def obstacle(self) -> str | None:
        """What keeps it from being run without a browser."""
        if self.spec.get("clientside_function"):
            return "it depends on a clientside callback"
        if self.spec.get("background"):
            return "it depends on a callback in the background"
        if any(_ALLSMALLER in entry.parts.values() for entry in (*self.inputs, *self.states)):
            return "it depends on a callback with ALLSMALLER"
        return "it depends on a callback over WebSocket" if self.spec.get("websocket") else None

    def matches(self, id: Any, prop: str) -> list[Matched]:
        """What its MATCH stands for in the calls that this prop triggers; nothing if it triggers none."""
        return _meant(entry.match(id) for entry in self.inputs if entry.prop == prop)

    def writes_to(self, other: Callback) -> bool:
        """Whether one of its Outputs may be an Input of the other one."""
        return any(
            written.prop.partition("@")[0] == read.prop and _may_be_same(written.id, read.id)
            for written in self.outputs
            for read in other.inputs
        )


class Call(NamedTuple):
    """One call of a callback: with MATCH in its ids it has several."""

    callback: Callback
    # The items of what MATCH stands for.
    matched: tuple[tuple[str, Any], ...] = ()


def triggered(callbacks: Iterable[Callback], layout: Layout, prop: Prop) -> Iterator[Call]:
    """The calls that a change of this prop triggers."""
    id = layout.ids()[prop.id]
    for callback in callbacks:
        yield from _calls(callback, layout, callback.matches(id, prop.name))


def initial(callbacks: Iterable[Callback], layout: Layout, new_ids: Iterable[str]) -> Iterator[Call]:
    """The calls that components trigger which come into the page."""
    ids = [layout.ids()[id] for id in new_ids]
    for callback in callbacks:
        if not callback.spec["prevent_initial_call"] and callback.inputs:
            entries = (*callback.outputs, *callback.inputs)
            yield from _calls(callback, layout, _meant(entry.match(id) for entry in entries for id in ids))


def _meant(matches: Iterable[Matched | None]) -> list[Matched]:
    return [matched for matched in matches if matched is not None]


def _calls(callback: Callback, layout: Layout, every: Sequence[Matched]) -> Iterator[Call]:
    keys = {key for entry in callback.outputs for key in entry.match_keys}
    if any(matched.keys() < keys for matched in every):
        # An Input without MATCH triggers the calls of all components that the Outputs mean.
        every = [matched for id in layout.ids().values() for entry in callback.outputs if (matched := entry.match(id))]
    yield from {Call(callback, tuple(sorted(matched.items()))): None for matched in every}


def _read_dependency(entry: Mapping[str, Any]) -> Dependency:
    """An Input or a State."""
    return _dependency(entry["id"], entry["property"])._replace(is_optional=entry.get("allow_optional") is True)


def _dependency(id: str, prop: str) -> Dependency:
    text = id.replace("\0", ".")
    return Dependency(json.loads(text) if text.startswith("{") else text, prop)


def _may_be_same(written: Any, read: Any) -> bool:
    if not isinstance(written, dict) or not isinstance(read, dict):
        return written == read
    output, input = cast("dict[str, Any]", written), cast("dict[str, Any]", read)
    return output.keys() == input.keys() and all(
        output[key] == input[key] or output[key] in _WILDCARDS or input[key] in _WILDCARDS for key in output
    )
