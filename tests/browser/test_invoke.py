"""`MethodInvoke`: each command is carried out once, and each result is seen by the callbacks."""

import pytest
from asker import Asker, instance_of, offer
from caller import POLLING, Caller
from dash import MATCH, Input, Output, html
from flask import request
from playwright.sync_api import expect
from support.dash_app import Calls, Gate, new_app

from dash_glue42 import Glue42, MethodInvoke

COUNT = 20
NUMBERS = list(range(COUNT))
COMMANDS = [
    {
        "definition": "Double",
        "argumentObj": {"n": n},
        "invocationId": f"id {n}",
        "meta": {"n": n, "nested": [None, {"": n}]},
    }
    for n in NUMBERS
]


@pytest.fixture
def asker(server, open_page):
    return Asker(server, open_page)


@pytest.fixture
def another(open_page, caller):
    """The page of the caller once more: another instance of the same app."""
    return Caller(open_page("/caller/"))


def assert_all_doubled(results):
    assert {result["invocationId"] for result in results} == {command["invocationId"] for command in COMMANDS}
    assert len(results) == COUNT
    for result in results:
        n = result["meta"]["n"]
        assert result["invocationId"] == f"id {n}"
        assert result["meta"] == COMMANDS[n]["meta"]
        assert result["error"] is None
        assert result["invocationResult"]["returned"] == {"twice": 2 * n}


@pytest.mark.dash3
def test_20_commands_written_in_a_row_and_a_list_of_20_give_20_results_each(asker, caller):
    offer(caller.page, "Double", "({n}) => ({twice: 2 * n})")
    asker.open()
    asker.write(*COMMANDS)
    assert_all_doubled(asker.results(COUNT))
    asker.write(COMMANDS)
    assert_all_doubled(asker.results(2 * COUNT)[COUNT:])


def test_20_callbacks_that_write_a_command_each_give_20_results(asker, caller):
    buttons = [html.Button(n, id=f"button-{n}") for n in NUMBERS]
    asker.app.layout.children += buttons
    for n in NUMBERS:
        asker.app.callback(
            Output("ask", "invoke", allow_duplicate=True), Input(f"button-{n}", "n_clicks"), prevent_initial_call=True
        )(lambda _clicks, n=n: COMMANDS[n])
    offer(caller.page, "Double", "({n}) => ({twice: 2 * n})")
    asker.open()
    asker.page.evaluate("document.querySelectorAll('button').forEach(button => button.click())")
    assert_all_doubled(asker.results(COUNT))


def test_invocations_run_side_by_side_and_their_results_come_in_order_of_arrival(asker, caller):
    # The method answers nobody until three wait, then the last one first.
    offer(
        caller.page,
        "Together",
        """(() => {
            const waiting = [];
            return ({n}) => new Promise(resolve => {
                waiting.push(() => resolve({n}));
                if (waiting.length === 3) {
                    setTimeout(() => waiting.reverse().forEach(answer => answer()));
                }
            });
        })()""",
    )
    asker.open()
    asker.write(*[{"definition": "Together", "argumentObj": {"n": n}} for n in range(3)])
    assert [result["invocationResult"]["returned"]["n"] for result in asker.results(3)] == [2, 1, 0]


@pytest.mark.dash3
def test_results_that_come_while_the_callback_is_slow_are_seen_too(server, open_page, caller):
    asker, gate, seen = Asker(server, open_page), Gate(), Calls()

    @asker.app.callback(Output("shown", "children"), Input("ask", "result"), prevent_initial_call=True)
    def show(result):
        with seen.handling(result["meta"]):
            gate.pass_through()
        return result["meta"]

    asker.app.layout.children.append(html.Div(id="shown"))
    offer(caller.page, "Count", "(() => {let count = 0; return () => ({count: ++count})})()")
    asker.open()
    asker.write({"definition": "Count", "meta": 0})
    seen.wait_until_started(1)
    asker.write(*[{"definition": "Count", "meta": n} for n in range(1, 5)])
    # The results of all five wait when the method has been called by all of them.
    count = "async () => (await glue42dash.glueInstance.interop.invoke('Count')).returned.count > 5"
    caller.page.wait_for_function(count, polling=POLLING)
    gate.open()
    seen.wait_until_ended(5)
    assert seen.values == [0, 1, 2, 3, 4]


def test_equal_commands_are_two_invocations_and_equal_results_are_two_results(asker, caller):
    offer(caller.page, "Count", "(() => {let count = 0; return () => ({count: ++count})})()")
    offer(caller.page, "Same", "() => ({same: true})")
    asker.open()
    counting = {"definition": "Count", "invocationId": "always this"}
    assert [asker.ask(counting)["invocationResult"]["returned"] for _ in range(2)] == [{"count": 1}, {"count": 2}]
    asker.write(counting, counting)
    assert [result["invocationResult"]["returned"]["count"] for result in asker.results(4)[2:]] == [3, 4]

    same = {"definition": "Same", "invocationId": "always this", "meta": "always this"}
    first, second = asker.ask(same), asker.ask(same)
    assert first == second
    # Errors are equal too, and in one tick.
    asker.write([{"definition": ""}, {"definition": ""}] * 3)
    asker.results(12)


def test_a_result_is_what_javascript_gets(asker, caller):
    offer(caller.page, "Double", "({n}) => ({twice: 2 * n})")
    asker.open()
    result = asker.ask({"definition": {"name": "Double"}, "argumentObj": {"n": 21.0}})
    assert set(result) == {"invocationId", "invocationResult", "error"}
    assert isinstance(result["invocationId"], str)
    answer = result["invocationResult"]
    assert answer["called_with"] == {"n": 21}
    assert answer["returned"] == {"twice": 42}
    assert answer["method"]["name"] == "Double"
    assert answer["executed_by"]["instance"] == instance_of(caller.page)
    assert {"message", "status", "all_return_values", "all_errors"} <= set(answer)


def test_the_targets(asker, caller, another):
    offer(caller.page, "Who", "() => ({name: 'one'})")
    offer(another.page, "Who", "() => ({name: 'two'})")
    asker.open()
    offer(asker.page, "Who", "() => ({name: 'asker'})")
    Caller(asker.page).wait_for_method("Who")

    def answering(**command):
        result = asker.ask({"definition": "Who", "options": {"waitTimeoutMs": 3000}, **command})
        assert result["error"] is None, result["error"]
        servers = result["invocationResult"]["all_return_values"]
        instances.update({each["returned"]["name"]: each["executed_by"] for each in servers})
        return sorted(each["returned"]["name"] for each in servers)

    instances: dict[str, dict] = {}
    assert len(answering()) == 1
    assert len(answering(target="best")) == 1
    assert answering(target="all") == ["asker", "one", "two"]
    assert answering(target="skipMine") == ["one", "two"]
    assert answering(target=instances["one"]) == ["one"]
    assert answering(target=instances["two"]) == ["two"]
    assert answering(target=[instances["two"], instances["one"]]) == ["one", "two"]
    # An app's name alone names both of its pages; the first one found answers for them.
    assert answering(target={"application": "Asker"}) == ["asker"]


def test_with_target_all_a_failing_server_is_part_of_the_result(asker, caller, another):
    offer(caller.page, "Who", "() => ({name: 'well'})")
    offer(another.page, "Who", "() => Promise.reject('not today')")
    asker.open()
    result = asker.ask({"definition": "Who", "target": "all"})
    assert result["error"] is None
    assert [each["returned"] for each in result["invocationResult"]["all_return_values"]] == [{"name": "well"}]
    [failure] = result["invocationResult"]["all_errors"]
    assert failure["message"] == "not today"
    assert failure["executed_by"]["instance"] == instance_of(another.page)


def test_with_target_all_one_that_hangs_takes_nothing_from_the_others(asker, caller, another):
    offer(caller.page, "Who", "() => ({name: 'well'})")
    offer(another.page, "Who", "() => new Promise(() => undefined)")
    asker.open()
    result = asker.ask({"definition": "Who", "target": "all", "options": {"methodResponseTimeoutMs": 300}})
    assert result["error"] is None
    assert result["invocationResult"]["returned"] == {"name": "well"}
    [failure] = result["invocationResult"]["all_errors"]
    assert failure["code"] == "timeout"
    assert "did not answer within 300 ms" in failure["message"]
    assert failure["executed_by"]["instance"] == instance_of(another.page)


def test_what_a_server_rejects_is_the_error_of_the_result(asker, caller):
    offer(caller.page, "Refuse", "() => Promise.reject('The arguments must be numbers!')")
    offer(caller.page, "Throw", "() => {throw new Error('thrown')}")
    asker.open()
    result = asker.ask({"definition": "Refuse", "meta": {"a": 1}})
    refused_by = result["error"].pop("executed_by")
    assert result["error"] == {"code": "refused", "message": "The arguments must be numbers!"}
    assert refused_by["instance"] == instance_of(caller.page)
    assert result["invocationResult"] is None
    assert result["meta"] == {"a": 1}
    assert "thrown" in asker.ask({"definition": "Throw"})["error"]["message"]


def test_a_missing_method_is_an_error_after_the_time_to_wait_for_it(asker, caller):
    asker.open()
    Caller(asker.page)
    asker.page.evaluate("window.writtenAt = performance.now()")
    result = asker.ask({"definition": "Nowhere", "invocationId": "lost", "meta": 0, "options": {"waitTimeoutMs": 1000}})
    seconds = asker.page.evaluate("performance.now() - window.writtenAt") / 1000
    assert result["invocationId"] == "lost"
    assert result["meta"] == 0
    assert result["invocationResult"] is None
    assert "Nowhere" in result["error"]["message"]
    assert 1 <= seconds < 3

    # One that appears in time is found.
    asker.write({"definition": "Late", "options": {"waitTimeoutMs": 10000}})
    offer(caller.page, "Late", "() => ({late: true})")
    assert asker.results(2)[1]["invocationResult"]["returned"] == {"late": True}


def test_a_server_that_does_not_answer_in_time_is_an_error(asker, caller):
    offer(caller.page, "Hang", "() => new Promise(() => undefined)")
    asker.open()
    result = asker.ask({"definition": "Hang", "options": {"methodResponseTimeoutMs": 200}})
    assert "200" in result["error"]["message"]


MALFORMED = [
    "Double",
    5,
    True,
    [],
    {},
    {"definition": None},
    {"definition": ""},
    {"definition": 5},
    {"definition": ["Double"]},
    {"definition": {"named": "Double"}},
    {"definition": {"name": 5}},
    {"definition": "Double", "argumentObj": 5},
    {"definition": "Double", "argumentObj": [1]},
    {"definition": "Double", "argumentObj": "n"},
    {"definition": "Double", "target": "mine"},
    {"definition": "Double", "target": ""},
    {"definition": "Double", "target": 5},
    {"definition": "Double", "target": []},
    {"definition": "Double", "target": ["best"]},
    {"definition": "Double", "options": 5},
    {"definition": "Double", "options": {"waitTimeoutMs": "soon"}},
    {"definition": "Double", "options": {"methodResponseTimeoutMs": -1}},
    {"definition": "Double", "invocationId": 5},
]


def test_malformed_commands_give_results_with_an_error_that_says_what_is_wrong(asker, caller):
    offer(caller.page, "Double", "({n}) => ({twice: 2 * n})")
    asker.open()
    marked = [{**each, "meta": n} if isinstance(each, dict) else each for n, each in enumerate(MALFORMED)]
    asker.write(marked)
    results = asker.results(len(marked))
    for n, result in enumerate(results):
        assert result["invocationResult"] is None
        assert result["error"]["message"].startswith("invoke")
        assert result.get("meta") == (n if isinstance(MALFORMED[n], dict) else None)
    # The id of the command comes back even if it is what is wrong.
    assert results[-1]["invocationId"] == 5
    assert len({result["invocationId"] for result in results}) == len(results)

    for alone in ("Double", 5, True, {"definition": ""}):
        assert "invoke" in asker.ask(alone)["error"]["message"]
    # Nothing to do gives nothing to see.
    asker.write([], None)
    assert asker.ask({"definition": "Double", "argumentObj": {"n": 1}})["invocationResult"]["returned"] == {"twice": 2}


@pytest.mark.cold
def test_commands_given_before_the_connection_is_ready_wait_for_it(server, open_page, caller):
    offer(caller.page, "Double", "({n}) => ({twice: 2 * n})")
    asker, gate, requests = Asker(server, open_page, invoke=COMMANDS[:2]), Gate(), Calls()

    @asker.app.server.before_request
    def hold_the_library():
        if request.path.endswith(".core.js"):
            with requests.handling(request.path):
                gate.pass_through()

    asker.open()
    asker.write(*COMMANDS[2:])
    requests.wait_until_started(1)
    assert asker.seen.values == []
    gate.open()
    assert_all_doubled(asker.results(COUNT))


def test_a_command_fails_with_the_reason_when_connecting_fails(server, open_page, console):
    asker = Asker(server, open_page, invoke={"definition": "Double", "meta": "mine"})
    asker.app.layout.settings = {"type": "nonsense"}
    console.expect(r'settings\["type"\] is "nonsense"')
    asker.open()
    [result] = asker.results(1)
    assert 'settings["type"] is "nonsense"' in result["error"]["message"]
    assert result["meta"] == "mine"
    assert "nonsense" in asker.ask({"definition": "Double"})["error"]["message"]


def test_without_an_id_it_works_silently(server, open_page, caller):
    offer(caller.page, "Tell", "(() => {window.calls = 0; return () => void ++window.calls})()")
    app = new_app("/silent/")
    app.layout = Glue42(MethodInvoke(invoke={"definition": "Tell"}))
    server.mount(app)
    open_page("/silent/")
    caller.page.wait_for_function("window.calls === 1", polling=POLLING)


def test_one_callback_sees_the_results_of_many_by_matching_their_ids(server, open_page, caller):
    offer(caller.page, "Double", "({n}) => ({twice: 2 * n})")
    app = new_app("/many/")
    commands = {n: {"definition": "Double", "argumentObj": {"n": n}} for n in range(5)}
    app.layout = Glue42(
        [MethodInvoke(id={"type": "ask", "n": n}, invoke=command) for n, command in commands.items()]
        + [html.Div(id={"type": "shown", "n": n}, className="shown") for n in commands]
    )

    @app.callback(
        Output({"type": "shown", "n": MATCH}, "children"),
        Input({"type": "ask", "n": MATCH}, "result"),
        prevent_initial_call=True,
    )
    def show(result):
        return result["invocationResult"]["returned"]["twice"]

    server.mount(app)
    page = open_page("/many/")
    expect(page.locator(".shown")).to_have_text(["0", "2", "4", "6", "8"])
