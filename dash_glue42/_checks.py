"""Checks of what the functions of this package are given. A wrong type is a TypeError, a wrong value a ValueError.

The error texts begin with `public_name`, the function that the user has called.
"""

from __future__ import annotations

import math
from typing import Any


def check_texts(public_name: str, **texts: Any) -> None:
    """Raises unless all are texts."""
    for option, value in texts.items():
        if not isinstance(value, str):
            raise TypeError(f"{public_name}: {option}={value!r}: give a text")


def check_names(public_name: str, **names: Any) -> None:
    """Raises unless all are texts that are not empty."""
    check_texts(public_name, **names)
    for option, name in names.items():
        if not name:
            raise ValueError(f"{public_name}: {option}={name!r}: give a name")


def check_amounts(public_name: str, **amounts: Any) -> None:
    """Raises unless all are whole numbers, 1 or more."""
    for option, value in amounts.items():
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if not is_number or value < 1:
            problem = ValueError if is_number else TypeError
            raise problem(f"{public_name}: {option}={value!r}: give a whole number greater than 0")


def check_times(public_name: str, form: str = "a number of milliseconds", least: float = 0, **times: Any) -> None:
    """Raises unless all are finite numbers of this form."""
    for option, value in times.items():
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        # JSON has no infinity.
        if not is_number or not least <= value < math.inf:
            problem = ValueError if is_number else TypeError
            raise problem(f"{public_name}: {option}={value!r}: give {form}")
