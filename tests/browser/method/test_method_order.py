"""Many invocations at once: all are handled, once each, in order, one at a time, and each has its own answer."""

import pytest
from dash import Input, Output, State, ctx, dcc, html, no_update
from playwright.sync_api import expect
from support.dash_app import Calls

from dash_glue42 import MethodRegister

COUNT = 300
NUMBERS = list(range(COUNT))
ARGUMENTS = [{"n": n} for n in NUMBERS]


@pytest.mark.dash3
def test_300_concurrent_invocations_have_300_right_answers_in_order_one_at_a_time(server, provider, open_page, caller):
    calls = Calls()
    app = provider(MethodRegister(id="method", definition="Double", returns=True))

    @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
    def double(invoke):
        calls.add(invoke["args"]["n"])
        return {"invocationId": invoke["invocationId"], "invocationResult": {"twice": 2 * invoke["args"]["n"]}}

    open_page("/provider/")
    caller.wait_for_method("Double")
    answers = caller.start("Double", *ARGUMENTS).answers()

    assert [answer.returned for answer in answers] == [{"twice": 2 * n} for n in NUMBERS]
    assert calls.values == NUMBERS
    assert server.most_callbacks_at_once == 1


def test_300_void_invocations_sent_in_one_tick_are_handled_once_each_in_order(server, provider, open_page, caller):
    calls = Calls()
    app = provider(MethodRegister(id="method", definition="Tell"))

    @app.callback(Input("method", "invoke"), prevent_initial_call=True)
    def tell(invoke):
        calls.add(invoke["args"]["n"])

    open_page("/provider/")
    caller.wait_for_method("Tell")
    answers = caller.start("Tell", *ARGUMENTS).answers()
    calls.wait_until_ended(COUNT)

    assert [answer.error for answer in answers] == [None] * COUNT
    # One more shows that nothing of the burst comes twice.
    caller.invoke("Tell", {"n": COUNT})
    calls.wait_until_ended(COUNT + 1)
    assert calls.values == [*NUMBERS, COUNT]
    assert server.most_callbacks_at_once == 1


@pytest.mark.dash3
def test_equal_void_invocations_are_handled_each(provider, open_page, caller):
    calls = Calls()
    app = provider(MethodRegister(id="method", definition="Tell"))

    @app.callback(Input("method", "invoke"), prevent_initial_call=True)
    def tell(invoke):
        calls.add(invoke["args"])

    open_page("/provider/")
    caller.wait_for_method("Tell")
    caller.start("Tell", *[{"same": True}] * 5).answers()
    caller.invoke("Tell", {"last": True})
    calls.wait_until_ended(6)
    assert calls.values == [{"same": True}] * 5 + [{"last": True}]


def test_a_handler_that_keeps_its_data_in_a_store_loses_none_of_300_returning_invocations(provider, open_page, caller):
    app = provider(
        MethodRegister(id="method", definition="Count", returns=True),
        dcc.Store(id="seen", data=[]),
        html.Div(id="shown"),
    )

    @app.callback(
        Output("method", "result"),
        Output("seen", "data"),
        Input("method", "invoke"),
        State("seen", "data"),
        prevent_initial_call=True,
    )
    def count(invoke, seen):
        seen = [*seen, invoke["args"]["n"]]
        return {"invocationId": invoke["invocationId"], "invocationResult": {"count": len(seen)}}, seen

    app.clientside_callback("seen => seen.join(',')", Output("shown", "children"), Input("seen", "data"))

    page = open_page("/provider/")
    caller.wait_for_method("Count")
    answers = caller.start("Count", *ARGUMENTS).answers()

    assert [answer.returned for answer in answers] == [{"count": n + 1} for n in NUMBERS]
    expect(page.locator("#shown")).to_have_text(",".join(map(str, NUMBERS)))


@pytest.mark.dash3
def test_a_handler_that_keeps_its_data_in_a_store_loses_none_of_300_void_invocations(provider, open_page, caller):
    app = provider(
        MethodRegister(id="method", definition="Tell"),
        dcc.Store(id="seen", data=[]),
        html.Div(id="shown"),
    )

    @app.callback(Output("seen", "data"), Input("method", "invoke"), State("seen", "data"), prevent_initial_call=True)
    def tell(invoke, seen):
        return [*seen, invoke["args"]["n"]]

    app.clientside_callback("seen => seen.join(',')", Output("shown", "children"), Input("seen", "data"))

    page = open_page("/provider/")
    caller.wait_for_method("Tell")
    caller.start("Tell", *ARGUMENTS).answers()

    expect(page.locator("#shown")).to_have_text(",".join(map(str, NUMBERS)), timeout=20000)


@pytest.mark.dash3
def test_two_methods_that_share_one_callback_lose_nothing_to_each_other(provider, open_page, caller):
    calls = Calls()
    app = provider(
        MethodRegister(id="left", definition="Left", returns=True),
        MethodRegister(id="right", definition="Right", returns=True),
    )

    @app.callback(
        Output("left", "result"),
        Output("right", "result"),
        Input("left", "invoke"),
        Input("right", "invoke"),
        prevent_initial_call=True,
    )
    def both(left, right):
        triggers = {trigger["prop_id"] for trigger in ctx.triggered}
        given = [left if "left.invoke" in triggers else None, right if "right.invoke" in triggers else None]
        calls.add(given)
        return [
            {"invocationId": invoke["invocationId"], "invocationResult": invoke["args"]} if invoke else no_update
            for invoke in given
        ]

    open_page("/provider/")
    caller.wait_for_method("Left")
    caller.wait_for_method("Right")
    bursts = [caller.start(name, *ARGUMENTS[:20]) for name in ("Left", "Right")]

    for burst in bursts:
        assert [answer.returned for answer in burst.answers()] == ARGUMENTS[:20]
    seen = [invoke["invocationId"] for given in calls.values for invoke in given if invoke]
    assert len(seen) == len(set(seen)) == 40
