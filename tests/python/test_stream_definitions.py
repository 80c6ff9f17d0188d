"""What is wrong with a handler of a stream is an error where it is defined."""

import threading
from typing import Any

import pytest
from dash import Dash, Output, State
from pydantic import BaseModel
from refusals import refuses
from support.callbacks import own_callbacks

import dash_glue42 as glue


class Tick(BaseModel):
    mid: float


def streamed(function, *extra, **options):
    return glue.on_stream("prices", *extra, app=Dash(__name__), **options)(function)


def test_on_stream_rejects_its_own_data_as_output():
    with refuses("must not be an Output: the component writes it", error=ValueError):
        glue.on_stream("prices", Output("prices", "data"))


@pytest.mark.parametrize(
    ("annotation", "written"),
    [(Tick, "Tick"), (dict, "dict"), (dict[str, Any], r"dict\[str, typing.Any\]"), (Tick | None, r"Tick \| None")],
    ids=str,
)
def test_on_stream_rejects_one_item_and_says_what_to_write(annotation, written):
    def show(tick):
        pytest.fail("called")

    show.__annotations__["tick"] = annotation
    with refuses(f"items come in lists, but show takes tick: .*{written}: write tick: list\\[.*{written}\\]"):
        streamed(show)


def test_on_stream_rejects_items_that_pydantic_cannot_check():
    def show(items: list[threading.Thread]):
        pytest.fail("called")

    with refuses("on_stream: pydantic cannot check the parameter items, annotated .*Thread"):
        streamed(show)


@pytest.mark.parametrize(
    "show",
    [lambda: None, lambda items: None, lambda items, a, b: None, lambda *args: None],
    ids=["none", "one", "three", "any"],
)
def test_on_stream_rejects_other_parameters_than_items_and_states(show):
    with refuses("<lambda> must take \\(the items, the value of a State\\)", "parameter annotated Batch"):
        streamed(show, State("log", "children"))


def test_on_stream_rejects_progress_without_a_parameter_for_it():
    with refuses("must take \\(set_progress, the items\\)"):
        streamed(lambda items: None, progress=[Output("log", "children")], background=True)


def test_on_stream_rejects_a_method_without_its_object():
    with refuses("add is a method of a class"):

        class Book:
            @glue.on_stream("prices", app=Dash(__name__))
            def add(self, items: list[Tick]):
                pytest.fail("called")


def test_on_subscription_rejects_what_is_no_argument():
    def admit(invocation: glue.Invocation):
        pytest.fail("called")

    with refuses("on_subscription: the parameter invocation is annotated Invocation", "annotate Caller"):
        glue.on_subscription("prices", app=Dash(__name__))(admit)

    def check(thread: threading.Thread):
        pytest.fail("called")

    with refuses("on_subscription: pydantic cannot check the parameter thread"):
        glue.on_subscription("prices", app=Dash(__name__))(check)


def test_nothing_is_registered_when_a_handler_of_a_stream_is_wrong():
    app = Dash(__name__)
    with refuses("must take"):
        glue.on_stream("prices", app=app)(lambda: None)
    with refuses("Invocation"):
        glue.on_subscription("prices", app=app)(_with_invocation)
    assert own_callbacks(app) == []


def _with_invocation(it: glue.Invocation):
    pytest.fail("called")
