"""The gateway's messages as text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, cast

from plotly.io import json as plotly_json

Message = Mapping[str, Any]

# How the client libraries write dates, which are values and no keys. A quote within a text has a backslash before it.
_DATE = re.compile(r'(?<!\\)"#T42_DATE#(-?[0-9]+)"(?!\s*:)')


def encode(message: Any) -> str:
    """A message as text, or a part of one. What it holds comes from `json_value`."""
    return json.dumps(message, separators=(",", ":"), default=_array)


def copied(value: Any) -> Any:
    """A copy of what a message may hold. `copy.deepcopy` takes less than half of the levels that a message may have."""
    return json.loads(encode(value))


def _array(array: Any) -> Any:
    """`json_value` leaves large arrays of numbers to Plotly, which knows how to write NaN."""
    return json.loads(cast("Any", plotly_json).to_json_plotly(array))


def decode(text: str | bytes) -> dict[str, Any] | None:
    """The message that a text says; None when it says none."""
    try:
        message = json.loads(_DATE.sub(_date, text) if isinstance(text, str) else text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    is_message = isinstance(message, dict) and isinstance(cast("dict[str, Any]", message).get("type"), str)
    return cast("dict[str, Any]", message) if is_message else None


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _date(found: re.Match[str]) -> str:
    """As pages pass a date on to their callbacks: 2024-02-29T10:00:00.000Z."""
    try:
        at = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=int(found[1]))
    except (ValueError, OverflowError):
        return found[0]
    return json.dumps(at.isoformat(timespec="milliseconds").replace("+00:00", "Z"))


def text_in(message: Message, key: str) -> str:
    """The text under a key. Raises WrongShape when there is none, as the two below do."""
    value = message.get(key)
    if not isinstance(value, str):
        raise WrongShape(f'{message.get("type")}: "{key}" is no text')
    return value


def dict_in(message: Message, key: str) -> dict[str, Any]:
    """The dict under a key; an absent one is empty."""
    return _read(message, key, dict, "object") or {}


def list_in(message: Message, key: str) -> list[Any]:
    """The list under a key; an absent one is empty."""
    return _read(message, key, list, "array") or []


def _read(message: Message, key: str, kind: type, name: str) -> Any:
    value = message.get(key)
    if value is not None and not isinstance(value, kind):
        raise WrongShape(f'{message.get("type")}: "{key}" is no {name}')
    return value


class WrongShape(Exception):
    """A message lacks what messages of its type have."""
