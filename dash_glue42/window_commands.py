"""Commands for `Windows`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .command_dict import merged, without_none


def open_window(
    *,
    name: str,
    url: str,
    width: int | None = None,
    height: int | None = None,
    left: int | None = None,
    top: int | None = None,
    title: str | None = None,
    mode: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """
    Opens a window: a value for `Windows.open`.

    `width`, `height`, `left` and `top` are in pixels; what is left out, the platform decides. `options` takes whatever
    else the platform knows.

        open_window(name="details", url="/details", width=600, height=400)
    """
    named = {"width": width, "height": height, "left": left, "top": top, "title": title, "mode": mode}
    all_options = merged("open_window", "options", options or {}, without_none(named))
    return {"name": name, "url": url, **({"options": all_options} if all_options else {})}
