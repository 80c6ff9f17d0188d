"""One line of the logger `dash_glue42` at debug for each invocation that is served."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import perf_counter
from typing import Any, cast

from dash import no_update
from dash.exceptions import PreventUpdate

from ._errors import InteropError

_log = logging.getLogger("dash_glue42")

_LONGEST_NAME = 200


# What a block passes what the handler returned to, once that is an answer.
Note = Callable[[Any], None]
# While nothing is logged.
NO_LINE: AbstractContextManager[Note] = nullcontext(lambda _returned: None)


def served_line(method: Any, application: str | None) -> AbstractContextManager[Note]:
    """The line is written when the block ends.

    `method` is a name or the definition of a method. Arguments and results never get into the line.
    """
    if not _log.isEnabledFor(logging.DEBUG):
        return NO_LINE
    name: Any = cast("Mapping[str, Any]", method).get("name") if isinstance(method, Mapping) else method
    return _line(name, application)


@contextmanager
def _line(method: Any, application: Any) -> Generator[Note, None, None]:
    since = perf_counter()
    outcome = "failed"

    def note(returned: Any) -> None:
        nonlocal outcome
        outcome = _outcome(returned)

    try:
        yield note
    except PreventUpdate:
        outcome = "no result"
        raise
    finally:
        caller = _name(application) if application else "an unnamed caller"
        milliseconds = (perf_counter() - since) * 1000
        _log.debug("%s for %s: %s, %.1f ms", _name(method), caller, outcome, milliseconds)


def _outcome(returned: Any) -> str:
    """A handler with Outputs returns the result in the first place."""
    result: Any = next(iter(cast("Sequence[Any]", returned)), None) if isinstance(returned, (tuple, list)) else returned
    if isinstance(result, InteropError):
        return "refused"
    return "no result" if isinstance(result, type(no_update)) else "returned"


def _name(text: Any) -> str:
    """Quoted and escaped: a caller chooses its name, which must neither add a line nor fill the log."""
    shown = str(text)
    return repr(shown if len(shown) <= _LONGEST_NAME else f"{shown[:_LONGEST_NAME]}…")
