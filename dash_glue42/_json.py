"""What JSON can hold, made of what it cannot: pydantic models, dataclasses, numpy and pandas values and the like.

Dash writes JSON with orjson where that is installed, else with Python's own encoder. The two do not take the same
values; both take what comes from here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, cast

from plotly.utils import PlotlyJSONEncoder
from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, to_jsonable_python

_PLAIN = (str, int, bool, type(None))
# In bytes. A long double is larger, and the encoders do not know it.
_LARGEST_NUMBER = 8
# Text that pydantic or Plotly would make of these is a guess.
_WITHOUT_FORM = (bytes, bytearray, memoryview, complex, type)
# orjson writes integers of 64 bits, and 254 levels: some are for what Dash puts around the value.
_INTEGERS = range(-(2**63), 2**64)
_MOST_LEVELS = 200
# Months and years differ in length. A time without a unit says nothing.
_UNITS_WITHOUT_LENGTH = ("", "Y", "M")
# The part of such a duration below a microsecond is dropped.
_UNITS_BELOW_MICROSECONDS = ("ns", "ps", "fs", "as")


class _NoJsonForm(TypeError):
    """JSON has nothing for the value."""

    def __init__(self, value: Any, reason: str = "") -> None:
        super().__init__(value)
        self.value = value
        kind = type(value).__name__
        self.reason = reason or f"{kind} has no form in JSON; make text, numbers, a list or a dict of it"


def json_value(value: Any, name: str = "data") -> Any:
    """The value with all that is in it as dicts, lists, text, numbers, booleans and None.

    A pydantic model becomes the dict that `model_dump(by_alias=True)` makes, a dataclass the dict of its fields; the
    rules below hold for the values in it too. So serializers of a model run, except those with `when_used="json"`.
    Dates and durations become text in the form of ISO 8601, NaN and infinities None, numpy and pandas values what they
    are in Python. Large arrays of numbers stay what they are, since Dash writes them faster.

    Args:
        value: The value.
        name: What an error calls the value as a whole.

    Raises:
        TypeError: A part of the value has no form in JSON; the message names the part.

    Example:
        >>> json_value({"at": date(2024, 2, 29)})
        {'at': '2024-02-29'}
    """
    try:
        return _plain(value, _MOST_LEVELS)
    except _NoJsonForm as error:
        raise TypeError(f"{name}{_path(value, error.value, set()) or ''}: {error.reason}") from None
    except RecursionError:
        raise TypeError(f"{name}: it is nested too deep, or contains itself") from None


def json_dict(value: Any, problem: str) -> dict[str, Any]:
    """The dict of a dict, a model or a dataclass; for others a TypeError whose message begins with `problem`."""
    written: dict[str, Any] = json_value(value)
    if type(written) is not dict:
        raise TypeError(f"{problem} holds a dict; give one, or a model or dataclass")
    return written


def _plain(value: Any, levels: int) -> Any:
    """`levels`: how many lists and dicts may stand in each other here. Raises RecursionError where there are more."""
    kind = cast("type[Any]", type(value))
    if kind in _PLAIN:
        return _checked(value)
    if kind is float:
        return value if math.isfinite(value) else None
    if levels == 0:
        raise RecursionError
    if isinstance(value, Mapping):
        items = cast("Mapping[Any, Any]", value).items()
        return {_key(key, levels): _plain(item, levels - 1) for key, item in items}
    if isinstance(value, (list, tuple, set, frozenset, range)):
        return _list(cast("Iterable[Any]", value), levels)
    if isinstance(value, _WITHOUT_FORM):
        raise _NoJsonForm(value)
    library = _library_of(value)
    if library == "numpy":
        return _of_numpy(value, levels)
    if library == "pandas":
        # A series, an index or an array of pandas; a frame has two dimensions.
        is_listed = getattr(value, "ndim", 0) == 1
        return _listed(value, levels) if is_listed else _plain(_pandas_scalar(value), levels)
    return _of_python(value, levels)


def _checked(value: Any) -> Any:
    """Text, an integer, a boolean or None, if it is one that every encoder writes."""
    if type(value) is int and value not in _INTEGERS:
        raise _NoJsonForm(value, "the integer is too large for JSON, which has 64 bits; make text of it")
    if type(value) is str and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise _NoJsonForm(value, "the text is not valid Unicode; leave out what no encoding can write") from None
    return value


def _list(values: Iterable[Any], levels: int) -> list[Any]:
    return [_plain(item, levels - 1) for item in values]


def _of_numpy(value: Any, levels: int) -> Any:
    if not hasattr(value, "dtype"):
        raise _NoJsonForm(value)
    if hasattr(value, "mask"):
        # The encoders would write what is masked.
        return _list(value, levels) if value.ndim else _plain(value.tolist(), levels)
    if value.ndim:
        return _listed(value, levels)
    if type(value).__name__ == "ndarray":
        return _plain(value[()], levels)
    return _plain(_numpy_scalar(value), levels)


def _listed(values: Any, levels: int) -> Any:
    """An array or a series. Of dates and objects each one is made plain, numbers are left to Dash."""
    if _library_of(values.dtype) == "numpy" and values.dtype.kind in "biuf" and values.dtype.isnative:
        array = values.to_numpy() if hasattr(values, "to_numpy") else values
        if array.dtype.itemsize <= _LARGEST_NUMBER:
            return array
    return _list(values, levels)


def _of_python(value: Any, levels: int) -> Any:
    if hasattr(value, "to_plotly_json"):
        return _plain(value.to_plotly_json(), levels - 1)
    if isinstance(value, Enum):
        return _plain(value.value, levels)
    if isinstance(value, BaseModel):
        return _plain(_dumped(value), levels)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name), levels - 1) for field in fields(value)}
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _duration(value)
    if isinstance(value, (Decimal, Fraction, float)):
        return _plain(_float(value), levels)
    if isinstance(value, (str, int)):
        return _checked(str.__str__(value) if isinstance(value, str) else int(value))
    return _by_others(value, levels)


def _float(number: Decimal | Fraction | float) -> float:
    try:
        return float(number)
    except (ValueError, OverflowError):
        raise _NoJsonForm(number) from None


def _dumped(model: BaseModel) -> Any:
    try:
        return model.model_dump(by_alias=True)
    except ValueError as error:
        if str(error).startswith("Circular reference"):
            # Also what pydantic says of what is nested too deep.
            raise RecursionError from None
        raise


def _by_others(value: Any, levels: int) -> Any:
    """What pydantic or Plotly know to write: identifiers, paths, addresses, pictures."""
    try:
        return _plain(to_jsonable_python(value), levels)
    except PydanticSerializationError:
        pass
    try:
        return _plain(cast("Any", PlotlyJSONEncoder()).default(value), levels)
    except TypeError:
        raise _NoJsonForm(value) from None


def _key(key: Any, levels: int) -> Any:
    """JSON has text for keys, which the encoders make of numbers, booleans and None as well."""
    plain = _plain(key, levels)
    if not isinstance(plain, (str, int, float, type(None))):
        raise _NoJsonForm(key)
    return plain


def _path(value: Any, wanted: Any, seen: set[int]) -> str | None:
    """Where in the value the wanted one is, such as `["rows"][3]`. `seen`: by id, what need not be looked at again."""
    if value is wanted:
        return ""
    if id(value) in seen:
        return None
    seen.add(id(value))
    parts: list[tuple[str, Any]] = []
    if isinstance(value, Mapping):
        items = cast("Mapping[Any, Any]", value).items()
        parts = [(f"[{key!r}]", item) for key, item in items] + [(f", key {key!r}", key) for key, _ in items]
    elif isinstance(value, (list, tuple)):
        parts = [(f"[{number}]", item) for number, item in enumerate(cast("list[Any]", value))]
    elif is_dataclass(value):
        parts = [(f".{field.name}", getattr(value, field.name)) for field in fields(value)]
    elif isinstance(value, BaseModel):
        parts = [(f".{name}", getattr(value, name)) for name in type(value).model_fields]
    for step, item in parts:
        rest = _path(item, wanted, seen)
        if rest is not None:
            return step + rest
    return None


def _library_of(value: Any) -> str:
    return type(value).__module__.partition(".")[0]


def _numpy_scalar(value: Any) -> Any:
    """What a numpy scalar is in Python; a dict if it is structured."""
    kind = value.dtype.kind
    if kind in "biu":
        return value.item()
    if kind == "f":
        # Not item(): a long double has none.
        return float(value)
    if kind == "U":
        return str(value)
    if kind in "mM" and value != value:  # NaT, which is not equal to itself.
        return None
    if kind == "M":
        return str(value)
    if kind == "m":
        return _duration(_timedelta(value))
    if value.dtype.names:
        return {name: value[name] for name in value.dtype.names}
    raise _NoJsonForm(value)


def _timedelta(value: Any) -> timedelta:
    # Such as "timedelta64[25s]".
    unit = value.dtype.name.partition("[")[2].rstrip("]").lstrip("0123456789")
    if unit in _UNITS_WITHOUT_LENGTH:
        raise _NoJsonForm(value)
    if unit in _UNITS_BELOW_MICROSECONDS:
        value = value.astype("timedelta64[us]")
    try:
        # An int where it is too long for Python.
        whole = value.item()
    except OverflowError:
        whole = None
    if not isinstance(whole, timedelta):
        raise _NoJsonForm(value, "the duration is too long; make a number of it")
    return whole


def _pandas_scalar(value: Any) -> Any:
    """What a pandas scalar is in Python."""
    kind = type(value).__name__
    if kind in ("NaTType", "NAType"):
        return None
    if kind in ("Timestamp", "Timedelta"):
        return value.isoformat()
    if kind in ("Period", "Interval"):
        return str(value)
    raise _NoJsonForm(value)


def _duration(value: timedelta) -> str:
    """In the form of ISO 8601."""
    return to_jsonable_python(value)
