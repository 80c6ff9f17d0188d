"""The inspector's button in the bar of Dash's dev tools."""

from __future__ import annotations

from typing import Any

import dash

_NAMESPACE = "dash_glue42_inspector"


def offer_inspector() -> None:
    """Adds the button for all apps of this process, once. Does nothing before Dash 3.2, which has no such hook."""
    hooks: Any = dash.hooks
    if hasattr(hooks, "devtool") and not any(tool["namespace"] == _NAMESPACE for tool in hooks.get_hooks("dev_tools")):
        hooks.devtool(_NAMESPACE, "Bus")
