"""Puts drawings into the page instead of beside it, so that they follow the site's switch between light and dark."""

import re
from pathlib import Path

from sphinx.application import Sphinx

IMAGE = re.compile(r"^!\[([^\]]*)\]\((images/[\w-]+\.svg)\)$", re.MULTILINE)


def add_drawings(app: Sphinx, _name: str, source: list[str]) -> None:
    """Sphinx reads a page."""

    def inlined(image: re.Match[str]) -> str:
        drawing = (Path(app.srcdir) / image[2]).read_text(encoding="utf-8")
        return f'<figure class="drawing" role="img" aria-label="{image[1]}">\n{drawing}</figure>'

    source[0] = IMAGE.sub(inlined, source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", add_drawings)
    return {"parallel_read_safe": True}
