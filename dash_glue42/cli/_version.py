"""The package's version, read without importing the package."""

import json
from pathlib import Path

FOLDER = Path(__file__).parents[1]


def version_in(folder: Path) -> str | None:
    """What the build has written into the package's folder; None if it is not built."""
    try:
        return str(json.loads((folder / "package-info.json").read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
