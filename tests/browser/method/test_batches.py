"""Many invocations in one run of a callback: each may fail in every way, and harms no other."""

from collections.abc import Callable
from typing import Any

import pytest
from caller import Burst, Caller
from console import Console
from dash import MATCH, Dash, Input, Output, Patch, html, no_update, set_props
from playwright.sync_api import Page, expect
from support.dash_app import AppServer, Calls, Gate, new_app

import dash_glue42 as glue
from dash_glue42 import Context, Glue42, MethodRegister, _runs

ProviderMaker = Callable[..., Dash]
PageOpener = Callable[[str], Page]


@pytest.fixture(autouse=True)
def no_limit(monkeypatch):
    """A list is served in one run, however busy the machine is."""
    monkeypatch.setattr(_runs, "_RUN_SECONDS", 60)


class Work:
    """A handler whose first run waits until the others have queued behind it; then they are one list."""

    def __init__(self) -> None:
        self.first, self.slow = Gate(), Gate()
        self.calls = Calls()

    def __call__(self, n: int, kind: str = "fine"):
        with self.calls.handling(n):
            if n == 0:
                self.first.pass_through()
            if kind == "slow":
                self.slow.pass_through()
            if kind == "raises":
                raise ValueError(f"secret {n}")
            if kind == "refuses":
                raise glue.InteropError("Not that.")
            if kind == "no JSON":
                return object()
            if kind == "no result":
                return no_update
            return None if kind == "none" else {"n": n}

    def start(self, caller: Caller, *kinds: str, name: str = "Work") -> Burst:
        """Invokes for each kind; the first is number 1."""
        caller.wait_for_method(name)
        arguments = [{"n": 0}, *({"n": n, "kind": kind} for n, kind in enumerate(kinds, 1))]
        burst = caller.start(name, *arguments)
        self.calls.wait_until_started(1)
        return burst


def outcomes(burst: Burst) -> list[Any]:
    return [answer.error or answer.returned for answer in burst.answers()]


@pytest.mark.dash3
def test_of_fifty_each_has_its_own_outcome(
    server: AppServer,
    provider: ProviderMaker,
    caller: Caller,
    open_page: PageOpener,
    console: Console,
    caplog: pytest.LogCaptureFixture,
) -> None:
    work = Work()
    app = provider(MethodRegister(id="work", definition="Work", returns=True))
    glue.on_invoke("work", app=app)(work)
    open_page("/provider/")
    kinds = ["fine"] * 50
    kinds[10], kinds[20], kinds[30], kinds[40] = "raises", "refuses", "no JSON", "no result"
    console.expect("raised an exception. The server's log has the exception.")
    burst = work.start(caller, *kinds)
    work.first.open()
    answers = outcomes(burst)
    expected: list[Any] = [{"n": n} for n in range(51)]
    expected[11] = expected[31] = 'Method "Work": the callback failed.'
    expected[21] = "Not that."
    expected[41] = 'Method "Work": the callback ended without a result for this invocation.'
    assert answers == expected
    assert work.calls.values == list(range(51))
    assert server.most_callbacks_at_once == 1
    assert "secret 11" in caplog.text
    assert not console.lines("secret")


def test_on_error_gets_each_exception_and_no_other_is_harmed(
    provider: ProviderMaker, caller: Caller, open_page: PageOpener
) -> None:
    work, seen = Work(), Calls()
    app = provider(MethodRegister(id="work", definition="Work", returns=True), on_error=lambda e: seen.add(str(e)))
    glue.on_invoke("work", app=app)(work)
    open_page("/provider/")
    burst = work.start(caller, "fine", "raises", "fine", "raises")
    work.first.open()
    none = 'Method "Work": the callback ended without a result for this invocation.'
    assert outcomes(burst) == [{"n": 0}, {"n": 1}, none, {"n": 3}, none]
    assert seen.values == ["secret 2", "secret 4"]


def test_void_ones_are_handled_once_each_in_order(
    provider: ProviderMaker, caller: Caller, open_page: PageOpener
) -> None:
    work = Work()
    app = provider(MethodRegister(id="work", definition="Work"))
    glue.on_invoke("work", app=app)(lambda n, kind="none": work(n, kind) and None)
    open_page("/provider/")
    burst = work.start(caller, *["none"] * 300)
    work.first.open()
    assert outcomes(burst) == [{}] * 301
    work.calls.wait_until_ended(301)
    assert work.calls.values == list(range(301))


def test_a_list_that_takes_too_long_fails_as_a_whole_and_the_next_goes_on(
    provider: ProviderMaker, caller: Caller, open_page: PageOpener, console: Console
) -> None:
    work = Work()
    console.expect("answers the invocation .*, which is unknown or answered already")
    app = provider(MethodRegister(id="work", definition="Work", returns=True, methodResponseTimeoutMs=1500))
    glue.on_invoke("work", app=app)(work)
    open_page("/provider/")
    burst = work.start(caller, "fine", "slow", "fine")
    work.first.open()
    late = 'Method "Work": the callback did not answer within 1500 ms.'
    assert outcomes(burst) == [{"n": 0}, late, late, late]
    assert caller.invoke("Work", {"n": 9}).returned == {"n": 9}
    work.slow.open()
    work.calls.wait_until_ended(5)
    assert caller.invoke("Work", {"n": 10}).returned == {"n": 10}


def test_a_server_that_dies_in_the_middle_fails_what_it_had_and_is_asked_for_none_twice(
    server: AppServer, provider: ProviderMaker, caller: Caller, open_page: PageOpener, console: Console
) -> None:
    work = Work()
    app = provider(MethodRegister(id="work", definition="Work", returns=True))
    glue.on_invoke("work", app=app)(work)
    open_page("/provider/")
    console.allow("ERR_EMPTY_RESPONSE", "ERR_CONNECTION", "Failed to load resource", "did not respond")
    burst = work.start(caller, "fine", "slow", "fine")
    work.first.open()
    work.calls.wait_until_started(3)
    server.stop()
    first, *others = outcomes(burst)
    assert first == {"n": 0}
    assert all('Method "Work": the' in error for error in others)
    server.start()
    work.slow.open()
    work.calls.wait_until_ended(4)
    assert caller.invoke("Work", {"n": 9}).returned == {"n": 9}
    assert work.calls.values == [0, 1, 2, 3, 9]


def test_a_component_that_is_replaced_in_the_middle_loses_none(
    provider: ProviderMaker, caller: Caller, open_page: PageOpener
) -> None:
    work = Work()
    rows = html.Div([MethodRegister(id="work", definition="Work", returns=True)], id="rows")
    app = provider(rows, html.Button("Add", id="add"))
    glue.on_invoke("work", app=app)(work)

    @app.callback(Output("rows", "children"), Input("add", "n_clicks"), prevent_initial_call=True)
    def add(clicks: int) -> Patch:
        rows = Patch()
        rows.append(html.P(f"Row {clicks}", id=f"row-{clicks}"))
        return rows

    page = open_page("/provider/")
    burst = work.start(caller, "fine", "slow", "fine", "fine")
    work.first.open()
    work.calls.wait_until_started(3)
    page.click("#add")
    page.locator("#row-1").wait_for()
    work.slow.open()
    assert outcomes(burst) == [{"n": n} for n in range(5)]
    assert work.calls.values == [0, 1, 2, 3, 4]


def test_a_page_that_is_closed_in_the_middle_leaves_no_caller_waiting(
    provider: ProviderMaker, caller: Caller, open_page: PageOpener
) -> None:
    work = Work()
    app = provider(MethodRegister(id="work", definition="Work", returns=True))
    glue.on_invoke("work", app=app)(work)
    page = open_page("/provider/")
    burst = work.start(caller, "fine", "slow", "fine")
    work.first.open()
    work.calls.wait_until_started(3)
    page.close()
    assert all(answer.error for answer in burst.answers()[1:])
    work.slow.open()


def test_undo_repeats_none(provider: ProviderMaker, caller: Caller, open_page: PageOpener) -> None:
    work = Work()
    app = provider(
        MethodRegister(id="work", definition="Work", returns=True),
        html.Button("Go", id="go"),
        html.Div(id="clicks"),
        show_undo_redo=True,
    )
    glue.on_invoke("work", app=app)(work)
    app.callback(Output("clicks", "children"), Input("go", "n_clicks"), prevent_initial_call=True)(str)
    page = open_page("/provider/")
    page.click("#go")
    expect(page.locator("#clicks")).to_have_text("1")
    page.click("#go")
    expect(page.locator("#clicks")).to_have_text("2")
    burst = work.start(caller, "fine", "fine")
    work.first.open()
    assert outcomes(burst) == [{"n": n} for n in range(3)]
    page.get_by_text("undo", exact=False).first.click()
    expect(page.locator("#clicks")).to_have_text("1")
    assert caller.invoke("Work", {"n": 9}).returned == {"n": 9}
    assert work.calls.values == [0, 1, 2, 9]


@pytest.mark.dash3
def test_what_set_props_writes_in_a_run_is_not_lost(
    provider: ProviderMaker, caller: Caller, open_page: PageOpener
) -> None:
    work = Work()
    app = provider(MethodRegister(id="work", definition="Work", returns=True), Context(id="book", contextName="Book"))

    @glue.on_invoke("work", app=app)
    def write(n: int, kind: str = "fine"):
        set_props("book", {"update": {f"n{n}": n}})
        return work(n, kind)

    page = open_page("/provider/")
    burst = work.start(caller, *["fine"] * 5)
    work.first.open()
    assert outcomes(burst) == [{"n": n} for n in range(6)]
    page.wait_for_function(
        "() => Object.keys(dash_component_api.getLayout('book').props.context?.data ?? {}).length === 6", polling=25
    )


def test_one_handler_for_many_components_by_match(
    provider: ProviderMaker, caller: Caller, open_page: PageOpener
) -> None:
    works = {name: Work() for name in "AB"}
    app = provider(
        *(MethodRegister(id={"type": "work", "name": name}, definition=f"Work{name}", returns=True) for name in works)
    )

    @glue.on_invoke({"type": "work", "name": MATCH}, app=app)
    def work(n: int, invocation: glue.Invocation, kind: str = "A"):
        return works[kind](n)

    open_page("/provider/")
    caller.wait_for_method("WorkA")
    caller.wait_for_method("WorkB")
    bursts = {name: caller.start(f"Work{name}", *({"n": n, "kind": name} for n in range(20))) for name in works}
    for work_of_name in works.values():
        work_of_name.first.open()
    for name, burst in bursts.items():
        assert outcomes(burst) == [{"n": n} for n in range(20)]
        assert works[name].calls.values == list(range(20))


def test_a_plain_callback_beside_it_sees_every_one(
    provider: ProviderMaker, caller: Caller, open_page: PageOpener
) -> None:
    work = Work()
    app = provider(MethodRegister(id="work", definition="Work", returns=True), html.Div(id="log"))
    glue.on_invoke("work", app=app)(work)
    seen = Calls()
    app.callback(Input("work", "invoke"), prevent_initial_call=True)(lambda invoke: seen.add(invoke["args"]["n"]))
    open_page("/provider/")
    burst = work.start(caller, *["fine"] * 9)
    work.first.open()
    assert outcomes(burst) == [{"n": n} for n in range(10)]
    seen.wait_until_ended(10)
    assert seen.values == work.calls.values == list(range(10))


def test_a_clientside_callback_takes_lists_and_answers_all_at_once(
    provider: ProviderMaker, caller: Caller, open_page: PageOpener
) -> None:
    app = provider(MethodRegister(id="work", definition="Double", returns=True))
    app.clientside_callback(
        """invocations => (invocations ?? []).map(({invocationId, args}) =>
            ({invocationId, invocationResult: {n: 2 * args.n, together: invocations.length}}))""",
        Output("work", "result"),
        Input("work", "invocations"),
        prevent_initial_call=True,
    )
    open_page("/provider/")
    caller.wait_for_method("Double")
    answers = outcomes(caller.start("Double", *({"n": n} for n in range(100))))
    assert [answer["n"] for answer in answers] == [2 * n for n in range(100)]
    assert max(answer["together"] for answer in answers) > 1


def test_results_come_in_lists(server: AppServer, open_page: PageOpener) -> None:
    app = new_app("/asker/", title="Asker")
    app.layout = Glue42(
        [
            MethodRegister(id="echo", definition="Echo", returns=True),
            glue.MethodInvoke(id="ask"),
            html.Button("Ask", id="go"),
            html.Div(id="shown"),
        ]
    )
    glue.on_invoke("echo", app=app)(lambda n: {"n": n})
    seen: list[list[int]] = []

    @app.callback(Output("ask", "invoke"), Input("go", "n_clicks"), prevent_initial_call=True)
    def ask(_clicks: int):
        return [glue.call("Echo", n=n) for n in range(200)]

    @glue.on_results("ask", Output("shown", "children"), app=app)
    def show(results: list[glue.Result]):
        seen.append([result.returned["n"] for result in results])
        return sum(len(numbers) for numbers in seen)

    server.mount(app)
    page = open_page("/asker/")
    Caller(page).wait_for_method("Echo")
    page.click("#go")
    expect(page.locator("#shown")).to_have_text("200")
    assert sorted(n for numbers in seen for n in numbers) == list(range(200))
    assert len(seen) < 200
