"""Runs the callbacks that a change in the page triggers, and those that their outputs trigger, in the page's order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ._app_requests import AppRequests
from ._callbacks import Call, Callback, Dependency, initial, triggered
from ._layout import Layout, Prop, id_text
from ._patches import patched

# Callbacks that trigger each other without end do so by set_props.
_MOST_CALLS = 1000


class Failure(NamedTuple):
    """A callback that did not end well."""

    callback: Callback
    error: Exception
    status: int


@dataclass
class Trace:
    """What the callbacks did."""

    # In order.
    written: list[tuple[Prop, Any]] = field(default_factory=list[tuple[Prop, Any]])
    # The props of components of this package that came into the page.
    brought: list[tuple[Prop, Any]] = field(default_factory=list[tuple[Prop, Any]])
    # What callbacks would have written that need a browser, and why they do.
    unknown: dict[Prop, str] = field(default_factory=dict[Prop, str])
    failures: list[Failure] = field(default_factory=list[Failure])


class CallbackRunner:
    """A page's components and callbacks."""

    def __init__(self, requests: AppRequests, path: str = "/") -> None:
        self._path = path
        self.requests = requests
        self.layout = Layout(self.requests.get("_dash-layout"))
        self.callbacks = [Callback(spec) for spec in self.requests.get("_dash-dependencies")]
        # What only a browser knows, and why.
        self.unknown: dict[Prop, str] = {}
        self._reachable: dict[Callback, set[Callback]] = {}

    def start(self) -> Trace:
        """Makes the calls that Dash makes when the page has been loaded."""
        run = _Run(self)
        run.enter(self.layout.ids())
        for prop, value in self.layout.addresses(self._path).items():
            run.write(prop, value)
        return run.finish()

    def change(self, values: Mapping[Prop, Any]) -> Trace:
        """Gives props new values, all at once."""
        run = _Run(self)
        for prop, value in values.items():
            run.write(prop, value)
        return run.finish()

    def reachable(self, callback: Callback) -> set[Callback]:
        """The callbacks that may run because of this one."""
        if callback not in self._reachable:
            reached: set[Callback] = set()
            ahead = [callback]
            while ahead:
                current = ahead.pop()
                following = [other for other in self.callbacks if other not in reached and current.writes_to(other)]
                reached.update(following)
                ahead += following
            self._reachable[callback] = reached
        return self._reachable[callback]


class _Run:
    """One change, and all that follows from it."""

    def __init__(self, page: CallbackRunner) -> None:
        self._page = page
        self._layout = page.layout
        self._trace = Trace()
        # What triggers each call: none of the props of a page that opens.
        self._pending: dict[Call, list[Prop]] = {}

    def write(self, prop: Prop, value: Any, writer: Callback | None = None) -> None:
        """`writer`: the callback that has returned the value, which does not trigger it again."""
        new_ids = self._layout.write(prop, value)
        self._page.unknown.pop(prop, None)
        if writer:
            self._trace.written.append((prop, value))
        self._trigger(prop, writer)
        self.enter(new_ids)

    def enter(self, ids: Iterable[str]) -> None:
        """Components come into the page."""
        ids = list(ids)
        for id in ids:
            self._trace.brought += [(Prop(id, name), value) for name, value in self._layout.own_props(id).items()]
        for call in initial(self._page.callbacks, self._layout, ids):
            self._pending.setdefault(call, [])

    def finish(self) -> Trace:
        """Runs all calls that are pending."""
        for _ in range(_MOST_CALLS):
            if not self._pending:
                return self._trace
            call = self._next()
            self._make(call, self._pending.pop(call))
        raise RuntimeError(f"the callbacks trigger each other without end: {_MOST_CALLS} calls were made")

    def _trigger(self, prop: Prop, writer: Callback | None) -> None:
        for call in triggered(self._page.callbacks, self._layout, prop):
            if call.callback is not writer:
                self._pending.setdefault(call, []).append(prop)

    def _next(self) -> Call:
        """A call whose Inputs no other pending one can write."""
        reachable = self._page.reachable
        for call in self._pending:
            others = [other.callback for other in self._pending if other.callback is not call.callback]
            if not any(call.callback in reachable(other) for other in others):
                return call
        return next(iter(self._pending))

    def _make(self, call: Call, changed: list[Prop]) -> None:
        callback, matched = call.callback, dict(call.matched)
        outputs = [self._props(entry, matched) for entry in callback.outputs]
        if outputs and not any(prop.id in self._layout for props in outputs for prop in props):
            return
        reads = [(entry, self._props(entry, matched)) for entry in (*callback.inputs, *callback.states)]
        needed = [prop for entry, props in reads for prop in props if not entry.is_optional]
        missing = [prop for prop in needed if prop.id not in self._layout]
        if missing and changed and not callback.spec.get("optional"):
            raise LookupError(f'the page has no component "{missing[0].id}", which the callback {callback.name} reads')
        if missing:
            return
        read = [prop for _, props in reads for prop in props]
        why = callback.obstacle or next((self._page.unknown[prop] for prop in read if prop in self._page.unknown), None)
        if why:
            self._skip(callback, [Prop(prop.id, _plain(prop.name)) for props in outputs for prop in props], why)
        else:
            self._post(callback, matched, changed)

    def _skip(self, callback: Callback, outputs: list[Prop], why: str) -> None:
        for prop in outputs:
            if prop.id in self._layout and prop not in self._trace.unknown:
                self._page.unknown[prop] = self._trace.unknown[prop] = why
                self._trigger(prop, callback)

    def _post(self, callback: Callback, matched: Mapping[str, Any], changed: list[Prop]) -> None:
        written = [self._entry(entry, matched, False) for entry in callback.outputs]
        body = {
            "output": callback.name,
            "outputs": written if callback.is_multiple else (written or [None])[0],
            "inputs": [self._entry(entry, matched, True) for entry in callback.inputs],
            "state": [self._entry(entry, matched, True) for entry in callback.states],
            "changedPropIds": [str(prop) for prop in changed],
        }
        response, error = self._page.requests.call_back(body)
        if response.status not in (200, 204):
            error = error or RuntimeError(f"the app answered with status {response.status}: {response.body[:500]!r}")
            self._trace.failures.append(Failure(callback, error, response.status))
            return
        for prop, value in _written(response.json() or {}):
            self.write(prop, patched(self._layout.value(prop), value), callback)

    def _props(self, entry: Dependency, matched: Mapping[str, Any]) -> list[Prop]:
        return [Prop(id_text(id), entry.prop) for id in entry.ids(self._layout, matched)]

    def _entry(self, entry: Dependency, matched: Mapping[str, Any], has_value: bool) -> Any:
        """An Input, State or Output as the page sends it."""
        entries: list[dict[str, Any]] = []
        for id in entry.ids(self._layout, matched):
            prop = Prop(id_text(id), entry.prop)
            value = {"value": self._layout.value(prop)} if has_value and prop.id in self._layout else {}
            entries.append({"id": id, "property": entry.prop, **value})
        return entries if entry.is_list else entries[0]


def _written(answer: Mapping[str, Any]) -> list[tuple[Prop, Any]]:
    """What the callback has written: by `set_props`, and as its Outputs."""
    parts: list[Mapping[str, Mapping[str, Any]]] = [answer.get(part) or {} for part in ("sideUpdate", "response")]
    return [
        (Prop.of(f"{id}.{name}"), value)
        for part in parts
        for id, props in part.items()
        for name, value in props.items()
    ]


def _plain(name: str) -> str:
    """The prop without Dash's mark of Outputs that several callbacks have."""
    return name.partition("@")[0]
