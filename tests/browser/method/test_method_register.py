"""A method comes and goes with its component; what cannot be registered says so and leaves the page as it is."""

import pytest
from caller import POLLING
from dash import Input, Output, dcc, html, no_update
from playwright.sync_api import expect
from support.dash_app import Calls, Gate

from dash_glue42 import Glue42, MethodRegister

OFFERED_BY = """
([name, instance]) => {
    const method = window.glue42dash.glueInstance.interop.methods().find(one => one.name === name);
    const servers = method?.getServers() ?? [];
    return servers.length === 1 && servers[0].instance === instance;
}
"""


def answering(app, component="method"):
    """The simplest callback: it answers with the arguments. Returns what it has seen."""
    calls = Calls()

    @app.callback(Output(component, "result"), Input(component, "invoke"), prevent_initial_call=True)
    def answer(invoke):
        calls.add(invoke["args"])
        return {"invocationId": invoke["invocationId"], "invocationResult": invoke["args"]}

    return calls


def showing_error(app, component="method"):
    show = "error => error ? `${error.operation}: ${error.message}` : ''"
    app.clientside_callback(show, Output("error", "children"), Input(component, "error"))


def test_a_method_goes_and_comes_with_its_component(provider, open_page, caller):
    app = provider(html.Button("Show or hide", id="toggle"), html.Div(id="place"), suppress_callback_exceptions=True)
    answering(app)

    @app.callback(Output("place", "children"), Input("toggle", "n_clicks"))
    def toggle(clicks):
        return None if (clicks or 0) % 2 else MethodRegister(id="method", definition="Work", returns=True)

    page = open_page("/provider/")
    for n in range(3):
        caller.wait_for_method("Work")
        assert caller.invoke("Work", {"n": n}).returned == {"n": n}
        page.locator("#toggle").click()
        caller.wait_for_no_method("Work")
        page.locator("#toggle").click()


def test_callers_of_a_method_that_is_removed_have_an_error_at_once(provider, open_page, caller):
    calls, gate = Calls(), Gate()
    app = provider(
        html.Button("Remove", id="remove"),
        html.Div(MethodRegister(id="method", definition="Work", returns=True), id="place"),
    )

    @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
    def work(invoke):
        with calls.handling(invoke["args"]["n"]):
            gate.pass_through()
        return no_update

    app.clientside_callback(
        "() => null", Output("place", "children"), Input("remove", "n_clicks"), prevent_initial_call=True
    )

    page = open_page("/provider/")
    caller.wait_for_method("Work")
    burst = caller.start("Work", *({"n": n} for n in range(5)))
    calls.wait_until_started(1)
    page.locator("#remove").click()
    answers = burst.answers()
    gate.open()

    assert [answer.error for answer in answers] == ['Method "Work": it was removed from its page.'] * 5
    calls.wait_until_ended(1)
    assert calls.values == [0]
    # Others on the bus have not suffered: they still hear of each other's coming and going.
    page.close()
    open_page("/provider/")
    caller.wait_for_method("Work")


def test_a_method_that_is_renamed_with_callers_waiting_leaves_none_of_them_without_an_answer(
    provider, open_page, caller
):
    calls, gate = Calls(), Gate()
    app = provider(MethodRegister(id="method", definition="Old", returns=True), html.Button("Rename", id="rename"))

    @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
    def work(invoke):
        with calls.handling(invoke["args"]["n"]):
            gate.pass_through()
        return {"invocationId": invoke["invocationId"], "invocationResult": invoke["args"]}

    app.clientside_callback(
        "() => 'New'", Output("method", "definition"), Input("rename", "n_clicks"), prevent_initial_call=True
    )

    page = open_page("/provider/")
    caller.wait_for_method("Old")
    burst = caller.start("Old", *({"n": n} for n in range(5)))
    calls.wait_until_started(1)
    page.locator("#rename").click()
    caller.wait_for_method("New")
    gate.open()

    assert all((answer.returned == {"n": n}) != bool(answer.error) for n, answer in enumerate(burst.answers()))
    caller.wait_for_no_method("Old")
    assert caller.invoke("New", {"n": 9}).returned == {"n": 9}
    page.reload()
    caller.wait_for_no_method("New")
    caller.wait_for_method("Old")


def test_callers_of_a_page_that_is_closed_have_an_error_at_once(provider, open_page, caller):
    calls, gate = Calls(), Gate()
    app = provider(MethodRegister(id="method", definition="Work", returns=True))

    @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
    def work(invoke):
        with calls.handling(invoke["args"]["n"]):
            gate.pass_through()
        return no_update

    page = open_page("/provider/")
    caller.wait_for_method("Work")
    burst = caller.start("Work", *({"n": n} for n in range(5)))
    calls.wait_until_started(1)
    page.close(run_before_unload=False)
    answers = burst.answers()
    gate.open()

    assert all(answer.error and answer.seconds < 10 for answer in answers)
    caller.wait_for_no_method("Work")


def test_a_reloaded_page_serves_again(provider, open_page, caller):
    app = provider(MethodRegister(id="method", definition="Work", returns=True))
    answering(app)
    page = open_page("/provider/")
    for n in range(3):
        instance = page.evaluate("async () => (await window.glue42dash.glueInstancePromise).interop.instance.instance")
        # Not by the page as it was before, which the bus may still remember.
        caller.page.wait_for_function(OFFERED_BY, arg=["Work", instance], polling=POLLING)
        assert caller.invoke("Work", {"n": n}).returned == {"n": n}
        page.reload()


def test_a_method_whose_definition_changes_is_registered_anew(provider, open_page, caller):
    app = provider(MethodRegister(id="method", definition="Old", returns=True), html.Button("Rename", id="rename"))
    answering(app)
    app.clientside_callback(
        "() => ({name: 'New', displayName: 'The new one'})",
        Output("method", "definition"),
        Input("rename", "n_clicks"),
        prevent_initial_call=True,
    )

    page = open_page("/provider/")
    caller.wait_for_method("Old")
    page.locator("#rename").click()
    caller.wait_for_method("New")
    caller.wait_for_no_method("Old")
    assert caller.invoke("New", {"n": 1}).returned == {"n": 1}
    shown = caller.page.evaluate(
        "() => glue42dash.glueInstance.interop.methods().find(method => method.name === 'New').displayName"
    )
    assert shown == "The new one"


def test_the_same_method_twice_in_one_page_is_an_error_of_the_second(provider, open_page, caller, console):
    console.expect('MethodRegister "second"')
    app = provider(
        MethodRegister(id="method", definition="Work", returns=True),
        html.Div(id="place"),
        html.Div(id="error"),
        html.Button("Remove", id="remove"),
    )
    answering(app)
    app.layout.children.insert(1, MethodRegister(id="second", definition="Work", returns=True))
    showing_error(app, "second")

    page = open_page("/provider/")
    caller.wait_for_method("Work")
    expect(page.locator("#error")).to_contain_text('register: MethodRegister "second"')
    assert caller.invoke("Work", {"n": 1}).returned == {"n": 1}
    assert len(console.lines('MethodRegister "second"')) == 1


def test_a_registration_that_succeeds_later_takes_its_error_back(provider, open_page, caller, console):
    console.expect('MethodRegister "method": definition must be')
    app = provider(
        MethodRegister(id="method", definition={}, returns=True),
        html.Div(id="error"),
        html.Button("Repair", id="repair"),
    )
    answering(app)
    showing_error(app)
    app.clientside_callback(
        "() => 'Work'", Output("method", "definition"), Input("repair", "n_clicks"), prevent_initial_call=True
    )

    page = open_page("/provider/")
    expect(page.locator("#error")).to_contain_text("register: ")
    page.locator("#repair").click()
    expect(page.locator("#error")).to_have_text("")
    caller.wait_for_method("Work")
    assert caller.invoke("Work", {"n": 1}).returned == {"n": 1}


def test_methods_work_wherever_they_stand_in_the_layout(server, open_page, provider, caller):
    app = provider()
    app.layout = html.Div(
        [
            MethodRegister(id="before", definition="Before", returns=True),
            Glue42(html.Div(MethodRegister(id="inside", definition="Inside", returns=True)), id="glue"),
            MethodRegister(id="after", definition="After", returns=True),
        ]
    )
    for component in ("before", "inside", "after"):
        answering(app, component)

    open_page("/provider/")
    for name in ("Before", "Inside", "After"):
        caller.wait_for_method(name)
        assert caller.invoke(name, {"n": 1}).returned == {"n": 1}


@pytest.mark.dash3
def test_undo_of_the_user_hands_no_old_invocation_over_again(provider, open_page, caller):
    app = provider(
        MethodRegister(id="method", definition="Work", returns=True),
        dcc.Input(id="text", value=""),
        html.Div(id="echo"),
        show_undo_redo=True,
    )
    calls = answering(app)
    # Only what is an Input of some callback can be undone.
    app.clientside_callback("text => text", Output("echo", "children"), Input("text", "value"))

    page = open_page("/provider/")
    caller.wait_for_method("Work")
    text = page.locator("#text")
    text.fill("typed before")
    caller.start("Work", *({"n": n} for n in range(5))).answers()
    text.fill("typed after")
    caller.start("Work", *({"n": n} for n in range(5, 8))).answers()

    undo, redo = page.get_by_text("undo", exact=True), page.get_by_text("redo", exact=True)
    undo.click()
    expect(text).to_have_value("typed before")
    undo.click()
    expect(text).to_have_value("")
    expect(undo).to_have_count(0)
    redo.click()
    expect(text).to_have_value("typed before")
    redo.click()
    expect(text).to_have_value("typed after")
    # Whatever undoing had started would be handled before this one.
    assert caller.invoke("Work", {"n": 8}).returned == {"n": 8}
    assert calls.values == [{"n": n} for n in range(9)]
