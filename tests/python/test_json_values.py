"""What is sent to others: through Dash's own encoder, with the types that it does not know made plain before."""

import datetime
import decimal
import enum
import json
import pathlib
import uuid
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from pydantic import BaseModel, ConfigDict, Field
from served_page import ServedPage

import dash_glue42 as glue


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
        (pd.DataFrame({"a": [1]}).to_dict("records"), [{"a": 1}]),
        ({Side.BUY: 1, datetime.date(2024, 2, 29): {uuid.UUID(int=1): 2}, 3: 4}, KEYS),
        ({"who": glue.Caller(application="Ann")}, {"who": {"application": "Ann"}}),
    ],
    ids=lambda value: f"{type(value).__module__}.{type(value).__name__}",
)
def test_a_result_reaches_the_page(app, returned, expected):
    glue.on_invoke("sum", app=app)(lambda: returned)
    assert ServedPage(app).invoke("sum").result == expected


def test_what_has_no_json_is_an_exception_that_names_it(app, caplog):
    glue.on_invoke("sum", app=app)(lambda: {"frame": pd.DataFrame({"a": [1]})})
    assert ServedPage(app).invoke("sum").status == 500
    assert "DataFrame" in caplog.text


def test_arguments_of_an_invocation_are_made_plain_too():
    command = glue.call("Buy", model=Model(), arguments={"point": Point(1)}, meta=Model())
    assert json.loads(json.dumps(command)) == {
        "definition": "Buy",
        "argumentObj": {"point": {"x": 1, "models": []}, "model": MODEL},
        "meta": MODEL,
    }
