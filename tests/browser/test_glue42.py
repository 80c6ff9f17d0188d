"""`Glue42`: what it reports, what it shows, and that nothing an app gets wrong blanks the page."""

import json
import re
from pathlib import Path

import pytest
from caller import POLLING
from dash import Dash, Input, Output, dcc, html
from flask import request
from playwright.sync_api import expect
from support.dash_app import Calls, Gate, new_app
from support.platform_page import add_frame, platform_pages

import dash_glue42
from dash_glue42 import Context, Glue42, MethodInvoke, MethodRegister

REPORTS = ("status", "glueReady", "platform", "isEnterprise", "error", "instance")


def reports_of(component_id):
    """Shows what the component reports, and keeps all that callbacks were given in `window.reported`."""
    return html.Div([html.Div(id=f"{component_id}-{prop}") for prop in REPORTS])


def follow_reports(app, component_id):
    for prop in REPORTS:
        app.clientside_callback(
            """(value, id) => {
                const seen = ((window.reported ??= {})[id] ??= []);
                seen.push(value ?? null);
                return JSON.stringify(value ?? null);
            }""",
            Output(f"{component_id}-{prop}", "children"),
            Input(component_id, prop),
            Input(f"{component_id}-{prop}", "id"),
        )


def expect_report(page, component_id, prop, value):
    text = value if isinstance(value, re.Pattern) else json.dumps(value)
    expect(page.locator(f"#{component_id}-{prop}")).to_have_text(text)


def hold_the_library(app):
    """The page cannot connect until the gate is opened."""
    gate = Gate()

    @app.server.before_request
    def hold():
        if request.path.endswith(".core.js"):
            gate.pass_through()

    return gate


def answering_app(server, prefix, layout, **options):
    """An app with callbacks for a method `method` and for the results of `ask`, both of which may be anywhere in it."""
    app, results = new_app(prefix, suppress_callback_exceptions=True, **options), Calls()
    app.layout = layout

    @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
    def answer(invoke):
        return {"invocationId": invoke["invocationId"], "invocationResult": {"got": invoke["args"]}}

    @app.callback(Input("ask", "result"), prevent_initial_call=True)
    def see(result):
        results.add(result)

    server.mount(app)
    return app, results


def test_it_reports_how_the_page_is_connected(server, open_page):
    app = new_app("/app/", title="The App")
    app.layout = html.Div([Glue42(html.H1("Children"), id="glue"), reports_of("glue")])
    follow_reports(app, "glue")
    gate = hold_the_library(app)
    server.mount(app)
    page = open_page("/app/")
    expect_report(page, "glue", "status", "connecting")
    for prop in REPORTS[1:]:
        expect_report(page, "glue", prop, None)
    # Without a fallback the children do not wait.
    expect(page.locator("h1")).to_have_text("Children")

    gate.open()
    expect_report(page, "glue", "status", "connected")
    expect_report(page, "glue", "glueReady", True)
    expect_report(page, "glue", "platform", "embedded")
    expect_report(page, "glue", "isEnterprise", False)
    expect_report(page, "glue", "error", None)
    instance = json.loads(page.locator("#glue-instance").inner_text())
    assert instance["application"] == "The App"
    reported = page.evaluate("window.reported")
    assert [status for status in reported["glue-status"] if status] == ["connecting", "connected"]
    assert [is_ready for is_ready in reported["glue-glueReady"] if is_ready is not None] == [True]


def test_the_instance_it_reports_is_a_target_for_others(server, open_page, caller):
    pages = []
    for name in ("one", "two"):
        app, _ = answering_app(
            server,
            f"/{name}/",
            Glue42([MethodRegister(id="method", definition="Who", returns=True), reports_of("glue")], id="glue"),
        )
        follow_reports(app, "glue")
        pages.append(open_page(f"/{name}/"))
    for page in pages:
        expect_report(page, "glue", "status", "connected")
        instance = json.loads(page.locator("#glue-instance").inner_text())
        # Registered a moment after connecting, so it is waited for.
        answer = caller.start("Who", {"n": 1}, target=instance, waitTimeoutMs=3000).answer()
        assert answer.returned == {"got": {"n": 1}}, answer.error


@pytest.mark.dash3
@pytest.mark.parametrize("fallback", ["Please wait", html.Div([html.B("Please"), " wait"], id="waiting")])
def test_a_fallback_is_shown_while_connecting(server, open_page, fallback):
    app = new_app("/app/")
    app.layout = Glue42([html.H1("Children")], id="glue", fallback=fallback)
    gate = hold_the_library(app)
    server.mount(app)
    page = open_page("/app/")
    expect(page.locator("body")).to_contain_text("Please wait")
    expect(page.locator("h1")).to_have_count(0)
    gate.open()
    expect(page.locator("h1")).to_have_text("Children")
    expect(page.locator("body")).not_to_contain_text("Please wait")


def test_a_second_one_in_the_page_reports_an_error_and_nothing_else_happens(server, open_page, console, caller):
    app, _ = answering_app(
        server,
        "/app/",
        html.Div(
            [
                Glue42([html.H1("First"), reports_of("first"), reports_of("second")], id="first"),
                Glue42([html.H2("Second"), MethodRegister(id="method", definition="Echo", returns=True)], id="second"),
            ]
        ),
    )
    follow_reports(app, "first")
    follow_reports(app, "second")
    console.expect('Glue42 "second": This page has a Glue42 component already')
    page = open_page("/app/")
    expect_report(page, "first", "status", "connected")
    expect_report(page, "first", "error", None)
    expect_report(page, "second", "error", re.compile("This page has a Glue42 component already"))
    expect(page.locator("h1")).to_have_text("First")
    expect(page.locator("h2")).to_have_text("Second")
    caller.wait_for_method("Echo")
    assert caller.invoke("Echo", {"n": 1}).returned == {"got": {"n": 1}}


def test_a_second_one_takes_over_when_the_first_one_goes(server, open_page, console, caller):
    app, _ = answering_app(
        server,
        "/app/",
        html.Div(
            [
                html.Button("Remove", id="remove"),
                html.Div(Glue42(id="first"), id="place"),
                Glue42(id="second", settings={"application": "Second"}),
                MethodRegister(id="method", definition="Echo", returns=True),
                reports_of("second"),
            ]
        ),
    )
    follow_reports(app, "second")
    app.callback(Output("place", "children"), Input("remove", "n_clicks"), prevent_initial_call=True)(lambda _: None)
    console.expect('Glue42 "second": This page has a Glue42 component already')
    page = open_page("/app/")
    expect_report(page, "second", "error", re.compile("This page has a Glue42 component already"))
    expect_report(page, "second", "status", None)
    caller.wait_for_method("Echo")
    page.click("#remove")
    expect_report(page, "second", "status", "connected")
    expect_report(page, "second", "glueReady", True)
    expect_report(page, "second", "platform", "embedded")
    expect_report(page, "second", "error", None)
    expect_report(page, "second", "instance", re.compile('"application": ?"Second"'))
    # The method of the first one may still be about to go.
    answer = caller.start("Echo", {"n": 1}, target={"application": "Second"}, waitTimeoutMs=3000).answer()
    assert answer.returned == {"got": {"n": 1}}, answer.error


BAD_SETTINGS = [
    (5, "settings must be a dict"),
    ("client", "settings must be a dict"),
    ([], "settings must be a dict"),
    (True, "settings must be a dict"),
    ({"typ": "client"}, '"typ"'),
    ({"type": "nonsense"}, '"nonsense"'),
    ({"type": 5}, '"type"'),
    ({"type": "client"}, '"client"'),
    ({"application": ""}, '"application"'),
    ({"application": 5}, '"application"'),
    ({"web": 5}, '"web"'),
    ({"web": {"config": "x"}}, '"config"'),
    ({"web": {"konfig": {}}}, '"konfig"'),
    ({"web": {}, "webPlatform": {}}, 'both "web" and "webPlatform"'),
    ({"webPlatform": {"config": {}}}, '"webPlatform"'),
    ({"desktop": []}, '"desktop"'),
    ({"type": "gateway"}, "is missing"),
    ({"gateway": "ws://x"}, '"gateway"'),
    ({"gateway": {"url": "http://x"}}, "ws://"),
    ({"gateway": {}}, '"url"'),
    ({"type": "embedded", "gateway": {"url": "ws://x"}}, '"embedded"'),
]


def test_bad_settings_fail_with_one_readable_line_each_and_the_page_stays(server, open_page, console):
    app = new_app("/app/")
    glue = Glue42(html.H1("Children"), id="glue", settings=BAD_SETTINGS[0][0], fallback="Wait")
    app.layout = html.Div([glue, reports_of("glue")])
    follow_reports(app, "glue")
    server.mount(app)
    console.expect('^Error: Glue42 "glue"')
    page = open_page("/app/")
    for count, (settings, words) in enumerate(BAD_SETTINGS, 1):
        if count > 1:
            page.evaluate("settings => dash_clientside.set_props('glue', {settings})", settings)
        expect_report(page, "glue", "error", re.compile(re.escape(json.dumps(words)[1:-1])))
        expect_report(page, "glue", "status", "failed")
        expect_report(page, "glue", "glueReady", False)
        expect(page.locator("h1")).to_have_text("Children")
        lines = console.lines("")
        assert len(lines) == count, lines
        assert words in lines[-1]
        assert "\n" not in lines[-1]
        message = json.loads(page.locator("#glue-error").inner_text())
        assert message["operation"] == "connect"

    # Good ones at last.
    page.evaluate("dash_clientside.set_props('glue', {settings: {application: 'Good'}})")
    expect_report(page, "glue", "status", "connected")
    expect_report(page, "glue", "error", None)
    expect_report(page, "glue", "glueReady", True)


@pytest.mark.dash3
def test_it_goes_and_comes_back_by_a_callback_with_all_that_is_in_it(server, open_page, caller):
    app, results = answering_app(
        server, "/app/", html.Div([html.Button("Toggle", id="toggle"), html.Div(id="place"), MethodInvoke(id="ask")])
    )

    @app.callback(Output("place", "children"), Input("toggle", "n_clicks"), prevent_initial_call=True)
    def toggle(clicks):
        return [Glue42(MethodRegister(id="method", definition="Echo", returns=True), id="glue")] if clicks % 2 else []

    caller.page.evaluate("glue42dash.glueInstance.interop.register('Ping', () => ({pong: true}))")
    page = open_page("/app/")
    for turn in (1, 2):
        page.click("#toggle")
        caller.wait_for_method("Echo")
        assert caller.invoke("Echo", {"turn": turn}).returned == {"got": {"turn": turn}}
        page.evaluate("dash_clientside.set_props('ask', {invoke: {definition: 'Ping'}})")
        results.wait_until_ended(turn)
        assert results.values[-1]["error"] is None
        page.click("#toggle")
        caller.wait_for_no_method("Echo")
        # Nothing of it stays on the bus.
        caller.page.wait_for_function(
            "() => !glue42dash.glueInstance.interop.servers().some(({applicationName}) => applicationName === 'Dash')",
            polling=POLLING,
        )
        assert page.evaluate("glue42dash.glueInstance") is None


@pytest.mark.parametrize(
    ("output", "value", "reason", "noise"),
    [
        (Output("glue", "settings"), {"type": "bogus"}, "bogus", ['Glue42 "glue": .*bogus']),
        (Output("place", "children"), None, "the page has just left it.", []),
    ],
)
def test_commands_that_come_with_the_end_of_the_connection_fail_at_once(
    server, open_page, console, caller, output, value, reason, noise
):
    app, results = answering_app(
        server,
        "/app/",
        html.Div(
            [
                html.Div(Glue42(id="glue"), id="place"),
                html.Button("End", id="end"),
                html.Div(id="error"),
                MethodInvoke(id="ask", invoke={"definition": "Ping"}),
                Context(id="context"),
            ]
        ),
    )
    app.clientside_callback("error => error?.message", Output("error", "children"), Input("context", "error"))

    @app.callback(
        output,
        Output("ask", "invoke"),
        Output("context", "update"),
        Input("end", "n_clicks"),
        prevent_initial_call=True,
    )
    def end(_):
        return value, {"definition": "Ping"}, {"a": 1}

    caller.page.evaluate("glue42dash.glueInstance.interop.register('Ping', () => ({pong: true}))")
    page = open_page("/app/")
    results.wait_until_ended(1)
    console.expect(f'Context "context": There is no connection to the bus: .*{reason}', *noise)
    page.click("#end")
    # Not only after the 30 seconds that the library waits.
    expect(page.locator("#error")).to_contain_text(reason)
    results.wait_until_ended(2)
    assert reason in results.values[1]["error"]["message"]


def test_the_other_components_work_beside_it_and_before_it(server, open_page, caller):
    _, results = answering_app(
        server,
        "/app/",
        html.Div(
            [
                MethodRegister(id="method", definition="Echo", returns=True),
                html.Div(MethodInvoke(id="ask", invoke={"definition": "Echo", "argumentObj": {"n": 1}})),
                Glue42(id="glue"),
            ]
        ),
    )
    open_page("/app/")
    caller.wait_for_method("Echo")
    assert caller.invoke("Echo", {"n": 2}).returned == {"got": {"n": 2}}
    results.wait_until_ended(1)
    assert results.values[0]["invocationResult"]["returned"] == {"got": {"n": 1}}


@pytest.mark.cold
def test_without_any_the_other_components_say_so(server, open_page, console, context):
    app, results = answering_app(
        server,
        "/app/",
        html.Div(
            [
                MethodRegister(id="method", definition="Echo", returns=True),
                MethodInvoke(id="ask", invoke={"definition": "Echo"}),
                html.Div(id="error"),
            ]
        ),
    )
    app.clientside_callback("error => error?.message", Output("error", "children"), Input("method", "error"))
    console.expect("the page has no Glue42 component")
    # Another page of the app might bring one: they wait a while, which the test does not.
    context.clock.install()
    page = open_page("/app/")
    expect(page.locator("#error")).to_be_attached()
    context.clock.fast_forward(11000)
    expect(page.locator("#error")).to_contain_text("the page has no Glue42 component")
    results.wait_until_ended(1)
    assert "the page has no Glue42 component" in results.values[0]["error"]["message"]


@pytest.mark.dash3
def test_in_an_app_of_several_pages_each_may_have_its_own(server, open_page, caller):
    contents = {
        "/app/": lambda: Glue42(
            [html.H1("First"), MethodRegister(id="method", definition="First", returns=True)], id="glue"
        ),
        "/app/second": lambda: html.Div(
            [MethodRegister(id="method", definition="Second", returns=True), Glue42(html.H1("Second"), id="glue-2")]
        ),
        "/app/third": lambda: html.H1("Third"),
    }
    app, _ = answering_app(
        server,
        "/app/",
        html.Div(
            [
                dcc.Location(id="url"),
                *[dcc.Link(path, href=path, id=f"to-{n}") for n, path in enumerate(contents)],
                html.Div(id="content"),
            ]
        ),
    )
    app.callback(Output("content", "children"), Input("url", "pathname"))(lambda path: contents[path]())
    page = open_page("/app/")
    for link, method in ((None, "First"), (1, "Second"), (2, None), (0, "First"), (1, "Second"), (0, "First")):
        if link is not None:
            page.click(f"#to-{link}")
        if method:
            expect(page.locator("h1")).to_have_text(method)
            caller.wait_for_method(method)
            assert caller.invoke(method, {"at": link}).returned == {"got": {"at": link}}
        for absent in {"First", "Second"} - {method}:
            caller.wait_for_no_method(absent)


def app_with_script(server, tmp_path: Path, script: str) -> Dash:
    """An app at /app/ that brings a script of its own in its assets."""
    (tmp_path / "own.js").write_text(script)
    app = Dash(__name__, url_base_pathname="/app/", title="Scripted", assets_folder=str(tmp_path))
    app.layout = html.Div(
        [
            Glue42(
                [
                    html.H1("Children"),
                    MethodRegister(id="method", definition="Echo", returns=True),
                    html.Div(id="method-error"),
                ],
                id="glue",
            ),
            MethodInvoke(id="ask", invoke={"definition": "Echo"}),
            html.Div("", id="result"),
            reports_of("glue"),
        ]
    )
    follow_reports(app, "glue")
    app.clientside_callback(
        "JSON.stringify", Output("result", "children"), Input("ask", "result"), prevent_initial_call=True
    )
    app.clientside_callback(
        "error => JSON.stringify(error ?? null)", Output("method-error", "children"), Input("method", "error")
    )

    @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
    def answer(invoke):
        return {"invocationId": invoke["invocationId"], "invocationResult": {"got": invoke["args"]}}

    server.mount(app)
    return app


def test_scripts_of_the_app_find_the_bus(server, open_page, tmp_path):
    app_with_script(
        server,
        tmp_path,
        """
        const {version, glueInstance} = window.glue42dash;
        window.early = {version, hasInstance: glueInstance !== undefined};
        window.later = window.glue42dash.glueInstancePromise.then(
            glue => glue === window.glue42dash.glueInstance && glue.interop.instance.application
        );
        """,
    )
    page = open_page("/app/")
    assert page.evaluate("early") == {"version": dash_glue42.__version__, "hasInstance": False}
    assert page.evaluate("later") == "Scripted"


def test_a_factory_that_wants_no_bus_leaves_all_inert_and_without_error(server, open_page, tmp_path):
    app_with_script(server, tmp_path, "glue42dash.libSettings = {web: {factory: async () => ({skipInit: true})}};")
    page = open_page("/app/")
    assert page.evaluate("glue42dash.glueInstancePromise") is None
    assert page.evaluate("glue42dash.glueInstance") is None
    expect(page.locator("h1")).to_have_text("Children")
    for prop in ("error", "instance"):
        expect_report(page, "glue", prop, None)
    expect(page.locator("#method-error")).to_have_text("null")
    expect(page.locator("#result")).to_have_text("")


@pytest.mark.parametrize(
    ("lib_settings", "words"),
    [
        ("{web: {factory: 5}}", "libSettings.web.factory must be a function"),
        ("{web: {libraries: 5}}", "libSettings.web.libraries must be an array of functions"),
        ("{web: 5}", "libSettings.web must be an object"),
        ("{web: {factory: async () => {throw {err: {message: 'my own reason'}}}}}", "my own reason"),
        ("{web: {factory: async () => undefined}}", "factory"),
    ],
)
def test_a_wrong_script_fails_with_its_reason(server, open_page, tmp_path, console, lib_settings, words):
    app_with_script(server, tmp_path, f"glue42dash.libSettings = {lib_settings};")
    console.expect(f'Glue42 "glue": .*{re.escape(words)}', f'MethodRegister "method": .*{re.escape(words)}')
    page = open_page("/app/")
    expect_report(page, "glue", "status", "failed")
    expect_report(page, "glue", "error", re.compile(re.escape(words)))
    expect(page.locator("h1")).to_have_text("Children")
    expect(page.locator("#result")).to_contain_text(words)


def test_a_factory_and_libraries_get_what_they_need_inside_a_platform(server, open_page, tmp_path):
    server.mount_wsgi("/platform/", platform_pages())
    app_with_script(
        server,
        tmp_path,
        """
        glue42dash.libSettings = {web: {libraries: [
            async (glue, config) => {
                glue.mine = {application: config.application, extra: config.extra};
            },
        ]}};
        """,
    ).layout.children[0].settings = {"web": {"config": {"extra": {"any": 1}}}, "application": "Mine"}
    host = open_page("/platform/host")
    host.evaluate("start()")
    app = add_frame(host, "/app/")
    mine = app.evaluate("async () => (await glue42dash.glueInstancePromise).mine")
    assert mine == {"application": "Mine", "extra": {"any": 1}}
    expect_report(app, "glue", "platform", "browser")
    expect(app.locator("#result")).to_contain_text('"got"')
