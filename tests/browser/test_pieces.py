"""The ready-made pieces, in the program of their page: the badge of the connection and the selector of the channel."""

from collections.abc import Callable

import pytest
from console import Console
from flask import Response
from playwright.sync_api import BrowserContext, Page, expect
from support.axe import findings, load_axe
from support.dash_app import AppServer
from support.documented import programs, run

from dash_glue42.testing._workers import without_bus

DOCS = "docs/pieces.md"
LOST = "The connection to the Glue42 bus was lost"
LEAVES = "() => dash_clientside.set_props('channels', {leave: {}})"


@pytest.fixture
def open_program(server: AppServer, open_page: Callable[[str], Page]) -> Callable[[], Page]:
    [program] = programs(DOCS)
    app = run(program, DOCS)["app"]
    hashes = " ".join(app.csp_hashes())

    @app.server.after_request
    def restrict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = f"script-src 'self' {hashes}"
        return response

    server.mount(app)
    return lambda: open_page("/")


@pytest.mark.dash3
@pytest.mark.cold
def test_the_program_under_a_strict_policy(open_program, context: BrowserContext, server: AppServer, console: Console):
    one, other = open_program(), open_program()
    for page in (other, one):
        page.bring_to_front()
        expect(page.get_by_role("status")).to_have_text("Connected", timeout=15000)
        expect(page.get_by_role("status")).to_have_attribute("data-status", "connected")
        expect(page.locator("#my")).to_have_text("On no channel")
        selector = page.get_by_role("group", name="Channel")
        expect(selector).to_contain_text("No channel")
        selector.locator(".dash-dropdown").click()
        page.get_by_text("Red", exact=True).click()
        expect(page.locator("#my")).to_have_text("Red: nothing yet")
        expect(selector).to_contain_text("Red")
        expect(selector.locator(".dash-glue42-swatch")).to_have_css("background-color", "rgb(255, 0, 0)")
    one.click("#publish")
    for page in (one, other):
        expect(page.locator("#my")).to_have_text("Red: AAPL")

    # The selector follows what the app's own callbacks do.
    one.evaluate(LEAVES)
    expect(one.get_by_role("group", name="Channel")).to_contain_text("No channel")
    expect(one.locator("#my")).to_have_text("On no channel")
    expect(other.get_by_role("group", name="Channel")).to_contain_text("Red")

    console.expect(LOST)
    console.allow("its script .* could not be loaded")
    with without_bus(context, server.origin):
        for page in (one, other):
            expect(page.get_by_role("status")).to_contain_text("Reconnecting")
            expect(page.get_by_role("status").locator(".dash-glue42-error")).not_to_be_empty()
    for page in (one, other):
        expect(page.get_by_role("status")).to_have_text("Connected")


def test_by_keyboard_and_without_findings_of_axe(open_program):
    page = open_program()
    expect(page.get_by_role("status")).to_have_text("Connected", timeout=15000)
    selector = page.get_by_role("group", name="Channel")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    # The channels come a moment after the connection, and the list takes the focus when it has opened.
    expect(page.get_by_role("radio", name="Green", exact=True)).to_be_visible()
    expect(page.locator("input[type=radio]:focus")).to_have_value("")
    for key, value in (("ArrowDown", "Red"), ("ArrowDown", "Green")):
        page.keyboard.press(key)
        expect(page.locator("input[type=radio]:focus")).to_have_value(value)
    page.keyboard.press("Enter")
    expect(page.locator("#my")).to_have_text("Green: nothing yet")
    expect(selector).to_contain_text("Green")
    load_axe(page)
    assert findings(page, "header") == []
