"""Which browser the tests drive, and how it is started."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, Playwright

_USUAL_NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge")
# Where browsers are that are not on PATH, Playwright knows.
_CHANNELS = ("chrome", "msedge")

# Without these Chromium asks its maker's servers for this and that at every start.
_QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def own_playwright() -> AbstractContextManager[Playwright]:
    """Starts Playwright. Raises ImportError, with what to install, if it is not there."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise ImportError('the fixture `bus` needs Playwright: pip install "dash-glue42[testing]"') from error
    return sync_playwright()


def browser_path() -> str | None:
    """CHROME_PATH, else a browser on PATH."""
    return os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, _USUAL_NAMES)), None)


def shell_path() -> str | None:
    """HEADLESS_SHELL_PATH, else an installed headless shell, else the browser. CHROME_PATH alone is for all tests."""
    if shell := os.environ.get("HEADLESS_SHELL_PATH"):
        return shell
    installed = None if "CHROME_PATH" in os.environ else shutil.which("chromium-headless-shell")
    return installed or browser_path()


def launch_args() -> list[str]:
    """The options of its command line."""
    is_root = sys.platform == "linux" and os.getuid() == 0
    return [*_QUIET, *(["--no-sandbox"] if is_root else [])]


def launch(playwright: Playwright, path: str | None, *options: str) -> Browser:
    """Starts the browser with this path; without one an installed browser, else Playwright's own.

    Args:
        playwright: That of this thread.
        path: Of the program.
        *options: More of its command line.

    Raises:
        RuntimeError: There is none; the message says what to install.
    """
    from playwright.sync_api import Error

    choices: list[dict[str, Any]] = [{"executable_path": path}]
    if path is None:
        choices = [*({"channel": channel} for channel in _CHANNELS), {}]
    reasons: list[Error] = []
    for choice in choices:
        try:
            return playwright.chromium.launch(args=[*launch_args(), *options], **choice)
        except Error as error:
            reasons.append(error)
    raise RuntimeError(
        "no browser could be started: install Chrome, Chromium or Edge, name one in CHROME_PATH, or run "
        f"`playwright install chromium`. {reasons[-1].message.splitlines()[0]}"
    ) from reasons[-1]
