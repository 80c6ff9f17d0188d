"""pytest's plugin: the fixtures of `dash_glue42.testing`.

It stands beside the package, because pytest loads it whenever it starts, and the package would bring Dash along.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from dash import Dash
    from playwright.sync_api import Browser

    from dash_glue42.testing import AppPage, Bus, GlueApp


@pytest.fixture
def glue_app() -> Iterator[GlueApp]:
    """Opens pages of apps without a browser; see docs/testing.md."""
    from dash_glue42.testing import AppPage

    pages: list[AppPage] = []

    def open_page(app: Dash, path: str = "/") -> AppPage:
        pages.append(AppPage(app, path))
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()


@pytest.fixture(scope="session")
def glue_browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The browser of `bus`, one for all tests."""
    from dash_glue42.testing._chromium import browser_path, launch, own_playwright

    try:
        # That of pytest-playwright: a thread can have one only.
        playwright = contextlib.nullcontext(request.getfixturevalue("playwright"))
    except pytest.FixtureLookupError:
        playwright = own_playwright()
    with playwright as started:
        browser = launch(started, browser_path())
        yield browser
        browser.close()


@pytest.fixture
def bus(glue_browser: Browser) -> Iterator[Bus]:
    """The embedded bus of a browser with pages of the app; see docs/testing.md."""
    from dash_glue42.testing import Bus

    bus = Bus(glue_browser)
    yield bus
    bus.close()
