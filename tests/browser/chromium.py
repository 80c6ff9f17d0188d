"""Which browsers the tests drive, and how they are started."""

import os
import shutil
import sys

USUAL_NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge")

# Without these Chromium asks its maker's servers for this and that at every start.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def browser_path() -> str | None:
    """CHROME_PATH, else an installed browser, else Playwright's own."""
    return os.environ.get("CHROME_PATH") or next(filter(None, map(shutil.which, USUAL_NAMES)), None)


def shell_path() -> str | None:
    """HEADLESS_SHELL_PATH, else an installed headless shell, else the browser. CHROME_PATH alone is for all tests."""
    if shell := os.environ.get("HEADLESS_SHELL_PATH"):
        return shell
    installed = None if "CHROME_PATH" in os.environ else shutil.which("chromium-headless-shell")
    return installed or browser_path()


def launch_args() -> list[str]:
    is_root = sys.platform == "linux" and os.getuid() == 0
    return [*QUIET, *(["--no-sandbox"] if is_root else [])]
