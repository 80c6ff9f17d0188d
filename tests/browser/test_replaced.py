"""Dash replaces components by new ones of the same id when something beside them changes; nothing gets lost by that."""

from collections.abc import Callable
from typing import Any

import pytest
from asker import offer
from caller import Caller
from dash import Dash, Input, Output, Patch, State, html
from dash_app import AppServer, Calls, Gate, new_app
from playwright.sync_api import Page

from dash_glue42 import Glue42, MethodInvoke, MethodRegister

pytestmark = pytest.mark.dash3


def test_a_row_added_beside_a_method_disturbs_none_of_its_invocations(
    provider: Callable[..., Dash], caller: Caller, open_page: Callable[[str], Page]
) -> None:
    gate, calls = Gate(), Calls()
    rows = html.Div([MethodRegister(id="slow", definition="Slow", returns=True)], id="rows")
    app = provider(rows, html.Button("Add", id="add"))

    @app.callback(Output("slow", "result"), Input("slow", "invoke"), prevent_initial_call=True)
    def slow(invoke: dict[str, Any]) -> dict[str, Any]:
        with calls.handling(invoke["args"]):
            gate.pass_through()
        return {"invocationId": invoke["invocationId"], "invocationResult": invoke["args"]}

    @app.callback(Output("rows", "children"), Input("add", "n_clicks"), prevent_initial_call=True)
    def add(clicks: int) -> Patch:
        rows = Patch()
        rows.append(html.P(f"Row {clicks}", id=f"row-{clicks}"))
        return rows

    page = open_page("/provider/")
    caller.wait_for_method("Slow")
    burst = caller.start("Slow", {"n": 1}, {"n": 2})
    calls.wait_until_started(1)
    page.click("#add")
    page.locator("#row-1").wait_for()
    gate.open()
    answers = burst.answers()
    assert [(answer.returned, answer.error) for answer in answers] == [({"n": 1}, None), ({"n": 2}, None)]
    assert caller.invoke("Slow", {"n": 3}).returned == {"n": 3}
    assert calls.values == [{"n": 1}, {"n": 2}, {"n": 3}]


def test_a_layout_that_is_given_back_repeats_no_command_and_loses_no_result(
    server: AppServer, caller: Caller, open_page: Callable[[str], Page]
) -> None:
    app = new_app("/orders/", title="Orders")
    rows = html.Div([html.Div(MethodInvoke(id="order"))], id="rows")
    app.layout = Glue42([rows, html.Button("Send", id="send"), html.Button("Add", id="add")], id="glue")
    results = Calls()
    app.callback(Input("order", "result"), prevent_initial_call=True)(results.add)

    @app.callback(Output("order", "invoke"), Input("send", "n_clicks"), prevent_initial_call=True)
    def send(_clicks: int) -> dict[str, Any]:
        return {"definition": "Order", "invocationId": "same"}

    @app.callback(Output("rows", "children"), Input("add", "n_clicks"), State("rows", "children"))
    def add(clicks: int | None, children: list[Any]) -> list[Any]:
        return [*children, html.P(f"Row {clicks}", id=f"row-{clicks}")]

    server.mount(app)
    offer(caller.page, "Order", "() => new Promise(resolve => (window.orders = [...(window.orders ?? []), resolve]))")
    page = open_page("/orders/")
    page.locator("#row-None").wait_for()
    page.click("#send")
    caller.page.wait_for_function("() => window.orders?.length === 1", polling=25)
    for n in (1, 2):
        page.click("#add")
        page.locator(f"#row-{n}").wait_for()
    caller.page.evaluate("() => window.orders[0]({done: true})")
    results.wait_until_ended(1)
    assert results.values[0]["invocationResult"]["returned"] == {"done": True}
    # The same command again, meant: a second order.
    page.click("#send")
    caller.page.wait_for_function("() => window.orders.length === 2", polling=25)
    caller.page.evaluate("() => window.orders[1]({done: true})")
    results.wait_until_ended(2)
    assert caller.page.evaluate("window.orders.length") == 2
