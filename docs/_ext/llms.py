"""Writes each page as Markdown beside its HTML, llms.txt, which lists them, and llms-full.txt, which holds them all."""

from pathlib import Path

import component_reference
import contents
import python_reference
from sphinx.application import Sphinx


def write_texts(app: Sphinx, failure: Exception | None) -> None:
    """Sphinx has ended."""
    if failure or app.builder.name != "html":
        return
    folder, out = Path(app.srcdir), Path(app.outdir)
    listed, full = [], []
    for part, pages in contents.parts((folder / "README.md").read_text(encoding="utf-8")).items():
        listed.append(f"\n## {part}\n")
        for title, page in pages:
            text = [(folder / f"{page}.md").read_text(encoding="utf-8")]
            component_reference.add_components(app, page, text)
            markdown = python_reference.as_text(text[0])
            target = out / f"{page}.md"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(markdown, encoding="utf-8")
            listed.append(f"- [{title.replace('`', '')}]({page}.md)")
            full.append(f"<!-- {page}.md -->\n{markdown}")
    index = (folder / "index.md").read_text(encoding="utf-8")
    summary = index.split("\n\n")[1]
    (out / "llms.txt").write_text("\n".join([f"# {app.config.project}\n\n> {summary}", *listed, ""]), encoding="utf-8")
    (out / "llms-full.txt").write_text("\n".join(full), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("build-finished", write_texts)
    return {"parallel_read_safe": True}
