"""
What JSON can hold, made of what it cannot: pydantic models, dataclasses, numpy and pandas values and the like.

Dash writes JSON with orjson where that is installed, else with Python's own encoder. The two do not take the same
values; both take what comes from here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, cast

from plotly.utils import PlotlyJSONEncoder
from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, to_jsonable_python

from ._json_scalars import NoJsonForm, duration, library_of, numpy_scalar, pandas_scalar

_PLAIN = (str, int, bool, type(None))
# In bytes. A long double is larger, and the encoders do not know it.
_LARGEST_NUMBER = 8
# Text that pydantic or Plotly would make of these is a guess.
_WITHOUT_FORM = (bytes, bytearray, memoryview, complex, type)


def json_value(value: Any, name: str = "data") -> Any:
    """
    The value with all that is in it as dicts, lists, text, numbers, booleans and None.

    A pydantic model becomes what its JSON form holds, by alias, a dataclass the dict of its fields. Dates and durations
    become text in the form of ISO 8601, NaN and infinities None, numpy and pandas values what they are in Python.
    Large arrays of numbers stay what they are, since Dash writes them faster.

    Raises TypeError for what has no form in JSON; its message names the place, with `name` for the value as a whole.

        json_value({"order": Order(id=7), "at": date(2024, 2, 29)})  # {"order": {"id": 7}, "at": "2024-02-29"}
    """
    try:
        return _plain(value)
    except NoJsonForm as error:
        place = f"{name}{_path(value, error.value) or ''}"
        kind = type(error.value).__name__
        raise TypeError(f"{place}: {kind} has no form in JSON; make text, numbers, a list or a dict of it") from None
    except RecursionError:
        raise TypeError(f"{name}: it is nested too deep, or contains itself") from None


def json_dict(value: Any, problem: str) -> dict[str, Any]:
    """The dict of a dict, a model or a dataclass. Raises TypeError for others; its message begins with `problem`."""
    written: dict[str, Any] = json_value(value)
    if type(written) is not dict:
        raise TypeError(f"{problem} holds a dict; give one, or a model or dataclass")
    return written


def _plain(value: Any) -> Any:
    kind = cast("type[Any]", type(value))
    if kind in _PLAIN:
        return value
    if kind is float:
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, (list, tuple, set, frozenset, range)):
        return [_plain(item) for item in cast("list[Any]", value)]
    if isinstance(value, _WITHOUT_FORM):
        raise NoJsonForm(value)
    library = library_of(value)
    if library == "numpy":
        return _of_numpy(value)
    if library == "pandas":
        # A series, an index or an array of pandas; a frame has two dimensions.
        return _listed(value) if getattr(value, "ndim", 0) == 1 else _plain(pandas_scalar(value))
    return _of_python(value)


def _of_numpy(value: Any) -> Any:
    if not hasattr(value, "dtype"):
        raise NoJsonForm(value)
    if value.ndim:
        return _listed(value)
    is_array = type(value).__name__ == "ndarray"
    return _plain(numpy_scalar(value[()] if is_array else value))


def _listed(values: Any) -> Any:
    """An array or a series. Of dates and objects each one is made plain, numbers are left to Dash."""
    if library_of(values.dtype) == "numpy" and values.dtype.kind in "biuf" and values.dtype.isnative:
        array = values.to_numpy() if hasattr(values, "to_numpy") else values
        if array.dtype.itemsize <= _LARGEST_NUMBER:
            return array
    return [_plain(item) for item in values]


def _of_python(value: Any) -> Any:
    if hasattr(value, "to_plotly_json"):
        return _plain(value.to_plotly_json())
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, BaseModel):
        return _plain(to_jsonable_python(value, fallback=_plain_without_arrays))
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration(value)
    if isinstance(value, (Decimal, Fraction, float)):
        return _plain(float(value))
    if isinstance(value, (str, int)):
        return str.__str__(value) if isinstance(value, str) else int(value)
    return _by_others(value)


def _by_others(value: Any) -> Any:
    """What pydantic or Plotly know to write: identifiers, paths, addresses, pictures."""
    try:
        return _plain(to_jsonable_python(value))
    except PydanticSerializationError:
        pass
    try:
        return _plain(cast("Any", PlotlyJSONEncoder()).default(value))
    except TypeError:
        raise NoJsonForm(value) from None


def _plain_without_arrays(value: Any) -> Any:
    plain = _plain(value)
    return [_plain(item) for item in plain.tolist()] if library_of(plain) == "numpy" else plain


def _key(key: Any) -> Any:
    """JSON has text for keys, which the encoders make of numbers, booleans and None as well."""
    if type(key) is str:
        return key
    plain = _plain(key)
    if not isinstance(plain, (str, int, float, type(None))):
        raise NoJsonForm(key)
    return plain


def _path(value: Any, wanted: Any) -> str | None:
    """Where in the value the wanted one is, such as `["rows"][3]`."""
    if value is wanted:
        return ""
    parts: list[tuple[str, Any]] = []
    if isinstance(value, Mapping):
        items = cast("Mapping[Any, Any]", value).items()
        parts = [(f"[{key!r}]", item) for key, item in items] + [(f", key {key!r}", key) for key, _ in items]
    elif isinstance(value, (list, tuple)):
        parts = [(f"[{number}]", item) for number, item in enumerate(cast("list[Any]", value))]
    elif is_dataclass(value):
        parts = [(f".{each.name}", getattr(value, each.name)) for each in fields(value)]
    elif isinstance(value, BaseModel):
        parts = [(f".{name}", getattr(value, name)) for name in type(value).model_fields]
    for step, item in parts:
        rest = _path(item, wanted)
        if rest is not None:
            return step + rest
    return None
