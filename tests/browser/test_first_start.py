"""A first start is never final while something may still come: the page says what it waits for, and joins."""

import re
from collections.abc import Callable

import pytest
from caller import POLLING, Caller
from console import NOTED_BY_CHROMIUM, Console
from dash import Dash, Input, Output, html
from flask import Response, request
from playwright.sync_api import BrowserContext, Page, expect
from support.dash_app import PATIENCE, AppServer, Calls, Gate, new_app

from dash_glue42 import Context, Glue42, MethodInvoke, MethodRegister
from dash_glue42.testing._workers import shared_workers

pytestmark = pytest.mark.cold

# Longer than a page waits before it looks again and says what it waits for.
A_WHILE = 4100

# The worker of the bus as it never is: it runs, and says nothing.
HUNG_WORKER = "navigator.locks.request(self.name, () => new Promise(() => undefined));"


# The page has joined a bus: nothing of it is starting any more.
HAS_JOINED = """
async () => {
    const {held} = await navigator.locks.query();
    const isHeld = kind => held.some(({name}) => name.startsWith(`dash_glue42 ${kind}`));
    return isHeld('gateway') && !isHeld('start');
}
"""


class Partner:
    """An app that offers a method of its name, and shows what its connection reports."""

    def __init__(self, server: AppServer, name: str, **glue: object) -> None:
        self.path = f"/{name}/"
        self.requested, self.results = Calls(), Calls()
        self.gate = Gate()
        self._answers: dict[str, Callable[[], object]] = {}
        self.app: Dash = new_app(self.path, title=name)
        self.app.layout = html.Div(
            [
                html.Div(id="status"),
                html.Div(id="error"),
                html.Div(id="of-context"),
                Glue42(
                    [html.H1(name), MethodRegister(id="method", definition=name, returns=True)],
                    id="glue",
                    fallback=html.P("Wait"),
                    **glue,
                ),
                MethodInvoke(id="ask"),
                Context(id="context"),
            ]
        )
        message = "error => error?.message ?? 'none'"
        self.app.clientside_callback("status => status", Output("status", "children"), Input("glue", "status"))
        self.app.clientside_callback(message, Output("error", "children"), Input("glue", "error"))
        self.app.clientside_callback(message, Output("of-context", "children"), Input("context", "error"))

        @self.app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
        def answer(invoke: dict) -> dict:
            return {"invocationId": invoke["invocationId"], "invocationResult": {"by": name}}

        self.app.callback(Input("ask", "result"), prevent_initial_call=True)(self.results.add)
        self.app.server.before_request(self._look_at_request)
        server.mount(self.app)

    def _look_at_request(self) -> object:
        for file, answer in self._answers.items():
            if request.path.endswith(f".{file}.js"):
                self.requested.add(file)
                return answer()
        return None

    def hold(self, file: str) -> None:
        """The server answers for this file when the gate is opened."""
        self._answers[file] = self.gate.pass_through

    def fail(self, file: str) -> None:
        """The server answers for this file with 503 until the gate is opened."""
        self._answers[file] = lambda: None if self.gate.is_set() else Response(status=503)

    def serve(self, file: str, text: str) -> None:
        self._answers[file] = lambda: Response(text, mimetype="text/javascript")


def expect_waiting(page: Page, why: str) -> None:
    expect(page.locator("#error")).to_have_text(re.compile(why))
    expect(page.locator("#status")).to_have_text("connecting")
    expect(page.locator("p")).to_have_text("Wait")


def expect_connected(page: Page) -> None:
    expect(page.locator("#status")).to_have_text("connected", timeout=PATIENCE * 1000)
    expect(page.locator("#error")).to_have_text("none")
    expect(page.locator("h1")).to_be_visible()


def expect_to_meet(page: Page, *names: str) -> None:
    for name in names:
        Caller(page).wait_for_method(name)
        assert Caller(page).invoke(name).returned == {"by": name}


@pytest.fixture
def make(server: AppServer) -> Callable[..., Partner]:
    return lambda name, **glue: Partner(server, name, **glue)


@pytest.fixture
def open_late(context: BrowserContext, open_page: Callable[[str], Page]) -> Callable[[str], Page]:
    """Opens a page whose clock the test can put forward."""
    context.clock.install()
    return open_page


def test_a_bus_whose_script_comes_late_is_joined_by_all_that_waited(make, open_late, server, context):
    one, two = make("one"), make("two")
    one.hold("embedded")
    pages = [open_late(one.path)]
    one.requested.wait_until_started(1)
    pages.append(open_late(two.path))
    for page in pages:
        expect(page.locator("#status")).to_have_text("connecting")
    for _ in range(3):
        for page in pages:
            context.clock.fast_forward(A_WHILE)
            expect_waiting(page, "has not started yet: the browser is still loading or starting its script")
    one.gate.open()
    for page in pages:
        expect_connected(page)
        expect_to_meet(page, "one", "two")
    # All were the first one's.
    assert len(shared_workers(context, server.origin)) == 1
    assert two.requested.values == []


def test_a_bus_that_still_loads_outlives_the_page_that_started_it(make, open_late, server, context):
    one, two = make("one"), make("two")
    one.hold("embedded")
    first = open_late(one.path)
    one.requested.wait_until_started(1)
    second = open_late(two.path)
    expect(second.locator("#status")).to_have_text("connecting")
    first.close()
    one.gate.open()
    expect_connected(second)
    assert len(shared_workers(context, server.origin)) == 1


@pytest.mark.parametrize("file", ["embedded", "core", "apis"])
def test_a_script_that_fails_is_fetched_again_and_the_reason_told(make, open_page, console: Console, file: str):
    console.expect(NOTED_BY_CHROMIUM, "its server answered with status 503")
    partner = make("one")
    partner.fail(file)
    page = open_page(partner.path)
    # Each failed attempt asks again for the reason.
    partner.requested.wait_until_started(4)
    expect_waiting(page, rf"dash_glue42\S*\.{file}\.js.* its server answered with status 503")
    partner.gate.open()
    expect_connected(page)
    expect_to_meet(page, "one")


@pytest.mark.parametrize("file", ["core", "apis"])
def test_a_script_that_comes_late_is_waited_for(make, open_late, context, file: str):
    partner = make("one")
    partner.hold(file)
    page = open_late(partner.path)
    partner.requested.wait_until_started(1)
    expect(page.locator("#status")).to_have_text("connecting")
    if file == "core":
        page.wait_for_function(HAS_JOINED, polling=POLLING)
    context.clock.fast_forward(A_WHILE)
    expect_waiting(page, rf"The page needs \S*\.{file}\.js, which is still loading")
    partner.gate.open()
    expect_connected(page)


@pytest.mark.parametrize("is_late", [True, False], ids=["late", "failing"])
def test_a_platform_page_waits_for_its_library(make, open_late, context, console: Console, is_late: bool):
    partner = make("one", settings={"type": "platform"})
    if is_late:
        partner.hold("webPlatform")
    else:
        console.expect(NOTED_BY_CHROMIUM, "its server answered with status 503")
        partner.fail("webPlatform")
    page = open_late(partner.path)
    partner.requested.wait_until_started(1)
    if is_late:
        context.clock.fast_forward(A_WHILE)
    expect_waiting(page, r"The page needs \S*\.webPlatform\.js")
    partner.gate.open()
    expect_connected(page)
    assert page.evaluate("glue42dash.glueInstance !== undefined")


def test_a_worker_that_hangs_is_given_up_for_another_one(make, open_page, console: Console):
    console.expect("does not answer")
    hung, healthy = make("hung"), make("healthy")
    hung.serve("embedded", HUNG_WORKER)
    first = open_page(hung.path)
    hung.requested.wait_until_started(1)
    second = open_page(healthy.path)
    for page in (first, second):
        expect_connected(page)
        expect_to_meet(page, "hung", "healthy")


def test_commands_given_meanwhile_wait_as_long_as_they_may(make, open_late, context, console: Console):
    console.expect('Context "context": There is no connection to the bus: the page is still connecting')
    partner = make("one")
    partner.hold("embedded")
    page = open_late(partner.path)
    expect(page.locator("#status")).to_have_text("connecting")
    page.evaluate(
        """() => {
            const command = {definition: 'one', meta: 'short', options: {waitTimeoutMs: 5000}};
            dash_clientside.set_props('ask', {invoke: command});
            dash_clientside.set_props('context', {update: {a: 1}});
            window.settled = [];
            glue42dash.glueInstancePromise.finally(() => settled.push('instance'));
        }"""
    )
    context.clock.fast_forward(A_WHILE)
    expect_waiting(page, "has not started yet")
    page.evaluate("dash_clientside.set_props('ask', {invoke: {definition: 'one', meta: 'long'}})")
    context.clock.fast_forward(1000)
    partner.results.wait_until_ended(1)
    [failed] = partner.results.values
    assert (failed["meta"], failed["error"]["code"]) == ("short", "not_connected")
    assert "the page is still connecting. The embedded Glue42 bus has not started yet" in failed["error"]["message"]
    context.clock.fast_forward(25000)
    expect(page.locator("#of-context")).to_have_text(re.compile("still connecting. The embedded Glue42 bus has not"))
    assert page.evaluate("settled") == []
    partner.gate.open()
    expect_connected(page)
    partner.results.wait_until_ended(2)
    assert partner.results.values[1]["invocationResult"]["returned"] == {"by": "one"}
