"""Plotly Dash components for the Glue42 / io.Connect Interop bus."""

import json as _json_module
from pathlib import Path as _Path

from . import _scripts
from ._awaited import invoke
from ._call import call
from ._commands import (
    click_call,
    destroy_context,
    join_channel,
    leave_channel,
    notification_action,
    notify,
    open_window,
    publish_to_channel,
    set_context,
    set_context_path,
    set_context_paths,
    update_context,
)
from ._components import (
    Channels,
    Context,
    Contexts,
    Glue42,
    MethodInvoke,
    MethodRegister,
    Notifications,
    StreamSubscribe,
    Windows,
)
from ._definition import definition
from ._errors import ComponentNotFoundError, GlueError, InteropError, InvocationError, NoWebSocketError
from ._handlers import on_invoke, on_result
from ._models import Caller, Instance, Invocation, Response, Result

__all__ = [
    "Caller",
    "Channels",
    "ComponentNotFoundError",
    "Context",
    "Contexts",
    "Glue42",
    "GlueError",
    "Instance",
    "InteropError",
    "Invocation",
    "InvocationError",
    "MethodInvoke",
    "MethodRegister",
    "NoWebSocketError",
    "Notifications",
    "Response",
    "Result",
    "StreamSubscribe",
    "Windows",
    "__version__",
    "call",
    "click_call",
    "definition",
    "destroy_context",
    "invoke",
    "join_channel",
    "leave_channel",
    "notification_action",
    "notify",
    "on_invoke",
    "on_result",
    "open_window",
    "publish_to_channel",
    "set_context",
    "set_context_path",
    "set_context_paths",
    "update_context",
]

_package_info = _Path(__file__).parent / "package-info.json"
__version__: str = _json_module.loads(_package_info.read_text(encoding="utf-8"))["version"]

# Where Dash looks for the package's JavaScript.
_js_dist = _scripts.js_dist()
