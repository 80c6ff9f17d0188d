"""The browser of the fixture `bus`: which one is started, and what is said where there is none."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Error

from dash_glue42.testing._chromium import browser_path, launch, own_playwright


def playwright_with(*installed: str) -> Any:
    """Playwright on a machine with these browsers."""

    def start(args: list[str], executable_path: str | None = None, channel: str = "own") -> str:
        browser = executable_path or channel
        if browser not in installed:
            raise Error(f"no {browser} is installed\nat all")
        return browser

    return SimpleNamespace(chromium=SimpleNamespace(launch=start))


@pytest.mark.skipif(sys.platform == "win32", reason="programs have other names there")
def test_a_browser_on_path_comes_first(monkeypatch, tmp_path):
    monkeypatch.delenv("CHROME_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser_path() is None
    (tmp_path / "chromium").touch(0o755)
    assert browser_path() == str(tmp_path / "chromium")
    monkeypatch.setenv("CHROME_PATH", "/mine")
    assert browser_path() == "/mine"
    assert launch(playwright_with("/mine", "chrome"), "/mine") == "/mine"


@pytest.mark.parametrize("installed", [["chrome", "msedge", "own"], ["msedge", "own"], ["own"]], ids=str)
def test_without_one_on_path_playwright_looks_for_it(installed):
    assert launch(playwright_with(*installed), None) == installed[0]


def test_without_any_an_error_says_what_to_install():
    with pytest.raises(RuntimeError, match=r"install Chrome, .*`playwright install chromium`\. no own is installed$"):
        launch(playwright_with(), None)
    with pytest.raises(RuntimeError, match=r"no /mine is installed$"):
        launch(playwright_with("chrome"), "/mine")


def test_without_playwright_an_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(ImportError, match=r'pip install "dash-glue42\[testing\]"'):
        own_playwright()
