"""Names of a gateway's buses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

from ._addresses import without_url_secrets
from ._checks import check_texts

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PATTERN = re.compile(r"[A-Za-z0-9*][A-Za-z0-9._*-]{0,63}")
_RULE = '1 to 64 letters, digits, ".", "_" and "-" that begin with a letter or a digit'


def bus_url(public_name: str, url: str, bus: Any) -> str:
    """The address of one bus of a gateway. Raises TypeError or ValueError for what is no name, or when there is one."""
    if bus is None:
        return url
    check_texts(public_name, bus=bus)
    if not _NAME.fullmatch(bus):
        raise ValueError(f"{public_name}: bus={bus!r}: give {_RULE}")
    parts = urlsplit(url)
    if re.search(r"/bus/[^/]*/?$", parts.path):
        raise ValueError(f"{public_name}: {without_url_secrets(repr(url))} names a bus already: leave out bus=")
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/bus/{bus}"))


def bus_patterns(public_name: str, bus: Any) -> list[str]:
    """One or several names, which may have "*" in them, as a list. Raises TypeError or ValueError for anything else."""
    patterns: list[Any] = [bus] if isinstance(bus, str) else _listed(bus)
    if not patterns or not all(isinstance(pattern, str) for pattern in patterns):
        raise TypeError(f"{public_name}: bus={bus!r}: give a name, or a list of names")
    wrong = next((pattern for pattern in patterns if not _PATTERN.fullmatch(pattern)), None)
    if wrong is not None:
        raise ValueError(f'{public_name}: the bus {wrong!r}: give {_RULE}; "*" stands for any of them')
    return patterns


def _listed(value: Any) -> list[Any]:
    return list(cast("Sequence[Any]", value)) if isinstance(value, (list, tuple)) else []
