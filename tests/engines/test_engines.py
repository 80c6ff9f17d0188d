"""What depends on the browser's engine, in one that is not Chromium."""

from collections.abc import Callable
from typing import Any

import pytest
from member import POLLING, check_both_ways, wait_for_status
from mortal_worker import END_OF_WORKER
from support.dash_app import AppServer
from support.platform_page import platform_pages

from dash_glue42 import demo

HAS_TEXT = "([selector, text]) => document.querySelector(selector)?.textContent.includes(text)"
IS_AT = "path => location.pathname === path && document.readyState === 'complete'"
ADD_FRAME = """
name => new Promise(resolve => {
    const frame = document.createElement('iframe');
    Object.assign(frame, {id: name, name, src: `/${name}/`, onload: () => resolve()});
    document.body.append(frame);
})
"""
HAS_LOADED = """
ids => ids.map(id => document.getElementById(id)?.contentDocument).every(
    page => page?.URL !== 'about:blank' && page?.readyState === 'complete')
"""


@pytest.fixture
def open_page(context: Any, server: AppServer) -> Callable[[str], Any]:
    """Opens a page of the server in a window of its own."""

    def open_page(path: str) -> Any:
        page = context.new_page()
        page.goto(server.origin + path)
        return page

    return open_page


@pytest.fixture
def pair(members: None, open_page: Callable[[str], Any]) -> tuple[Any, Any]:
    """The pages of two apps, once they are connected."""
    pages = open_page("/one/"), open_page("/other/")
    for page in pages:
        wait_for_status(page, "connected, embedded")
    return pages


def test_the_demo(engine, server, open_page):
    server.mount_wsgi("/", demo.server)
    page = open_page("/")
    names = ["app-clients", "app-portfolio", "app-blotter"]
    page.wait_for_function(HAS_LOADED, arg=names, polling=POLLING)
    clients, portfolio, blotter = (engine.frame_of(page, name) for name in names)

    def wait_for(view: Any, selector: str, text: str) -> None:
        view.wait_for_function(HAS_TEXT, arg=[selector, text], polling=POLLING)

    wait_for(portfolio, "#client", "Nordlys Pension Fund")
    clients.click("tbody tr:nth-child(3) button")
    wait_for(portfolio, "#client", "Lindqvist Family Office")
    portfolio.wait_for_function("() => !document.querySelector('#buy').disabled", polling=POLLING)
    portfolio.click("#buy")
    wait_for(blotter, "#rows", "Lindqvist Family Office")
    page.click("#kill")
    wait_for(page, "#rows", "The bus is back")
    wait_for(blotter, "#rows", "House account")


@pytest.mark.parametrize("n", range(5))
def test_the_first_page_of_a_fresh_profile_connects(n, members, open_page):
    wait_for_status(open_page("/one/"), "connected, embedded")


def test_a_page_is_back_on_the_bus_after_each_reload(pair):
    one, other = pair
    for n in range(3):
        one.reload()
        wait_for_status(one, "connected, embedded")
        check_both_ways(one, other, n)


def test_a_page_is_back_on_the_bus_when_the_user_goes_back_to_it(pair, server):
    one, other = pair
    for n in range(3):
        one.goto(f"{server.origin}/other/_favicon.ico")
        # Not the driver's own command: Playwright waits for a page to load, which one out of memory does not.
        one.evaluate("() => void setTimeout(() => history.back())")
        one.wait_for_function(IS_AT, arg="/one/", polling=POLLING)
        wait_for_status(one, "connected, embedded")
        check_both_ways(one, other, n)


def test_a_hidden_page_answers_and_is_answered(engine, members, open_page, server):
    one = open_page("/one/")
    wait_for_status(one, "connected, embedded")
    other = engine.open_tab(one)
    other.goto(f"{server.origin}/other/")
    wait_for_status(other, "connected, embedded")
    visibility = [page.evaluate("() => document.visibilityState") for page in (one, other)]
    assert sorted(visibility) == ["hidden", "visible"]
    for n in range(3):
        check_both_ways(one, other, n)


def test_pages_start_a_new_worker_when_theirs_has_died(pair):
    one, other = pair
    peer = "() => glue42dash.glueInstance?.interop.instance.peerId"
    for n in range(3):
        before = [page.evaluate(peer) for page in pair]
        one.evaluate(END_OF_WORKER)
        for page, old in zip(pair, before, strict=True):
            page.wait_for_function(f"old => ![old, undefined].includes(({peer})())", arg=old, polling=POLLING)
            wait_for_status(page, "connected, embedded")
        check_both_ways(one, other, n)


def test_the_frames_of_a_platform_are_on_its_bus(engine, server, members, open_page):
    server.mount_wsgi("/platform/", platform_pages())
    host = open_page("/platform/host")
    host.evaluate("() => start()")
    frames = []
    for name in ("one", "other"):
        host.evaluate(ADD_FRAME, name)
        frames.append(engine.frame_of(host, name))
        wait_for_status(frames[-1], "connected, browser")
    for n in range(3):
        check_both_ways(*frames, n)
    names = "() => glue.interop.methods().map(method => method.name).filter(name => /^(one|other)$/.test(name)).sort()"
    assert host.evaluate(names) == ["one", "other"]
