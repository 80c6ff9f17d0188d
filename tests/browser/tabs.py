"""Tabs, each opened as cheaply as the browser can."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page


def open_tab(context: BrowserContext, url: str) -> Page:
    """
    Shows `url` in a tab of its own. A new page is blank at first, in a process of its own that it then leaves; a
    tab that a page of the same origin opens starts in the process that has compiled the scripts.
    """
    origin = "{0.scheme}://{0.netloc}/".format(urlsplit(url))
    opener = next((page for page in context.pages if page.url.startswith(origin)), None)
    if opener is None:
        page = context.new_page()
        page.goto(url)
        return page
    with context.expect_page() as opened:
        opener.evaluate("url => void window.open(url, '_blank', 'noreferrer')", url)
    opened.value.wait_for_load_state()
    return opened.value
