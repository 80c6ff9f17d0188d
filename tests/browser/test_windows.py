"""`Windows`: those of the browser on the embedded bus, those of the platform inside one."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from caller import POLLING, Caller
from console import Console
from dash import Dash, Input, Output, html
from flask import Response
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Playwright
from support.dash_app import AppServer, Calls, new_app
from support.platform_page import HOST, platform_pages

from dash_glue42 import Glue42, MethodRegister, Windows
from dash_glue42.testing._chromium import browser_path, launch_args


@pytest.fixture(scope="module")
def users_browser(playwright: Playwright) -> Iterator[Browser]:
    """One that blocks pop-ups, as users have it: Playwright's own does not."""
    flags = {"args": launch_args(), "ignore_default_args": ["--disable-popup-blocking"]}
    browser = playwright.chromium.launch(executable_path=browser_path(), **flags)
    yield browser
    browser.close()


@pytest.fixture
def context(request: pytest.FixtureRequest, browser: Browser, server: AppServer) -> Iterator[BrowserContext]:
    """Its windows have the sizes that pages ask for."""
    is_users = getattr(request, "param", None) == "that blocks pop-ups"
    context = (request.getfixturevalue("users_browser") if is_users else browser).new_context(no_viewport=True)
    context.set_default_timeout(20000)
    yield context
    context.close()


in_a_browser_that_blocks_popups = pytest.mark.parametrize("context", ["that blocks pop-ups"], indirect=True)


SIZE = {"width": 500, "height": 300, "left": 40, "top": 50}
ASKED = {"name": "one", "url": "../other/?n=1", "options": {**SIZE, "title": "Not mine to set"}}
# Written by the layout: no click has come before it.
UNASKED = {"name": "unasked", "url": "/other/"}

# A platform that starts by itself with the app in a frame: what a test does in a page counts as a click there.
HOST_WITH_FRAME = (
    HOST
    + """
<script>
    start().then(() => document.body.append(Object.assign(document.createElement('iframe'), {src: '/desk/'})));
</script>
"""
)


class Desk:
    """The app at /desk/, whose button opens a window by a callback."""

    def __init__(self, server: AppServer, asked: dict[str, Any] = ASKED, **props: Any) -> None:
        self.opened = Calls()
        self.errors = Calls()
        app: Dash = new_app("/desk/", title="Desk")
        app.layout = Glue42([html.Button("go", id="go"), Windows(id="w", **props)], id="glue")
        app.callback(Output("w", "open"), Input("go", "n_clicks"), prevent_initial_call=True)(lambda _: asked)
        app.callback(Input("w", "opened"), prevent_initial_call=True)(self.opened.add)
        app.callback(Input("w", "error"), prevent_initial_call=True)(self.errors.add)
        server.mount(app)
        other = new_app("/other/", title="Other")
        other.layout = Glue42([html.H1("Other"), MethodRegister(id="m", definition="Other")], id="glue")
        server.mount(other)

    def write(self, page: Page | Frame, *commands: Any) -> None:
        """All in one tick."""
        page.evaluate(
            "text => JSON.parse(text).forEach(open => dash_clientside.set_props('w', {open}))", json.dumps(commands)
        )

    def expect_blocked(self, message: str) -> None:
        """The error about the window that nobody clicked for."""
        self.errors.wait_until_ended(1)
        error = self.errors.values[0]
        assert error["operation"] == "open"
        assert error["message"].startswith(f'Windows "w": open: {message}')
        assert self.opened.values == []


def check_size(popup: Page) -> None:
    popup.locator("h1").wait_for()
    width, height, left, top = popup.evaluate("[innerWidth, innerHeight, screenX, screenY]")
    assert (width, left, top) == (SIZE["width"], SIZE["left"], SIZE["top"])
    # Without a screen Chromium gives one pixel less.
    assert abs(height - SIZE["height"]) <= 1


@in_a_browser_that_blocks_popups
def test_a_click_opens_a_window_of_the_asked_size_and_without_one_the_browser_blocks_it_which_is_an_error(
    server: AppServer, open_page: Callable[[str], Page], context: BrowserContext, console: Console
) -> None:
    console.expect("blocked the window as a pop-up")
    desk = Desk(server, open=UNASKED)
    page = open_page("/desk/")
    desk.expect_blocked("The browser blocked the window as a pop-up. Each click")
    with context.expect_page() as popup:
        page.click("#go")
    check_size(popup.value)
    desk.opened.wait_until_ended(1)
    [opened] = desk.opened.values
    assert (opened["name"], opened["url"]) == ("one", f"{server.origin}/other/?n=1")
    desk.errors.wait_until_ended(2)
    assert desk.errors.values[1] is None


def test_where_popups_are_allowed_each_window_is_told_and_is_on_the_bus(
    server: AppServer, open_page: Callable[[str], Page], context: BrowserContext, console: Console
) -> None:
    desk = Desk(server)
    page = open_page("/desk/")
    caller = Caller(page)
    desk.write(page, *({"name": name, "url": f"/other/?{name}"} for name in ("a", "b", "c")))
    desk.opened.wait_until_ended(3)
    assert [opened["name"] for opened in desk.opened.values] == ["a", "b", "c"]
    assert len({opened["id"] for opened in desk.opened.values}) == 3
    caller.wait_for_method("Other")

    console.expect('A window named "b" is open already', "must be the address of a page")
    desk.write(page, {"name": "b", "url": "/other/"})
    desk.errors.wait_until_ended(1)
    desk.write(page, {"name": "d", "url": "javascript:document.body.remove()"})
    desk.errors.wait_until_ended(2)
    for opened in context.pages[1:]:
        opened.close()
    # Its own browser tells the page a moment later.
    page.wait_for_function("glue42dash.glueInstance.windows.list().length === 0")
    desk.write(page, {"name": "b", "url": "/other/"})
    desk.opened.wait_until_ended(4)
    assert desk.opened.values[3]["id"] != desk.opened.values[1]["id"]
    assert page.locator("#go").is_visible()


@in_a_browser_that_blocks_popups
def test_in_the_browser_platform_the_platform_opens_them_and_what_the_browser_blocks_is_an_error(
    server: AppServer, open_page: Callable[[str], Page], context: BrowserContext, console: Console
) -> None:
    console.expect("blocked the window as a pop-up of the platform page")
    pages = platform_pages()
    pages.add_url_rule("/platform/framing", "framing", lambda: Response(HOST_WITH_FRAME, mimetype="text/html"))
    server.mount_wsgi("/platform/", pages)
    desk = Desk(server, open=UNASKED)
    host = open_page("/platform/framing")
    desk.expect_blocked("The browser blocked the window as a pop-up of the platform page.")
    with context.expect_page() as popup:
        host.frame_locator("iframe").locator("#go").click()
    check_size(popup.value)
    assert popup.value.url == f"{server.origin}/other/?n=1"
    desk.opened.wait_until_ended(1)
    [opened] = desk.opened.values
    assert host.evaluate("id => glue.windows.findById(id).name", opened["id"]) == opened["name"] == "one"
    # The opened app is in the platform as well.
    popup.value.wait_for_function("glue42dash.glueInstance?.windows.my()?.name === 'one'", polling=POLLING)

    console.expect('a window named "one" is open already')
    desk.errors.wait_until_ended(2)
    desk.write(host.frames[1], ASKED)
    desk.errors.wait_until_ended(3)
    taken = 'open: a window named "one" is open already: close it, or open this one under another name.'
    assert desk.errors.values[2]["message"].endswith(taken)


@in_a_browser_that_blocks_popups
def test_a_window_of_another_origin_does_not_know_who_opened_it(
    server: AppServer, open_page: Callable[[str], Page], context: BrowserContext, console: Console
) -> None:
    foreign = AppServer()
    foreign.mount_wsgi("/platform/", platform_pages())
    address = f"{foreign.origin}/platform/plain"
    console.expect("blocked the window as a pop-up")
    desk = Desk(server, {"name": "foreign", "url": address}, open={"name": "unasked", "url": address})
    page = open_page("/desk/")
    desk.expect_blocked("The browser blocked the window as a pop-up. Each click")
    with context.expect_page() as popup:
        page.click("#go")
    window = popup.value
    window.wait_for_url(address)
    assert window.evaluate("opener") is None
    desk.opened.wait_until_ended(1)
    [opened] = desk.opened.values
    assert (opened["name"], opened["url"]) == ("foreign", address)
    # It is known all the same when it goes, and its name is free again.
    known = "id => !!glue42dash.glueInstance.windows.findById(id)"
    assert page.evaluate(known, opened["id"])
    window.close()
    page.wait_for_function(f"id => !({known})(id)", arg=opened["id"], polling=POLLING)
    with context.expect_page():
        page.click("#go")
    desk.opened.wait_until_ended(2)
    foreign.stop()


def test_a_window_of_the_apps_own_origin_knows_who_opened_it(
    server: AppServer, open_page: Callable[[str], Page], context: BrowserContext
) -> None:
    desk = Desk(server)
    page = open_page("/desk/")
    with context.expect_page() as popup:
        page.click("#go")
    popup.value.locator("h1").wait_for()
    assert popup.value.evaluate("opener.location.pathname") == "/desk/"
    desk.opened.wait_until_ended(1)
