"""The sinks of a stream are the dicts that `StreamSubscribe.to` takes."""

import inspect
import typing

import pytest
from dash import ALL, dcc, html

import dash_glue42 as glue

SINKS = [glue.to_grid, glue.to_graph, glue.to_prop, glue.to_function]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (glue.to_grid("rows"), {"sink": "grid", "id": "rows", "key": "symbol"}),
        (glue.to_grid("log", key=None), {"sink": "grid", "id": "log"}),
        (glue.to_grid("rows", key="isin", max_rows=5), {"sink": "grid", "id": "rows", "key": "isin", "maxRows": 5}),
        (glue.to_graph("chart"), {"sink": "graph", "id": "chart", "x": "time", "y": "mid", "maxPoints": 1000}),
        (
            glue.to_graph("chart", x="at", y="bid", by="symbol", max_points=7),
            {"sink": "graph", "id": "chart", "x": "at", "y": "bid", "by": "symbol", "maxPoints": 7},
        ),
        (glue.to_prop("store", "data"), {"sink": "prop", "id": "store", "prop": "data", "value": "items"}),
        (
            glue.to_prop({"type": "store", "n": 1}, "data", value="latest"),
            {"sink": "prop", "id": {"type": "store", "n": 1}, "prop": "data", "value": "latest"},
        ),
        (glue.to_function("prices.draw"), {"sink": "function", "name": "prices.draw"}),
    ],
)
def test_sinks_are_the_dicts_that_a_stream_takes(made, expected):
    assert made == expected
    assert glue.StreamSubscribe(definition="Prices", to=[made]).to_plotly_json()["props"]["to"] == [expected]


def test_a_component_may_stand_for_the_id_of_a_sink():
    place = html.Div()
    assert glue.to_prop(place, "title")["id"] == place.id
    assert glue.to_prop(dcc.Store(id="store"), "data")["id"] == "store"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: glue.to_grid(None), "to_grid: None is not a valid id"),
        (lambda: glue.to_grid("rows", key=5), "to_grid: key=5: give a text"),
        (lambda: glue.to_grid("rows", max_rows=1.5), "to_grid: max_rows=1.5: give a whole number greater than 0"),
        (lambda: glue.to_grid("rows", max_rows=True), "to_grid: max_rows=True: give a whole number"),
        (lambda: glue.to_graph("chart", x=None), "to_graph: x=None: give a text"),
        (lambda: glue.to_graph("chart", by=["symbol"]), r"to_graph: by=\['symbol'\]: give a text"),
        (lambda: glue.to_graph(["chart"]), r"to_graph: \['chart'\] is not a valid id"),
        (lambda: glue.to_graph("chart", max_points=None), "to_graph: max_points=None: give a whole number"),
        (lambda: glue.to_prop("store", 5), "to_prop: prop=5: give a text"),
        (lambda: glue.to_function(print), "to_function: name=<built-in function print>: give a text"),
    ],
)
def test_options_of_a_sink_of_a_wrong_type_raise_a_type_error(make, words):
    with pytest.raises(TypeError, match=f"^{words}"):
        make()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: glue.to_grid(""), "to_grid: '' is not a valid id"),
        (lambda: glue.to_grid({}), "to_grid: {} is not a valid id"),
        (lambda: glue.to_grid({"type": "rows", "n": ALL}), "to_grid: .* stands for several components"),
        (lambda: glue.to_grid("rows", key=""), "to_grid: key='': give a name"),
        (lambda: glue.to_grid("rows", max_rows=0), "to_grid: max_rows=0: give a whole number greater than 0"),
        (lambda: glue.to_graph("chart", max_points=-1), "to_graph: max_points=-1: give a whole number greater than 0"),
        (lambda: glue.to_prop("box", "children"), 'to_prop: prop="children" could make any component'),
        (lambda: glue.to_prop("store", "data", value="last"), """to_prop: value='last': give "items" or "latest"$"""),
        *[
            (lambda name=name: glue.to_function(name), f'to_function: name={name!r}: give "namespace.function"')
            for name in ("", "draw", "prices.", ".draw", "a.b.c", "prices. draw")
        ],
    ],
)
def test_a_wrong_value_for_a_sink_is_a_value_error(make, words):
    with pytest.raises(ValueError, match=f"^{words}"):
        make()


@pytest.mark.parametrize("sink", SINKS, ids=lambda sink: sink.__name__)
def test_all_sinks_have_typed_parameters_and_an_example(sink):
    assert {"return", *inspect.signature(sink).parameters} == set(typing.get_type_hints(sink))
    for part in ("Returns:", "Raises:", "Example:", f">>> {sink.__name__}("):
        assert part in inspect.getdoc(sink)
