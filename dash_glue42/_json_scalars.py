"""Single values that come from numpy and pandas, which need not be installed, as JSON has them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pydantic_core import to_jsonable_python

# Months and years differ in length. A time without a unit says nothing.
_UNITS_WITHOUT_LENGTH = ("", "Y", "M")
# What is left of them below a microsecond is dropped.
_UNITS_BELOW_MICROSECONDS = ("ns", "ps", "fs", "as")


class NoJsonForm(TypeError):
    """JSON has nothing for the value."""

    def __init__(self, value: Any, reason: str = "") -> None:
        super().__init__(value)
        self.value = value
        kind = type(value).__name__
        self.reason = reason or f"{kind} has no form in JSON; make text, numbers, a list or a dict of it"


def library_of(value: Any) -> str:
    return type(value).__module__.partition(".")[0]


def numpy_scalar(value: Any) -> Any:
    """What a numpy scalar is in Python, a dict if it is structured. Raises NoJsonForm for bytes and complex numbers."""
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
        return duration(_timedelta(value))
    if value.dtype.names:
        return {name: value[name] for name in value.dtype.names}
    raise NoJsonForm(value)


def _timedelta(value: Any) -> timedelta:
    # Such as "timedelta64[25s]".
    unit = value.dtype.name.partition("[")[2].rstrip("]").lstrip("0123456789")
    if unit in _UNITS_WITHOUT_LENGTH:
        raise NoJsonForm(value)
    if unit in _UNITS_BELOW_MICROSECONDS:
        value = value.astype("timedelta64[us]")
    try:
        # An int where it is too long for Python.
        whole = value.item()
    except OverflowError:
        whole = None
    if not isinstance(whole, timedelta):
        raise NoJsonForm(value, "the duration is too long; make a number of it")
    return whole


def pandas_scalar(value: Any) -> Any:
    """What a pandas scalar is in Python. Raises NoJsonForm for what is no scalar."""
    kind = type(value).__name__
    if kind in ("NaTType", "NAType"):
        return None
    if kind in ("Timestamp", "Timedelta"):
        return value.isoformat()
    if kind in ("Period", "Interval"):
        return str(value)
    raise NoJsonForm(value)


def duration(value: timedelta) -> str:
    """In the form of ISO 8601."""
    return to_jsonable_python(value)
