"""Tests of what only newer versions of Dash have."""

import dash
import pytest


def needs_dash(major: int, minor: int) -> pytest.MarkDecorator:
    found = tuple(int(part) for part in dash.__version__.split(".")[:2])
    return pytest.mark.skipif(found < (major, minor), reason=f"needs Dash {major}.{minor}, this is {dash.__version__}")
