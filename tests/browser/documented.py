"""The programs in the documentation, each under the heading `<!-- program … -->`."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def programs(page: str, kind: str = "program") -> list[str]:
    """The programs of a page that are of this kind, such as "program for uvicorn"."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.findall(rf"<!-- {re.escape(kind)} -->\s*```python\n(.*?)```", text, re.DOTALL)
    assert found, f"{page} has no {kind}"
    return found
