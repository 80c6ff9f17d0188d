"""What values and keys become on every platform: the keys of contexts, and all that JSON has no form for."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from caller import POLLING, Caller
from console import Console
from dash import Dash, Input, html
from playwright.sync_api import BrowserContext
from support.container import Container, module_files
from support.dash_app import AppServer, Calls, new_app
from support.platform_page import platform_pages
from test_every_platform import (
    GLUE,
    AsPlatform,
    Embedded,
    InContainer,
    InPlatform,
    OnGateway,
    Place,
    Situation,
    wait_for_page,
)

from dash_glue42 import Channels, Context, Contexts, Glue42, MethodInvoke, MethodRegister, on_invoke

PLATFORMS = [Embedded, InPlatform, AsPlatform, OnGateway, InContainer]
on_embedded_bus = pytest.mark.parametrize("shared_scene", [Embedded], indirect=True)

# One for each test that writes contexts.
CONTEXTS = ("guarded", "passed_on", "refused", "dotted", "crowded")

# As a client does that has the fault itself, and none of ours in between. It must not follow the context.
SEND_COMMANDS = f"""
async ([name, commands]) => {{
    const {{_gw3Session: session, _contextNameToId: ids}} = {GLUE}.contexts._bridge;
    await session.send({{type: 'update-context', domain: 'global', context_id: ids[name], delta: {{commands}}}});
}}
"""

POISON = [
    {"type": "set", "path": path, "value": 1}
    for path in ("__proto__.poison", "constructor.prototype.poison", "a.__proto__.poison")
]

CYCLE = "(() => { const cycle = {}; cycle.self = cycle; return cycle; })()"
DEEP = "(() => { let deep = {}; for (let n = 0; n < 2000; n++) deep = {deep}; return deep; })()"
# So deep that Dash may not read it any more, and the vendor's gateways still do.
TOO_DEEP_FOR_US = DEEP.replace("2000", "700")

INVOKE = f"""
async ([name, given]) => {{
    try {{
        return {{returned: (await {GLUE}.interop.invoke(name, eval(`(${{given}})`))).returned}};
    }} catch (reason) {{
        return {{code: reason.code ?? reason.returned?.code, message: reason.message}};
    }}
}}
"""


class Desk:
    """The app at /desk/; its callbacks keep what is reported. Each test has a context of its own."""

    def __init__(self, server: AppServer, settings: dict[str, Any]) -> None:
        self.forget()
        app: Dash = new_app("/desk/", title="Desk")
        app.layout = Glue42(
            settings=settings,
            children=[
                html.H1("Desk"),
                MethodRegister(id="greet", definition="Greet", returns=True),
                MethodInvoke(id="ask"),
                *[Context(id=name) for name in CONTEXTS],
                Contexts(id="contexts"),
                Channels(id="channels"),
            ],
        )
        for name in CONTEXTS:
            keep = partial(self._keep_state, name)
            app.callback(Input(name, "context"), prevent_initial_call=True)(keep)
        app.callback(Input("ask", "result"), prevent_initial_call=True)(lambda result: self.results.add(result))
        for component in (*CONTEXTS, "contexts", "channels"):
            keep = partial(self._keep_error, component)
            app.callback(Input(component, "error"), prevent_initial_call=True)(keep)

        @on_invoke("greet", app=app)
        def greet(name: str = "nobody", when: Any = None) -> dict[str, Any]:
            return {"greeting": f"Hello {name}", "when": when}

        server.mount(app)

    def forget(self) -> None:
        """For the next test."""
        self.states = {name: Calls() for name in CONTEXTS}
        self.results, self.errors = Calls(), Calls()

    def _keep_state(self, name: str, context: dict[str, Any] | None) -> None:
        self.states[name].add(context)

    def _keep_error(self, component: str, error: dict[str, str] | None) -> None:
        # A success after an error of an earlier test is no error.
        if error:
            self.errors.add({"component": component, **error})

    def wait_for_state(self, name: str, data: Any) -> dict[str, Any]:
        """What the callback was given; of two that run side by side the server may see the later one first."""

        def found() -> list[dict[str, Any]]:
            return [state for state in self.states[name].values if state and state["data"] == data]

        self.states[name].wait_until(lambda: bool(found()), f"{data}")
        return found()[-1]


@dataclass
class Scene:
    """The app on one platform: its callbacks, its page, and a client of the vendor, on the embedded bus one of ours."""

    situation: Situation
    context: BrowserContext
    desk: Desk
    page: Place
    client: Place


def write(page: Place, id: str, **commands: Any) -> None:
    page.evaluate("([id, text]) => dash_clientside.set_props(id, JSON.parse(text))", [id, json.dumps(commands)])


def follow(client: Place, name: str) -> None:
    """Keeps the data of the context in the client's `followed`."""
    client.evaluate(f"name => {GLUE}.contexts.subscribe(name, data => (window.followed = data)).then(() => null)", name)


def wait_for_client(client: Place, data: Any) -> None:
    client.wait_for_function(
        "text => JSON.stringify(window.followed) === text", arg=json.dumps(data, separators=(",", ":")), polling=POLLING
    )


@pytest.fixture(scope="module", params=PLATFORMS)
def shared_scene(
    request: pytest.FixtureRequest, new_shared_context: Callable[[], BrowserContext], new_bus_url: Callable[[], str]
) -> Iterator[Scene]:
    """Set up once for all tests on its platform."""
    server, context = AppServer(), new_shared_context()
    server.mount_wsgi("/platform/", platform_pages())
    server.mount_wsgi("/modules/", module_files())
    container = Container(context, server.origin, new_bus_url())
    situation: Situation = request.param(server, context, container)
    desk = Desk(server, situation.settings())
    page, client = situation.open_both()
    Caller(page).wait_for_method("Greet")
    client.wait_for_function(f"{GLUE}?.interop.methods().some(({{name}}) => name === 'Greet')", polling=POLLING)
    yield Scene(situation, context, desk, page, client)
    container.close()
    context.close()
    server.stop()


@pytest.fixture
def context(shared_scene: Scene) -> BrowserContext:
    return shared_scene.context


@pytest.fixture
def scene(shared_scene: Scene) -> Scene:
    shared_scene.desk.forget()
    return shared_scene


def test_no_path_of_a_context_writes_prototypes_and_methods_still_answer(scene: Scene, console: Console) -> None:
    desk, page, client = scene.desk, scene.page, scene.client
    write(page, "guarded", update={"a": {}})
    desk.wait_for_state("guarded", {"a": {}})
    client.wait_for_function(f"'guarded' in {GLUE}.contexts._bridge._contextNameToId", polling=POLLING)
    console.allow("a path, a key or a name")
    for command in POISON:
        # The gateway program refuses it, on the other buses it is left out on the way.
        client.evaluate(f"sent => ({SEND_COMMANDS})(sent).catch(() => undefined)", ["guarded", [command]])
    client.evaluate(SEND_COMMANDS, ["guarded", [{"type": "set", "path": "after", "value": 1}]])
    desk.wait_for_state("guarded", {"a": {}, "after": 1})
    assert page.evaluate("({}).poison ?? null") is None
    assert client.evaluate(INVOKE, ["Greet", "{name: 'Ann'}"])["returned"]["greeting"] == "Hello Ann"


# The vendor's core library as it comes, at the worker that is the embedded bus, past all of ours in the pages.
JOIN_WORKER = """
async lock => {
    await new Promise(resolve => navigator.locks.request(lock, () => (resolve(), new Promise(() => undefined))));
    const {held} = await navigator.locks.query();
    const [name, url] = held.map(({name}) => [name, /https?:\\S+/.exec(name)?.[0]]).find(([, url]) => url);
    const worker = new SharedWorker(url, {name});
    const isLibrarys = message => 'glue42core' in message;
    const port = {
        onmessage: null,
        postMessage: message => worker.port.postMessage(
            isLibrarys(message) ? {dashGlue42: {type: 'join', page: lock}} : message),
    };
    worker.port.onmessage = ({data}) => port.onmessage({
        data: 'dashGlue42' in data ? {glue42core: {type: 'gatewayInternalConnect', success: true}} : data,
    });
    const auth = {username: 'glue42', password: 'glue42'};
    window.glue = await GlueCore({application: 'Raw', gateway: {webPlatform: {port}, protocolVersion: 3}, auth});
    await glue.contexts.subscribe('passed_on', data => (window.followed = data));
}
"""


@on_embedded_bus
def test_the_embedded_bus_hands_no_such_path_on(scene: Scene) -> None:
    write(scene.page, "passed_on", update={"a": {}})
    scene.desk.wait_for_state("passed_on", {"a": {}})
    clients = [scene.situation.open("/platform/plain") for _ in range(2)]
    for number, client in enumerate(clients):
        client.add_script_tag(url="/modules/@glue42/core/dist/core.umd.js")
        client.evaluate(JOIN_WORKER, f"raw {number}")
        wait_for_client(client, {"a": {}})
    sender, follower = clients
    sender.evaluate(SEND_COMMANDS, ["passed_on", [*POISON, {"type": "set", "path": "after", "value": 1}]])
    wait_for_client(follower, {"a": {}, "after": 1})
    assert follower.evaluate("({}).poison ?? null") is None
    for client in clients:
        client.close()


@on_embedded_bus
@pytest.mark.parametrize(
    ("component", "commands"),
    [
        ("refused", {"setPath": {"path": "__proto__.x", "data": 1}}),
        ("refused", {"setPaths": [{"path": "a.constructor", "data": 1}]}),
        ("refused", {"update": {"prototype": 1}}),
        ("contexts", {"set": {"name": "refused", "data": {"__proto__": 1}}}),
        ("channels", {"publish": {"name": "Red", "data": {"__proto__.x": 1}}}),
    ],
)
def test_a_command_with_such_a_path_is_an_error(
    scene: Scene, console: Console, component: str, commands: dict[str, Any]
) -> None:
    console.expect(f'"{component}": ')
    write(scene.page, component, **commands)
    scene.desk.errors.wait_until_ended(1)
    [error] = scene.desk.errors.values
    [operation] = commands
    assert (error["component"], error["code"], error["operation"]) == (component, "invalid_command", operation)
    assert scene.page.evaluate("({}).x ?? null") is None


def test_a_key_with_a_dot_is_a_key_for_us_and_for_a_client_of_the_vendor(scene: Scene) -> None:
    desk, page, client = scene.desk, scene.page, scene.client
    follow(client, "dotted")
    write(page, "dotted", update={"BRK.B": 1})
    desk.wait_for_state("dotted", {"BRK.B": 1})
    write(page, "dotted", update={"BRK.B": 2})
    assert desk.wait_for_state("dotted", {"BRK.B": 2})["delta"] == {"BRK.B": 2}
    wait_for_client(client, {"BRK.B": 2})
    write(page, "contexts", update={"name": "dotted", "data": {"BRK.B": {"bid": 3}, "BF.B": 4}})
    desk.wait_for_state("dotted", {"BRK.B": {"bid": 3}, "BF.B": 4})
    # A value is replaced, not merged, as it is under any other key.
    write(page, "contexts", update={"name": "dotted", "data": {"BRK.B": {"ask": 5}}})
    desk.wait_for_state("dotted", {"BRK.B": {"ask": 5}, "BF.B": 4})
    write(page, "dotted", update={"BRK.B": None})
    assert desk.wait_for_state("dotted", {"BF.B": 4})["removed"] == ["BRK.B"]
    wait_for_client(client, {"BF.B": 4})
    assert desk.errors.values == []


def test_writes_of_many_at_the_same_time_survive_beside_keys_with_dots(scene: Scene) -> None:
    desk, page, client = scene.desk, scene.page, scene.client
    write(page, "crowded", set={"start": 1})
    desk.wait_for_state("crowded", {"start": 1})
    client.wait_for_function(f"{GLUE}.contexts.all().includes('crowded')", polling=POLLING)
    writes = f"""
    ([prefix, suffix]) => void Promise.all(
        Array.from({{length: 60}}, (_, n) => {GLUE}.contexts.update('crowded', {{[prefix + n + suffix]: n}}))
    )
    """
    client.evaluate(writes, ["plain", ""])
    page.evaluate(writes, ["page", ".B"])
    for n in range(20):
        write(page, "crowded", update={f"dash{n}.B": n})
    expected = {"start": 1, **{f"dash{n}.B": n for n in range(20)}}
    for n in range(60):
        expected |= {f"plain{n}": n, f"page{n}.B": n}
    desk.wait_for_state("crowded", expected)
    # Nothing has gone again.
    wait_for_page(page, "crowded.context", f"Object.keys(value.data).length === {len(expected)}")


def test_what_is_undefined_is_absent_and_dates_are_text(scene: Scene) -> None:
    page, client = scene.page, scene.client
    nobody = page.evaluate(INVOKE, ["Greet", "{name: undefined, when: [undefined, NaN]}"])
    assert nobody == {"returned": {"greeting": "Hello nobody", "when": [None, None]}}
    for caller in (page, client):
        dated = caller.evaluate(INVOKE, ["Greet", "{when: new Date(0)}"])
        assert dated["returned"]["when"] == "1970-01-01T00:00:00.000Z"


def test_arguments_that_have_no_form_in_json_are_an_error_at_once(scene: Scene) -> None:
    page = scene.page
    for given in (CYCLE, DEEP, "{a: 1n}", "{a: () => 1}", "new Date(0)"):
        outcome = page.evaluate(INVOKE, ["Greet", given])
        assert outcome["code"] == "invalid_arguments", (given, outcome)
        assert outcome["message"].startswith('The arguments for method "Greet" cannot be sent: '), given
    assert page.evaluate(INVOKE, ["Greet", "{name: 'Ann'}"])["returned"]["greeting"] == "Hello Ann"


def expect_complaints(console: Console, client: Place) -> None:
    """The vendor's libraries note each invocation that is refused."""
    if not client.evaluate("!!window.glue42dash?.version"):
        console.expect("(GW|Gateway) error")


def test_arguments_of_another_client_that_are_too_deep_for_dash_are_an_error_to_it(
    scene: Scene, console: Console
) -> None:
    client = scene.client
    expect_complaints(console, client)
    # The gateway program refuses it before the page does.
    assert "nested more than 500 levels" in client.evaluate(INVOKE, ["Greet", TOO_DEEP_FOR_US])["message"]
    # Deeper still, a gateway may refuse it first, in its own words.
    assert client.evaluate(INVOKE, ["Greet", DEEP])["message"]
    assert client.evaluate(INVOKE, ["Greet", "{name: 'Ann'}"])["returned"]["greeting"] == "Hello Ann"


def test_results_that_have_no_form_in_json_are_an_error_to_the_caller(scene: Scene, console: Console) -> None:
    desk, page, client = scene.desk, scene.page, scene.client
    expect_complaints(console, client)
    page.evaluate(f"{GLUE}.interop.register('Round', () => {CYCLE}).then(() => null)")
    page.evaluate(f"{GLUE}.interop.registerAsync('Later', (_1, _2, succeed) => succeed({DEEP})).then(() => null)")
    client.evaluate(f"{GLUE}.interop.register('Deep', () => ({TOO_DEEP_FOR_US})).then(() => null)")
    for asked in ("Round", "Later"):
        client.wait_for_function(f"{GLUE}.interop.methods().some(({{name}}) => name === '{asked}')", polling=POLLING)
        assert client.evaluate(INVOKE, [asked, "{}"])["code"] == "no_result"
    Caller(page).wait_for_method("Deep")
    write(page, "ask", invoke=[{"definition": "Round"}, {"definition": "Deep"}])
    desk.results.wait_until_ended(2)
    assert [result["error"]["code"] for result in desk.results.values] == ["no_result", "no_result"]
