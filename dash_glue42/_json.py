"""What Dash can write as JSON, made of what it cannot: pydantic models, dataclasses and the like."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from plotly.utils import PlotlyJSONEncoder
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

_PLAIN = (str, int, float, bool, type(None))
# What pydantic writes and Plotly's encoder, which is Dash's, refuses.
_WRITTEN_BY_PYDANTIC = (BaseModel, Enum, UUID, Path, set, frozenset)


def json_value(value: Any) -> Any:
    """
    The value with all that is in it as dicts, lists and what Plotly's encoder knows.

    A pydantic model becomes what its JSON form holds, by alias, a dataclass the dict of its fields. Numbers, datetimes,
    numpy and pandas values stay what they are: Plotly's encoder writes them when Dash sends the response.

        json_value({"order": Order(id=7), "at": datetime.now()})  # {"order": {"id": 7}, "at": datetime(…)}
    """
    kind = cast("type[Any]", type(value))
    if kind in _PLAIN:
        return value
    if isinstance(value, dict):
        return {_key(key): json_value(item) for key, item in cast("dict[Any, Any]", value).items()}
    if isinstance(value, (list, tuple)):
        return [json_value(item) for item in cast("list[Any]", value)]
    if hasattr(value, "to_plotly_json"):
        return value
    # Subclasses such as pandas' have an encoding of their own.
    if isinstance(value, _WRITTEN_BY_PYDANTIC) or kind is timedelta:
        return to_jsonable_python(value, fallback=cast("Any", PlotlyJSONEncoder()).default)
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: json_value(getattr(value, each.name)) for each in fields(value)}
    return value


def json_dict(value: Any, problem: str) -> dict[str, Any]:
    """The dict of a dict, a model or a dataclass. Raises TypeError for others; its message begins with `problem`."""
    written: dict[str, Any] = json_value(value)
    if type(written) is not dict:
        raise TypeError(f"{problem} holds a dict; give one, or a model or dataclass")
    return written


def _key(key: Any) -> Any:
    """JSON has text for keys; Plotly's encoder refuses what is no text, number or None."""
    return key if isinstance(key, _PLAIN) else next(iter(to_jsonable_python({key: None})))
