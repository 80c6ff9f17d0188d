"""The components of a page, and the values that their props have now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

Component = dict[str, Any]


class Prop(NamedTuple):
    """A prop of a component: of its id as Dash writes it, such as `log` or `{"row":1,"type":"log"}`."""

    id: str
    name: str

    def __str__(self) -> str:
        return f"{self.id}.{self.name}"

    @classmethod
    def of(cls, key: Any) -> Prop:
        """The prop that "log.children", or an Input, Output or State, stands for. Raises ValueError for other texts."""
        id, dot, name = str(key).rpartition(".")
        if not dot or not id or not name:
            raise ValueError(f'{key!r} is not a prop: write "id.prop", such as "buy.n_clicks"')
        return cls(id_text(json.loads(id) if id.startswith("{") else id), name)


def id_text(id: Any) -> str:
    """The id as Dash writes it."""
    return json.dumps(id, sort_keys=True, separators=(",", ":")) if isinstance(id, Mapping) else str(id)


class Layout:
    """What the page shows. Values that contain components bring them into the page, and take others out of it."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._components = _by_id(root)

    def __contains__(self, id: str) -> bool:
        return id in self._components

    def ids(self) -> dict[str, Any]:
        """The ids of all components, from their text to what they are."""
        return {text: component["props"]["id"] for text, component in self._components.items()}

    def of_type(self, type: str) -> list[tuple[str, Mapping[str, Any]]]:
        """The ids and props of the components of this class of dash_glue42."""
        return [(id, self.own_props(id)) for id in self._components if self.type_of(id) == type]

    def own_props(self, id: str) -> Mapping[str, Any]:
        """The props of a component of dash_glue42; those of others do not matter to the bus."""
        component = self._components[id]
        return component["props"] if component["namespace"] == "dash_glue42" else {}

    def type_of(self, id: str) -> str | None:
        """The component's class, if it is one of dash_glue42."""
        component = self._components.get(id)
        return component["type"] if component and component["namespace"] == "dash_glue42" else None

    def addresses(self, path: str) -> dict[Prop, Any]:
        """What each `dcc.Location` writes when the page with this path has been loaded."""
        parts = urlsplit(path)
        address = {
            "href": f"http://localhost{path}",
            "pathname": parts.path,
            "search": f"?{parts.query}" if parts.query else "",
            "hash": f"#{parts.fragment}" if parts.fragment else "",
        }
        locations = [(id, component) for id, component in self._components.items() if component["type"] == "Location"]
        return {
            Prop(id, name): value
            for id, component in locations
            for name, value in address.items()
            if component["props"].get(name) is None
        }

    def value(self, prop: Prop) -> Any:
        """The value; None if the component has none. Raises LookupError if the page has no such component."""
        return self._component(prop)["props"].get(prop.name)

    def write(self, prop: Prop, value: Any) -> set[str]:
        """Gives a prop a value. Returns the ids of the components that this brings into the page."""
        props = self._component(prop)["props"]
        before, props[prop.name] = props.get(prop.name), value
        has_components = any(next(_components_in(part), None) for part in (before, value))
        if not has_components:
            return set()
        self._components = _by_id(self._root)
        return set(_by_id(value))

    def _component(self, prop: Prop) -> Component:
        component = self._components.get(prop.id)
        if component is None:
            raise LookupError(f'the page has no component "{prop.id}"; it has {", ".join(self._components) or "none"}')
        return component


def _by_id(value: Any) -> dict[str, Component]:
    components = ((component["props"].get("id"), component) for component in _components_in(value))
    return {id_text(id): component for id, component in components if id is not None}


def _components_in(value: Any) -> Iterator[Component]:
    """All components in a value, also those that props other than `children` hold."""
    if isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from _components_in(item)
    elif isinstance(value, dict):
        parts = cast("dict[str, Any]", value)
        if {"props", "type", "namespace"} <= parts.keys():
            yield parts
            parts = parts["props"]
        for part in parts.values():
            yield from _components_in(part)
