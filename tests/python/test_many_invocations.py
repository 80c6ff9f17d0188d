"""`on_invoke` for many invocations: each has its own outcome, and a run that takes too long gives back the rest."""

import asyncio
import contextvars
import logging
import threading
from typing import Any

import dash
import pytest
from dash import Dash, Input, Output, State, no_update, set_props
from dash.exceptions import PreventUpdate
from dash_versions import needs_dash
from served_page import ServedPage
from support.callbacks import own_callbacks

import dash_glue42 as glue
from dash_glue42 import _runs


def answers_of(outcome: Any, id: str = "sum") -> dict[str, Any]:
    return {
        answer["invocationId"]: answer.get("invocationResult", answer.get("error"))
        for answer in outcome.written.get(f"{id}.result", [])
    }


def inputs_of(app: Dash) -> set[str]:
    return {f"{i['id']}.{i['property']}" for callback in own_callbacks(app) for i in callback["inputs"]}


@pytest.fixture
def no_limit(monkeypatch):
    """For tests that do not look at the time: however busy the machine is, nothing is given back."""
    monkeypatch.setattr(_runs, "_RUN_SECONDS", 60)


@pytest.mark.usefixtures("no_limit")
def test_the_invocations_of_a_list_are_served_in_order(app):
    served: list[int] = []

    @glue.on_invoke("sum", app=app)
    def add(a: int):
        served.append(a)
        return a * 2

    outcome = ServedPage(app).invoke_all("sum", [{"a": n} for n in range(5)])
    assert served == [0, 1, 2, 3, 4]
    assert answers_of(outcome) == {"i-1": 0, "i-2": 2, "i-3": 4, "i-4": 6, "i-5": 8}
    assert outcome.report == {"takes": 256, "untouched": [], "failed": {}}


@pytest.mark.usefixtures("no_limit")
def test_one_that_fails_takes_no_other_with_it(app, caplog):
    @glue.on_invoke("sum", app=app)
    def work(kind: str):
        if kind == "raises":
            raise ValueError("secret words")
        if kind == "refuses":
            raise glue.InteropError("Not that.")
        if kind == "prevents":
            raise PreventUpdate
        return {"no JSON": object(), "no result": no_update}.get(kind, kind)

    kinds = ["fine", "raises", "refuses", "no JSON", "no result", "prevents", "fine too"]
    outcome = ServedPage(app).invoke_all("sum", [*({"kind": kind} for kind in kinds), {"wrong": 1}])
    assert answers_of(outcome) == {
        "i-1": "fine",
        "i-3": {"message": "Not that."},
        "i-7": "fine too",
        "i-8": {
            "message": 'Argument "kind" is missing; "wrong" is not an argument of this method.',
            "code": "invalid_arguments",
        },
    }
    assert set(outcome.report["failed"]) == {"i-2", "i-4"}
    # What an exception says is for the server's log.
    assert "secret words" not in str(outcome.report)
    assert "secret words" in caplog.text
    assert "object has no form in JSON" in caplog.text


def test_a_single_invocation_that_raises_fails_as_any_callback(app, caplog):
    glue.on_invoke("sum", app=app)(lambda a: 1 / a)
    assert ServedPage(app).invoke("sum", {"a": 0}).status == 500
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.usefixtures("no_limit")
def test_with_dev_tools_the_page_gets_the_traceback(app):
    app.enable_dev_tools(debug=True, dev_tools_hot_reload=False)
    glue.on_invoke("sum", app=app)(lambda a: 1 / a)
    [text] = ServedPage(app).invoke_all("sum", [{"a": 1}, {"a": 0}]).report["failed"].values()
    assert "ZeroDivisionError: division by zero" in text


@pytest.mark.usefixtures("no_limit")
def test_on_error_gets_every_exception_and_may_answer_in_its_place():
    seen: list[Exception] = []
    app = Dash(__name__, on_error=seen.append)
    app.layout = [glue.MethodRegister(id="sum", definition="Sum"), glue.MethodRegister(id="own", definition="Own")]

    @glue.on_invoke("sum", app=app)
    def divide(a: float):
        return 1 / a

    @glue.on_invoke("own", app=app, on_error=lambda error: {"invocationId": "i-2", "invocationResult": str(error)})
    def divide_too(a: float):
        return 1 / a

    outcome = ServedPage(app).invoke_all("sum", [{"a": 1}, {"a": 0}, {"a": 2}])
    assert answers_of(outcome) == {"i-1": 1, "i-3": 0.5}
    assert [type(error) for error in seen] == [ZeroDivisionError]
    assert outcome.report["failed"] == {}
    assert answers_of(ServedPage(app).invoke_all("own", [{"a": 1}, {"a": 0}]), "own") == {
        "i-1": 1,
        "i-2": "float division by zero",
    }


@pytest.mark.usefixtures("no_limit")
def test_on_error_may_answer_with_a_list_too(app):
    answers = [{"invocationId": "i-2", "invocationResult": "instead"}]
    glue.on_invoke("sum", app=app, on_error=lambda _error: answers)(lambda a: 1 / a)
    assert answers_of(ServedPage(app).invoke_all("sum", [{"a": 1}, {"a": 0}])) == {"i-1": 1, "i-2": "instead"}


@pytest.mark.usefixtures("no_limit")
def test_an_answer_of_on_error_that_is_no_json_fails_its_own_invocation_alone(app, caplog):
    glue.on_invoke("sum", app=app, on_error=lambda _error: {"invocationId": "i-1", "invocationResult": object()})(
        lambda a: 1 / a
    )
    outcome = ServedPage(app).invoke_all("sum", [{"a": 0}, {"a": 1}])
    assert answers_of(outcome) == {"i-2": 1}
    assert list(outcome.report["failed"]) == ["i-1"]
    assert "object has no form in JSON" in caplog.text


@pytest.mark.usefixtures("no_limit")
def test_an_on_error_that_raises_fails_its_own_invocation_alone(app, caplog):
    def on_error(_error: Exception):
        raise KeyError("also here")

    glue.on_invoke("sum", app=app, on_error=on_error)(lambda a: 1 / a)
    outcome = ServedPage(app).invoke_all("sum", [{"a": 0}, {"a": 1}])
    assert answers_of(outcome) == {"i-2": 1}
    assert list(outcome.report["failed"]) == ["i-1"]
    assert "also here" in caplog.text


def test_a_run_that_takes_too_long_gives_back_what_it_has_not_begun(app, monkeypatch):
    clock = iter(range(100))
    monkeypatch.setattr(_runs, "perf_counter", lambda: next(clock) * 0.04)
    glue.on_invoke("sum", app=app)(lambda n: n)
    outcome = ServedPage(app).invoke_all("sum", [{"n": n} for n in range(6)])
    # It is asked at 0.04, 0.08 and 0.12 seconds; the first is begun without a look at the clock.
    assert answers_of(outcome) == {"i-1": 0, "i-2": 1, "i-3": 2}
    assert outcome.report["untouched"] == ["i-4", "i-5", "i-6"]
    # 0.16 seconds for three: two begin within 0.1 seconds.
    assert outcome.report["takes"] == 2


def test_the_first_is_begun_however_late_it_is(app, monkeypatch):
    monkeypatch.setattr(_runs, "_RUN_SECONDS", -1)
    glue.on_invoke("sum", app=app)(lambda n: n)
    outcome = ServedPage(app).invoke_all("sum", [{"n": 1}, {"n": 2}])
    assert answers_of(outcome) == {"i-1": 1}
    assert outcome.report["untouched"] == ["i-2"]
    assert outcome.report["takes"] == 1


@pytest.mark.usefixtures("no_limit")
def test_set_props_ends_the_run_because_a_response_carries_one_value_for_each_prop(app, caplog):
    @glue.on_invoke("sum", app=app)
    def work(n: int):
        if n == 2:
            set_props("log", {"children": f"saw {n}"})
        return n

    outcome = ServedPage(app).invoke_all("sum", [{"n": n} for n in (1, 2, 3)])
    assert answers_of(outcome) == {"i-1": 1, "i-2": 2}
    assert outcome.report == {"takes": 1, "untouched": ["i-3"], "failed": {}}
    assert caplog.records == []


@pytest.mark.usefixtures("no_limit")
@pytest.mark.parametrize("error", [PreventUpdate, ValueError])
def test_set_props_ends_the_run_also_when_the_handler_raises_after_it(app, error):
    @glue.on_invoke("sum", app=app)
    def work(n: int):
        set_props("log", {"children": f"saw {n}"})
        raise error

    outcome = ServedPage(app).invoke_all("sum", [{"n": 1}, {"n": 2}])
    assert outcome.report["untouched"] == ["i-2"]


@needs_dash(3, 1)
@pytest.mark.usefixtures("no_limit")
@pytest.mark.parametrize("is_async", [False, True])
def test_what_a_handler_sets_in_context_variables_is_not_seen_by_the_next(app, is_async):
    user = contextvars.ContextVar("user", default="nobody")

    def swap(n: int):
        before = user.get()
        user.set(f"user {n}")
        return before

    async def swap_async(n: int):
        return swap(n)

    glue.on_invoke("sum", app=app)(swap_async if is_async else swap)
    outcome = ServedPage(app).invoke_all("sum", [{"n": 1}, {"n": 2}])
    assert answers_of(outcome) == {"i-1": "nobody", "i-2": "nobody"}


@needs_dash(3, 1)
@pytest.mark.usefixtures("no_limit")
@pytest.mark.parametrize("concurrency", [1, 2])
def test_a_handler_that_is_cancelled_fails_alone(app, concurrency, caplog):
    @glue.on_invoke("sum", app=app, concurrency=concurrency)
    async def work(n: int):
        await asyncio.sleep(0)
        if n == 1:
            raise asyncio.CancelledError
        return n

    outcome = ServedPage(app).invoke_all("sum", [{"n": n} for n in range(4)])
    assert sorted(answers_of(outcome).values()) == [0, 2, 3]
    assert list(outcome.report["failed"]) == ["i-2"]
    assert "the handler was cancelled" in caplog.text


class Panic(BaseException):
    """As libraries written in Rust raise it."""


@pytest.mark.usefixtures("no_limit")
@pytest.mark.parametrize("concurrency", [1, 2])
@pytest.mark.parametrize("is_async", [False, pytest.param(True, marks=needs_dash(3, 1))])
def test_an_exception_that_is_none_of_the_usual_ones_fails_alone(app, concurrency, is_async, caplog):
    def work(n: int):
        if n == 1:
            raise Panic("index out of bounds")
        return n

    async def work_async(n: int):
        return work(n)

    glue.on_invoke("sum", app=app, concurrency=concurrency)(work_async if is_async else work)
    outcome = ServedPage(app).invoke_all("sum", [{"n": n} for n in range(4)])
    assert sorted(answers_of(outcome).values()) == [0, 2, 3]
    assert list(outcome.report["failed"]) == ["i-2"]
    assert "index out of bounds" in caplog.text


@pytest.mark.usefixtures("no_limit")
def test_void_invocations_have_no_answers(app):
    seen: list[int] = []
    glue.on_invoke("sum", app=app)(lambda n: seen.append(n))
    outcome = ServedPage(app).invoke_all("sum", [{"n": n} for n in range(3)], returns=False)
    assert seen == [0, 1, 2]
    assert outcome.written == {}


@needs_dash(3, 1)
@pytest.mark.usefixtures("no_limit")
@pytest.mark.parametrize("concurrency", [1, 3])
def test_async_handlers_take_lists_too(app, concurrency):
    most = running = 0

    @glue.on_invoke("sum", app=app, concurrency=concurrency)
    async def work(n: int):
        nonlocal most, running
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        if n == 1:
            raise ValueError
        return n

    outcome = ServedPage(app).invoke_all("sum", [{"n": n} for n in range(5)])
    assert set(answers_of(outcome).values()) == {0, 2, 3, 4}
    assert list(outcome.report["failed"]) == ["i-2"]
    assert most == concurrency


@pytest.mark.usefixtures("no_limit")
def test_concurrency_serves_several_at_once_in_threads_that_see_the_callback_context(app):
    together = threading.Barrier(3, timeout=30)

    @glue.on_invoke("sum", app=app, concurrency=3)
    def work(n: int):
        together.wait()
        return [n, dash.ctx.triggered_id]

    outcome = ServedPage(app).invoke_all("sum", [{"n": n} for n in range(6)])
    assert sorted(answers_of(outcome).values()) == [[n, "sum"] for n in range(6)]


@pytest.mark.parametrize(
    ("seconds", "count", "takes"),
    [
        # One at a time of 50 ms: two begin within 100 ms.
        (0.052, 1, 16),
        # Two rounds of 8.
        (0.104, 16, 16),
        # An incomplete round takes as long.
        (0.15, 9, 16),
        (5, 8, 8),
        (0.001, 1, 256),
    ],
)
def test_with_concurrency_the_page_is_asked_for_whole_rounds(app, monkeypatch, seconds, count, takes):
    served: list[int] = []
    monkeypatch.setattr(_runs, "perf_counter", lambda: seconds if len(served) == count else 0)
    glue.on_invoke("sum", app=app, concurrency=8)(lambda n: served.append(n))
    assert ServedPage(app).invoke_all("sum", [{"n": n} for n in range(count)]).report["takes"] == takes


@pytest.mark.usefixtures("no_limit")
def test_set_props_with_concurrency_is_logged_as_an_error(app, caplog):
    glue.on_invoke("sum", app=app, concurrency=2)(lambda n: set_props("log", {"children": n}))
    with caplog.at_level(logging.ERROR):
        ServedPage(app).invoke_all("sum", [{"n": 1}])
    assert "does not go with concurrency=2" in caplog.text


@pytest.mark.usefixtures("no_limit")
def test_batch_true_lets_a_handler_with_states_take_lists(app):
    glue.on_invoke("sum", State("factor", "children"), app=app, batch=True)(lambda a, factor: a * factor)
    page = ServedPage(app, factor__children=3)
    assert answers_of(page.invoke_all("sum", [{"a": 1}, {"a": 2}])) == {"i-1": 3, "i-2": 6}


@pytest.mark.parametrize(
    ("extra", "options"),
    [
        ([Output("log", "children")], {}),
        ([State("log", "children")], {}),
        ([], {"batch": False}),
        ([], {"running": [(Output("log", "children"), "…", "")]}),
    ],
)
def test_other_handlers_get_one_invocation_at_a_time(app, extra, options):
    glue.on_invoke("sum", *extra, app=app, **options)(lambda value=None: None)
    assert inputs_of(app) == {"sum.invoke"}


@pytest.mark.parametrize(
    ("extra", "options", "error", "words"),
    [
        ([], {"batch": "yes"}, TypeError, "batch must be True, False or left out"),
        ([], {"batch": 0}, TypeError, "batch must be True, False or left out"),
        ([], {"concurrency": 0}, ValueError, "concurrency=0: give a whole number greater than 0"),
        ([], {"concurrency": "4"}, TypeError, "concurrency=.4.: give a whole number"),
        ([], {"concurrency": True}, TypeError, "concurrency=True: give a whole number"),
        ([Output("log", "children")], {"batch": True}, TypeError, "batch=True does not go with Outputs"),
        ([], {"batch": True, "background": True}, TypeError, "batch=True does not go with background"),
        ([Output("log", "children")], {"concurrency": 2}, TypeError, "concurrency=2 does not go with Outputs"),
        ([State("log", "children")], {"concurrency": 2}, TypeError, "concurrency=2 does not go with States unless"),
        ([], {"concurrency": 2, "batch": False}, TypeError, "concurrency=2 does not go with batch=False"),
    ],
)
def test_what_does_not_go_together_is_an_error_where_the_handler_is_defined(app, extra, options, error, words):
    with pytest.raises(error, match=f"^on_invoke: {words}"):
        glue.on_invoke("sum", *extra, app=app, **options)


def test_on_results_gets_all_results_that_have_arrived(app):
    @glue.on_results("ask", Output("log", "children"), State("log", "id"), app=app)
    def show(results: list[glue.Result], log_id: str):
        return [log_id, *((result.ok, result.returned) for result in results)]

    page = ServedPage(app, log__id="log")
    fine = {"invocationId": "i-1", "invocationResult": {"returned": {"sum": 1}}, "error": None, "meta": None}
    bad = {
        "invocationId": "i-2",
        "invocationResult": None,
        "error": {"message": "No.", "code": "refused"},
        "meta": None,
    }
    assert page.set("ask.results", [fine, bad]).written == {"log.children": ["log", [True, {"sum": 1}], [False, None]]}


def test_on_results_needs_a_parameter_for_the_list(app):
    with pytest.raises(TypeError, match=r"on_results: <lambda> is called with \(the results\)"):
        glue.on_results("ask", Output("log", "children"), app=app)(lambda: None)


def test_a_component_writes_its_lists_itself(app):
    with pytest.raises(ValueError, match="the component writes it"):
        glue.on_invoke("sum", Output("sum", "invocations"), app=app)
    with pytest.raises(ValueError, match="the component writes it"):
        glue.on_results("ask", Output("ask", "results"), app=app)
    with pytest.raises(TypeError, match="must not be an Input"):
        glue.on_results("ask", Input("ask", "result"), app=app)  # type: ignore[arg-type]
