"""The texts for arguments and contexts that a handler does not take, each in one line: their sender gets it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, cast

from pydantic import ValidationError

from ._errors import InteropError

# For arguments of any size.
_MOST_PROBLEMS = 3
_LONGEST_VALUE = 40
_LONGEST_PATH = 100
_LONGEST_REASON = 300

Place = Iterable[str | int]


class InvalidArguments(InteropError):
    """The refusal of arguments that a handler does not take."""


def missing(place: Place, what: str = "argument") -> str:
    return f'{what} "{_path(place)}" is missing'


def unknown(place: Place) -> str:
    return f'"{_path(place)}" is not an argument of this method'


def problems_of(error: ValidationError, value: Any, place: Sequence[str], what: str = "argument") -> list[str]:
    """A text for each part of the value at the place that pydantic refuses. `what` the place is."""
    texts: list[str] = []
    for details in error.errors(include_url=False, include_context=False, include_input=False):
        inner_place, part = _locate(value, details["loc"], details["type"])
        texts.append(_problem((*place, *inner_place), details["type"], details["msg"], part, what))
    return texts


def one_line(problems: Sequence[str]) -> str:
    more = len(problems) - _MOST_PROBLEMS
    text = "; ".join(problems[:_MOST_PROBLEMS]) + (f"; and {more} more" if more > 0 else "")
    return " ".join(f"{text[0].upper()}{text[1:]}.".split())


def _problem(place: Place, kind: str, message: str, value: Any, what: str) -> str:
    if kind == "missing":
        return missing(place, what)
    if kind == "extra_forbidden":
        return unknown(place)
    words = " ".join(message.removeprefix("Value error, ").removeprefix("Assertion failed, ").split())
    reason = _shortened(_printable(words), _LONGEST_REASON)
    return f'{what} "{_path(place)}": {reason} (got {_described(value)})'


def _locate(value: Any, loc: Sequence[str | int], kind: str) -> tuple[list[str | int], Any]:
    """The place in the caller's value, and the value there.

    pydantic's `loc` has the handler's types and validators in it as well, and its `input` what those made of the value.
    """
    place: list[str | int] = []
    for number, part in enumerate(loc, 1):
        if _holds(value, part):
            value = value[part]
            place.append(part)
        elif kind == "missing" and number == len(loc):
            place.append(part)
    return place, value


def _holds(value: Any, part: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(part, int) and part < len(cast("list[Any]", value))
    return isinstance(value, dict) and part in value


def _path(place: Place) -> str:
    """Where a value is, such as `order.lines[2].price`."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{_printable(part)}" for part in place]
    return _shortened("".join(parts).removeprefix("."), _LONGEST_PATH)


def _described(value: Any) -> str:
    if value is None or isinstance(value, (str, int, float)):
        return _shortened(_printable(json.dumps(value, ensure_ascii=False)), _LONGEST_VALUE)
    return "a list" if isinstance(value, (list, tuple)) else "an object"


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text[: _LONGEST_REASON + 1])


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}…"
