"""The inspector: what the page does on the bus, in Dash's dev tools and by `glue42dash.inspect()`."""

from collections.abc import Callable
from typing import Any

import pytest
from console import Console
from dash import Dash, Input, Output, html
from playwright.sync_api import Locator, Page, expect
from support.dash_app import AppServer, new_app

import dash_glue42 as glue


def orders_app() -> Dash:
    """Takes orders, and places three with itself: one of them is refused."""
    app = new_app("/orders/", title="Orders")
    accepts = "String side, Int quantity, String? symbol"
    app.layout = glue.Glue42(
        [
            html.H1("Orders"),
            glue.MethodRegister(id="order", definition={"name": "PlaceOrder", "accepts": accepts}, returns=True),
            glue.MethodInvoke(id="buy"),
            glue.Contexts(id="contexts"),
            html.Button("Buy", id="go"),
            html.P(id="log"),
        ],
        id="glue",
    )

    @glue.on_invoke("order", Output("log", "children"), app=app)
    def place(side: str, quantity: int, symbol: str = "") -> tuple[dict[str, int], str]:
        if quantity > 1000:
            raise glue.InteropError("No more than 1000 at a time.")
        return {"days": 2}, f"{side} {quantity} {symbol}"

    @app.callback(
        Output("buy", "invoke"),
        Output("contexts", "update"),
        Input("go", "n_clicks"),
        prevent_initial_call=True,
    )
    def buy(_: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        orders = [glue.call("PlaceOrder", side="buy", quantity=n, symbol="TSCO.L") for n in (150, 300, 1200)]
        return orders, glue.update_context(data={"client": "Acme", "lots": 3}, name="Portfolio")

    return app


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
def open_orders(server: AppServer, open_page: Callable[[str], Page]) -> Callable[..., Page]:
    """Opens the app, and waits until it has placed its orders."""

    def open_orders(*, debug: bool) -> Page:
        app = orders_app()
        if debug:
            app.enable_dev_tools(debug=True, dev_tools_hot_reload=False, dev_tools_disable_version_check=True)
        server.mount(app)
        page = open_page("/orders/")
        page.evaluate("async () => void (await glue42dash.glueInstancePromise)")
        return page

    return open_orders


def place_orders(page: Page) -> None:
    page.get_by_role("button", name="Buy").click()
    expect(page.locator("#log")).to_have_text("buy 300 TSCO.L")


def test_the_button_opens_what_came_in_and_went_out(open_orders: Callable[..., Page], console: Console):
    page = open_orders(debug=True)
    place_orders(page)
    # Of the refused order, what came in and what went out.
    button = page.get_by_role("button", name="Bus: connected, 2 failed")
    button.click()
    inspector = Inspector(page)
    expect(inspector.row("PlaceOrder")).to_have_count(6)
    inspector.row("⇣", "1200", "error").click()
    expect(inspector.detail).to_contain_text("No more than 1000 at a time.")
    expect(inspector.detail).to_contain_text("2 in the queue")
    expect(inspector.detail).to_contain_text("queued")
    # The handler's refusal is an answer: the callback itself has not failed.
    expect(inspector.detail).to_contain_text("returned")
    page.keyboard.press("Escape")
    expect(inspector.panel).to_have_count(0)
