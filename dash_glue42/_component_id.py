"""The ids of components, as the functions of this package take them."""

from __future__ import annotations

from typing import Any

from dash import State
from dash.development.base_component import Component

ComponentId = str | dict[str, Any] | Component


def one_component(public_name: str, component: type[Component], id: Any, hint: str) -> Any:
    """A State of the one component that this id, or the component itself, stands for. Raises for what is no such id.

    `component` is its class; `hint` is the end of the error text, what to write instead.
    """
    is_id = isinstance(id, (str, dict, component))
    if not is_id or id in ("", {}):
        problem = ValueError if is_id else TypeError
        raise problem(f"{public_name}: {id!r} is not a valid id: {hint}")
    # A component without an id gets one.
    state: Any = State(id, "id")
    if state.has_wildcard():
        raise ValueError(
            f"{public_name}: {id!r} stands for several components: give the id of one, without MATCH or ALL"
        )
    return state
