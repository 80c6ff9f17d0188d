"""The pictures of the documentation: the tabs of a program that a test runs, side by side, each framed as a window.

Tests write them if the environment variable DASH_GLUE42_PICTURES is set:
`DASH_GLUE42_PICTURES=1 pytest tests/browser/test_docs.py`.
"""

import base64
import os
from collections.abc import Callable
from html import escape

from playwright.sync_api import Page
from support.documented import ROOT

IMAGES = ROOT / "docs" / "images"
WIDTH = 420
# What an app would have in its assets, so that the pictures do not look like 1995.
STYLE = """
body { margin: 14px 18px 18px; font: 15px/1.5 system-ui, sans-serif; color: #1f2733; background: #fff; }
h1 { font-size: 22px; margin: 0 0 8px; } p, ul, pre { margin: 8px 0; } ul { padding-left: 20px; }
button { font: inherit; padding: 4px 14px; margin: 6px 8px 6px 0; border: 0; border-radius: 6px; }
button { background: #1d4ed8; color: #fff; }
button:disabled { background: #c9d1dc; } :root { --Dash-Fill-Interactive-Strong: #1d4ed8; }
"""
FRAME = """
<style>
body { margin: 0; } main { display: flex; gap: 18px; padding: 14px; width: %dpx; background: #e8edf4; }
main { align-items: flex-start; justify-content: center; }
section { width: %dpx; border: 1px solid #c3ccd8; border-radius: 10px; overflow: hidden; background: #fff; }
header { padding: 7px 14px; font: 600 13px system-ui, sans-serif; color: #44505f; background: #f2f5f9; }
header { border-bottom: 1px solid #dbe2ea; }
img { display: block; width: %dpx; }
</style>
"""


class Tabs:
    """Opens the tabs of a program, and takes their picture once."""

    def __init__(self, open_page: Callable[[str], Page], name: str) -> None:
        self._open_page = open_page
        self._name = name
        self._pages: list[Page] = []
        self._is_due = bool(os.environ.get("DASH_GLUE42_PICTURES"))

    def __call__(self, path: str = "/") -> Page:
        """Opens a tab."""
        self._pages.append(self._open_page(path))
        return self._pages[-1]

    def add(self, page: Page) -> None:
        """Shows a window that the program has opened."""
        self._pages.append(page)

    def take_picture(self) -> None:
        """At the moment that the documentation wants to show; at the end of a test it is taken if it was not before."""
        if not self._is_due:
            return
        self._is_due = False
        shown = [page for page in self._pages if not page.is_closed()][:2]
        sections = "".join(map(_section, shown))
        frame = shown[0].context.new_page()
        frame.set_content(f"{FRAME % (2 * WIDTH + 22, WIDTH, WIDTH)}<main>{sections}</main>")
        _show_large(frame, 2 * WIDTH + 100, 600)
        IMAGES.mkdir(exist_ok=True)
        frame.locator("main").screenshot(path=IMAGES / f"{self._name}.png")
        frame.close()


def _show_large(page: Page, width: int, height: int) -> None:
    """In twice the size, so that the picture is sharp on every screen."""
    page.set_viewport_size({"width": 2 * width, "height": 2 * height})
    page.evaluate("document.documentElement.style.zoom = 2")


def _section(page: Page) -> str:
    """The tab as HTML, as high as what it contains."""
    page.add_style_tag(content=STYLE)
    _show_large(page, WIDTH, 100)
    # In a page without focus, no field has a ring.
    page.evaluate("document.activeElement?.blur()")
    height = page.evaluate("Math.ceil(document.getElementById('react-entry-point').getBoundingClientRect().bottom / 2)")
    _show_large(page, WIDTH, height + 18)
    image = base64.b64encode(page.screenshot()).decode()
    return f'<section><header>{escape(page.title())}</header><img src="data:image/png;base64,{image}"></section>'
