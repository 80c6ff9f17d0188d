"""Plotly Dash components for the Glue42 / io.Connect Interop bus."""

import json as _json
from pathlib import Path as _Path

from dash import __version__ as _dash_version

_folder = _Path(__file__).parent
if not (_folder / "_imports_.py").is_file() or not (_folder / "dash_glue42.js").is_file():
    raise ImportError(
        "dash_glue42 has not been built: its generated components are missing. "
        "In the source folder run `npm ci` and `npm run build`, or install it with `pip install .`"
    )

from . import _imports_  # noqa: E402
from ._imports_ import *  # noqa: E402, F403
from .awaited_invocation import invoke  # noqa: E402
from .channel_commands import join, leave, publish  # noqa: E402
from .context_commands import (  # noqa: E402
    context_destroy,
    context_set,
    context_set_path,
    context_set_paths,
    context_update,
)
from .handlers import on_invoke  # noqa: E402
from .instances import Caller, Instance  # noqa: E402
from .interop_error import InteropError  # noqa: E402
from .invoke_command import invocation  # noqa: E402
from .invoke_result import Response, Result  # noqa: E402
from .notification_commands import interop_call, notification, notification_action  # noqa: E402
from .received_invocation import Invocation  # noqa: E402
from .result_handlers import on_result  # noqa: E402
from .window_commands import open_window  # noqa: E402

__version__: str = _json.loads((_folder / "package-info.json").read_text(encoding="utf-8"))["version"]

__all__ = [
    "Caller",
    "Instance",
    "InteropError",
    "Invocation",
    "Response",
    "Result",
    "__version__",
    "context_destroy",
    "context_set",
    "context_set_path",
    "context_set_paths",
    "context_update",
    "interop_call",
    "invocation",
    "invoke",
    "join",
    "leave",
    "notification",
    "notification_action",
    "on_invoke",
    "on_result",
    "open_window",
    "publish",
]
__all__ += _imports_.__all__

# Dash puts the first file into the page. The dynamic ones it only serves: the page fetches those that it uses.
_js_dist = [{"relative_package_path": "dash_glue42.js", "namespace": "dash_glue42"}]
_js_dist += [
    {"relative_package_path": f"dash_glue42.{_name}.js", "namespace": "dash_glue42", "dynamic": True}
    for _name in ("apis", "container", "core", "desktop", "gateway", "notifications", "platform", "web", "webPlatform")
]

# It lets Dash check props in debug mode. Dash 3.0 would put it into every page, and 2.18 fails over such an entry.
if tuple(map(int, _dash_version.split(".")[:2])) >= (3, 1):
    _js_dist.append({"dev_package_path": "proptypes.js", "dev_only": True, "namespace": "dash_glue42"})
