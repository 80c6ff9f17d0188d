"""What came of an invocation of another app's method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .instances import Instance


@dataclass(frozen=True)
class Response:
    """How one server answered: `returned`, or `error`, its message. `executed_by` is None where none was reached."""

    executed_by: Instance | None = None
    returned: Any = None
    error: str | None = None

    @property
    def ok(self) -> bool:
        return self.error is None


@dataclass(frozen=True)
class Result:
    """
    The result of one invocation: a value of `MethodInvoke.result`.

    - `ok`: did it succeed? With `target="all"` it did when at least one server has answered.
    - `returned`: what the method returned, a dict; None when it failed or returned nothing.
    - `error`: why it failed, one line; None when it succeeded.
    - `invocation_id`, `meta`: those of the command, exactly.
    - `executed_by`: the instance that answered.
    - `responses`: one `Response` for each server that was asked.

    Iterating over a result gives its failures, the responses of servers that did not succeed:

        for failure in result:
            print(failure.executed_by, failure.error)
    """

    invocation_id: str
    returned: Any = None
    error: str | None = None
    meta: Any = None
    executed_by: Instance | None = None
    responses: tuple[Response, ...] = ()

    @classmethod
    def of(cls, result: Mapping[str, Any] | None) -> Result:
        """
        The result that a value of the prop `result` holds; None, which is there before the first, is an error.

            @app.callback(Output("answer", "children"), Input("ask", "result"), prevent_initial_call=True)
            def show(result):
                return glue.Result.of(result).error or "done"
        """
        if result is None:
            raise ValueError("no result yet: give the callback prevent_initial_call=True, or use on_result")
        answer: Mapping[str, Any] = result.get("invocationResult") or {}
        error = result.get("error")
        message = None if error is None else _message(error)
        return cls(
            invocation_id=result["invocationId"],
            returned=answer.get("returned"),
            error=message,
            meta=result.get("meta"),
            executed_by=_instance(answer),
            responses=_responses(answer, message),
        )

    @property
    def ok(self) -> bool:
        return self.error is None

    @property
    def failures(self) -> tuple[Response, ...]:
        """The responses of servers that did not succeed; when nobody was reached, one without `executed_by`."""
        return tuple(response for response in self.responses if not response.ok)

    def __iter__(self) -> Iterator[Response]:
        return iter(self.failures)


def _responses(answer: Mapping[str, Any], error: str | None) -> tuple[Response, ...]:
    if error is not None:
        return (Response(_instance(answer), error=error),)
    values: list[Mapping[str, Any]] | None = answer.get("all_return_values")
    errors: list[Mapping[str, Any]] = answer.get("all_errors") or []
    # A library that does not list them has asked one server.
    succeeded = [answer] if values is None else values
    return (
        *(Response(_instance(each), returned=each.get("returned")) for each in succeeded),
        *(Response(_instance(each), error=_message(each)) for each in errors),
    )


def _message(error: Mapping[str, Any]) -> str:
    return str(error.get("message") or "the invocation failed")


def _instance(answer: Mapping[str, Any]) -> Instance | None:
    description = answer.get("executed_by")
    return Instance.of(description) if description else None
