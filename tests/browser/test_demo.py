"""The demo, used as a visitor uses it: through its own buttons and fields."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, expect
from support.dash_app import AppServer

from dash_glue42 import demo

Apps = tuple[Page | FrameLocator, Page | FrameLocator]


@pytest.fixture(params=["side by side", "each in its tab"])
def apps(request: pytest.FixtureRequest, server: AppServer, open_page: Callable[[str], Page]) -> Apps:
    """App A and App B, opened in both ways."""
    server.mount_wsgi("/", demo.server)
    page = open_page("/")
    if request.param == "side by side":
        return page.frame_locator("#app-a"), page.frame_locator("#app-b")
    tabs = []
    for name in ("App A", "App B"):
        with page.expect_popup() as tab:
            page.get_by_text(f"Open {name} in its own tab").click()
        tabs.append(tab.value)
    # Their apps would answer as well.
    page.close()
    # A click on a tab that is behind another one takes its time.
    tabs[0].bring_to_front()
    return tabs[0], tabs[1]


@pytest.mark.dash3
def test_the_demo(apps):
    asking, answering = apps
    sent, received = asking.locator("#invocations li"), answering.locator("#invocations li")
    for app in apps:
        expect(app.locator("#status")).to_have_text("connected, embedded", timeout=15000)

    # Two clicks with the same numbers are two invocations.
    for count in (1, 2):
        asking.get_by_role("button", name="Sum", exact=True).click()
        expect(sent).to_have_count(count)
        expect(received).to_have_count(count)
        expect(asking.locator("#sum-result")).to_have_text("42")
        for rows in (sent, received):
            expect(rows.first).to_contain_text("Sum(a=37, b=5)")
            expect(rows.first.locator("strong")).to_have_text("42")
    expect(sent.first).to_contain_text("to App B")
    expect(received.first).to_contain_text("from App A")

    asking.get_by_label("First number").fill("1.5")
    asking.get_by_role("button", name="Sum", exact=True).click()
    expect(asking.locator("#sum-result")).to_have_text("6.5")

    # What is no number is refused, and the refusal is shown on both sides.
    asking.get_by_label("Second number").fill("")
    asking.get_by_role("button", name="Sum", exact=True).click()
    expect(asking.locator("#sum-result")).to_have_text("The arguments must be numbers!")
    for rows in (sent, received):
        expect(rows).to_have_count(4)
        expect(rows.first).to_contain_text("The arguments must be numbers!")

    asking.get_by_label("Message").fill("Good morning")
    asking.get_by_role("button", name="Send message").click()
    expect(answering.locator("#received")).to_have_text("Good morning")
    expect(asking.locator("#send-result")).to_have_text("Delivered")
    for rows in (sent, received):
        expect(rows).to_have_count(5)
        expect(rows.first).to_contain_text("SendMessage(message='Good morning')")


def test_clicks_in_quick_succession_are_an_invocation_each(server, open_page):
    server.mount_wsgi("/", demo.server)
    page = open_page("/")
    asking, answering = page.frame_locator("#app-a"), page.frame_locator("#app-b")
    for app in (asking, answering):
        expect(app.locator("#status")).to_have_text("connected, embedded", timeout=15000)
    # Faster than any callback, but not in one tick, of which Dash would count one click only.
    asking.locator("body").evaluate(
        """async body => {
            for (let i = 0; i < 10; i++) {
                body.querySelectorAll('#sum, #send').forEach(button => button.click());
                await new Promise(resolve => setTimeout(resolve));
            }
        }"""
    )
    for app in (asking, answering):
        expect(app.locator("#invocations li", has_text=re.compile(r"^Sum"))).to_have_count(10, timeout=15000)
        expect(app.locator("#invocations li", has_text=re.compile(r"^SendMessage"))).to_have_count(10, timeout=15000)


def test_without_the_other_app_the_demo_says_so(server, open_page):
    server.mount_wsgi("/", demo.server)
    page = open_page("/app-a/")
    expect(page.locator("#status")).to_have_text("connected, embedded", timeout=15000)
    page.get_by_role("button", name="Sum", exact=True).click()
    expect(page.locator("#sum-result")).to_contain_text("Sum", timeout=15000)
    expect(page.locator("#invocations li")).to_have_count(1)
