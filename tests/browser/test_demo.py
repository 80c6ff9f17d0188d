"""The demo, used as a visitor uses it: through its own buttons and fields."""

import inspect
import re
from collections.abc import Callable

import pytest
from console import Console
from playwright.sync_api import FrameLocator, Page, expect
from support.axe import findings, load_axe
from support.dash_app import PATIENCE, AppServer

from dash_glue42 import demo
from dash_glue42.demo import blotter

LOST = "The connection to the Glue42 bus was lost"

ORDERS = """
async (count) => {
    const place = () =>
        glue42dash.glueInstance.interop.invoke('PlaceOrder', {client: 'Acme', symbol: 'ASML', quantity: 1});
    return (await Promise.all(Array.from({length: count}, place))).length;
}
"""


class Desk:
    """The page of the demo, with its apps in frames."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clients, self.portfolio, self.blotter = (self.frame(name) for name in ("Clients", "Portfolio", "Blotter"))
        self.steps = page.locator("#rows li")
        # All apps are there, and are on the bus.
        expect(self.portfolio.locator("#client")).to_contain_text("Nordlys Pension Fund", timeout=PATIENCE * 1000)
        expect(self.buy).to_be_enabled(timeout=PATIENCE * 1000)
        expect(self.portfolio.locator("#rows tr")).to_have_count(5)
        expect(page.locator("#rate")).to_contain_text("Prices: ", timeout=PATIENCE * 1000)
        # Without a price the blotter refuses an order.
        [orders] = [frame for frame in page.frames if "/blotter/" in frame.url]
        orders.wait_for_function("() => dash_component_api.getLayout('prices').props.latest?.ASML")

    def frame(self, title: str) -> FrameLocator:
        return self.page.frame_locator(f"iframe[title={title}]")

    def button(self, name: str):
        return self.page.get_by_role("button", name=name)

    @property
    def buy(self):
        return self.portfolio.get_by_role("button", name="Buy")

    def pick(self, client: str) -> None:
        self.clients.get_by_role("button", name=client).click()


@pytest.fixture
def open_desk(server: AppServer, open_page: Callable[[str], Page]) -> Callable[[], Desk]:
    server.mount_wsgi("/", demo.server)
    return lambda: Desk(open_page("/"))


def test_a_visit(open_desk: Callable[[], Desk]):
    desk = open_desk()
    # By keyboard.
    desk.clients.get_by_role("button", name="Banque Vauban").focus()
    desk.page.keyboard.press("Enter")
    expect(desk.portfolio.locator("#client")).to_contain_text("Banque Vauban")
    expect(desk.clients.get_by_role("button", pressed=True)).to_have_text("Banque Vauban")
    step = desk.steps.filter(has_text="Banque Vauban")
    expect(step).to_contain_text("Clients → channel Red")
    expect(step).to_contain_text(re.compile(r"publish[\d.]+ ms"))

    desk.buy.click()
    expect(desk.portfolio.locator("#answer")).to_contain_text(re.compile(r"Bought 100 ASML at [\d.]+"))
    order = desk.blotter.locator("#rows tr")
    expect(order).to_contain_text("Banque Vauban")
    expect(desk.steps.filter(has_text="PlaceOrder")).to_contain_text("Portfolio → Blotter")

    # What the bus answers, beside the very lines that answered.
    desk.portfolio.get_by_label("Quantity").fill("-5")
    desk.buy.click()
    refusal = desk.portfolio.locator("#refusal")
    expect(refusal.locator("p")).to_have_text('Argument "quantity": Input should be greater than 0 (got "-5").')
    source = inspect.getsource(blotter.place_order)
    assert refusal.locator("pre").text_content() == source
    assert len(source.splitlines()) == 6
    expect(order).to_have_count(1)

    desk.button("Close Blotter").click()
    expect(desk.buy).to_be_disabled()
    expect(desk.portfolio.locator("#answer")).to_have_text("No app takes orders: open Blotter.")
    desk.button("Open it here").click()
    expect(desk.buy).to_be_enabled(timeout=PATIENCE * 1000)
    # The session has kept the order.
    expect(order).to_contain_text("Banque Vauban")


def test_apps_follow_on_their_channel_in_a_window_too(open_desk: Callable[[], Desk]):
    desk = open_desk()
    selector = desk.blotter.get_by_role("group", name="Channel")
    desk.buy.click()
    expect(desk.blotter.locator("#rows tr")).to_have_count(1)
    selector.locator(".dash-dropdown").click()
    desk.blotter.get_by_text("Red", exact=True).click()
    desk.pick("Tasman Super")
    expect(desk.blotter.locator("#note")).to_contain_text("No orders of Tasman Super yet.")

    with desk.page.expect_popup() as opened:
        desk.button("Portfolio in a window of its own").click()
    window = opened.value
    expect(desk.page.get_by_text("Portfolio is in a window of its own.")).to_be_visible()
    expect(window.locator("#client")).to_contain_text("Tasman Super", timeout=PATIENCE * 1000)
    desk.page.bring_to_front()
    desk.pick("Harbour & Stone")
    expect(window.locator("#client")).to_contain_text("Harbour & Stone")

    # An app on another channel does not follow.
    selector = desk.clients.get_by_role("group", name="Channel")
    selector.locator(".dash-dropdown").click()
    desk.clients.get_by_text("Blue", exact=True).click()
    expect(selector).to_contain_text("Blue")
    desk.pick("Alpenrose Stiftung")
    expect(desk.steps.first).to_contain_text("Clients → channel Blue")
    expect(window.locator("#client")).to_contain_text("Harbour & Stone")


@pytest.mark.cold
def test_a_bus_that_is_killed_comes_back_with_nothing_lost(open_desk: Callable[[], Desk], console: Console):
    desk = open_desk()
    console.expect(LOST)
    desk.pick("Sakura Mutual Life")
    expect(desk.portfolio.locator("#client")).to_contain_text("Sakura Mutual Life")
    status = desk.page.locator("header").get_by_role("status")
    desk.page.evaluate(
        """() => {
            const badge = document.querySelector('header [role=status]');
            window.states = [];
            new MutationObserver(() => states.push(badge.dataset.status)).observe(badge, {attributes: true});
        }"""
    )
    desk.button("Kill the bus").click()
    expect(desk.steps.filter(has_text="The bus has died")).to_have_count(1)
    expect(desk.steps.filter(has_text=re.compile(r"The bus is back after \d+ ms"))).to_have_count(1)
    expect(status).to_have_text("Connected")
    assert desk.page.evaluate("states.slice(0, 1)") == ["disconnected"]
    # The order that was placed while there was no bus, the channel with its client, and the prices.
    orders = desk.blotter.locator("#rows tr")
    expect(orders).to_contain_text("House account", timeout=PATIENCE * 1000)
    # Those that come at once, too.
    assert desk.page.evaluate(ORDERS, 9) == 9
    expect(orders).to_have_count(10)
    expect(desk.portfolio.locator("#client")).to_contain_text("Sakura Mutual Life")
    desk.pick("Maple Teachers' Plan")
    expect(desk.portfolio.locator("#client")).to_contain_text("Maple Teachers' Plan")
    before = desk.portfolio.locator("#client strong").inner_text()
    expect(desk.portfolio.locator("#client strong")).not_to_have_text(before)


def test_every_width_and_both_themes_are_without_findings_of_axe(open_desk: Callable[[], Desk]):
    desk = open_desk()
    desk.portfolio.get_by_label("Quantity").fill("many")
    desk.buy.click()
    expect(desk.portfolio.locator("#refusal pre")).to_be_visible()
    found = {}
    load_axe(*desk.page.frames)
    for theme in ("light", "dark"):
        for width in (1280, 768, 420):
            desk.page.set_viewport_size({"width": width, "height": 820})
            for frame in desk.page.frames:
                found[theme, width, frame.name or frame.url] = findings(frame)
        desk.button("Light or dark").click()
        expect(desk.page.locator("html")).to_have_attribute("data-theme", "dark" if theme == "light" else "light")
        expect(desk.portfolio.locator("html")).to_have_attribute("data-theme", "dark" if theme == "light" else "light")
    assert {key: value for key, value in found.items() if value} == {}
