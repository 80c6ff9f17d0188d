"""`await glue.invoke(…)`: what it asks of the page, and what it says where that cannot be; without a browser."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import dash
import pytest
from dash import ALL, MATCH, Input, Output

import dash_glue42 as glue
from dash_glue42 import _awaited

pytest.importorskip("dash", minversion="4.2", reason="older versions of Dash have no WebSocket callbacks")

State = dict[str, Any] | None
SILENT = object()


class Page:
    """Plays Dash's WebSocket. `states` are what the component's `awaited` holds at each question, by `answer`."""

    def __init__(self, *states: Any, has_component: bool = True) -> None:
        self.states = list(states)
        self.has_component = has_component
        self.written: list[tuple[str, str, Any]] = []

    @property
    def command(self) -> dict[str, Any]:
        return self.written[0][2]["invoke"][0]

    async def set_prop(self, id: str, prop: str, value: Any) -> None:
        self.written.append((id, prop, value))

    async def get_prop(self, id: str, prop: str, timeout: float = 30) -> Any:
        assert self.written[0][:2] == (id, "await")
        if prop == "id":
            return id if self.has_component else None
        if prop == "awaited0":
            return done(self.command["invocationId"])[self.command["invocationId"]]
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        if state is SILENT:
            raise TimeoutError
        return state(self.command["invocationId"]) if callable(state) else state


def under_way(invocation_id: str) -> State:
    return {"other": None, invocation_id: None}


def done(invocation_id: str) -> State:
    return {
        invocation_id: {"invocationId": invocation_id, "invocationResult": {"returned": {"sum": 42}}, "error": None}
    }


def done_at_length(invocation_id: str) -> State:
    return {"other": {"prop": "awaited1"}, invocation_id: {"prop": "awaited0"}}


class Leaving(Page):
    """A component that is in the page only at first."""

    async def get_prop(self, id: str, prop: str, timeout: float = 30) -> Any:
        self.has_component = len(self.states) > 1
        return await super().get_prop(id, prop, timeout)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., glue.Result]:
    def run(page: Page, id: Any = "ask", **options: Any) -> glue.Result:
        monkeypatch.setattr(type(dash.ctx), "websocket", property(lambda _: page))
        return asyncio.run(glue.invoke(id, "Sum", **options))

    return run


def test_invoke_writes_the_command_reads_until_the_result_is_there_and_collects_it(run):
    page = Page(None, under_way, under_way, done)
    result = run(page, a=37, arguments={"b c": 5}, target="all", timeout_ms=2000, meta=7)
    assert (result.ok, result.returned, result.meta) == (True, {"sum": 42}, 7)
    invocation_id = page.command["invocationId"]
    command = glue.call(
        "Sum", arguments={"b c": 5, "a": 37}, target="all", timeout_ms=2000, invocation_id=invocation_id
    )
    assert page.written == [
        ("ask", "await", {"invoke": [command], "collected": []}),
        ("ask", "await", {"invoke": [], "collected": [invocation_id]}),
    ]


def test_a_long_result_is_in_a_prop_of_its_own(run):
    assert run(Page(under_way, done_at_length)).returned == {"sum": 42}


def test_a_component_that_has_just_been_replaced_may_have_no_state_for_a_moment(run):
    assert run(Page(under_way, None, None, done)).ok


def test_each_invocation_has_an_id_of_its_own(run):
    pages = [Page(done) for _ in range(10)]
    for page in pages:
        run(page)
    assert len({page.command["invocationId"] for page in pages}) == 10


@pytest.mark.parametrize(
    ("id", "text"),
    [({"n": 1, "a": "x"}, '{"a":"x","n":1}'), (glue.MethodInvoke(id="ask"), "ask")],
    ids=["dict", "component"],
)
def test_every_form_of_an_id(run, id, text):
    page = Page(done)
    assert run(page, id).ok
    assert {each[0] for each in page.written} == {text}


@pytest.mark.parametrize(
    ("page", "error"),
    [
        (Leaving(under_way, None), "invoke: ask left the page before the result came"),
        (Page(under_way), "invoke: ask has not given a result in time"),
    ],
    ids=["component gone", "no result"],
)
def test_a_result_that_does_not_come_is_a_failed_result(run, monkeypatch, page, error):
    monkeypatch.setattr(_awaited, "_MARGIN_S", 0)
    result = run(page, timeout_ms=100, wait_ms=50, meta={"step": 1})
    assert (result.ok, result.error, result.meta) == (False, error, {"step": 1})
    assert page.written[-1] == ("ask", "await", {"invoke": [], "collected": [page.command["invocationId"]]})


def test_the_callback_ends_with_a_page_that_no_longer_answers(run):
    with pytest.raises(dash.exceptions.WebsocketDisconnected):
        run(Page(under_way, SILENT))


def test_many_at_once_are_written_and_asked_for_together(monkeypatch):
    class BusyPage(Page):
        asked = 0

        async def get_prop(self, id: str, prop: str, timeout: float = 30) -> Any:
            self.asked += 1
            commands = [command for _, _, written in self.written for command in written["invoke"]]
            return {key: value for command in commands for key, value in (done(command["invocationId"]) or {}).items()}

    page = BusyPage()
    monkeypatch.setattr(type(dash.ctx), "websocket", property(lambda _: page))

    async def callback():
        return [
            *await asyncio.gather(*(glue.invoke("ask", "Sum", a=a) for a in range(100))),
            await glue.invoke("ask", "Sum", a=100),
        ]

    assert all(each.ok for each in asyncio.run(callback()))
    assert page.asked == 2
    # What has been collected is written with the next invocation.
    assert [(len(written["invoke"]), len(written["collected"])) for _, _, written in page.written] == [
        (100, 0),
        (1, 100),
        (0, 1),
    ]


@pytest.mark.parametrize("argument", [object(), 2**64, "\ud800"], ids=["object", "large", "surrogate"])
def test_an_argument_without_json_fails_only_its_own_invocation(monkeypatch, argument):
    page = Page(done)
    monkeypatch.setattr(type(dash.ctx), "websocket", property(lambda _: page))

    async def callback():
        return await asyncio.gather(
            glue.invoke("ask", "Sum", a=argument), glue.invoke("ask", "Sum", a=1), return_exceptions=True
        )

    bad, good = asyncio.run(callback())
    assert isinstance(bad, TypeError)
    assert good.ok
    assert [(len(written["invoke"]), len(written["collected"])) for _, _, written in page.written] == [(1, 0), (0, 1)]


def test_invoke_through_a_component_of_another_kind_is_an_exception(run, monkeypatch):
    monkeypatch.setattr(_awaited, "_TAKEN_S", 0)
    with pytest.raises(glue.ComponentNotFoundError, match="ask has not taken the invocation: it is no MethodIn"):
        run(Page(None))


def test_a_page_without_the_component_is_an_exception(run):
    with pytest.raises(glue.ComponentNotFoundError, match=r"no component ask: put MethodInvoke\(id='ask'\) into"):
        run(Page(None, has_component=False))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"id": None}, r'None is not a valid id: write await invoke\("id of the MethodInvoke", "Method", …\)'),
        ({"id": ""}, "'' is not a valid id"),
        ({"id": dash.html.Div(id="ask")}, "is not a valid id"),
        ({"id": {"n": MATCH}}, "several components: give the id of one"),
        ({"id": {"n": ALL}}, "several components: give the id of one"),
        ({"invocation_id": "i"}, r"invocation_id is not an option; an argument of that name goes in arguments=\{…\}"),
        ({"target": "bst"}, "target='bst'"),
        ({"timeout_ms": "2s"}, "timeout_ms='2s'"),
    ],
    ids=str,
)
def test_wrong_arguments_of_invoke_raise_before_anything_is_written(run, given, words):
    page = Page(done)
    with pytest.raises((TypeError, ValueError), match=words):
        run(page, **given)
    assert page.written == []


def test_invoke_outside_of_a_callback_says_so():
    def outcome():
        with pytest.raises(glue.NoWebSocketError, match="invoke: it was called outside of a callback"):
            asyncio.run(glue.invoke("ask", "Sum"))
        return "told"

    # What other tests have left in this thread does not count there.
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(outcome).result() == "told"


def test_invoke_in_a_callback_over_http_explains_the_requirements(glue_app, app):
    errors: list[Exception] = []

    @app.callback(Output("log", "children"), Input("factor", "children"), on_error=errors.append)
    async def go(_value):
        await glue.invoke("ask", "Sum")

    glue_app(app)
    [error] = errors
    assert isinstance(error, glue.NoWebSocketError)
    assert 'websocket=True, no background=True, an app on FastAPI or Quart (Dash(…, backend="fastapi"))' in str(error)
    assert "Without, return glue.call(…) to the MethodInvoke's invoke" in str(error)


def test_invoke_on_a_dash_without_websockets_names_the_version(monkeypatch):
    monkeypatch.delattr(type(dash.ctx), "websocket")
    with pytest.raises(glue.NoWebSocketError, match=r"invoke: it needs Dash 4.2 or newer, this is Dash \d"):
        asyncio.run(glue.invoke("ask", "Sum"))
