"""The docstrings of the names in the line after `<!-- docstrings of MODULE -->`, in place of that line."""

import importlib
import inspect
import re
from typing import Any

from sphinx.application import Sphinx

MARK = re.compile(r"^<!-- docstrings of ([\w.]+) -->\n((?:.+\n)+)", re.MULTILINE)


def directive(module: str, name: str) -> str:
    """What autodoc needs for a name."""
    path, value = f"{module}.{name}", getattr(importlib.import_module(module), name)
    if not inspect.isclass(value):
        return f".. autofunction:: {path}\n"
    # The base of an exception tells what catches it; other bases are inner matters.
    bases = "   :show-inheritance:\n" if issubclass(value, Exception) else ""
    return f".. autoclass:: {path}\n   :members:\n{bases}"


def add_docstrings(_app: Sphinx, _name: str, source: list[str]) -> None:
    """Sphinx reads a page."""

    def expanded(mark: re.Match[str]) -> str:
        directives = "\n".join(directive(mark[1], name) for name in re.findall(r"`(\w+)`", mark[2]))
        return f"```{{eval-rst}}\n{directives}```\n"

    source[0] = MARK.sub(expanded, source[0])


def as_text(source: str) -> str:
    """The page with signatures and docstrings as they stand in the code."""

    def expanded(mark: re.Match[str]) -> str:
        module = importlib.import_module(mark[1])
        return "\n\n".join(
            _text(f"{mark[1]}.{name}", getattr(module, name)) for name in re.findall(r"`(\w+)`", mark[2])
        )

    return MARK.sub(expanded, source)


def _text(path: str, value: Any) -> str:
    try:
        signature = str(inspect.signature(value))
    except ValueError:
        signature = ""
    return f"```python\n{path}{signature}\n\n{inspect.getdoc(value)}\n```\n"


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", add_docstrings)
    return {"parallel_read_safe": True}
