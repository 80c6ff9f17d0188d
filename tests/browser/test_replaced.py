"""Dash replaces components by new ones of the same id when something beside them changes; nothing gets lost by that."""

from collections.abc import Callable
from typing import Any

import pytest
from asker import offer
from caller import Caller
from dash import Dash, Input, Output, Patch, State, dcc, html
from playwright.sync_api import Page, expect
from support.dash_app import AppServer, Calls, Gate, new_app

import dash_glue42 as glue
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


@pytest.mark.parametrize("is_debug", [False, True], ids=["", "debug"])
def test_a_layout_that_is_given_back_repeats_no_command_and_loses_no_result(
    server: AppServer, caller: Caller, open_page: Callable[[str], Page], is_debug: bool
) -> None:
    app = new_app("/orders/", title="Orders")
    # In debug mode Dash checks the props that come back in a layout, also those that are not declared.
    app.enable_dev_tools(debug=is_debug, dev_tools_hot_reload=False, dev_tools_disable_version_check=True)
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


def given_back(app: Dash) -> None:
    """The button Add has a callback that takes the rows as a State and gives them back with one more."""

    @app.callback(
        Output("rows", "children"), Input("add", "n_clicks"), State("rows", "children"), prevent_initial_call=True
    )
    def add(clicks: int, children: list[Any]) -> list[Any]:
        return [*children, html.P(f"Row {clicks}", id=f"row-{clicks}")]


def test_events_in_a_layout_that_is_given_back_are_handled_no_second_time(
    provider: Callable[..., Dash], caller: Caller, open_page: Callable[[str], Page]
) -> None:
    rows = html.Div([MethodRegister(id="work", definition="Work", returns=True), MethodInvoke(id="ask")], id="rows")
    app = provider(rows, html.Button("Add", id="add"), html.Div(id="log"), html.Div(id="shown"))
    given_back(app)
    handled: list[Any] = []

    @glue.on_invoke("work", Output("log", "children"), app=app)
    def work(n: int):
        handled.append(n)
        return {"n": n}, f"did {n}"

    @app.callback(Output("shown", "children"), Input("ask", "result"), prevent_initial_call=True)
    def show(result: Any) -> str:
        handled.append(result and result["meta"])
        return "shown"

    page = open_page("/provider/")
    caller.wait_for_method("Work")
    assert caller.invoke("Work", {"n": 1}).returned == {"n": 1}
    command = {"definition": "Work", "argumentObj": {"n": 2}, "meta": "asked"}
    page.evaluate("invoke => dash_clientside.set_props('ask', {invoke})", command)
    expect(page.locator("#shown")).to_have_text("shown")
    for n in (1, 2):
        page.click("#add")
        page.locator(f"#row-{n}").wait_for()
    assert caller.invoke("Work", {"n": 3}).returned == {"n": 3}
    assert handled == [1, 2, "asked", 3]


def test_none_is_lost_while_its_component_is_replaced_again_and_again(
    provider: Callable[..., Dash], caller: Caller, open_page: Callable[[str], Page]
) -> None:
    rows = html.Div(MethodRegister(id="note", definition="Note"), id="rows")
    app = provider(rows, dcc.Interval(id="tick", interval=25), html.Div(id="log"))
    notes = Calls()

    @app.callback(Output("rows", "children"), Input("tick", "n_intervals"), prevent_initial_call=True)
    def replace(_n: int) -> MethodRegister:
        return MethodRegister(id="note", definition="Note")

    @glue.on_invoke("note", Output("log", "children"), app=app)
    def note(n: int) -> str:
        notes.add(n)
        return str(n)

    open_page("/provider/")
    caller.wait_for_method("Note")
    caller.start("Note", *({"n": n} for n in range(100))).answers()
    notes.wait_until_ended(100)
    assert notes.values == list(range(100))


def test_an_event_stays_for_a_callback_that_waits_for_another(
    provider: Callable[..., Dash], caller: Caller, open_page: Callable[[str], Page]
) -> None:
    gate = Gate()
    rows = html.Div([MethodRegister(id="work", definition="Work", returns=True)], id="rows")
    app = provider(rows, html.Button("Add", id="add"), html.Button("Slow", id="slow"), dcc.Store(id="state"))
    given_back(app)
    begun = Calls()

    @app.callback(Output("state", "data"), Input("slow", "n_clicks"), prevent_initial_call=True)
    def slow(clicks: int) -> int:
        with begun.handling("slow"):
            gate.pass_through()
        return clicks

    @app.callback(Output("work", "result"), Input("work", "invoke"), Input("state", "data"), prevent_initial_call=True)
    def work(invoke: dict[str, Any], _data: Any) -> dict[str, Any]:
        return {"invocationId": invoke["invocationId"], "invocationResult": invoke["args"]}

    page = open_page("/provider/")
    caller.wait_for_method("Work")
    page.click("#add")
    page.locator("#row-1").wait_for()
    page.click("#slow")
    begun.wait_until_started(1)
    burst = caller.start("Work", {"n": 1})
    page.click("#add")
    page.locator("#row-2").wait_for()
    gate.open()
    [answer] = burst.answers()
    assert (answer.returned, answer.error) == ({"n": 1}, None)


def test_an_older_layout_that_is_given_back_brings_no_older_command(
    server: AppServer, caller: Caller, open_page: Callable[[str], Page]
) -> None:
    gate, begun, orders = Gate(), Calls(), Calls()
    app = new_app("/orders/", title="Orders")
    rows = html.Div(MethodInvoke(id="order"), id="rows")
    buttons = [html.Button(name, id=name) for name in ("buy", "add")]
    app.layout = Glue42([rows, *buttons, MethodRegister(id="note", definition="Order")], id="glue")
    app.callback(Input("note", "invoke"), prevent_initial_call=True)(lambda invoke: orders.add(invoke["args"]["n"]))

    @app.callback(Output("order", "invoke"), Input("buy", "n_clicks"), prevent_initial_call=True)
    def buy(clicks: int) -> dict[str, Any]:
        return glue.call("Order", n=clicks)

    @app.callback(
        Output("rows", "children"), Input("add", "n_clicks"), State("rows", "children"), prevent_initial_call=True
    )
    def add(clicks: int, child: dict[str, Any]) -> list[Any]:
        with begun.handling("add"):
            gate.pass_through()
        return [child, html.P("A row", id=f"row-{clicks}")]

    server.mount(app)
    page = open_page("/orders/")
    caller.wait_for_method("Order")
    page.click("#buy")
    orders.wait_until_ended(1)
    page.click("#add")
    begun.wait_until_started(1)
    page.click("#buy")
    orders.wait_until_ended(2)
    gate.open()
    page.locator("#row-1").wait_for()
    page.click("#buy")
    orders.wait_until_ended(3)
    assert orders.values == [1, 2, 3]


def test_each_new_layout_brings_its_command_anew(
    server: AppServer, caller: Caller, open_page: Callable[[str], Page]
) -> None:
    app = new_app("/pages/", title="Pages")
    opened = Calls()
    place = html.Div(id="place")
    app.layout = Glue42(
        [place, html.Button("Next", id="next"), MethodRegister(id="note", definition="Opened")], id="glue"
    )
    app.callback(Input("note", "invoke"), prevent_initial_call=True)(opened.add)

    @app.callback(Output("place", "children"), Input("next", "n_clicks"), prevent_initial_call=True)
    def show(_clicks: int) -> MethodInvoke:
        return MethodInvoke(id="load", invoke=glue.call("Opened"))

    server.mount(app)
    page = open_page("/pages/")
    caller.wait_for_method("Opened")
    for n in (1, 2, 3):
        page.click("#next")
        opened.wait_until_ended(n)
