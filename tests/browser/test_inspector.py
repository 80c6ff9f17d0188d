"""The inspector: what the page does on the bus, in Dash's dev tools and by `glue42dash.inspect()`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from console import Console
from dash import Dash, Input
from flask import Response
from playwright.sync_api import Locator, Page, expect
from support.axe import findings, load_axe
from support.dash_app import PATIENCE, AppServer, new_app
from support.documented import programs, run

import dash_glue42 as glue
from dash_glue42 import fdc3
from dash_glue42._dash_version import dash_version

DOCS = "docs/inspector.md"
VIEWS = ["Invocations", "Methods", "Contexts", "Channels", "Streams", "FDC3", "Connection"]

needs_dev_tools = pytest.mark.skipif(dash_version() < (3, 2), reason="dev tools take no buttons before Dash 3.2")


class Inspector:
    """The panel in a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.panel = page.get_by_role("region", name="Glue42 inspector")
        self.rows = self.panel.locator("tbody tr")
        self.detail = self.panel.get_by_role("region", name="Detail")

    def row(self, *texts: str) -> Locator:
        rows = self.rows
        for text in texts:
            rows = rows.filter(has_text=text)
        return rows

    def view(self, name: str) -> None:
        self.panel.get_by_role("tab", name=name).click()


@pytest.fixture
def orders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dash:
    """The app of the page of the documentation, without the styles of this folder."""
    monkeypatch.chdir(tmp_path)
    return run(programs(DOCS)[0], DOCS)["app"]


@pytest.fixture
def open_orders(orders: Dash, server: AppServer, open_page: Callable[[str], Page]) -> Callable[..., Page]:
    def open_orders(*, debug: bool) -> Page:
        orders.enable_dev_tools(debug=debug, dev_tools_hot_reload=False, dev_tools_disable_version_check=True)
        server.mount(orders)
        page = open_page("/")
        page.evaluate("async () => void (await glue42dash.glueInstancePromise)")
        return page

    return open_orders


def place_orders(page: Page) -> None:
    page.get_by_role("button", name="Place orders").click()
    expect(page.locator("#log")).to_have_text("buy 300 TSCO.L", timeout=PATIENCE * 1000)


def grant_clipboard(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])


def copied(page: Page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


@needs_dev_tools
def test_the_button_opens_what_came_in_and_went_out(open_orders: Callable[..., Page], tmp_path: Path):
    page = open_orders(debug=True)
    page.set_viewport_size({"width": 1400, "height": 860})
    place_orders(page)
    # Of the refused order: what came in, and what went out.
    page.get_by_role("button", name="Bus: connected, 2 failed").click()
    inspector = Inspector(page)
    expect(inspector.row("PlaceOrder")).to_have_count(6)
    expect(inspector.row("›", "update", "Portfolio")).to_have_count(1)
    inspector.row("⇣", "1200", "error").click()
    for text in ("No more than 1000 at a time.", "1 in the queue", "queued", "returned", 'MethodRegister "order"'):
        expect(inspector.detail).to_contain_text(text)
    # The picture in the documentation is this one.
    page.screenshot(path=tmp_path / "light.png")

    page.keyboard.press("/")
    page.keyboard.type("1200 error")
    expect(inspector.rows).to_have_count(2)
    grant_clipboard(page)
    inspector.detail.get_by_role("button", name="Copy as Python").click()
    expect(inspector.detail).to_contain_text("Done.")
    assert copied(page) == 'glue.call("PlaceOrder", side="buy", quantity=1200, symbol="TSCO.L")'
    inspector.detail.get_by_role("button", name="Invoke again").click()
    expect(inspector.rows).to_have_count(4)

    page.set_viewport_size({"width": 700, "height": 860})
    page.emulate_media(color_scheme="dark")
    page.keyboard.press("Escape")
    expect(inspector.panel).to_have_count(0)
    page.keyboard.press("Alt+Shift+G")
    expect(inspector.panel).to_be_visible()


@needs_dev_tools
def test_the_records_and_the_open_panel_survive_a_reload_and_a_folded_bar(open_orders: Callable[..., Page]):
    page = open_orders(debug=True)
    place_orders(page)
    inspector = Inspector(page)
    page.get_by_role("button", name="Bus: connected, 2 failed").click()
    expect(inspector.row("PlaceOrder")).to_have_count(6)
    page.locator(".dash-debug-menu__toggle").click()
    expect(page.locator("#dash-glue42-bus-button")).to_have_count(0)
    expect(inspector.row("PlaceOrder")).to_have_count(6)
    page.locator(".dash-debug-menu__toggle").click()
    page.reload()
    expect(inspector.row("PlaceOrder")).to_have_count(6, timeout=PATIENCE * 1000)
    expect(page.get_by_role("button", name="Bus: connected")).to_be_visible()


@needs_dev_tools
def test_every_view_is_without_findings_of_axe_in_both_themes(open_orders: Callable[..., Page]):
    page = open_orders(debug=True)
    place_orders(page)
    page.evaluate("glue42dash.inspect()")
    load_axe(page)
    inspector = Inspector(page)
    found = {}
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for view in VIEWS:
            inspector.view(view)
            if view not in ("Streams", "FDC3"):
                inspector.rows.first.click()
                expect(inspector.detail).to_be_visible()
            found[theme, view] = findings(page, "#dash-glue42-inspector")
    assert found == {key: [] for key in found}


def strict(app: Dash) -> None:
    """Only scripts and styles of the app's own, but for what Dash itself writes into its pages."""
    hashes = " ".join(app.csp_hashes())

    @app.server.after_request
    def restrict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = f"script-src 'self' {hashes}; style-src 'self'"
        return response


def test_it_opens_by_a_call_in_production_under_a_strict_policy(
    orders: Dash, open_orders: Callable[..., Page], console: Console
):
    strict(orders)
    # Dash's own renderer and its components put styles into the page.
    console.allow("style-src 'self'")
    page = open_orders(debug=False)
    scripts = "[...document.scripts].map(({src}) => src).filter(src => src.includes('inspector')).length"
    assert page.evaluate(scripts) == 0
    page.keyboard.press("Alt+Shift+G")
    styles = len(console.lines("style-src"))
    page.evaluate("glue42dash.inspect()")
    inspector = Inspector(page)
    expect(inspector.panel).to_be_visible()
    expect(inspector.panel).to_have_css("position", "fixed")
    assert page.evaluate(scripts) == 1
    place_orders(page)
    inspector.row("⇡", "1200", "error").click()
    expect(inspector.detail).to_contain_text("No more than 1000 at a time.")
    inspector.view("Contexts")
    inspector.row("Portfolio").click()
    expect(inspector.detail).to_contain_text('"Acme"')
    inspector.detail.get_by_role("button", name="Edit").click()
    inspector.detail.get_by_label("New data").fill('{"lots": 4}')
    page.keyboard.press("Control+Enter")
    expect(inspector.detail.locator("ins")).to_have_text("4")
    inspector.view("Methods")
    inspector.row("PlaceOrder").click()
    inspector.detail.get_by_label("Arguments").fill('{"side": "sell", "quantity": 7}')
    page.keyboard.press("Control+Enter")
    expect(inspector.detail.get_by_label("Result")).to_contain_text("days: 2")
    assert len(console.lines("style-src")) == styles


PUSH_PRICES = """
async () => {
    const {interop} = glue42dash.glueInstance;
    const stream = await interop.createStream('Prices');
    await new Promise(resolve => {
        const wait = () => (stream.subscriptions().length === 2 ? resolve() : setTimeout(wait, 20));
        wait();
    });
    for (let n = 0; n < 30; n++) {
        stream.push({symbol: `S${n % 3}`, n});
    }
}
"""


def test_streams_and_intents_of_the_page_are_shown(server: AppServer, open_page: Callable[[str], Page]):
    app = new_app("/", title="Prices")
    app.layout = glue.Glue42(
        [
            glue.StreamSubscribe(id="newest", definition="Prices", conflateBy="symbol", intervalMs=500),
            glue.StreamSubscribe(id="few", definition="Prices", maxPending=10, intervalMs=500),
            glue.Fdc3IntentListener(id="chart", intent="ViewChart"),
        ]
    )
    for id in ("newest", "few"):
        app.callback(Input(id, "data"), prevent_initial_call=True)(lambda data: None)
    fdc3.on_intent("chart", app=app)(lambda context: None)
    server.mount(app)
    page = open_page("/")
    page.evaluate("async () => void (await glue42dash.glueInstancePromise)")
    page.evaluate("glue42dash.inspect()")
    inspector = Inspector(page)
    inspector.view("Streams")
    page.evaluate(PUSH_PRICES)
    # The first item goes at once, the others together half a second later: the newest of each symbol, the last ten.
    figures = {"newest": ["4", "26", "0"], "few": ["11", "0", "19"]}
    for id, (items, conflated, dropped) in figures.items():
        cells = inspector.row(f'StreamSubscribe "{id}"').locator("td")
        expect(cells.nth(2)).to_have_text(items, timeout=PATIENCE * 1000)
        expect(cells.nth(6)).to_have_text(conflated)
        expect(cells.nth(7)).to_have_text(dropped)
    inspector.view("FDC3")
    inspector.row('Fdc3IntentListener "chart"').click()
    expect(inspector.detail).to_contain_text('intent: "ViewChart"')
    expect(inspector.panel.locator("dl", has_text="ViewChart")).to_contain_text("Prices")
