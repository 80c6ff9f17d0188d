"""The tree of pages: each heading of README.md with its links becomes a part of the sidebar."""

import re
from pathlib import Path

from sphinx.application import Sphinx


def parts(readme: str) -> dict[str, list[tuple[str, str]]]:
    """The headings of the list of pages, each with the titles and names of its pages."""
    texts = re.split(r"^## (.*)$", readme, flags=re.MULTILINE)[1:]
    return {
        title: re.findall(r"\[([^\]]+)\]\(([^):#]+)\.md\)", text)
        for title, text in zip(texts[::2], texts[1::2], strict=True)
    }


def add_contents(app: Sphinx, name: str, source: list[str]) -> None:
    """Sphinx learns the tree from the index, which is the only page that has no place on a code host."""
    if name != app.config.root_doc:
        return
    readme = (Path(app.srcdir) / "README.md").read_text(encoding="utf-8")
    for caption, pages in parts(readme).items():
        entries = "\n".join(f"{title.replace('`', '')} <{page}>" for title, page in pages)
        source[0] += f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{entries}\n```\n"


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", add_contents)
    return {"parallel_read_safe": True}
