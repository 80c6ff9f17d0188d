"""What the logger `dash_glue42` says at debug of the invocations that a handler serves."""

import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from dash import Dash, Output, no_update
from dash.exceptions import PreventUpdate
from dash_versions import needs_dash
from served_page import CALLER, ServedPage

import dash_glue42 as glue
from dash_glue42 import _served_log, fdc3

TIME = re.compile(r", \d+\.\d ms$")


def act(kind: str) -> Any:
    if kind == "refuses":
        raise glue.InteropError("Not that.")
    if kind == "refuses by returning":
        return glue.InteropError("Not that.")
    if kind == "raises":
        raise ValueError("secret words")
    if kind == "prevents":
        raise PreventUpdate
    return {"returns nothing": None, "is late": no_update, "returns no JSON": object()}.get(kind, "an answer")


OUTCOMES = {
    "returns": "returned",
    "returns nothing": "returned",
    "refuses": "refused",
    "refuses by returning": "refused",
    "raises": "failed",
    "returns no JSON": "failed",
    "prevents": "no result",
    "is late": "no result",
}


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    caplog.set_level(logging.DEBUG, "dash_glue42")

    def lines() -> list[str]:
        own = [record for record in caplog.records if record.name == "dash_glue42" and record.levelno == logging.DEBUG]
        assert all(TIME.search(record.getMessage()) for record in own)
        return [TIME.sub("", record.getMessage()) for record in own]

    return lines


async def act_async(kind: str) -> Any:
    return act(kind)


@pytest.mark.parametrize("handler", [act, pytest.param(act_async, marks=needs_dash(3, 1))])
@pytest.mark.parametrize("kind", OUTCOMES)
@pytest.mark.parametrize("batch", [True, False], ids=["in a list", "alone"])
def test_an_invocation_has_one_line_with_its_outcome(app: Dash, lines, handler, kind, batch):
    glue.on_invoke("sum", app=app, batch=batch)(handler)
    ServedPage(app, sum__definition="Sum").invoke("sum", {"kind": kind})
    assert lines() == [f"'Sum' for 'Desk': {OUTCOMES[kind]}"]


@pytest.mark.parametrize("concurrency", [1, 3])
def test_each_invocation_of_a_list_has_its_line(app: Dash, lines, concurrency):
    glue.on_invoke("sum", app=app, concurrency=concurrency)(act)
    page = ServedPage(app, sum__definition={"name": "Sum", "accepts": "string kind"})
    page.invoke_all("sum", [{"kind": kind} for kind in OUTCOMES])
    assert sorted(lines()) == sorted(f"'Sum' for 'Desk': {outcome}" for outcome in OUTCOMES.values())


@pytest.mark.parametrize("kind", ["returns", "refuses by returning"])
def test_with_outputs_the_result_counts(app: Dash, lines, kind):
    glue.on_invoke("sum", Output("log", "children"), app=app)(lambda kind: (act(kind), "shown"))
    ServedPage(app, sum__definition="Sum").invoke("sum", {"kind": kind})
    assert lines() == [f"'Sum' for 'Desk': {OUTCOMES[kind]}"]


def test_arguments_that_do_not_fit_are_a_refusal(app: Dash, lines):
    glue.on_invoke("sum", app=app)(act)
    ServedPage(app, sum__definition="Sum").invoke("sum", {"sort": 1})
    assert lines() == ["'Sum' for 'Desk': refused"]


def test_neither_arguments_nor_results_nor_exceptions_are_in_a_line(app: Dash, lines):
    glue.on_invoke("sum", app=app)(lambda secret: f"answer to {secret}")
    ServedPage(app, sum__definition="Sum").invoke("sum", {"secret": "4711"})
    assert "4711" not in "".join(lines())


def test_a_method_whose_name_is_unknown_is_called_by_its_handler(app: Dash, lines):
    glue.on_invoke("sum", app=app)(act)
    ServedPage(app, sum__definition=None).invoke("sum", {"kind": "returns"})
    assert lines() == ["'act' for 'Desk': returned"]


@pytest.mark.parametrize(
    ("application", "shown"),
    [
        ("Desk\n2026 forged line", r"'Desk\n2026 forged line'"),
        ("\u202edesreveR\x1b[2J", r"'\u202edesreveR\x1b[2J'"),
        ("x" * 1000, repr("x" * 200 + "…")),
        (None, "an unnamed caller"),
        (5, "'5'"),
    ],
    ids=["line", "terminal", "length", "none", "number"],
)
def test_a_caller_cannot_forge_a_line(app: Dash, lines, monkeypatch, application, shown):
    monkeypatch.setitem(CALLER, "application", application)
    glue.on_invoke("sum", app=app)(act)
    ServedPage(app, sum__definition="Sum").invoke("sum", {"kind": "returns"})
    assert lines() == [f"'Sum' for {shown}: returned"]


def test_an_intent_has_a_line_as_well(app: Dash, lines):
    app.layout.children.append(glue.Fdc3IntentListener(id="quote", intent="ViewQuote"))
    fdc3.on_intent("quote", app=app)(lambda context: None)
    raised = {"invocationId": "i-1", "intent": "ViewQuote", "context": {"type": "acme.price"}}
    ServedPage(app).set("quote.raised", {**raised, "source": {"appId": "Desk", "instanceId": "desk-1"}})
    assert lines() == ["'ViewQuote' for 'Desk': returned"]


def test_nothing_is_measured_while_the_level_is_higher(app: Dash, caplog, monkeypatch):
    caplog.set_level(logging.INFO, "dash_glue42")
    monkeypatch.setattr(_served_log, "_line", None)
    glue.on_invoke("sum", app=app)(act)
    assert ServedPage(app).invoke("sum", {"kind": "returns"}).result == "an answer"
    assert caplog.records == []
