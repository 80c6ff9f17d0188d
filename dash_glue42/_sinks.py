"""Sinks: functions that return the values for `StreamSubscribe.to`, where the page puts items without the server."""

from __future__ import annotations

from typing import Any, Literal, get_args

from dash.development.base_component import Component

from ._call import without_none
from ._checks import check_amounts, check_names, check_texts
from ._component_id import ComponentId, one_component

SinkValue = Literal["items", "latest"]


def to_grid(id: ComponentId, *, key: str | None = "symbol", max_rows: int | None = None) -> dict[str, Any]:
    """Puts the items of a stream into the rows of an AG Grid, one row for each key or for each item.

    With a key, an item whose row is there updates it, and any other item adds a row. The grid needs `getRowId` of the
    same key, such as `getRowId="params.data.symbol"`.

    Args:
        id: The id of the `AgGrid` (of the package dash-ag-grid), or the component.
        key: The field of an item that is its row's id; a dot goes one level down. None: each item adds a row.
        max_rows: How many rows there may be (default 10000); beyond it those that were added first go.

    Returns:
        A value for `StreamSubscribe.to`, alone or in a list.

    Raises:
        TypeError: An option has the wrong type.
        ValueError: An option has the right type and a wrong value.

    Example:
        >>> to_grid("rows", key="symbol")
        {'sink': 'grid', 'id': 'rows', 'key': 'symbol'}
    """
    check_names("to_grid", **without_none({"key": key}))
    check_amounts("to_grid", **without_none({"max_rows": max_rows}))
    return without_none({"sink": "grid", "id": _id("to_grid", id), "key": key, "maxRows": max_rows})


def to_graph(
    id: ComponentId, *, x: str = "time", y: str = "mid", by: str | None = None, max_points: int = 1000
) -> dict[str, Any]:
    """Appends the items of a stream to the traces of a graph, one point for each item.

    Args:
        id: The id of the `dcc.Graph`, or the component.
        x: The field of an item that is the point's x; a dot goes one level down.
        y: The field of an item that is the point's y.
        by: The field that tells the traces apart: each of its values has a trace of that name. Without it all points
            go to the first trace.
        max_points: How many points a trace keeps; the oldest ones go.

    Returns:
        A value for `StreamSubscribe.to`, alone or in a list.

    Raises:
        TypeError: An option has the wrong type.
        ValueError: An option has the right type and a wrong value.

    Example:
        >>> to_graph("chart", x="time", y="mid", by="symbol", max_points=500)
        {'sink': 'graph', 'id': 'chart', 'x': 'time', 'y': 'mid', 'by': 'symbol', 'maxPoints': 500}
    """
    check_names("to_graph", x=x, y=y, **without_none({"by": by}))
    check_amounts("to_graph", max_points=max_points)
    sink = {"sink": "graph", "id": _id("to_graph", id), "x": x, "y": y, "by": by, "maxPoints": max_points}
    return without_none(sink)


def to_prop(id: ComponentId, prop: str, *, value: SinkValue = "items") -> dict[str, Any]:
    """Writes the items of a stream into a prop of a component of the page.

    Args:
        id: The component's id, or the component.
        prop: The prop, such as "data" of a `dcc.Store`. Not "children": another app's item could look like a component.
        value: "items" (default) writes the list of a batch's items, "latest" what `StreamSubscribe.latest` holds.

    Returns:
        A value for `StreamSubscribe.to`, alone or in a list.

    Raises:
        TypeError: An option has the wrong type.
        ValueError: An option has the right type and a wrong value.

    Example:
        >>> to_prop("last", "data", value="latest")
        {'sink': 'prop', 'id': 'last', 'prop': 'data', 'value': 'latest'}
    """
    check_names("to_prop", prop=prop)
    if prop == "children":
        raise ValueError(
            'to_prop: prop="children" could make any component of what another app sends: write into a dcc.Store, and '
            "make children of it in a callback"
        )
    if value not in get_args(SinkValue):
        raise ValueError(f'to_prop: value={value!r}: give "items" or "latest"')
    return {"sink": "prop", "id": _id("to_prop", id), "prop": prop, "value": value}


def to_function(name: str, /) -> dict[str, Any]:
    """Calls a JavaScript function of the page with the items of a stream: `function(items, info)`.

    Args:
        name: "namespace.function", for `window.dash_clientside.namespace.function` of a script in `assets/`.

    Returns:
        A value for `StreamSubscribe.to`, alone or in a list.

    Raises:
        TypeError: `name` is not a text.
        ValueError: `name` is not of that form.

    Example:
        >>> to_function("prices.draw")
        {'sink': 'function', 'name': 'prices.draw'}
    """
    check_texts("to_function", name=name)
    if [part.strip() == part != "" for part in name.split(".")] != [True, True]:
        raise ValueError(f'to_function: name={name!r}: give "namespace.function"')
    return {"sink": "function", "name": name}


def _id(public_name: str, id: Any) -> str | dict[str, Any]:
    return one_component(public_name, Component, id, "give that of the component in the page").component_id
