"""What the page makes of a callback's answers: the rules of `readAnswers.ts`; one table of cases tests both."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, cast

from .._errors import CALLEE_CODES
from .._shapes import as_dict, as_list, as_object


class CallerAnswer(NamedTuple):
    """What the caller of a method gets."""

    returned: Any = None
    error: str | None = None
    code: str | None = None


def answers_in(method: str, written: Any) -> Iterator[tuple[str, CallerAnswer]]:
    """The ids of the invocations that a value of the prop `result` answers, and what their callers get."""
    for entry in as_list(written):
        if isinstance(entry, dict):
            parts = cast("dict[str, Any]", entry)
            if isinstance(parts.get("invocationId"), str):
                yield parts["invocationId"], _answer(method, parts)
            else:
                # What the callback of a list says of its run.
                failed: Mapping[str, str] = as_dict(parts.get("batch")).get("failed") or {}
                yield from ((id, problem(method, "callback_failed", "the callback failed.")) for id in failed)


def problem(method: str, code: str, what: str) -> CallerAnswer:
    """What the caller gets of an invocation that failed by itself."""
    return CallerAnswer(error=f'Method "{method}": {what}', code=code)


def _answer(method: str, entry: Mapping[str, Any]) -> CallerAnswer:
    error = entry.get("error")
    if error is not None:
        parts = cast("dict[str, Any]", error) if isinstance(error, dict) else {"message": error}
        message, code = parts.get("message"), parts.get("code")
        text = json.dumps(error, separators=(",", ":"), ensure_ascii=False)
        words = message if isinstance(message, str) and message else f"Refused: {text}"
        return CallerAnswer(error=words, code=code if code in CALLEE_CODES else "refused")
    if "invocationResult" not in entry:
        return problem(method, "no_result", 'the result has neither "invocationResult" nor "error".')
    return CallerAnswer(as_object(entry["invocationResult"]))
