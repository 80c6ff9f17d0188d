"""pytest's plugin: the fixtures of `dash_glue42.testing`.

It stands beside the package, because pytest loads it whenever it starts, and the package would bring Dash along.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from dash import Dash

    from dash_glue42.testing import AppPage, GlueApp


@pytest.fixture
def glue_app() -> Iterator[GlueApp]:
    """Opens pages of apps without a browser; see docs/testing.md."""
    from dash_glue42.testing import AppPage

    pages: list[AppPage] = []

    def open_page(app: Dash) -> AppPage:
        pages.append(AppPage(app))
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()
