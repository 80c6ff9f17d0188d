"""Handlers that are plain functions, however Dash runs them."""

import asyncio
import os
import socket
from typing import Annotated, Any, Literal

import dash
import pytest
from dash import MATCH, DiskcacheManager, Output, State, html
from playwright.sync_api import expect
from pydantic import BaseModel, Field
from support.dash_app import Calls

import dash_glue42 as glue

dash3 = pytest.mark.dash3

VERSION = tuple(int(part) for part in dash.__version__.split(".")[:2])


class Line(BaseModel):
    price: float = Field(gt=0)


class Order(BaseModel):
    lines: list[Line]


# As JavaScript, which knows more than JSON. Something is wrong with each.
MALFORMED = r"""
() => {
    const good = {a: 1, order: {lines: []}};
    const deep = depth => (depth ? {a: [deep(depth - 1)]} : 1);
    const names = Object.fromEntries(Array.from({length: 2000}, (_, n) => [`x${n}`, n]));
    return [
        undefined, null, {}, {a: 1}, {order: {lines: []}}, {...good, c: 1}, {a: null, order: null},
        {a: undefined, order: undefined}, {...good, a: NaN}, {...good, a: Infinity}, {...good, a: 'NaN'},
        {...good, a: 'one'}, {...good, a: ''}, {...good, a: []}, {...good, a: {}}, {...good, order: []},
        {...good, order: 'x'}, {...good, a: 'x'.repeat(1e6)}, {...good, a: '9'.repeat(1e5)},
        {...good, ['x'.repeat(1e5)]: 1}, {...good, ...names}, {...good, order: {lines: Array(5000).fill({})}},
        {...good, order: deep(50)}, {...good, a: deep(50)}, {...good, a: '\ud800'}, {...good, '\ud800': 1},
        {...good, a: '\0'}, {...good, a: '🙂'}, {...good, '\u202ea': 1}, {...good, 'a\nb': 1}, {...good, self: 1},
        {...good, __class__: 'x'}, {...good, __init__: {}}, {...good, constructor: 1}, {...good, '': 1},
        {...good, callback_context: 1}, {...good, a: '<script>alert(1)</script>'}, {...good, side: 'bye'},
        {...good, order: {lines: [{price: -1}]}}, {...good, a: new Date(0)}, {...good, a: false, order: true},
        {A: 1, order: {lines: []}},
    ];
}
"""
INTERLEAVED = """
async ([name, malformed]) => {
    const {interop} = window.glue42dash.glueInstance;
    const invoke = args => interop.invoke(name, args).then(({returned}) => returned, ({message}) => message);
    const good = {a: 1, order: {lines: [{price: 2}]}};
    return Promise.all(malformed.flatMap(args => [invoke(args), invoke(good)]));
}
"""


def test_what_no_app_has_asked_for_is_refused_in_words_and_the_next_is_served(provider, open_page, caller):
    calls = Calls()
    app = provider(glue.MethodRegister(id="method", definition="Buy", returns=True))

    @glue.on_invoke("method", app=app)
    def buy(a: Annotated[float, Field(allow_inf_nan=False)], order: Order, side: Literal["buy", "sell"] = "buy"):
        calls.add(a)
        return order

    open_page("/provider/")
    caller.wait_for_method("Buy")
    malformed = caller.page.evaluate_handle(MALFORMED)
    answers = caller.page.evaluate(INTERLEAVED, ["Buy", malformed])
    refusals, served = answers[::2], answers[1::2]
    assert len(refusals) >= 40
    # No answer of a failed callback, and none that says more than one line.
    assert [(n, each) for n, each in enumerate(refusals) if not isinstance(each, str)] == []
    for refusal in refusals:
        assert refusal.startswith(("Argument ", '"', "The arguments")), refusal
        assert len(refusal) < 500
        assert "\n" not in refusal
    assert served == [{"lines": [{"price": 2}]}] * len(refusals)
    assert calls.values == [1] * len(served)


@dash3
def test_a_handler_that_raises_gives_an_error_at_once_and_a_refusal_leaves_outputs_alone(
    provider, open_page, caller, console
):
    console.expect("status of 500", "Callback error")
    app = provider(glue.MethodRegister(id="method", definition="Work", returns=True), html.Div("untouched", id="log"))

    @glue.on_invoke("method", Output("log", "children"), app=app)
    def work(how: str):
        if how == "refuse":
            raise glue.InteropError("Not today: ‘α’")
        if how == "raise":
            raise ValueError("secret of the server")
        return {"how": how}, how

    page = open_page("/provider/")
    caller.wait_for_method("Work")
    refused, raised, refused_again = caller.start(
        "Work", {"how": "refuse"}, {"how": "raise"}, {"how": "refuse"}
    ).answers()
    assert refused.error == refused_again.error == "Not today: ‘α’"
    assert raised.error == 'Method "Work": the callback failed (HTTP status 500).'
    expect(page.locator("#log")).to_have_text("untouched")
    assert caller.invoke("Work", {"how": "well"}).returned == {"how": "well"}
    expect(page.locator("#log")).to_have_text("well")


def test_a_void_method_has_outputs_and_no_result_and_forgetting_returns_is_told(provider, open_page, caller, console):
    calls = Calls()
    app = provider(
        glue.MethodRegister(id="tell", definition="Tell"),
        glue.MethodRegister(id="note", definition="Note"),
        glue.MethodRegister(id="forgot", definition="Forgot"),
        html.Div(id="log"),
    )

    @glue.on_invoke("tell", app=app)
    def tell(n: int):
        calls.add(n)

    @glue.on_invoke("note", Output("log", "children"), app=app)
    def note(n: int):
        return f"{n} noted"

    glue.on_invoke("forgot", app=app)(lambda: {"value": 1})

    page = open_page("/provider/")
    for name in ("Tell", "Note", "Forgot"):
        caller.wait_for_method(name)
    assert [answer.error for answer in caller.start("Tell", *({"n": n} for n in range(5))).answers()] == [None] * 5
    caller.invoke("Note", {"n": 7})
    expect(page.locator("#log")).to_have_text("7 noted")
    calls.wait_until_ended(5)
    assert calls.values == list(range(5))
    # Nothing of all this is a line in the console; this is.
    caller.invoke("Forgot")
    console.wait_for("result was written for a method without returns=True")
    assert len(console.lines("without returns=True")) == 1


@dash3
def test_one_function_serves_many_methods_by_matching_their_ids(provider, open_page, caller):
    def both(name: str) -> list[Any]:
        return [
            glue.MethodRegister(id={"type": "method", "name": name}, definition=name, returns=True),
            html.Div(id={"type": "log", "name": name}, className=name),
        ]

    app = provider(*both("A"), *both("B"))

    @glue.on_invoke(
        {"type": "method", "name": MATCH},
        Output({"type": "log", "name": MATCH}, "children"),
        State({"type": "log", "name": MATCH}, "className"),
        app=app,
    )
    def work(n: int, which: str):
        if n == 2:
            raise glue.InteropError(f"{which} does not like 2")
        return {"by": which, "n": n}, f"{which}{n}"

    page = open_page("/provider/")
    for name in "AB":
        caller.wait_for_method(name)
    bursts = {name: caller.start(name, *({"n": n} for n in range(4))) for name in "AB"}
    for name, burst in bursts.items():
        answers = burst.answers()
        assert answers.pop(2).error == f"{name} does not like 2"
        assert [answer.returned for answer in answers] == [{"by": name, "n": n} for n in (0, 1, 3)]
        expect(page.locator(f".{name}")).to_have_text(f"{name}3")


@pytest.mark.skipif(VERSION < (3, 1), reason="Dash knows no async callbacks before 3.1")
def test_an_async_handler(provider, open_page, caller):
    app = provider(glue.MethodRegister(id="method", definition="Work", returns=True))

    @glue.on_invoke("method", app=app)
    async def work(n: int):
        await asyncio.sleep(0)
        if n == 1:
            raise glue.InteropError("not 1")
        return n

    open_page("/provider/")
    caller.wait_for_method("Work")
    zero, one, text = caller.start("Work", {"n": 0}, {"n": 1}, {"n": "x"}).answers()
    assert (zero.returned, one.error) == ({"value": 0}, "not 1")
    assert text.error.startswith('Argument "n": ')


@dash3
def test_a_handler_in_the_background_with_running_and_progress(provider, open_page, caller, tmp_path, listening):
    diskcache = pytest.importorskip("diskcache")
    app = provider(
        glue.MethodRegister(id="method", definition="Work", returns=True),
        glue.MethodRegister(id="void", definition="Tell"),
        html.Button("Idle", id="state"),
        html.Progress(id="progress", value="0", max="3"),
        html.Div(id="log"),
        background_callback_manager=DiskcacheManager(diskcache.Cache(str(tmp_path))),
    )
    # The handler runs in another process: it waits for the test to hang up.
    address = listening.getsockname()

    @glue.on_invoke(
        "method",
        Output("log", "children"),
        app=app,
        background=True,
        interval=50,
        running=[(Output("state", "children"), "Busy", "Idle")],
        progress=[Output("progress", "value")],
    )
    def work(set_progress, n: int, caller: glue.Caller):
        if n == 2:
            raise glue.InteropError("not 2")
        set_progress(["3"])
        if n == 1:
            with socket.create_connection(address) as line:
                line.recv(1)
        return {"n": n, "for": caller.application, "pid": os.getpid()}, f"did {n}"

    @glue.on_invoke("void", Output("log", "title"), app=app, background=True, interval=50)
    def tell(n: int):
        return f"told {n}"

    page = open_page("/provider/")
    caller.wait_for_method("Work")
    first = caller.start("Work", {"n": 1})
    expect(page.locator("#state")).to_have_text("Busy")
    expect(page.locator("#progress")).to_have_attribute("value", "3")
    listening.accept()[0].close()
    returned = first.answer().returned
    assert returned.pop("pid") != os.getpid()
    assert returned == {"n": 1, "for": "Caller"}
    expect(page.locator("#log")).to_have_text("did 1")
    expect(page.locator("#state")).to_have_text("Idle")

    two, text, four = caller.start("Work", {"n": 2}, {"n": "x"}, {"n": 4}).answers()
    assert two.error == "not 2"
    assert text.error.startswith('Argument "n": ')
    assert four.returned["n"] == 4
    caller.invoke("Tell", {"n": 5})
    expect(page.locator("#log")).to_have_attribute("title", "told 5")
    expect(page.locator("#log")).to_have_text("did 4")
