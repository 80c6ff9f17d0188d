"""What is sent to others: made plain, and then written by Dash, with orjson and without."""

import datetime
import decimal
import enum
import fractions
import json
import pathlib
import uuid
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import orjson  # noqa: F401  # Plotly finds only what is imported.
import pandas as pd
import plotly.io as pio
import pytest
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_jsonable_python
from served_page import ServedPage

import dash_glue42 as glue


@pytest.fixture(autouse=True, params=["json", "orjson"])
def engine(request, monkeypatch):
    """What Dash writes JSON with."""
    monkeypatch.setattr(pio.json.config, "default_engine", request.param)


class Side(enum.Enum):
    BUY = "buy"


class Model(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)

    id: uuid.UUID = uuid.UUID(int=1)
    side: Side = Side.BUY
    day: datetime.date = datetime.date(2024, 2, 29)
    first_name: str = Field(default="Ann", alias="first name")
    value: Any = None


@dataclass
class Point:
    x: Any
    models: list[Model] = field(default_factory=list)


class Pair(NamedTuple):
    a: int
    b: Any


MODEL = {"id": str(uuid.UUID(int=1)), "side": "buy", "day": "2024-02-29", "first name": "Ann", "value": None}
KEYS = {"buy": 1, "2024-02-29": {str(uuid.UUID(int=1)): 2}, "3": 4}
UTC = datetime.timezone.utc


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        (Model(), MODEL),
        ([{"m": (Model(),)}], [{"m": [MODEL]}]),
        (Model(value=np.float64(1.5)), {**MODEL, "value": 1.5}),
        (Model(value=np.array([1, 2])), {**MODEL, "value": [1, 2]}),
        (
            Model(value=[pd.NaT, decimal.Decimal("1.10"), np.datetime64("NaT"), float("nan")]),
            {**MODEL, "value": [None, 1.1, None, None]},
        ),
        (Point(1, [Model()]), {"x": 1, "models": [MODEL]}),
        (Point(np.array([1.5])), {"x": [1.5], "models": []}),
        (Pair(1, Point(2)), [1, {"x": 2, "models": []}]),
        (Side.BUY, "buy"),
        (uuid.UUID(int=1), str(uuid.UUID(int=1))),
        (pathlib.Path("a"), "a"),
        ({1}, [1]),
        (datetime.timedelta(days=1), "P1D"),
        (decimal.Decimal("1.5"), 1.5),
        (datetime.datetime(2024, 2, 29, 12, tzinfo=UTC), "2024-02-29T12:00:00+00:00"),
        (datetime.date(2024, 2, 29), "2024-02-29"),
        (datetime.time(12), "12:00:00"),
        (float("nan"), None),
        ({"inf": float("inf")}, {"inf": None}),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (np.datetime64("2024-02-29"), "2024-02-29"),
        (pd.Timestamp("2024-02-29", tz="UTC"), "2024-02-29T00:00:00+00:00"),
        (pd.NaT, None),
        (pd.NA, None),
        (pd.Series([1, 2]), [1, 2]),
        (pd.Timedelta(days=1), "P1DT0H0M0S"),
        (pd.Period("2024-02"), "2024-02"),
        (pd.Interval(0, 1), "(0, 1]"),
        (pd.Categorical(["a", None]), ["a", None]),
        (pd.Series([1, None], dtype="Int64"), [1, None]),
        (pd.Series([1.5, None]), [1.5, None]),
        (pd.date_range("2024-02-29", periods=1), ["2024-02-29T00:00:00"]),
        (np.uint8(3), 3),
        (np.float16(1.5), 1.5),
        (np.float32("inf"), None),
        (np.longdouble(1.5), 1.5),
        (np.str_("a"), "a"),
        (np.datetime64("NaT"), None),
        (np.timedelta64(90, "s"), "PT1M30S"),
        (np.timedelta64("NaT"), None),
        (np.timedelta64(10**10, "s"), to_jsonable_python(datetime.timedelta(seconds=10**10))),
        (np.timedelta64(1500, "ns"), "PT0.000001S"),
        (np.timedelta64(2, "W"), "P14D"),
        (np.ma.array([1, 2], mask=[False, True]), [1, None]),
        (np.ma.masked, None),
        (np.array({"a": 1}, object), {"a": 1}),
        (2**64 - 1, 2**64 - 1),
        ("\U0001f600", "\U0001f600"),
        (np.array(5), 5),
        (np.array([1.5, np.nan]), [1.5, None]),
        (np.array([1, 2], ">i4"), [1, 2]),
        (np.array(["a"]), ["a"]),
        (np.array([None, np.int64(1)], object), [None, 1]),
        (np.array(["2024-02-29", "NaT"], "M8[D]"), ["2024-02-29", None]),
        (np.array([(1, "x")], [("a", "i4"), ("b", "U1")]), [{"a": 1, "b": "x"}]),
        (fractions.Fraction(1, 2), 0.5),
        (decimal.Decimal("NaN"), None),
        (range(2), [0, 1]),
        (pd.DataFrame({"a": [1]}).to_dict("records"), [{"a": 1}]),
        ({Side.BUY: 1, datetime.date(2024, 2, 29): {uuid.UUID(int=1): 2}, 3: 4}, KEYS),
        ({np.int64(3): {np.str_("a"): 1}, np.float32(1.5): 2}, {"3": {"a": 1}, "1.5": 2}),
        ({pd.Timestamp("2024-02-29"): 1, pd.Period("2024-02"): 2}, {"2024-02-29T00:00:00": 1, "2024-02": 2}),
        ({pd.Interval(0, 1): 1, np.datetime64("2024-02-29"): 2}, {"(0, 1]": 1, "2024-02-29": 2}),
        ({np.bool_(True): 1, pd.NaT: 2}, {"true": 1, "null": 2}),
        ({pd.Timedelta(days=1): 1, np.timedelta64(1, "h"): 2}, {"P1DT0H0M0S": 1, "PT1H": 2}),
        (pd.Series([1], index=["a"]).to_dict(), {"a": 1}),
        (pd.cut([1, 2], 1).value_counts().to_dict(), {"(0.999, 2.0]": 2}),
        ({"who": glue.Caller(application="Ann")}, {"who": {"application": "Ann"}}),
    ],
    ids=lambda value: f"{type(value).__module__}.{type(value).__name__}",
)
def test_a_result_reaches_the_page(app, returned, expected):
    glue.on_invoke("sum", app=app)(lambda: returned)
    assert ServedPage(app).invoke("sum").result == expected


NO_JSON = [
    b"x",
    b"\xff",
    np.timedelta64(1, "M"),
    np.timedelta64(1, "Y"),
    np.timedelta64(1),
    1j,
    np.complex64(1),
    np.bytes_(b"x"),
    np.void(b"x"),
    pd.DataFrame({"a": [1]}),
    object(),
    int,
]


@pytest.mark.parametrize("value", NO_JSON, ids=lambda value: type(value).__name__)
def test_what_has_no_json_is_an_exception_that_names_the_place(app, caplog, value):
    glue.on_invoke("sum", app=app)(lambda: {"rows": [1, Point(value)]})
    assert ServedPage(app).invoke("sum").status == 500
    assert f"result['rows'][1].x: {type(value).__name__} has no form in JSON" in caplog.text


@pytest.mark.parametrize("value", [b"abc", b"\xff", 1j], ids=repr)
def test_a_model_holds_no_more_than_what_stands_beside_it(value):
    with pytest.raises(TypeError, match=r"^arguments\['a'\]\.value: \w+ has no form in JSON"):
        glue.call("Buy", a=Model(value=value))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (2**64, "the integer is too large"),
        (-(2**63) - 1, "the integer is too large"),
        ("\ud800", "the text is not valid Unicode"),
        (np.timedelta64(2**62, "D"), "the duration is too long"),
        (fractions.Fraction(10**400), "Fraction has no form in JSON"),
    ],
    ids=["large", "small", "surrogate", "duration", "fraction"],
)
def test_what_one_of_the_encoders_cannot_write_is_named(value, words):
    with pytest.raises(TypeError, match=rf"^arguments\['a'\]\[1\]: {words}"):
        glue.call("Buy", a=[1, value])
    with pytest.raises(TypeError, match=rf"^arguments\['a'\], key .*: {words}"):
        glue.call("Buy", a={value: 1})


def nested(levels: int) -> Any:
    return [nested(levels - 1)] if levels else 1


def test_data_is_nested_as_deep_as_every_encoder_writes(app):
    glue.on_invoke("sum", app=app)(lambda: nested(200))
    assert ServedPage(app).invoke("sum").result == nested(200)
    with pytest.raises(TypeError, match=r"^arguments: it is nested too deep"):
        glue.call("Buy", rows=nested(250))


@pytest.mark.parametrize("key", [(1, 2), b"x", 1j])
def test_a_key_without_json_is_named(key):
    with pytest.raises(TypeError, match=r"^arguments\['a'\], key .*has no form in JSON"):
        glue.call("Buy", a={key: 1})


def test_what_contains_itself_is_an_exception():
    rows: list[Any] = []
    rows.append(rows)
    with pytest.raises(TypeError, match=r"^arguments: it is nested too deep, or contains itself"):
        glue.call("Buy", rows=rows)
    model = Model()
    model.value = [model]
    with pytest.raises(TypeError, match=r"^arguments: it is nested too deep, or contains itself"):
        glue.call("Buy", model=model)


def test_what_contains_itself_and_has_no_json_is_named():
    rows: dict[Any, Any] = {}
    rows.update({(1, 2): rows})
    with pytest.raises(TypeError, match=r"^arguments\['rows'\], key \(1, 2\): tuple has no form in JSON"):
        glue.call("Buy", rows=rows)


def test_arguments_of_an_invocation_are_made_plain_too():
    point = Point({np.int64(1): pd.Timedelta(days=1)})
    command = glue.call("Buy", model=Model(), arguments={"point": point}, meta=Model())
    assert json.loads(json.dumps(command)) == {
        "definition": "Buy",
        "argumentObj": {"point": {"x": {"1": "P1DT0H0M0S"}, "models": []}, "model": MODEL},
        "meta": MODEL,
    }
