"""`on_subscription`: who may subscribe to a stream, and in which words others are rejected."""

import asyncio
import functools
from typing import Any, Literal

import pytest
from dash import MATCH, Dash
from dash_versions import needs_dash
from served_page import CALLER, Outcome, ServedPage, background_callback
from support.callbacks import own_callbacks

import dash_glue42 as glue


@pytest.fixture
def app() -> Dash:
    app = Dash(__name__)
    app.layout = glue.Glue42([glue.StreamPublish(id="prices", definition="Prices", accept="ask")])
    app.server.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def request(app: Dash, args: dict[str, Any] | None = None) -> Outcome:
    """One request for a subscription reaches the page."""
    return ServedPage(app).set("prices.request", {"subscriptionId": "s-1", "args": args or {}, "subscriber": CALLER})


def decision(app: Dash, args: dict[str, Any] | None = None) -> dict[str, Any]:
    """What is decided beside the id."""
    made = request(app, args).written["prices.decide"]
    assert made.pop("subscriptionId") == "s-1"
    return made


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        (None, {"accept": True}),
        ("EURUSD", {"accept": True, "branch": "EURUSD"}),
        (["EURUSD", "USDJPY"], {"accept": True, "branch": ["EURUSD", "USDJPY"]}),
    ],
    ids=str,
)
def test_a_subscriber_is_accepted_on_the_branch_that_is_returned(app, returned, expected):
    glue.on_subscription("prices", app=app)(lambda: returned)
    assert decision(app) == expected


@pytest.mark.parametrize("returned", [True, False, "", [], [None], 5, {"branch": "A"}], ids=repr)
def test_what_is_no_branch_accepts_no_subscriber(app, returned, caplog):
    glue.on_subscription("prices", app=app)(lambda: returned)
    outcome = request(app)
    assert (outcome.status, outcome.written) == (500, {})
    assert "must return None, a branch or a list of branches, not " in caplog.text
    assert "raise InteropError" in caplog.text


def test_the_arguments_of_a_subscription_come_by_name(app):
    @glue.on_subscription("prices", app=app)
    def admit(subscriber: glue.Caller, side: Literal["bid", "ask"], depth: int = 1):
        return f"{subscriber.user} {side} {depth + 1}"

    assert decision(app, {"side": "bid", "depth": "2"})["branch"] == "ann bid 3"
    assert decision(app, {"side": "ask"})["branch"] == "ann ask 2"


def test_other_arguments_are_rejected_in_words_that_name_them(app):
    @glue.on_subscription("prices", app=app)
    def admit(depth: int, subscriber: glue.Caller | None = None):
        pytest.fail("called")

    assert decision(app) == {"reject": 'Argument "depth" is missing.'}
    assert decision(app, {"depth": "x"})["reject"].startswith('Argument "depth": Input should be a valid integer')
    refused = decision(app, {"depth": 1, "subscriber": {"user": "boss"}})
    assert refused == {"reject": '"subscriber" is not an argument of this method.'}


def test_a_rejection_is_given_word_for_word_and_is_no_crash(app, caplog):
    errors = []

    @glue.on_subscription("prices", app=app, on_error=errors.append)
    def reject():
        raise glue.InteropError("no entitlement,\nask ‘ops’")

    assert decision(app) == {"reject": "no entitlement,\nask ‘ops’"}
    assert (errors, caplog.records) == ([], [])


def test_a_rejection_without_words_is_one_all_the_same(app):
    @glue.on_subscription("prices", app=app)
    def reject():
        raise glue.InteropError

    assert decision(app) == {"reject": "The publisher rejected the subscription."}


def test_any_other_exception_decides_nothing_and_reveals_nothing(app, caplog):
    @glue.on_subscription("prices", app=app)
    def fail():
        raise KeyError("secret")

    outcome = request(app)
    assert (outcome.status, outcome.written) == (500, {})
    assert "secret" in caplog.text


@needs_dash(3, 1)
def test_an_async_decision_is_awaited(app):
    @glue.on_subscription("prices", app=app)
    async def admit(symbol: str):
        await asyncio.sleep(0)
        if symbol != "EURUSD":
            raise glue.InteropError(f"no {symbol}")
        return symbol

    assert decision(app, {"symbol": "EURUSD"}) == {"accept": True, "branch": "EURUSD"}
    assert decision(app, {"symbol": "USDJPY"}) == {"reject": "no USDJPY"}


def test_a_decision_in_the_background_may_show_its_progress():
    seen = []

    def admit(set_progress, symbol: str, subscriber: glue.Caller):
        seen.append((set_progress, subscriber.user))
        return symbol

    decide = background_callback(functools.partial(glue.on_subscription, "prices"), admit)
    made = decide(print, {"subscriptionId": "s-1", "args": {"symbol": "A"}, "subscriber": CALLER})
    assert made == {"subscriptionId": "s-1", "accept": True, "branch": "A"}
    assert seen == [(print, "ann")]


def test_a_handler_of_requests_stays_the_function_that_it_is(app):
    def admit(symbol: str, subscriber: glue.Caller):
        return symbol

    assert glue.on_subscription("prices", app=app)(admit) is admit
    assert admit("EURUSD", glue.Caller()) == "EURUSD"


def test_a_call_before_the_first_request_does_nothing(app):
    glue.on_subscription("prices", app=app)(lambda: pytest.fail("called"))
    assert ServedPage(app).set("prices.request", None).status == 204


def test_it_is_a_callback_of_the_publisher_that_makes_no_initial_call(app):
    glue.on_subscription({"type": "stream", "n": MATCH}, app=app)(lambda: None)
    [spec] = own_callbacks(app)
    id = '{"n":["MATCH"],"type":"stream"}'
    assert spec["output"] == f"{id}.decide"
    assert spec["inputs"] == [{"id": id, "property": "request"}]
    assert (spec["state"], spec["prevent_initial_call"]) == ([], True)
