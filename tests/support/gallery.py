"""The pictures of the gallery: the tests of the examples take them if DASH_GLUE42_PICTURES is set, as those of docs."""

import os

from playwright.sync_api import Page
from support.documented import ROOT

EXAMPLES = ROOT / "examples"
PICTURES = ROOT / "docs" / "images" / "gallery"

# JupyterLab asks whether it may show news.
HIDDEN = ".Toastify { display: none }"


def take_picture(page: Page, name: str) -> None:
    """Of what the page shows now; the test has waited for all that belongs to it."""
    if not os.environ.get("DASH_GLUE42_PICTURES"):
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    for frame in page.frames:
        # Without a ring around what was clicked last.
        frame.evaluate("document.activeElement?.blur()")
        frame.evaluate("() => document.fonts.ready.then(() => undefined)")
    page.screenshot(path=PICTURES / f"{name}.png", animations="disabled", style=HIDDEN)
