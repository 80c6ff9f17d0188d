"""
Settings of a method: each wrong one is an `error` and one line in the console, and the page stays as it is; a name may
go from one component to another.
"""

from caller import POLLING
from dash import MATCH, Input, Output, html
from playwright.sync_api import expect
from support.dash_app import Calls

from dash_glue42 import MethodRegister

SHOW_ERROR = "error => error ? `${error.operation}: ${error.message}` : ''"

IS_OFFERED = """
([name, displayName]) => window.glue42dash.glueInstance.interop.methods().some(
    method => method.name === name && method.displayName === displayName && method.getServers().length
)
"""


def bad_props():
    """Every setting of MethodRegister in every wrong form, with the word that its error must contain."""
    definitions = [42, {}, {"name": 5}, {"name": ""}, "", [], ["Work"], True]
    others = {
        "returns": ["yes", 1, {}],
        "methodResponseTimeoutMs": ["soon", -1, 0, {}, True],
        "maxPending": ["many", -1, {}, True],
        "deferResult": ["later", 1, []],
    }
    yield from ({"definition": definition} for definition in definitions)
    for prop, values in others.items():
        yield from ({"definition": f"Work with {prop} {value!r}", prop: value} for value in values)


def test_every_wrong_setting_of_a_method_is_an_error_that_names_it(provider, open_page, caller, console):
    cases = list(bad_props())
    app = provider(
        html.H1("Still here"),
        *(MethodRegister(id={"type": "method", "n": n}, **props) for n, props in enumerate(cases)),
        *(html.Div(id={"type": "error", "n": n}, className="error") for n in range(len(cases))),
        MethodRegister(id="good", definition="Good"),
    )
    app.clientside_callback(
        SHOW_ERROR, Output({"type": "error", "n": MATCH}, "children"), Input({"type": "method", "n": MATCH}, "error")
    )
    console.expect("^Error: MethodRegister ")

    page = open_page("/provider/")
    caller.wait_for_method("Good")
    expect(page.locator("h1")).to_have_text("Still here")
    for shown, props in zip(page.locator(".error").all(), cases, strict=True):
        wrong = list(props)[-1]
        expect(shown, f"the error of {props}").to_contain_text("register: ", timeout=5000)
        expect(shown, f"the error of {props}").to_contain_text(wrong)
    assert len(console.lines("MethodRegister ")) == len(cases)
    assert not console.lines("\n")


def test_two_methods_swap_their_names_in_one_callback(provider, open_page, caller):
    app = provider(
        html.Button("Swap", id="swap"),
        MethodRegister(id="one", definition=offer("A", "one"), returns=True),
        MethodRegister(id="other", definition=offer("B", "other"), returns=True),
    )
    errors = Calls()
    for component in ("one", "other"):
        app.callback(Input(component, "error"), prevent_initial_call=True)(errors.add)

        @app.callback(Output(component, "result"), Input(component, "invoke"), prevent_initial_call=True)
        def answer(invoke, component=component):
            return {"invocationId": invoke["invocationId"], "invocationResult": {"by": component}}

    @app.callback(
        Output("one", "definition"), Output("other", "definition"), Input("swap", "n_clicks"), prevent_initial_call=True
    )
    def swap(clicks):
        names = ("B", "A") if clicks % 2 else ("A", "B")
        return offer(names[0], "one"), offer(names[1], "other")

    page = open_page("/provider/")
    for swaps, pair in enumerate([("one", "other"), ("other", "one"), ("one", "other")]):
        if swaps:
            page.locator("#swap").click()
        for name, by in zip("AB", pair, strict=True):
            caller.page.wait_for_function(IS_OFFERED, arg=[name, by], polling=POLLING)
            assert caller.invoke(name).returned == {"by": by}
    assert errors.values == []


def offer(name, by):
    return {"name": name, "displayName": by}
