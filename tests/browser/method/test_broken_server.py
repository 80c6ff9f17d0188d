"""The network or the server fails in the middle of an invocation: no caller waits in vain, then all goes on."""

import re

import pytest
from dash import Input, Output
from support.dash_app import Calls, answering, bad_gateway, cut_body, cut_connection

from dash_glue42 import MethodRegister

SOON = 5
NO_RESPONSE = "the Dash server did not respond (is it running, has the login expired?)."
BROKE_OFF = "the answer broke off before its end."
NO_JSON = "the answer was no JSON (has the login expired?)."
NOT_OF_DASH = "the answer was not that of a Dash app (has the login expired?)."

JSON = ("Content-Type", "application/json")
LOGIN_PAGE = b"<html>Please log in</html>"


def redirect_away(environ, start_response):
    start_response("302 Found", [("Location", f"http://localhost:{environ['SERVER_PORT']}/caller/")])
    return []


# What comes in place of an answer, what is said about it, and what Chromium notes.
FAULTS = {
    "a proxy answers 502": (bad_gateway, "the callback failed (HTTP status 502).", "status of 502"),
    "the connection is cut": (cut_connection, NO_RESPONSE, "net::ERR_EMPTY_RESPONSE"),
    "a redirect to another origin": (redirect_away, NO_RESPONSE, "blocked by CORS policy|net::ERR_FAILED"),
    "a proxy refuses": (
        answering(LOGIN_PAGE, status="403 Forbidden"),
        "the callback failed (HTTP status 403: has the login expired?).",
        "status of 403",
    ),
    "a cut body": (cut_body, BROKE_OFF, "net::ERR_CONTENT_LENGTH_MISMATCH"),
    "a body that cannot be unpacked": (
        answering(b"no gzip", JSON, ("Content-Encoding", "gzip")),
        BROKE_OFF,
        "net::ERR_CONTENT_DECODING_FAILED",
    ),
    "a login page": (answering(LOGIN_PAGE), NO_JSON, None),
    "a login page said to be JSON": (answering(LOGIN_PAGE, JSON), NO_JSON, None),
    "a JSON that ends too early": (answering(b'{"multi": true, "respon', JSON), NO_JSON, None),
    "nothing": (answering(b"", JSON), NO_JSON, None),
    "null": (answering(b"null", JSON), NOT_OF_DASH, None),
    "a list": (answering(b"[]", JSON), NOT_OF_DASH, None),
    "somebody else's JSON": (answering(b'{"error": "login"}', JSON), NOT_OF_DASH, None),
}


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


@pytest.mark.dash3
def test_an_answer_that_is_none_is_an_error_at_once_and_the_next_invocation_is_served(
    server, serve_work, caller, console
):
    console.expect("Callback (error updating|failed)")
    serve_work()
    for name, (fault, why, noted) in FAULTS.items():
        console.expect(re.escape(f'MethodRegister "method": {why}'), *filter(None, [noted]))
        server.fail_next(fault)
        bad, *good = caller.start("Work", *({"n": n} for n in range(4))).answers()

        assert bad.error == f'Method "Work": {why}', name
        assert bad.seconds < SOON, name
        assert [answer.returned for answer in good] == [{"n": n} for n in range(1, 4)], name


@pytest.mark.dash3
def test_a_void_method_goes_on_after_every_kind_of_failure(server, provider, open_page, caller, console, calls):
    console.expect("status of 502", "net::ERR_EMPTY_RESPONSE", "net::ERR_CONTENT_LENGTH_MISMATCH")
    console.expect("Callback", *map(re.escape, (BROKE_OFF, NO_RESPONSE, "HTTP status 502")))
    app = provider(MethodRegister(id="method", definition="Tell"))

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
    console.expect(re.escape(NO_RESPONSE))
    serve_work()
    burst = caller.start("Work", *({"n": n} for n in range(200)))
    calls.wait_until_started(20)
    server.stop()
    burst.wait_for_settled(len(calls.values) + 5)
    server.start()
    answers = burst.answers()

    assert len(answers) == 200
    lost = f'Method "Work": {NO_RESPONSE}'
    assert all((answer.returned == {"n": n}) != (answer.error == lost) for n, answer in enumerate(answers))
    assert any(answer.error for answer in answers)
    assert all(answer.seconds < 30 for answer in answers)
    # Without a reload of the page.
    assert caller.invoke("Work", {"n": 1000}).returned == {"n": 1000}
