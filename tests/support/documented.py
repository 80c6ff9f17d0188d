"""The programs in the documentation, each under a line `<!-- program … -->`."""

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def programs(page: str, kind: str = "program") -> list[str]:
    """The programs of a page that are of this kind, such as "program for uvicorn"."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.findall(rf"<!-- {re.escape(kind)} -->\s*```python\n(.*?)```", text, re.DOTALL)
    assert found, f"{page} has no {kind}"
    return found


def run(program: str, page: str) -> dict[str, Any]:
    """What a program of the page defines; it does not start its server."""
    names: dict[str, Any] = {"__name__": "program"}
    exec(compile(program, page, "exec"), names)
    return names


def every_program() -> dict[str, str]:
    """Those of all pages, of whatever kind, by names for their files."""
    found: dict[str, str] = {}
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        name = "_".join(page.relative_to(ROOT).with_suffix("").parts)
        text = page.read_text(encoding="utf-8")
        for number, program in enumerate(re.findall(r"<!-- program[^>]*-->\s*```python\n(.*?)```", text, re.DOTALL), 1):
            found[f"{name}_{number}"] = program
    return found


def functions(program: str) -> dict[str, str]:
    """The decorated functions of a program by their names, with their decorators."""
    blocks = re.finditer(r"^@.*?^(?:async )?def (\w+).*?(?=\n\n(?=\S)|\Z)", program, re.DOTALL | re.MULTILINE)
    return {block[1]: block[0] for block in blocks}
