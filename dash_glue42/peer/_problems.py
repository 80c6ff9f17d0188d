"""What the gateway refuses, in the words of this package."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Generator
from contextlib import contextmanager

from .._errors import PeerError
from ._limits import LONGEST_NAME, MOST_STEPS
from ._session import Refused

_log = logging.getLogger("dash_glue42")

# Client libraries follow such a path into what all objects of a program share.
_UNSAFE = re.compile(r"(^|\.)(__proto__|constructor|prototype)(\.|$)")


@contextmanager
def our_words(operation: str) -> Generator[None, None, None]:
    """Raises PeerError for what the gateway says, or does not say in time."""
    try:
        yield
    except Refused as refusal:
        _log.debug("peer: the gateway said %s", refusal.reason)
        raise PeerError("rejected", f"{operation}: {_explained(refusal.reason)}") from None
    except asyncio.TimeoutError:
        raise PeerError("timeout", f"{operation}: the gateway did not answer in time.") from None


def _explained(reason: str) -> str:
    if re.match(r"The data cannot ", reason):
        # Words of this package's gateway.
        return f"{reason[:1].lower()}{reason[1:]}."
    if re.search(r"Unable to find context with id|with unknown (id|name)", reason):
        return "the context was destroyed in the same moment."
    if re.search(r"[Nn]ot authorized|context\.errors\.", reason):
        return "the gateway does not let this program write here."
    return "the gateway refused it."


def check_paths(operation: str, paths: list[str]) -> None:
    """Raises PeerError for a key or a path that would break the programs that read it."""
    unsafe = next((path for path in paths if _UNSAFE.search(path)), None)
    if unsafe is not None:
        raise PeerError(
            "invalid_command",
            f'{operation}: {unsafe!r} is not allowed: no part of a path or key may be "__proto__", "constructor" or '
            '"prototype".',
        )
    if any(path.count(".") >= MOST_STEPS for path in paths):
        raise PeerError("invalid_command", f"{operation}: a path leads down {MOST_STEPS} levels at most.")


def is_safe(path: str) -> bool:
    return path.count(".") < MOST_STEPS and not _UNSAFE.search(path)


def check_name(operation: str, name: object) -> str:
    """The name. Raises TypeError or ValueError unless it is a usable one."""
    if not isinstance(name, str):
        raise TypeError(f"{operation}: {name!r} is no name: give a text")
    if not 0 < len(name) <= LONGEST_NAME:
        raise ValueError(f"{operation}: a name has 1 to {LONGEST_NAME} characters")
    return name
