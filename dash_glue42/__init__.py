"""Plotly Dash components for the Glue42 / io.Connect Interop bus, and the functions of their callbacks.

Put one `Glue42` into each page, and the other components inside it or beside it.

- Methods: `MethodRegister` and `on_invoke` offer one; `MethodInvoke`, `call` and `on_result`, or `await invoke(…)`,
  invoke one; `Methods` lists them.
- Streams: `StreamPublish`, `push_to_stream`, `on_subscription`; `StreamSubscribe`, `on_stream`, `to_grid`, `to_graph`.
- Shared data: `Context`, `Contexts`, `update_context`; `Channels`, `join_channel`, `publish_to_channel`.
- FDC3: `Fdc3Channels`, `Fdc3Context`, `Fdc3IntentListener`, `Fdc3Intents`, and the module `fdc3`.
- `Windows`, `Notifications`, and the ready-made pieces `status_badge` and `channel_selector`.
- `Peer` and `SyncPeer`, Python processes without a page, need the extra `peer`.
"""

import json as _json_module
import typing as _typing
from pathlib import Path as _Path

# The scripts come first: they say how to build a package without its generated files.
from . import _inspector, _scripts, fdc3

# isort: split
from . import _components
from ._awaited import invoke
from ._batches import Batch
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
    push_to_stream,
    set_context,
    set_context_path,
    set_context_paths,
    update_context,
)
from ._components import *  # noqa: F403
from ._definition import definition
from ._errors import ComponentNotFoundError, GlueError, InteropError, InvocationError, NoWebSocketError, PeerError
from ._gateway_token import gateway_token
from ._handlers import on_invoke, on_result, on_results
from ._models import Caller, Instance, Invocation, Response, Result
from ._pieces import channel_selector, status_badge
from ._pieces import offer_pieces as _offer_pieces
from ._serve_gateway_token import serve_gateway_token
from ._sinks import to_function, to_graph, to_grid, to_prop
from ._streams import on_stream, on_subscription

# Checkers of types know it by this name alone.
if _typing.TYPE_CHECKING:
    from .peer import Peer as Peer
    from .peer import SyncPeer as SyncPeer
else:

    def __getattr__(name: str) -> _typing.Any:
        # Apps need no package for WebSockets, and so they are not in __all__ either.
        if name in ("Peer", "SyncPeer"):
            from . import peer

            return getattr(peer, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Batch",
    "Caller",
    "ComponentNotFoundError",
    "GlueError",
    "Instance",
    "InteropError",
    "Invocation",
    "InvocationError",
    "NoWebSocketError",
    "PeerError",
    "Response",
    "Result",
    "__version__",
    "call",
    "channel_selector",
    "click_call",
    "definition",
    "destroy_context",
    "fdc3",
    "gateway_token",
    "invoke",
    "join_channel",
    "leave_channel",
    "notification_action",
    "notify",
    "on_invoke",
    "on_result",
    "on_results",
    "on_stream",
    "on_subscription",
    "open_window",
    "publish_to_channel",
    "push_to_stream",
    "serve_gateway_token",
    "set_context",
    "set_context_path",
    "set_context_paths",
    "status_badge",
    "to_function",
    "to_graph",
    "to_grid",
    "to_prop",
    "update_context",
]
__all__ += _components.__all__

_package_info = _Path(__file__).parent / "package-info.json"
__version__: str = _json_module.loads(_package_info.read_text(encoding="utf-8"))["version"]

# Where Dash looks for the package's JavaScript.
_js_dist = _scripts.js_dist()

_inspector.offer_inspector()
_offer_pieces()
