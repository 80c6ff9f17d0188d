"""Pictures in two themes follow the site's switch; a code host shows the one of the system's theme."""

import re

from sphinx.application import Sphinx

PICTURE = re.compile(
    r'^<picture>\n *<source media="\(prefers-color-scheme: dark\)" srcset="(?P<dark>[^"]+)" ?/?>\n'
    r' *<img alt="(?P<alt>[^"]*)" src="(?P<light>[^"]+)" ?/?>\n</picture>$',
    re.MULTILINE,
)


def add_pictures(_app: Sphinx, _name: str, source: list[str]) -> None:
    """Sphinx reads a page."""

    def themed(picture: re.Match[str]) -> str:
        return "\n\n".join(
            f"```{{image}} {picture[theme]}\n:alt: {picture['alt']}\n:class: only-{theme}\n```"
            for theme in ("light", "dark")
        )

    source[0] = PICTURE.sub(themed, source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", add_pictures)
    return {"parallel_read_safe": True}
