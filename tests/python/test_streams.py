"""`on_stream`: what a handler of batches is given, and which items do not fit."""

import asyncio
import functools
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from dash import MATCH, Dash, Output, State, html, no_update
from dash_versions import needs_dash
from pydantic import BaseModel, Field
from served_page import Outcome, ServedPage, background_callback
from support.callbacks import own_callbacks
from typing_extensions import TypeAliasType, TypedDict

import dash_glue42 as glue


class Tick(BaseModel):
    symbol: str
    mid: float = Field(gt=0)


@dataclass
class Point:
    symbol: str
    mid: float


class Row(TypedDict):
    symbol: str
    mid: float


GOOD = [{"symbol": "A", "mid": 1.5}, {"symbol": "B", "mid": "2"}]
BAD = [{"symbol": "C"}, {"symbol": "D", "mid": -1}, {"symbol": "E", "mid": "nan"}, {"symbol": 5, "mid": 1}]


@pytest.fixture
def app() -> Dash:
    app = Dash(__name__)
    places = [html.Div(id=id) for id in ("log", "log2", "factor")]
    app.layout = glue.Glue42([glue.StreamSubscribe(id="prices", definition="Prices"), *places])
    app.server.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def deliver(app: Dash, items: list[Any], **counts: Any) -> Outcome:
    """One batch reaches the page."""
    values = {"factor__children": 3, "log2__id": "log2"}
    data = {"items": items, "batch": 1, "conflated": 0, "dropped": 0, "gap": False, **counts}
    return ServedPage(app, **values).set("prices.data", data)


def test_a_handler_gets_the_list_and_returns_the_outputs(app):
    @glue.on_stream("prices", Output("log", "children"), Output("log2", "children"), app=app)
    def show(items):
        return items, no_update

    assert deliver(app, GOOD).written == {"log.children": GOOD}


def test_a_handler_needs_no_outputs(app):
    seen = []

    @glue.on_stream("prices", app=app)
    def store(items):
        seen.extend(items)

    assert deliver(app, GOOD).written == {}
    assert seen == GOOD


def test_a_handler_stays_the_function_that_it_is(app):
    def show(items: list[Tick], batch: glue.Batch):
        return len(items)

    assert glue.on_stream("prices", Output("log", "children"), app=app)(show) is show
    assert show([], glue.Batch([])) == 0


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (list[Tick], [Tick(symbol="A", mid=1.5), Tick(symbol="B", mid=2)]),
        (Sequence[Tick], [Tick(symbol="A", mid=1.5), Tick(symbol="B", mid=2)]),
        ("list[Tick]", [Tick(symbol="A", mid=1.5), Tick(symbol="B", mid=2)]),
        (TypeAliasType("Ticks", list[Tick]), [Tick(symbol="A", mid=1.5), Tick(symbol="B", mid=2)]),
        (list[Point], [Point("A", 1.5), Point("B", 2)]),
        (list[Row], [{"symbol": "A", "mid": 1.5}, {"symbol": "B", "mid": 2.0}]),
    ],
    ids=str,
)
def test_items_are_checked_and_converted(app, annotation, expected):
    seen = []

    def show(items):
        seen.append(items)

    show.__annotations__["items"] = annotation
    glue.on_stream("prices", app=app)(show)
    deliver(app, GOOD)
    assert seen == [expected]


@pytest.mark.parametrize("annotation", [None, Any, list, list[Any], list[dict], list[dict[str, Any]]], ids=str)
def test_without_a_type_of_the_items_nothing_is_checked(app, annotation):
    seen = []

    def show(items, batch: glue.Batch):
        seen.append((items, batch.invalid))

    if annotation is not None:
        show.__annotations__["items"] = annotation
    glue.on_stream("prices", app=app)(show)
    deliver(app, [*GOOD, *BAD, 5])
    assert seen == [([*GOOD, *BAD, 5], 0)]


@pytest.mark.parametrize("annotation", [list[Tick], list[Point]], ids=str)
def test_items_that_do_not_fit_are_left_out_and_counted(app, annotation):
    seen = []

    def show(items, batch: glue.Batch):
        seen.append(([item.symbol for item in items], batch.invalid, batch.items is items))

    show.__annotations__["items"] = annotation
    glue.on_stream("prices", app=app)(show)
    # A Point may be negative.
    bad = [item for item in BAD if item.get("mid") != -1]
    deliver(app, [bad[0], GOOD[0], *bad[1:], 7, GOOD[1]])
    assert seen == [(["A", "B"], len(bad) + 1, True)]


def test_the_first_item_that_does_not_fit_is_logged_and_no_more(app, caplog):
    @glue.on_stream("prices", app=app)
    def show(items: list[Tick]): ...

    for _ in range(2):
        deliver(app, [*GOOD, {"symbol": 5, "mid": -1}, BAD[0]])
    assert [(record.name, record.levelno) for record in caplog.records] == [("dash_glue42", logging.WARNING)]
    assert caplog.messages == [
        "on_stream: show leaves out items that do not fit its annotation; Batch.invalid counts them. "
        'The first: Argument "items[2].symbol": Input should be a valid string (got 5).'
    ]


def test_a_batch_in_which_nothing_fits_calls_only_a_handler_that_counts(app):
    @glue.on_stream("prices", Output("log", "children"), app=app)
    def highest(items: list[Tick]):
        return max(tick.mid for tick in items)

    assert deliver(app, BAD).status == 204
    assert deliver(app, [*BAD, *GOOD]).written == {"log.children": 2}

    counting = Dash(__name__)
    counting.layout = app.layout

    @glue.on_stream("prices", Output("log", "children"), app=counting)
    def count(items: list[Tick], batch: glue.Batch | None):
        assert batch
        return [len(items), batch.invalid]

    assert deliver(counting, BAD).written == {"log.children": [0, 4]}


def test_the_batch_goes_to_the_parameter_annotated_so(app):
    @glue.on_stream("prices", Output("log", "children"), app=app)
    def show(batch: glue.Batch, items: list[dict]):
        return [batch.conflated, batch.dropped, batch.gap, batch.invalid, len(items), len(batch.items)]

    assert deliver(app, GOOD, conflated=7, dropped=5, gap=True).written == {"log.children": [7, 5, True, 0, 2, 2]}


def test_a_handler_may_take_the_batch_alone(app):
    @glue.on_stream("prices", Output("log", "children"), State("factor", "children"), app=app)
    def show(batch: glue.Batch, factor):
        return [batch.items, factor]

    assert deliver(app, [*GOOD, 5]).written == {"log.children": [[*GOOD, 5], 3]}


def test_states_follow_the_items_in_order(app):
    @glue.on_stream("prices", Output("log", "children"), State("factor", "children"), State("log2", "id"), app=app)
    def show(items: list[Tick], factor, batch: glue.Batch, /, id, digits=1, *args, **others):
        return [[round(tick.mid * factor, digits) for tick in items], batch.dropped, id, args, others]

    assert deliver(app, GOOD, dropped=5).written == {"log.children": [[4.5, 6.0], 5, "log2", [], {}]}


def test_states_may_be_taken_by_name_only(app):
    @glue.on_stream("prices", Output("log", "children"), State("factor", "children"), app=app)
    def show(ticks: list[Tick], *, factor):
        return len(ticks) * factor

    assert deliver(app, GOOD).written == {"log.children": 6}


def test_a_model_of_items_may_be_defined_beside_the_handler(app):
    class Quote(BaseModel):
        mid: float

    @glue.on_stream("prices", Output("log", "children"), app=app)
    def show(items: "list[Quote]"):
        return [quote.mid for quote in items]

    assert deliver(app, GOOD).written == {"log.children": [1.5, 2.0]}


def test_progress_is_the_first_parameter():
    seen = []

    def show(set_progress, items, factor, batch: glue.Batch):
        seen.append((set_progress, items, factor, batch.dropped))

    decorate = functools.partial(glue.on_stream, "prices", State("factor", "children"))
    background_callback(decorate, show)(print, {"items": GOOD, "dropped": 5}, 3)
    assert seen == [(print, GOOD, 3, 5)]


@needs_dash(3, 1)
def test_an_async_handler_of_batches_is_awaited(app):
    @glue.on_stream("prices", Output("log", "children"), app=app)
    async def show(items: list[Tick]):
        await asyncio.sleep(0)
        return len(items)

    assert deliver(app, [*GOOD, *BAD]).written == {"log.children": 2}


def test_methods_of_objects_and_partial_functions_handle_batches_too(app):
    class Book:
        def add(self, items: list[Tick]):
            return len(items)

        __call__ = add

    def scaled(factor: int, items: list[Tick]):
        return factor * len(items)

    for handler, expected in [(Book().add, 2), (Book(), 2), (functools.partial(scaled, 3), 6)]:
        one = Dash(__name__)
        one.layout = app.layout
        glue.on_stream("prices", Output("log", "children"), app=one)(handler)
        assert deliver(one, [*GOOD, *BAD]).written == {"log.children": expected}


def test_an_exception_of_a_handler_of_batches_is_one_as_in_any_callback(app, caplog):
    errors = []

    @glue.on_stream("prices", Output("log", "children"), app=app, on_error=errors.append)
    def fail(items):
        raise glue.InteropError("no one to refuse")

    deliver(app, GOOD)
    assert [str(error) for error in errors] == ["no one to refuse"]


def test_a_call_before_the_first_batch_does_nothing(app):
    glue.on_stream("prices", app=app)(lambda items: pytest.fail("called"))
    assert ServedPage(app).set("prices.data", None).status == 204


def test_it_is_a_callback_of_the_stream_that_makes_no_initial_call(app):
    glue.on_stream({"type": "stream", "n": MATCH}, State("factor", "id"), app=app)(lambda items, id: None)
    [spec] = own_callbacks(app)
    assert spec["inputs"] == [{"id": '{"n":["MATCH"],"type":"stream"}', "property": "data"}]
    assert spec["state"] == [{"id": "factor", "property": "id"}]
    assert spec["prevent_initial_call"] is True


def test_a_batch_is_read_from_the_prop():
    batch = glue.Batch.from_prop({"items": GOOD, "batch": 9, "conflated": 2, "dropped": 1, "gap": True})
    assert batch == glue.Batch(GOOD, conflated=2, dropped=1, gap=True)
    with pytest.raises(ValueError, match=r"no batch yet: .*prevent_initial_call=True, or use on_stream"):
        glue.Batch.from_prop(None)
