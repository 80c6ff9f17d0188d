"""Runs the command line by its folder: `python path/to/dash_glue42/cli doctor`.

So `doctor` works also where the package cannot be imported, because it is not built, or because Dash is missing.
"""

import sys
from pathlib import Path
from types import ModuleType


def _replace_package() -> None:
    """Puts an empty package in the place of the real one, whose import would fail."""
    package = ModuleType("dash_glue42")
    package.__path__ = [str(Path(__file__).resolve().parents[1])]
    sys.modules[package.__name__] = package


if __name__ == "__main__":
    if not __package__:
        _replace_package()
    from dash_glue42.cli import main

    sys.exit(main())
