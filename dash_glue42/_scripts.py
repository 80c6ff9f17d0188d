"""The package's JavaScript, as Dash wants it listed. Imported first: it says how to build a package without it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ._dash_version import dash_version
from ._products import PRODUCTS

_FOLDER = Path(__file__).parent
_MAIN = "dash_glue42.js"
_INSPECTOR = "dash_glue42.inspector.js"

if not all((_FOLDER / product).is_file() for product in PRODUCTS):
    raise ImportError(
        "dash_glue42 has not been built: generated files are missing. "
        "In the source folder run `npm ci` and `npm run build`, or install it with `pip install .`"
    )


def js_dist() -> list[dict[str, Any]]:
    """Dash puts the first file into the page. The dynamic ones it only serves: the page fetches those that it uses."""
    lazy = sorted(file.name for file in _FOLDER.glob("dash_glue42.*.js"))
    listed: list[dict[str, Any]] = [{"relative_package_path": _MAIN, "namespace": "dash_glue42"}]
    listed += [{"relative_package_path": name, "namespace": "dash_glue42", "dynamic": True} for name in lazy]
    # In debug mode it comes before the renderer, and sees the first invocation. Dash 3.1 would put it into every page.
    if dash_version() >= (3, 2):
        listed.append({"dev_package_path": _INSPECTOR, "dev_only": True, "namespace": "dash_glue42"})
    # It lets Dash check props in debug mode. Dash 3.0 would put it into every page, and 2.18 fails over such an entry.
    if dash_version() >= (3, 1):
        listed.append({"dev_package_path": "proptypes.js", "dev_only": True, "namespace": "dash_glue42"})
    return listed
