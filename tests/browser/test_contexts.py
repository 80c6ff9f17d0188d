"""`Context` and `Contexts`: data that apps share under a name."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from caller import POLLING, Caller
from console import Console
from dash import Dash, Input, Output, html
from playwright.sync_api import Page
from support.dash_app import AppServer, Calls, new_app
from support.platform_page import add_frame, platform_pages

from dash_glue42 import Context, Contexts, Glue42

WRITE = """
async ([operation, ...given]) => void (await window.glue42dash.glueInstance.contexts[operation](...given))
"""

SUBSCRIBE = """
async name => {
    window.seen = [];
    await window.glue42dash.glueInstance.contexts.subscribe(name, data => window.seen.push(data));
}
"""

HAS_DATA = "text => JSON.stringify(window.seen[window.seen.length - 1]) === text"
PAGE_HAS_DATA = """
expected => {
    const data = dash_component_api.getLayout('client').props.context?.data;
    const text = value => JSON.stringify(Object.entries(value ?? {}).sort());
    return text(data) === text(expected);
}
"""


class Desk:
    """The app at /desk/ and what its callbacks have seen; a peer that is another app's JavaScript."""

    def __init__(self, server: AppServer, open_page: Callable[[str], Page], peer: Page) -> None:
        self._server = server
        self._open_page = open_page
        self.peer = peer
        self.states = Calls()
        self.errors = Calls()
        self.names = Calls()

    def open(self, component: Any, *more: Any) -> Dash:
        app = new_app("/desk/", title="Desk")
        app.layout = Glue42([html.H1("Desk"), html.Button("go", id="go"), component, *more], id="glue")
        if isinstance(component, Context):
            app.callback(Input(component.id, "context"))(self.states.add)
        else:
            app.callback(Input(component.id, "all"), prevent_initial_call=True)(self.names.add)
        app.callback(Input(component.id, "error"), prevent_initial_call=True)(self.errors.add)
        self._server.mount(app)
        return app

    def show(self) -> None:
        self.page = self._open_page("/desk/")
        Caller(self.page)

    def write(self, component: str, **commands: Any) -> None:
        self.page.evaluate(
            "([id, text]) => dash_clientside.set_props(id, JSON.parse(text))", [component, json.dumps(commands)]
        )

    def peer_writes(self, operation: str, *given: Any) -> None:
        self.peer.evaluate(WRITE, [operation, *given])

    def wait_for_peer(self, data: Any) -> None:
        self.peer.wait_for_function(HAS_DATA, arg=json.dumps(data, separators=(",", ":")), polling=POLLING)

    def wait_for_state(self, data: Any) -> dict[str, Any]:
        """What the callback was given; of two that run side by side the server may see the later one first."""

        def found() -> list[dict[str, Any]]:
            return [state for state in self.states.values if state and state["data"] == data]

        self.states.wait_until(lambda: bool(found()), f"{data}")
        return found()[-1]

    def wait_for_page(self, data: Any) -> None:
        """Until this is what the page has."""
        self.page.wait_for_function(PAGE_HAS_DATA, arg=data, polling=POLLING)


@pytest.fixture
def desk(server: AppServer, open_page: Callable[[str], Page], caller: Caller) -> Desk:
    return Desk(server, open_page, caller.page)


def test_a_context_is_none_until_an_app_writes_it_then_each_state_says_what_changed_and_by_whom(desk: Desk) -> None:
    desk.open(Context(id="client"))
    desk.show()
    assert desk.page.evaluate("dash_component_api.getLayout('client').props.context ?? null") is None
    desk.peer_writes("update", "client", {"name": "Ann", "age": 7})
    state = desk.wait_for_state({"name": "Ann", "age": 7})
    assert state["extraData"]["isMyUpdate"] is False
    assert state["extraData"]["isMineUpdate"] is False
    desk.peer_writes("set", "client", {"name": "Bob"})
    state = desk.wait_for_state({"name": "Bob"})
    assert state["removed"] == []


def test_every_command_reaches_the_other_apps_and_comes_back_as_ones_own(desk: Desk) -> None:
    desk.open(Context(id="client"))
    desk.show()
    desk.peer.evaluate(SUBSCRIBE, "client")
    desk.write("client", update={"a": 1})
    desk.wait_for_peer({"a": 1})
    state = desk.wait_for_state({"a": 1})
    assert state["extraData"]["isMyUpdate"] is True
    desk.write("client", update={"b": {"c": 2}})
    desk.wait_for_peer({"a": 1, "b": {"c": 2}})
    desk.write("client", setPath={"path": "b.c", "data": [3, None]})
    desk.wait_for_state({"a": 1, "b": {"c": [3, None]}})
    desk.write("client", setPaths=[{"path": "a", "data": "x"}, {"path": "b.d", "data": False}])
    desk.wait_for_state({"a": "x", "b": {"c": [3, None], "d": False}})
    desk.write("client", set={"new": {}})
    desk.wait_for_peer({"new": {}})
    desk.wait_for_state({"new": {}})
    desk.wait_for_page({"new": {}})


@pytest.mark.dash3
def test_of_200_updates_in_a_row_the_last_state_always_arrives(desk: Desk) -> None:
    desk.open(Context(id="client"))
    desk.show()
    burst = """
    async () => {
        const {contexts} = window.glue42dash.glueInstance;
        await Promise.all(Array.from({length: 200}, (_, n) => contexts.update('client', {[`k${n}`]: n})));
        return contexts.get('client');
    }
    """
    data = desk.peer.evaluate(burst)
    assert data == {f"k{n}": n for n in range(200)}
    desk.wait_for_state(data)
    desk.wait_for_page(data)


@pytest.mark.parametrize("name", ["a.b.c", '{"not":"an id"}', "Ünï çode {x}"])
def test_any_name_will_do_and_what_was_written_before_is_seen(desk: Desk, name: str) -> None:
    desk.peer_writes("set", name, {"price": 1.5})
    desk.open(Context(id="client", contextName=name))
    desk.show()
    assert desk.wait_for_state({"price": 1.5})["delta"] == {}
    desk.write("client", update={"price": 2.5})
    desk.wait_for_state({"price": 2.5})


@pytest.mark.dash3
def test_commands_of_one_callback_run_in_the_order_of_its_outputs(desk: Desk) -> None:
    app = desk.open(Context(id="client"))

    @app.callback(
        Output("client", "set"),
        Output("client", "update"),
        Output("client", "setPath"),
        Input("go", "n_clicks"),
        prevent_initial_call=True,
    )
    def write(_clicks: int) -> tuple[Any, ...]:
        return {"first": 1}, {"second": {}}, {"path": "second.third", "data": 3}

    desk.show()
    desk.page.click("#go")
    desk.wait_for_state({"first": 1, "second": {"third": 3}})
    desk.wait_for_page({"first": 1, "second": {"third": 3}})


def test_a_wrong_command_is_an_error_until_the_next_success(desk: Desk, console: Console) -> None:
    desk.open(Context(id="client"))
    desk.show()
    console.expect('Context "client": ')
    wrong = {"update": 5, "set": [1], "setPath": {"data": 1}, "setPaths": {"path": "a"}}
    for count, (operation, command) in enumerate(wrong.items(), start=1):
        desk.write("client", **{operation: command})
        desk.errors.wait_until_ended(count)
        error = desk.errors.values[-1]
        assert error["operation"] == operation
        assert error["message"].startswith(f'Context "client": {operation}')
    desk.write("client", update={"fine": True})
    desk.wait_for_state({"fine": True})
    desk.errors.wait_until_ended(len(wrong) + 1)
    assert desk.errors.values[-1] is None


def test_contexts_writes_any_context_and_tells_the_names(desk: Desk, console: Console) -> None:
    desk.open(Contexts(id="all"))
    desk.show()
    desk.peer.evaluate(SUBSCRIBE, "x")
    desk.write("all", update={"name": "x", "data": {"a": 1}})
    desk.wait_for_peer({"a": 1})
    desk.write("all", setPath={"name": "x", "path": "b.c", "data": 2})
    desk.wait_for_peer({"a": 1, "b": {"c": 2}})
    desk.write("all", setPaths={"name": "x", "paths": [{"path": "a", "data": 3}, {"path": "b.c", "data": 4}]})
    desk.wait_for_peer({"a": 3, "b": {"c": 4}})
    desk.write("all", set={"name": "x", "data": {"z": 0}})
    desk.wait_for_peer({"z": 0})
    desk.names.wait_until(lambda: bool(desk.names.values) and "x" in desk.names.values[-1], "the name of the context")
    desk.write("all", destroy={"name": "x"})
    desk.names.wait_until(lambda: "x" not in desk.names.values[-1], "the name to go")
    console.expect('Contexts "all": update')
    desk.write("all", update={"data": {}})
    desk.errors.wait_until_ended(1)
    assert '"name" must be a non-empty string, not None' in desk.errors.values[-1]["message"]


def test_a_destroyed_context_is_none_until_any_app_creates_it_again(desk: Desk) -> None:
    desk.open(Context(id="client"), Contexts(id="all"))
    desk.show()
    desk.peer_writes("update", "client", {"a": 1})
    desk.wait_for_state({"a": 1})
    desk.peer_writes("destroy", "client")
    desk.states.wait_until(lambda: desk.states.values[-1] is None, "no state")
    desk.peer_writes("update", "client", {"b": 2})
    desk.wait_for_state({"b": 2})
    desk.peer_writes("update", "client", {"c": 3})
    desk.wait_for_state({"b": 2, "c": 3})
    desk.write("all", destroy={"name": "client"})
    desk.states.wait_until(lambda: desk.states.values[-1] is None, "no state")
    desk.write("client", update={"d": 4})
    desk.wait_for_state({"d": 4})
    assert desk.errors.values == []


def test_a_context_that_is_destroyed_and_created_again_at_once_is_followed_on(desk: Desk) -> None:
    desk.open(Context(id="client"))
    desk.show()
    recreate = """
    async data => {
        const {contexts} = window.glue42dash.glueInstance;
        await contexts.destroy('client');
        await contexts.update('client', data);
    }
    """
    desk.peer_writes("update", "client", {"n": 0})
    for n in range(1, 11):
        desk.wait_for_state({"n": n - 1})
        desk.peer.evaluate(recreate, {"n": n})
    desk.wait_for_state({"n": 10})
    desk.peer_writes("update", "client", {"more": True})
    desk.wait_for_state({"n": 10, "more": True})
    desk.wait_for_page({"n": 10, "more": True})


def test_in_the_browser_platform_the_contexts_are_those_of_the_platform(
    server: AppServer, open_page: Callable[[str], Page]
) -> None:
    server.mount_wsgi("/platform/", platform_pages())
    app = new_app("/desk/", title="Desk")
    app.layout = Glue42([Context(id="client"), html.Button("go", id="go")], id="glue")
    states = Calls()
    app.callback(Input("client", "context"), prevent_initial_call=True)(states.add)

    @app.callback(Output("client", "update"), Input("go", "n_clicks"), prevent_initial_call=True)
    def write(clicks: int) -> dict[str, int]:
        return {"clicks": clicks}

    server.mount(app)
    host = open_page("/platform/host")
    host.evaluate("start()")
    desk = add_frame(host, "/desk/")
    desk.evaluate("async () => void (await window.glue42dash.glueInstancePromise)")
    host.evaluate("glue.contexts.update('client', {by: 'host'})")
    states.wait_until(lambda: bool(states.values) and states.values[-1]["data"] == {"by": "host"}, "the host's update")
    assert states.values[-1]["extraData"]["isMyUpdate"] is False
    desk.click("#go")
    states.wait_until(lambda: states.values[-1]["data"] == {"by": "host", "clicks": 1}, "the own update")
    assert states.values[-1]["extraData"]["isMyUpdate"] is True
