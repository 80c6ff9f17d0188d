"""The pictures of the gallery: the tests of the examples take them if DASH_GLUE42_PICTURES is set, as those of docs."""

import base64
import os
from collections.abc import Sequence
from html import escape

from playwright.sync_api import Locator, Page
from support.documented import ROOT

PICTURES = ROOT / "docs" / "images" / "gallery"
THEMES = ("dark", "light")
ARE_DUE = bool(os.environ.get("DASH_GLUE42_PICTURES"))

# JupyterLab asks whether it may show news; a blinking cursor is not always there.
HIDDEN = ".Toastify { display: none } * { caret-color: transparent !important }"
# A chart follows the size of its room a moment later.
CHARTS_FIT = """
() => [...document.querySelectorAll('.js-plotly-plot')].every(chart => {
    const drawing = chart.querySelector('.main-svg').getBoundingClientRect();
    const room = chart.getBoundingClientRect();
    return Math.abs(drawing.width - room.width) < 2 && Math.abs(drawing.height - room.height) < 2;
})
"""
# Windows side by side.
WINDOWS = """
<style>
:root { color-scheme: light dark; }
main { display: flex; gap: 14px; padding: 14px; background: light-dark(#dfe5ee, #05070a); }
body { margin: 0; }
section { border: 1px solid light-dark(#b9c3d0, #303a48); border-radius: 10px; overflow: hidden; }
header { padding: 7px 14px; font: 13px system-ui, sans-serif; }
header { color: light-dark(#44505f, #a3aebd); background: light-dark(#f2f5f9, #1c232e); }
img { display: block; }
</style>
"""


def take_picture(name: str, *pages: Page, addresses: Sequence[str] = (), in_sight: Locator | None = None) -> None:
    """Of what the pages show now, which the test has waited for. Several become windows in one picture."""
    if not ARE_DUE:
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    for theme in THEMES:
        for page in pages:
            page.emulate_media(color_scheme=theme)
        if in_sight:
            # Another theme may have moved it.
            in_sight.scroll_into_view_if_needed()
        shots = [_screenshot(page) for page in pages]
        picture = shots[0] if len(pages) == 1 else _windows(pages[0], theme, shots, addresses)
        (PICTURES / f"{name}-{theme}.webp").write_bytes(picture)


def _windows(page: Page, theme: str, shots: Sequence[bytes], addresses: Sequence[str]) -> bytes:
    frame = page.context.new_page()
    frame.emulate_media(color_scheme=theme)
    frame.set_viewport_size({"width": 1100, "height": 600})
    sections = "".join(
        f"<section><header>{escape(address)}</header>"
        f'<img style="zoom: 0.5" src="data:image/webp;base64,{base64.b64encode(shot).decode()}"></section>'
        for address, shot in zip(addresses, shots, strict=True)
    )
    frame.set_content(f"{WINDOWS}<main>{sections}</main>")
    frame.set_viewport_size({"width": 1100, "height": frame.evaluate("document.querySelector('main').offsetHeight")})
    picture = _screenshot(frame)
    frame.close()
    return picture


def _screenshot(page: Page) -> bytes:
    """In twice the size, so that the picture is sharp on every screen."""
    # Without a ring around what was clicked last, or what the mouse makes of it.
    page.mouse.move(0, 0)
    for frame in page.frames:
        frame.evaluate("document.activeElement?.blur()")
        frame.wait_for_function(CHARTS_FIT)
    page.evaluate("scrollTo(0, 0)")
    style = page.add_style_tag(content=HIDDEN)
    # Two frames later the page has painted its theme.
    page.evaluate("new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))")
    size = page.viewport_size
    assert size
    session = page.context.new_cdp_session(page)
    clip = {"x": 0, "y": 0, **size, "scale": 2}
    shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": 82, "clip": clip})
    session.detach()
    style.evaluate("style => style.remove()")
    return base64.b64decode(shot["data"])
