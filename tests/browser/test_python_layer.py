"""Handlers and results as plain functions, in whole programs."""

import pytest
from caller import Caller
from dash import MATCH, Dash, Input, Output, State, html
from playwright.sync_api import expect
from support.dash_app import Calls, new_app

import dash_glue42 as glue


def adder(prefix: str) -> Dash:
    app = new_app(prefix, title="Adder")
    app.layout = glue.Glue42(
        [
            glue.MethodRegister(id="sum", definition="Sum", returns=True),
            glue.MethodInvoke(id="ask"),
            html.Button("Sum", id="go"),
            html.Div(id="answer"),
            html.Div(id="log"),
        ]
    )

    @glue.on_invoke("sum", Output("log", "children"), State("go", "n_clicks"), app=app)
    def add(a: float, b: float, caller: glue.Caller, clicks: int):
        if a < 0:
            raise glue.InteropError("No negative numbers, please!")
        return {"sum": a + b}, f"{caller.application}, {clicks}"

    @app.callback(Output("ask", "invoke"), Input("go", "n_clicks"), prevent_initial_call=True)
    def go(_clicks):
        return glue.call("Sum", a=37, b=5, target="best", timeout_ms=2000, meta={"what": "Sum"})

    @glue.on_result("ask", Output("answer", "children"), State("go", "n_clicks"), app=app)
    def show(result: glue.Result, clicks: int):
        assert result.executed_by is not None
        return f"{result.meta['what']} {clicks} of {result.executed_by.application} is {result.returned['sum']}"

    return app


@pytest.mark.dash3
def test_a_program_that_asks_and_answers(server, open_page):
    server.mount(adder("/adder/"))
    page = open_page("/adder/")
    page.click("#go")
    expect(page.locator("#answer")).to_have_text("Sum 1 of Adder is 42")
    expect(page.locator("#log")).to_have_text("Adder, 1")

    caller = Caller(page)
    negative, wrong, good = caller.start("Sum", {"a": -1, "b": 0}, {"a": [], "c": 0}, {"a": "1", "b": 2}).answers()
    assert negative.error == "No negative numbers, please!"
    assert wrong.error == (
        'Argument "b" is missing; argument "a": Input should be a valid number (got a list); '
        '"c" is not an argument of this method.'
    )
    assert good.returned == {"sum": 3}


def test_each_result_reaches_its_function_once_and_none_does_not(server, open_page, caller):
    seen = Calls()
    app = new_app("/later/", title="Later", suppress_callback_exceptions=True)
    app.layout = glue.Glue42([html.Button("Add", id="add"), html.Div(id="place"), html.Div(id="shown")])

    @app.callback(Output("place", "children"), Input("add", "n_clicks"), prevent_initial_call=True)
    def add(_clicks):
        return [glue.MethodInvoke(id="ask", invoke=[glue.call("Nobody", wait_ms=0, meta=n) for n in range(3)])]

    @glue.on_result("ask", Output("shown", "children"), app=app)
    def show(result: glue.Result):
        # Dash calls this also when the component comes to a layout that has its Output.
        seen.add((result.meta, result.ok, [failure.error for failure in result.failures]))
        return result.error

    server.mount(app)
    page = open_page("/later/")
    # An invocation that waits 0 ms fails for the connection's sake while there is none.
    page.evaluate("async () => void (await window.glue42dash.glueInstancePromise)")
    page.click("#add")
    expect(page.locator("#shown")).to_contain_text("Nobody")
    seen.wait_until_ended(3)
    error = page.locator("#shown").text_content()
    assert seen.values == [(n, False, [error]) for n in range(3)]


def test_one_handler_shows_the_results_of_many_by_matching_their_ids(server, open_page):
    app = new_app("/desk/", title="Desk")
    rows = [
        html.Div(
            [
                glue.MethodInvoke(id={"type": "ask", "name": name}),
                html.P(id={"type": "answer", "name": name}, className=name),
            ]
        )
        for name in "AB"
    ]
    app.layout = glue.Glue42([glue.MethodRegister(id="echo", definition="Echo", returns=True), *rows])

    @glue.on_invoke("echo", app=app)
    def echo(name: str):
        return {"name": name}

    @glue.on_result({"type": "ask", "name": MATCH}, Output({"type": "answer", "name": MATCH}, "children"), app=app)
    def show(result: glue.Result):
        return f"{result.returned['name']} answered"

    server.mount(app)
    page = open_page("/desk/")
    Caller(page).wait_for_method("Echo")
    for name in "AB":
        page.evaluate(
            "([id, invoke]) => dash_clientside.set_props(id, {invoke})",
            [{"type": "ask", "name": name}, glue.call("Echo", name=name)],
        )
    for name in "AB":
        expect(page.locator(f".{name}")).to_have_text(f"{name} answered")
