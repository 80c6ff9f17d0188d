"""Ready-made pieces: parts of a page, made of Dash's own components, and the clientside callbacks that fill them."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import uuid4

import dash
from dash import MATCH, ClientsideFunction, Input, Output, State, dcc, html

from ._call import without_none
from ._checks import check_texts
from ._components import Channels

_NAMESPACE = "dash_glue42"
_BADGE = "GlueStatusBadge"
_SELECTOR = "GlueChannelSelector"


def status_badge(aio_id: str | None = None, *, class_name: str = "") -> html.Div:
    """Shows whether the page is on the bus: a coloured dot, a word, and if there is one the error.

    It shows the state of the page's `Glue42`, wherever in the layout that is, and takes its font and colours from the
    page around it. No callback of the app and no request to the server takes part.

    Args:
        aio_id: The `aio_id` in the badge's id; the id is a dict, as in Dash's all-in-one components:
            `{"component": "GlueStatusBadge", "subcomponent": "badge", "aio_id": aio_id}`. Without it the badge
            gets one of its own.
        class_name: CSS classes besides `dash-glue42-badge`.

    Returns:
        A component for the layout.

    Raises:
        TypeError: An argument is not a text.

    Example:
        >>> glue.Glue42([html.Header([html.H1("Orders"), glue.status_badge()])])
    """
    check_texts("status_badge", class_name=class_name, **without_none({"aio_id": aio_id}))
    return html.Div(
        id=_part(_BADGE, "badge", aio_id or str(uuid4())),
        className=f"dash-glue42-badge {class_name}".strip(),
        role="status",
        style={"display": "inline-flex", "alignItems": "center", "gap": "0.5em"},
    )


def channel_selector(aio_id: str | None = None, *, class_name: str = "") -> html.Div:
    """Lets the user pick the channel that the page is on, or none.

    The list is that of the bus, with its colours. The selector follows when the page changes its channel by other
    means: by a callback of the app, in another selector, in the container. It consists of a `Channels` and a
    `dcc.Dropdown`. No callback of the app and no request to the server takes part.

    Args:
        aio_id: The `aio_id` in the ids of its parts; an id is a dict, as in Dash's all-in-one components:
            `{"component": "GlueChannelSelector", "subcomponent": …, "aio_id": aio_id}`, where `subcomponent`
            is "channels" for the `Channels` and "dropdown" for the `dcc.Dropdown`. Without it the selector gets one of
            its own.
        class_name: CSS classes besides `dash-glue42-channel-selector`.

    Returns:
        A component for the layout.

    Raises:
        TypeError: An argument is not a text.

    Example:
        >>> glue.Glue42([html.Header([html.H1("Portfolio"), glue.channel_selector()]), glue.Channels(id="channels")])
    """
    check_texts("channel_selector", class_name=class_name, **without_none({"aio_id": aio_id}))
    own_id = aio_id or str(uuid4())
    name: Any = {"aria-label": "Channel"}
    return html.Div(
        [
            Channels(id=_part(_SELECTOR, "channels", own_id)),
            dcc.Dropdown(
                id=_part(_SELECTOR, "dropdown", own_id),
                options=[{"label": "No channel", "value": ""}],
                value="",
                clearable=False,
                searchable=False,
            ),
        ],
        className=f"dash-glue42-channel-selector {class_name}".strip(),
        role="group",
        style={"minWidth": "9em"},
        **name,
    )


@cache
def offer_pieces() -> None:
    """Adds the callbacks of the pieces to each app of this process. In an app without pieces none of them runs."""
    # Dash's own annotations are not complete.
    hooks: Any = dash.hooks

    def call(function: str, *dependencies: Output | Input | State, **options: Any) -> None:
        hooks.clientside_callback(ClientsideFunction(_NAMESPACE, function), *dependencies, **options)

    badge = _part(_BADGE, "badge", MATCH)
    channels, dropdown = (_part(_SELECTOR, name, MATCH) for name in ("channels", "dropdown"))
    call("followStatus", Output(badge, "children"), Output(badge, "data-status"), Input(badge, "id"))
    call(
        "followChannel",
        Output(channels, "channel"),
        Output(dropdown, "value"),
        Output(dropdown, "options"),
        Input(channels, "channel"),
        Input(channels, "list"),
        Input(dropdown, "value"),
        State(dropdown, "options"),
        prevent_initial_call=True,
    )


def _part(piece: str, name: str, aio_id: Any) -> dict[str, Any]:
    return {"component": piece, "subcomponent": name, "aio_id": aio_id}
