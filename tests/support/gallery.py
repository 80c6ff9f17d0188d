"""The pictures of the gallery: the tests of the examples take them if DASH_GLUE42_PICTURES is set, as those of docs."""

import base64
import os
from collections.abc import Sequence
from html import escape

from playwright.sync_api import Page
from support.documented import ROOT

PICTURES = ROOT / "docs" / "images" / "gallery"

# JupyterLab asks whether it may show news.
HIDDEN = ".Toastify { display: none }"
# Windows side by side.
WINDOWS = """
<style>
main { display: flex; gap: 14px; padding: 14px; background: #dfe5ee; }
body { margin: 0; }
section { border: 1px solid #b9c3d0; border-radius: 10px; overflow: hidden; }
header { padding: 7px 14px; font: 13px system-ui, sans-serif; color: #44505f; background: #f2f5f9; }
img { display: block; }
</style>
"""


def take_picture(name: str, *pages: Page, addresses: Sequence[str] = ()) -> None:
    """Of what the pages show now, which the test has waited for. Several become windows in one picture."""
    if not os.environ.get("DASH_GLUE42_PICTURES"):
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    shots = [_screenshot(page) for page in pages]
    if len(pages) == 1:
        path.write_bytes(shots[0])
        return
    sections = "".join(
        f"<section><header>{escape(address)}</header>"
        f'<img src="data:image/png;base64,{base64.b64encode(shot).decode()}"></section>'
        for address, shot in zip(addresses, shots, strict=True)
    )
    frame = pages[0].context.new_page()
    frame.set_viewport_size({"width": 1100, "height": 600})
    frame.set_content(f"{WINDOWS}<main>{sections}</main>")
    frame.locator("main").screenshot(path=path)
    frame.close()


def _screenshot(page: Page) -> bytes:
    for frame in page.frames:
        # Without a ring around what was clicked last.
        frame.evaluate("document.activeElement?.blur()")
    page.evaluate("scrollTo(0, 0)")
    return page.screenshot(animations="disabled", style=HIDDEN)
