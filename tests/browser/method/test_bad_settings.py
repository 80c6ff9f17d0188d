"""Wrong settings: each is reported in `error` and in one line of the console, and the page stays as it is."""

import pytest
from dash import MATCH, Input, Output, html
from playwright.sync_api import expect

from dash_glue42 import Glue42, MethodRegister

pytestmark = pytest.mark.dash3

SHOW_ERROR = "error => error ? `${error.operation}: ${error.message}` : ''"


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


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (42, "settings must be a dict"),
        ("embedded", "settings must be a dict"),
        ([], "settings must be a dict"),
        ({"type": "desktop"}, 'settings["type"] is "desktop"'),
        ({"type": 42}, 'settings["type"] is 42'),
        ({"typ": "embedded"}, 'unknown key "typ"'),
        ({"application": 42}, 'settings["application"] is 42'),
        ({"web": {}, "webPlatform": {}}, 'settings has both "web" and "webPlatform"'),
        ({"web": []}, 'settings["web"] is a list'),
        ({"type": "client", "webPlatform": {}}, 'settings["webPlatform"] needs settings["type"]'),
        ({"type": "gateway"}, 'settings["gateway"]["url"] is missing'),
        ({"gateway": {"url": "http://localhost"}}, "starts with ws:// or wss://"),
        ({"type": "client"}, 'settings["type"] is "client", but this page is neither'),
    ],
    ids=str,
)
def test_wrong_settings_of_the_connection_are_an_error_and_the_app_shows_all_the_same(
    settings, message, provider, open_page, console
):
    app = provider(
        html.H1("Still here"),
        html.Div(id="error"),
        html.Div(id="state"),
        MethodRegister(id="method", definition="Work"),
    )
    app.layout.settings = settings
    app.layout.fallback = html.H1("Connecting")
    app.clientside_callback(SHOW_ERROR, Output("error", "children"), Input("glue", "error"))
    app.clientside_callback(
        "(...state) => JSON.stringify(state)",
        Output("state", "children"),
        Input("glue", "status"),
        Input("glue", "glueReady"),
    )
    console.expect('^Error: Glue42 "glue": ', '^Error: MethodRegister "method": ')

    page = open_page("/provider/")
    expect(page.locator("#error")).to_contain_text("connect: ")
    expect(page.locator("#error")).to_contain_text(message)
    expect(page.locator("#state")).to_have_text('["failed",false]')
    expect(page.locator("h1")).to_have_text("Still here")
    # One line for the connection, one for the method that cannot be registered without it.
    assert len(console.lines("")) == 2
    assert not console.lines("\n")


def test_a_second_connection_in_one_page_is_an_error_of_the_second(provider, open_page, console):
    app = provider(html.Div(id="error"), html.Div(id="status"))
    app.layout = html.Div([app.layout, Glue42(html.H1("Second"), id="second")])
    app.clientside_callback(SHOW_ERROR, Output("error", "children"), Input("second", "error"))
    app.clientside_callback("status => status", Output("status", "children"), Input("glue", "status"))
    console.expect('^Error: Glue42 "second": ')

    page = open_page("/provider/")
    expect(page.locator("#error")).to_contain_text("This page has a Glue42 component already")
    expect(page.locator("#status")).to_have_text("connected")
    expect(page.locator("h1")).to_have_text("Second")
    assert len(console.lines("")) == 1
