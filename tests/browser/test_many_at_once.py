"""Thousands of invocations in one go: each one is answered, on every platform."""

from collections.abc import Callable
from typing import Any

import pytest
from buses import Bus, KilledWorker, OwnPlatform, PatientGateway, ReloadedHost, RestartedContainer
from caller import POLLING, Caller
from dash import Dash, Input, Output, html
from playwright.sync_api import Frame, Page
from support.dash_app import AppServer, Calls, Gate, new_app

from dash_glue42 import Glue42, Invocation, MethodRegister, on_invoke

# All in one task of the page; what the callers were told, and how often.
BURST = """
async ([name, count]) => {
    const {interop} = window.glue42dash.glueInstance;
    const told = {};
    window.settled = 0;
    const invoke = n => interop.invoke(name, {n}, 'best', {methodResponseTimeoutMs: 60000}).then(
        ({returned}) => (returned.n === undefined ? 'done' : returned.n === n ? 'right' : 'wrong'),
        reason => reason.returned?.code ?? reason.message,
    ).finally(() => window.settled++);
    const outcomes = await Promise.all(Array.from({length: count}, (_, n) => invoke(n)));
    outcomes.forEach(outcome => (told[outcome] = (told[outcome] ?? 0) + 1));
    return told;
}
"""


@pytest.fixture
def open_apps(make_bus: Callable[[type[Bus]], Bus], server: AppServer) -> Callable[..., tuple[Caller, Page | Frame]]:
    """Opens the page that calls, and another one with the app that answers, on a bus of that kind."""

    def open_apps(kind: type[Bus], provider: Dash, *children: Any) -> tuple[Caller, Page | Frame]:
        bus = make_bus(kind)
        app = new_app("/one/", title="One")
        app.layout = Glue42(settings=bus.settings("one"))
        provider.layout = Glue42(html.Div(list(children), id="methods"), settings=bus.settings("other"))
        server.mount(app)
        server.mount(provider)
        pages = [bus.open("/one/"), bus.open("/other/")]
        for page in pages:
            page.wait_for_function("() => window.glue42dash?.glueInstance", polling=POLLING)
        return Caller(pages[0]), pages[1]

    return open_apps


# More than the 1,000 messages that the vendor's gateway keeps for a client by itself.
COUNT = 3000


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        (KilledWorker, COUNT),
        (PatientGateway, 10_000),
        (ReloadedHost, COUNT),
        (OwnPlatform, COUNT),
        (RestartedContainer, COUNT),
    ],
    ids=lambda value: getattr(value, "platform", value),
)
def test_thousands_of_invocations_at_once_are_all_answered(kind: type[Bus], count: int, open_apps: Callable) -> None:
    caller, other = open_apps(kind, new_app("/other/", title="Other"))
    other.evaluate("() => glue42dash.glueInstance.interop.register('Echo', ({n}) => ({n})).then(() => null)")
    caller.wait_for_method("Echo")

    assert caller.page.evaluate(BURST, ["Echo", count]) == {"right": count}


def test_void_invocations_of_a_page_in_a_platform_are_all_handled_in_order(open_apps: Callable) -> None:
    provider = new_app("/other/", title="Other")
    calls = Calls()

    @on_invoke("note", app=provider)
    def note(_: Invocation, n: int) -> None:
        calls.add(n)

    caller, _ = open_apps(OwnPlatform, provider, MethodRegister(id="note", definition="Note"))
    caller.wait_for_method("Note")

    assert caller.page.evaluate(BURST, ["Note", COUNT]) == {"done": COUNT}
    for count in range(200, COUNT + 1, 200):
        calls.wait_until_ended(count)
    assert calls.values == list(range(COUNT))


def test_a_method_that_is_removed_answers_all_that_wait_for_it(open_apps: Callable) -> None:
    provider = new_app("/other/", title="Other")
    calls, gate = Calls(), Gate()

    @on_invoke("hold", app=provider)
    def hold(_: Invocation, n: int) -> dict[str, Any]:
        calls.add(n)
        gate.pass_through()
        return {}

    remove = html.Button(id="remove")
    provider.callback(Output("methods", "children"), Input("remove", "n_clicks"), prevent_initial_call=True)(
        lambda _: []
    )
    method = MethodRegister(id="hold", definition="Hold", returns=True, maxPending=COUNT - 1)
    # The platform's page is the vendor's, with its own small buffer.
    caller, other = open_apps(ReloadedHost, provider, remove, method)
    caller.wait_for_method("Hold")

    caller.page.evaluate(f"([name, count]) => void (window.told = ({BURST})([name, count]))", ["Hold", COUNT + 1])
    # One is in hand and all others wait: the last one was one too many.
    caller.page.wait_for_function("() => window.settled > 0", polling=POLLING)
    calls.wait_until_started(1)
    other.evaluate("() => document.getElementById('remove').click()")
    assert caller.page.evaluate("() => window.told") == {"removed": COUNT, "queue_full": 1}
    gate.open()
