"""The ways in which an app may answer an invocation, and what its caller gets."""

import pytest
from dash import MATCH, Input, Output, State, ctx, html, no_update, set_props
from playwright.sync_api import expect
from support.dash_app import Calls, Gate

from dash_glue42 import MethodRegister

SOON = 5


def answer_to(invoke, result):
    return {"invocationId": invoke["invocationId"], "invocationResult": result}


def test_a_refusal_reaches_its_caller_word_for_word(provider, open_page, caller):
    app = provider(MethodRegister(id="sum", definition="Sum", returns=True))
    refusal = "The arguments must be numbers! (‘α’ is none)"

    @app.callback(Output("sum", "result"), Input("sum", "invoke"), prevent_initial_call=True)
    def add(invoke):
        return {"invocationId": invoke["invocationId"], "error": {"message": refusal}}

    open_page("/provider/")
    caller.wait_for_method("Sum")
    answer = caller.invoke("Sum", {"a": "x"})
    assert answer.error == refusal
    assert answer.seconds < SOON


def test_the_callback_sees_the_arguments_and_who_called(provider, open_page, caller):
    calls = Calls()
    app = provider(MethodRegister(id="method", definition="Work", returns=True))

    @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
    def work(invoke):
        calls.add(invoke)
        return answer_to(invoke, None)

    open_page("/provider/")
    caller.wait_for_method("Work")
    given = [None, {}, {"a": 1, "b": [None, {"c": "ü"}]}]
    caller.start("Work", *given).answers()

    assert [invoke["args"] for invoke in calls.values] == [{}, {}, given[2]]
    assert {invoke["caller"]["application"] for invoke in calls.values} == {"Caller"}
    assert len({invoke["invocationId"] for invoke in calls.values}) == 3
    assert all(set(invoke) == {"invocationId", "args", "caller"} for invoke in calls.values)


def test_an_array_as_argument_is_refused_and_no_callback_sees_it(provider, open_page, caller):
    calls = Calls()
    app = provider(MethodRegister(id="method", definition="Work", returns=True))

    @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
    def work(invoke):
        calls.add(invoke["args"])
        return answer_to(invoke, None)

    open_page("/provider/")
    caller.wait_for_method("Work")
    refused, served = caller.start("Work", [1, 2], {"n": 1}).answers()
    assert refused.error == 'Method "Work": the arguments must be an object, not an array.'
    assert served.error is None
    assert calls.values == [{"n": 1}]


def test_one_invocation_more_than_may_wait_is_refused_at_once(provider, open_page, caller):
    gate = Gate()
    app = provider(MethodRegister(id="method", definition="Work", returns=True, maxPending=2))

    @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
    def work(invoke):
        gate.pass_through()
        return answer_to(invoke, invoke["args"])

    open_page("/provider/")
    caller.wait_for_method("Work")
    # One is with the callback, two wait.
    burst = caller.start("Work", *({"n": n} for n in range(5)))
    burst.wait_for_settled(2)
    gate.open()
    answers = burst.answers()

    assert [answer.returned for answer in answers[:3]] == [{"n": 0}, {"n": 1}, {"n": 2}]
    refusal = 'Method "Work": 2 invocations are waiting already, no more are taken now.'
    assert [answer.error for answer in answers[3:]] == [refusal] * 2
    assert caller.invoke("Work", {"n": 9}).returned == {"n": 9}


@pytest.mark.dash3
def test_another_callback_may_answer_later_after_a_click(provider, open_page, caller):
    app = provider(
        MethodRegister(id="ask", definition="Ask", returns=True), html.Div(id="question"), html.Button("Yes", id="yes")
    )

    @app.callback(Output("question", "children"), Input("ask", "invoke"), prevent_initial_call=True)
    def show(invoke):
        return invoke["args"]["question"]

    @app.callback(Output("ask", "result"), Input("yes", "n_clicks"), State("ask", "invoke"), prevent_initial_call=True)
    def say_yes(clicks, invoke):
        return answer_to(invoke, {"question": invoke["args"]["question"], "answer": "yes"})

    page = open_page("/provider/")
    caller.wait_for_method("Ask")
    burst = caller.start("Ask", {"question": "Buy?"}, {"question": "Sell?"})
    # The second question comes when the first has its answer.
    for count, question in enumerate(["Buy?", "Sell?"]):
        expect(page.locator("#question")).to_have_text(question)
        assert burst.settled() == count
        page.locator("#yes").click()
        burst.wait_for_settled(count + 1)

    assert [answer.returned for answer in burst.answers()] == [
        {"question": "Buy?", "answer": "yes"},
        {"question": "Sell?", "answer": "yes"},
    ]


@pytest.mark.dash3
def test_an_answer_may_come_later_by_set_props_when_the_method_says_so(provider, open_page, caller):
    app = provider(
        MethodRegister(id="ask", definition="Ask", returns=True, deferResult=True),
        html.Div(id="question"),
        html.Button("Yes", id="yes"),
    )

    @app.callback(Output("question", "children"), Input("ask", "invoke"), prevent_initial_call=True)
    def show(invoke):
        return invoke["args"]["question"]

    @app.callback(Output("yes", "title"), Input("yes", "n_clicks"), State("ask", "invoke"), prevent_initial_call=True)
    def say_yes(clicks, invoke):
        set_props("ask", {"result": answer_to(invoke, {"answer": f"yes {clicks}"})})
        return no_update

    page = open_page("/provider/")
    caller.wait_for_method("Ask")
    burst = caller.start("Ask", {"question": "Buy?"}, {"question": "Sell?"})
    for count, question in enumerate(["Buy?", "Sell?"]):
        expect(page.locator("#question")).to_have_text(question)
        page.locator("#yes").click()
        burst.wait_for_settled(count + 1)

    assert [answer.returned for answer in burst.answers()] == [{"answer": "yes 1"}, {"answer": "yes 2"}]


def test_a_deferred_answer_that_never_comes_is_an_error_at_the_time_limit(provider, open_page, caller):
    app = provider(
        MethodRegister(id="ask", definition="Ask", returns=True, deferResult=True, methodResponseTimeoutMs=1000)
    )

    @app.callback(Output("ask", "result"), Input("ask", "invoke"), prevent_initial_call=True)
    def ask(invoke):
        return answer_to(invoke, "now") if invoke["args"] else no_update

    open_page("/provider/")
    caller.wait_for_method("Ask")
    never, now = caller.start("Ask", {}, {"isUrgent": True}).answers()
    assert never.error == 'Method "Ask": the callback did not answer within 1000 ms.'
    assert now.returned == {"value": "now"}


@pytest.mark.dash3
def test_the_callback_itself_may_answer_by_set_props(provider, open_page, caller):
    app = provider(MethodRegister(id="method", definition="Work", returns=True))

    @app.callback(Input("method", "invoke"), prevent_initial_call=True)
    def work(invoke):
        set_props("method", {"result": answer_to(invoke, invoke["args"])})

    open_page("/provider/")
    caller.wait_for_method("Work")
    answers = caller.start("Work", *({"n": n} for n in range(10))).answers()
    assert [answer.returned for answer in answers] == [{"n": n} for n in range(10)]


def test_a_clientside_callback_may_answer(provider, open_page, caller):
    app = provider(MethodRegister(id="method", definition="Work", returns=True))
    app.clientside_callback(
        "({invocationId, args}) => ({invocationId, invocationResult: {twice: 2 * args.n}})",
        Output("method", "result"),
        Input("method", "invoke"),
        prevent_initial_call=True,
    )

    open_page("/provider/")
    caller.wait_for_method("Work")
    answers = caller.start("Work", *({"n": n} for n in range(100))).answers()
    assert [answer.returned for answer in answers] == [{"twice": 2 * n} for n in range(100)]


@pytest.mark.dash3
def test_a_clientside_callback_that_throws_is_an_error_at_once(provider, open_page, caller, console):
    console.expect("out of numbers")
    app = provider(MethodRegister(id="method", definition="Work", returns=True))
    app.clientside_callback(
        "invoke => { throw new Error('out of numbers'); }",
        Output("method", "result"),
        Input("method", "invoke"),
        prevent_initial_call=True,
    )

    open_page("/provider/")
    caller.wait_for_method("Work")
    answer = caller.invoke("Work")
    assert answer.error.startswith('Method "Work": the callback failed')
    assert answer.seconds < SOON


@pytest.mark.dash3
def test_a_callback_whose_output_is_marked_as_duplicate_may_answer(provider, open_page, caller):
    app = provider(MethodRegister(id="method", definition="Work", returns=True), html.Button(id="button"))

    @app.callback(
        Output("method", "result", allow_duplicate=True),
        Input("method", "invoke"),
        prevent_initial_call="initial_duplicate",
    )
    def work(invoke):
        return answer_to(invoke, invoke["args"]) if invoke else no_update

    open_page("/provider/")
    caller.wait_for_method("Work")
    answers = caller.start("Work", *({"n": n} for n in range(20))).answers()
    assert [answer.returned for answer in answers] == [{"n": n} for n in range(20)]


def test_one_callback_serves_many_methods_by_matching_their_ids(provider, open_page, caller):
    names = ["A", "B", "C"]
    ids = [{"type": "method", "name": name} for name in names]
    app = provider(*(MethodRegister(id=each, definition=each["name"], returns=True) for each in ids))

    @app.callback(
        Output({"type": "method", "name": MATCH}, "result"),
        Input({"type": "method", "name": MATCH}, "invoke"),
        prevent_initial_call=True,
    )
    def work(invoke):
        if invoke["args"]["n"] == 5:
            return no_update
        return answer_to(invoke, {"by": ctx.triggered_id["name"], "n": invoke["args"]["n"]})

    open_page("/provider/")
    for name in names:
        caller.wait_for_method(name)
    bursts = {name: caller.start(name, *({"n": n} for n in range(10))) for name in names}

    for name, burst in bursts.items():
        answers = burst.answers()
        unanswered = answers.pop(5)
        assert unanswered.error == f'Method "{name}": the callback ended without a result for this invocation.'
        assert [answer.returned for answer in answers] == [{"by": name, "n": n} for n in range(10) if n != 5]


def test_a_list_of_answers_answers_the_one_that_is_meant(provider, open_page, caller, console):
    console.expect('result answers the invocation "stale", which is unknown')
    app = provider(MethodRegister(id="method", definition="Work", returns=True))

    @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
    def work(invoke):
        return [{"invocationId": "stale", "invocationResult": {}}, answer_to(invoke, invoke["args"])]

    open_page("/provider/")
    caller.wait_for_method("Work")
    assert caller.invoke("Work", {"n": 1}).returned == {"n": 1}


def test_a_malformed_result_is_one_readable_line_and_its_caller_has_an_error(provider, open_page, caller, console):
    malformed = [42, "text", {}, [None], {"invocationId": 7, "invocationResult": {}}]
    app = provider(MethodRegister(id="method", definition="Work", returns=True))

    @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
    def work(invoke):
        n = invoke["args"]["n"]
        return malformed[n] if n < len(malformed) else answer_to(invoke, invoke["args"])

    console.expect('^Error: MethodRegister "method": result ')
    open_page("/provider/")
    caller.wait_for_method("Work")
    for n in range(len(malformed)):
        answer = caller.invoke("Work", {"n": n})
        assert answer.error == 'Method "Work": the callback ended without a result for this invocation.'
        lines = console.lines('MethodRegister "method": result ')
        assert len(lines) == n + 1
        assert "\n" not in lines[n]
    assert caller.invoke("Work", {"n": 100}).returned == {"n": 100}
