"""The version of Dash that is installed."""

from __future__ import annotations

import dash


def dash_version() -> tuple[int, ...]:
    """Its first two numbers."""
    return tuple(int(part) for part in dash.__version__.split(".")[:2])
