"""Firefox as Debian or Mozilla ships it: Playwright drives it over WebDriver BiDi."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Frame, Page, sync_playwright

# Other browsers keep a page that was left in memory for the way back; under a driver Firefox does so only when asked.
KEEPS_LEFT_PAGES = {"fission.bfcacheInParent": True, "browser.sessionhistory.max_total_viewers": 8}


class Firefox:
    """One running browser; its contexts share nothing with each other."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def new_context(self) -> BrowserContext:
        return self._browser.new_context()

    def open_tab(self, page: Page) -> Page:
        """A tab in the window of `page`, so that one of the two is hidden; a new page has a window of its own."""
        with page.context.expect_page() as opened:
            page.evaluate("() => void window.open('about:blank', '_blank', 'noopener')")
        return opened.value

    def frame_of(self, page: Page, id: str) -> Frame | None:
        """By its element, because Firefox may report a frame's name late."""
        return page.wait_for_selector(f"iframe#{id}").content_frame()


def firefox_path() -> str | None:
    """FIREFOX_PATH, else an installed Firefox."""
    return os.environ.get("FIREFOX_PATH") or shutil.which("firefox-esr") or shutil.which("firefox")


@contextmanager
def started_firefox() -> Iterator[Firefox]:
    with sync_playwright() as playwright:
        browser = playwright.firefox.launch(
            channel="moz-firefox", executable_path=firefox_path(), firefox_user_prefs=KEEPS_LEFT_PAGES
        )
        yield Firefox(browser)
        browser.close()
