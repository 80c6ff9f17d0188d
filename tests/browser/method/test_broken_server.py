"""The network or the server fails in the middle of an invocation: no caller waits in vain, then all goes on."""

import pytest
from dash import Input, Output
from dash_app import Calls, bad_gateway, cut_body, cut_connection, garbled_body

from dash_glue42 import MethodRegister

pytestmark = pytest.mark.dash3

SOON = 5
BROKEN = (
    'Method "Work": the callback failed: it raised an error in the page, or the connection to the Dash server broke.'
)


@pytest.fixture
def calls():
    return Calls()


@pytest.fixture
def serve_work(provider, open_page, caller, calls):
    """The app with the method Work, opened in a page."""

    def serve_work(**props):
        app = provider(MethodRegister(id="method", definition="Work", returns=True, **props))

        @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
        def work(invoke):
            calls.add(invoke["args"]["n"])
            return {"invocationId": invoke["invocationId"], "invocationResult": {"n": invoke["args"]["n"]}}

        page = open_page("/provider/")
        caller.wait_for_method("Work")
        return page

    return serve_work


@pytest.mark.parametrize(
    ("fault", "error", "noted"),
    [
        (bad_gateway, 'Method "Work": the callback failed (HTTP status 502).', "status of 502"),
        (cut_connection, BROKEN, "net::ERR_EMPTY_RESPONSE"),
    ],
    ids=["a proxy answers 502", "the connection is cut"],
)
def test_an_answer_that_fails_is_an_error_at_once_and_the_next_invocation_is_served(
    fault, error, noted, server, serve_work, caller, console
):
    console.expect(noted, "Callback")
    serve_work()
    server.fail_next(fault)
    bad, good = caller.start("Work", {"n": 1}, {"n": 2}).answers()

    assert bad.error == error
    assert bad.seconds < SOON
    assert good.returned == {"n": 2}


@pytest.mark.parametrize(
    ("fault", "noted"),
    [(cut_body, "net::ERR_CONTENT_LENGTH_MISMATCH"), (garbled_body, "Uncaught .*JSON")],
    ids=["cut", "no JSON"],
)
def test_a_good_answer_whose_body_is_unreadable_is_an_error_at_the_time_limit_and_the_next_is_served(
    fault, noted, server, serve_work, caller, console
):
    # Dash leaves the rejection of such a body to the page.
    console.expect(noted, "Uncaught ")
    serve_work(methodResponseTimeoutMs=1000)
    server.fail_next(fault)
    bad, *good = caller.start("Work", *({"n": n} for n in range(4))).answers()

    assert bad.error == 'Method "Work": the callback did not answer within 1000 ms.'
    assert [answer.returned for answer in good] == [{"n": n} for n in range(1, 4)]


def test_a_void_method_goes_on_after_every_kind_of_failure(server, provider, open_page, caller, console, calls):
    console.expect("status of 502", "net::ERR_EMPTY_RESPONSE", "net::ERR_CONTENT_LENGTH_MISMATCH")
    console.expect("Callback", "Uncaught ", "a callback of invoke has run for 500 ms")
    app = provider(MethodRegister(id="method", definition="Tell", methodResponseTimeoutMs=500))

    @app.callback(Input("method", "invoke"), prevent_initial_call=True)
    def tell(invoke):
        calls.add(invoke["args"]["n"])

    open_page("/provider/")
    caller.wait_for_method("Tell")
    server.fail_next(bad_gateway, cut_connection, cut_body)
    answers = caller.start("Tell", *({"n": n} for n in range(6))).answers()
    calls.wait_until_ended(3)

    assert [answer.error for answer in answers] == [None] * 6
    assert calls.values == [3, 4, 5]


def test_a_server_that_is_stopped_and_started_again_in_a_burst_leaves_no_caller_without_an_answer(
    server, serve_work, caller, console, calls
):
    console.expect(r"net::ERR_(EMPTY_RESPONSE|CONNECTION_REFUSED|CONNECTION_RESET|SOCKET_NOT_CONNECTED)", "Callback")
    serve_work()
    burst = caller.start("Work", *({"n": n} for n in range(200)))
    calls.wait_until_started(20)
    server.stop()
    burst.wait_for_settled(len(calls.values) + 5)
    server.start()
    answers = burst.answers()

    assert len(answers) == 200
    assert all((answer.returned == {"n": n}) != (answer.error == BROKEN) for n, answer in enumerate(answers))
    assert any(answer.error for answer in answers)
    assert all(answer.seconds < 30 for answer in answers)
    # Without a reload of the page.
    assert caller.invoke("Work", {"n": 1000}).returned == {"n": 1000}
