"""The callbacks of an app."""

from typing import Any

from dash import Dash


def own_callbacks(app: Dash) -> list[dict[str, Any]]:
    """Without those of the ready-made pieces, which each app has."""
    return [
        spec for spec in app._callback_list if (spec.get("clientside_function") or {}).get("namespace") != "dash_glue42"
    ]
