"""Names, values and numbers on the command line, each for the `type` of an option."""

import json
import math
from argparse import ArgumentTypeError
from typing import Any, NoReturn

from .._addresses import is_gateway_address, without_url_secrets

_LONGEST_NAME = 2000
_A_DAY_S = 86400


def gateway_address(text: str) -> str:
    """The address of a gateway, such as ws://127.0.0.1:8385."""
    if not is_gateway_address(text):
        raise ArgumentTypeError(
            f"{without_url_secrets(repr(text))} is no address of a gateway: give one like ws://127.0.0.1:8385"
        )
    return text


def seconds(text: str) -> float:
    """A duration."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number <= _A_DAY_S:
        raise ArgumentTypeError(
            f"{text!r} is no duration: give a number of seconds, such as 2.5, up to a day ({_A_DAY_S})"
        )
    return number


def count(text: str) -> int:
    """A whole number, 1 or more."""
    if not (text.isascii() and text.isdigit()) or not 0 < len(text) < 10 or int(text) == 0:
        raise ArgumentTypeError(f"{text!r} is no count: give a whole number, 1 or more")
    return int(text)


def name(text: str) -> str:
    """The name of a method, a context or a stream."""
    if not 0 < len(text) <= _LONGEST_NAME:
        raise ArgumentTypeError(f"a name has 1 to {_LONGEST_NAME} characters, not {len(text)}")
    return _checked(text)


def value(text: str) -> Any:
    """JSON where the text is JSON, else the text itself."""
    try:
        return _checked(_parsed(text))
    except (ValueError, RecursionError):
        return _checked(text)


def argument(text: str) -> tuple[str, Any]:
    """An argument of a method, such as a=1, as its name and value."""
    own_name, separator, given = text.partition("=")
    if not own_name or not separator:
        raise ArgumentTypeError(f"{text!r} is no argument: write NAME=VALUE, such as a=1")
    return _checked(own_name), value(given)


def json_object(text: str) -> dict[str, Any]:
    """The data of a context."""
    try:
        parsed = _parsed(text)
    except (ValueError, RecursionError) as error:
        raise ArgumentTypeError(f"{text!r} is no JSON: {error}") from error
    if not isinstance(parsed, dict):
        raise ArgumentTypeError(f"""{text!r} is no JSON object: give one like '{{"a": 1}}'""")
    return _checked(parsed)


def _parsed(text: str) -> Any:
    return json.loads(text, parse_constant=_refuse)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is none of its numbers")


def _checked(given: Any) -> Any:
    """What the bus can carry of it: all but integers of more than 64 bits, and text that is not Unicode."""
    # Imported here: it needs the packages without which `doctor` must run.
    try:
        from .._json import json_value
    except ImportError:
        # The verb says what is missing when it joins the bus.
        return given
    try:
        return json_value(given, "the value")
    except TypeError as error:
        raise ArgumentTypeError(str(error)) from error
