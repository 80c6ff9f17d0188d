"""However a callback ends, its caller has an answer or an error at once, and the next invocation is served."""

import pytest
from dash import Input, Output, State, dcc, html, no_update
from dash.exceptions import PreventUpdate
from playwright.sync_api import expect
from support.dash_app import Calls, Gate

from dash_glue42 import MethodRegister

# Far above every wait of these tests: an error that comes this early did not wait for the time limit.
SOON = 5
FAR_AWAY_MS = 30000

NO_RESULT = 'Method "Work": the callback ended without a result for this invocation.'


def work_method(**props):
    return MethodRegister(id="method", definition="Work", returns=True, methodResponseTimeoutMs=FAR_AWAY_MS, **props)


def answer_to(invoke):
    return {"invocationId": invoke["invocationId"], "invocationResult": {"n": invoke["args"]["n"]}}


def assert_serves(caller, n):
    assert caller.invoke("Work", {"n": n}).returned == {"n": n}


def raise_error(invoke):
    raise ValueError("secret of the server")


def prevent_update(invoke):
    raise PreventUpdate


def answer_another(invoke):
    return {"invocationId": "no such invocation", "invocationResult": {"n": -1}}


@pytest.mark.dash3
@pytest.mark.parametrize(
    ("end", "error", "console_lines"),
    [
        (raise_error, 'Method "Work": the callback failed (HTTP status 500).', ["status of 500", "Callback error"]),
        (prevent_update, NO_RESULT, []),
        (lambda invoke: no_update, NO_RESULT, []),
        (lambda invoke: None, NO_RESULT, []),
        (answer_another, NO_RESULT, ['MethodRegister "method": result answers the invocation "no such invocation"']),
    ],
    ids=["it raises", "PreventUpdate", "no_update", "None", "the id of another invocation"],
)
def test_a_callback_that_ends_without_an_answer_gives_an_error_at_once(
    end, error, console_lines, provider, open_page, caller, console
):
    console.expect(*console_lines)
    app = provider(work_method())

    @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
    def work(invoke):
        return end(invoke) if invoke["args"].get("isBad") else answer_to(invoke)

    open_page("/provider/")
    caller.wait_for_method("Work")
    # Between good ones, in one burst: each of them goes to its own caller.
    bad, good, bad_again = caller.start("Work", {"isBad": True}, {"n": 1}, {"isBad": True}).answers()

    assert bad.error == bad_again.error == error
    assert bad.seconds < SOON
    assert good.returned == {"n": 1}
    assert_serves(caller, 2)


@pytest.mark.dash3
def test_an_invocation_that_no_callback_listens_to_is_refused_at_once(provider, open_page, caller):
    provider(work_method())
    open_page("/provider/")
    caller.wait_for_method("Work")
    answer = caller.invoke("Work")
    assert answer.error == 'Method "Work": no callback of the app listens to its invocations.'
    assert answer.seconds < SOON


def test_an_invocation_of_a_method_without_an_id_is_refused_at_once(provider, open_page, caller):
    provider(MethodRegister(definition="Work", returns=True))
    open_page("/provider/")
    caller.wait_for_method("Work")
    answer = caller.invoke("Work")
    assert answer.error == 'Method "Work": no callback can listen to it: its MethodRegister has no id.'


@pytest.mark.dash3
def test_an_invocation_whose_callback_has_no_output_in_the_layout_is_refused_at_once(provider, open_page, caller):
    app = provider(work_method(), suppress_callback_exceptions=True)

    @app.callback(Output("not there", "children"), Input("method", "invoke"), prevent_initial_call=True)
    def work(invoke):
        return "nobody sees this"

    open_page("/provider/")
    caller.wait_for_method("Work")
    answer = caller.invoke("Work")
    unsent = "Dash did not start its callback: none of its Outputs is in the layout."
    assert answer.error == f'Method "Work": {unsent}'
    assert answer.seconds < SOON


@pytest.mark.dash3
def test_a_callback_without_outputs_cannot_answer_and_its_caller_hears_so(provider, open_page, caller):
    calls = Calls()
    app = provider(work_method())

    @app.callback(Input("method", "invoke"), prevent_initial_call=True)
    def work(invoke):
        calls.add(invoke["args"])

    open_page("/provider/")
    caller.wait_for_method("Work")
    assert caller.invoke("Work", {"n": 1}).error == NO_RESULT
    assert calls.values == [{"n": 1}]


def test_a_void_method_whose_callback_raises_goes_on_with_the_next(provider, open_page, caller, console):
    console.expect("status of 500", "Callback error updating")
    calls = Calls()
    app = provider(MethodRegister(id="method", definition="Tell"), html.Div(id="shown"))

    @app.callback(Output("shown", "children"), Input("method", "invoke"), prevent_initial_call=True)
    def tell(invoke):
        with calls.handling(invoke["args"]["n"]):
            if invoke["args"]["n"] % 2:
                raise ValueError("odd")
            return invoke["args"]["n"]

    page = open_page("/provider/")
    caller.wait_for_method("Tell")
    answers = caller.start("Tell", *({"n": n} for n in range(7))).answers()
    calls.wait_until_ended(7)

    assert [answer.error for answer in answers] == [None] * 7
    assert calls.values == list(range(7))
    expect(page.locator("#shown")).to_have_text("6")


@pytest.fixture
def serve_slow_work(provider, open_page, caller):
    """The method Work with a short time limit; each invocation waits at the gate of its number, if there is one."""

    def serve_slow_work(calls, gates):
        app = provider(MethodRegister(id="method", definition="Work", returns=True, methodResponseTimeoutMs=1000))

        @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
        def work(invoke):
            n = invoke["args"]["n"]
            with calls.handling(n):
                if n in gates:
                    gates[n].pass_through()
                return answer_to(invoke)

        page = open_page("/provider/")
        caller.wait_for_method("Work")
        return page

    return serve_slow_work


IGNORED = '^Error: MethodRegister "method": result answers the invocation ".*", which is unknown or answered already'
TOO_LATE = 'Method "Work": the callback did not answer within 1000 ms.'


def test_a_late_answer_is_ignored_with_a_warning(serve_slow_work, caller, console):
    calls, gate = Calls(), Gate()
    serve_slow_work(calls, {1: gate})

    late = caller.invoke("Work", {"n": 1})
    gate.open()
    console.wait_for(IGNORED)

    assert late.error == TOO_LATE
    assert_serves(caller, 2)
    assert calls.values == [1, 2]


def test_a_late_answer_never_reaches_the_next_caller(serve_slow_work, caller, console):
    calls, gates = Calls(), {1: Gate(), 2: Gate()}
    serve_slow_work(calls, gates)

    first, second = caller.start("Work", {"n": 1}), caller.start("Work", {"n": 2})
    calls.wait_until_started(2)
    # The late answer of the first comes while the second is being handled.
    gates[1].open()
    console.wait_for(IGNORED)
    gates[2].open()

    assert first.answer().error == TOO_LATE
    assert second.answer().returned == {"n": 2}
    assert_serves(caller, 3)
    assert calls.values == [1, 2, 3]


def test_the_time_limit_of_an_invocation_begins_when_it_is_handed_over(serve_slow_work, caller, console):
    calls, gate = Calls(), Gate()
    serve_slow_work(calls, {1: gate})

    first, *others = caller.start("Work", *({"n": n} for n in range(1, 6))).answers()
    gate.open()
    console.wait_for(IGNORED)

    assert first.error == TOO_LATE
    assert [answer.returned for answer in others] == [{"n": n} for n in range(2, 6)]


@pytest.fixture
def serve_refreshed_work(provider, open_page, caller):
    """The method Work, whose callback has a button as another Input."""

    def serve_refreshed_work(work):
        app = provider(work_method(), html.Button("Refresh", id="refresh"), html.Div(id="shown"))
        outputs = [Output("method", "result"), Output("shown", "children")]
        inputs = [Input("method", "invoke"), Input("refresh", "n_clicks")]
        app.callback(outputs, inputs, prevent_initial_call=True)(work)
        page = open_page("/provider/")
        caller.wait_for_method("Work")
        return page

    return serve_refreshed_work


@pytest.mark.dash3
def test_another_input_of_the_same_callback_that_fires_in_flight_costs_nobody_an_answer(serve_refreshed_work, caller):
    calls, gate = Calls(), Gate()

    def work(invoke, clicks):
        with calls.handling((invoke["args"]["n"], clicks)):
            if clicks:
                # The newer run; Dash throws away what the older one returns.
                return no_update, f"clicked {clicks}"
            gate.pass_through()
            return answer_to(invoke), "worked"

    page = serve_refreshed_work(work)
    burst = caller.start("Work", {"n": 1})
    calls.wait_until_started(1)
    page.locator("#refresh").click()
    calls.wait_until_ended(1)
    gate.open()

    answer = burst.answer()
    assert answer.returned == {"n": 1}
    assert answer.seconds < SOON
    assert calls.values == [(1, None), (1, 1)]
    expect(page.locator("#shown")).to_have_text("clicked 1")


@pytest.mark.dash3
def test_an_invocation_waits_for_a_run_that_another_input_of_its_callback_has_started(serve_refreshed_work, caller):
    calls, gate = Calls(), Gate()

    def work(invoke, clicks):
        with calls.handling(invoke and invoke["args"]["n"]):
            if not invoke:
                gate.pass_through()
                return no_update, f"clicked {clicks}"
            return answer_to(invoke), no_update

    page = serve_refreshed_work(work)
    page.locator("#refresh").click()
    calls.wait_until_started(1)
    burst = caller.start("Work", {"n": 1}, {"n": 2})
    assert caller.invoke("Work", [1]).error == 'Method "Work": the arguments must be an object, not an array.'
    # That refusal shows that the burst before it has arrived, and the callback has seen nothing of it.
    assert calls.values == [None]
    gate.open()

    assert [answer.returned for answer in burst.answers()] == [{"n": 1}, {"n": 2}]
    assert calls.values == [None, 1, 2]
    expect(page.locator("#shown")).to_have_text("clicked 1")


@pytest.mark.dash3
def test_of_two_callbacks_on_one_method_both_run_for_each_invocation_before_the_next_comes(provider, open_page, caller):
    events = Calls()
    app = provider(work_method(), html.Div(id="log"))

    @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
    def work(invoke):
        events.add(("answer", invoke["args"]["n"]))
        return answer_to(invoke)

    @app.callback(Output("log", "children"), Input("method", "invoke"), prevent_initial_call=True)
    def log(invoke):
        events.add(("log", invoke["args"]["n"]))
        return str(invoke["args"]["n"])

    page = open_page("/provider/")
    caller.wait_for_method("Work")
    answers = caller.start("Work", *({"n": n} for n in range(20))).answers()
    events.wait_until_ended(40)

    assert [answer.returned for answer in answers] == [{"n": n} for n in range(20)]
    pairs = [sorted(events.values[at : at + 2]) for at in range(0, 40, 2)]
    assert pairs == [[("answer", n), ("log", n)] for n in range(20)]
    expect(page.locator("#log")).to_have_text("19")


def test_a_second_callback_that_raises_takes_no_answer_away(provider, open_page, caller, console):
    console.expect("status of 500", "Callback error updating log.children")
    app = provider(work_method(), html.Div(id="log"))

    @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
    def work(invoke):
        return answer_to(invoke)

    @app.callback(Output("log", "children"), Input("method", "invoke"), prevent_initial_call=True)
    def log(invoke):
        raise ValueError("no log")

    open_page("/provider/")
    caller.wait_for_method("Work")
    for n in range(3):
        assert_serves(caller, n)


@pytest.mark.dash3
def test_invocations_that_come_while_the_app_still_starts_are_not_lost(provider, open_page, caller):
    calls, gate = Calls(), Gate()
    app = provider(work_method(), dcc.Store(id="data"), dcc.Interval(id="start", max_intervals=0))

    @app.callback(Output("data", "data"), Input("start", "n_intervals"))
    def load(_):
        with calls.handling("load"):
            gate.pass_through()
            return {"loaded": True}

    @app.callback(Output("method", "result"), Input("method", "invoke"), Input("data", "data"), State("start", "id"))
    def work(invoke, data, _):
        if not invoke:
            return no_update
        calls.add((invoke["args"]["n"], data))
        return answer_to(invoke)

    # The caller asks before there is such a method, and again while the first callback of the app still loads its data.
    early = caller.start("Work", {"n": 0})
    open_page("/provider/")
    calls.wait_until_started(1)
    caller.wait_for_method("Work")
    burst = caller.start("Work", *({"n": n} for n in range(1, 10)))
    caller.invoke("Work", [])
    gate.open()

    assert early.answer().returned == {"n": 0}
    assert [answer.returned for answer in burst.answers()] == [{"n": n} for n in range(1, 10)]
    assert sorted(n for n, _ in calls.values[1:]) == list(range(10))
