"""What came of an invocation of another app's method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .instances import Instance


@dataclass(frozen=True)
class Response:
    """
    How one server answered: `returned`, or `error`, its message, with its `code`. `executed_by` is None where none was
    reached.
    """

    executed_by: Instance | None = None
    returned: Any = None
    error: str | None = None
    code: str | None = None

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
    - `code`: the same for programs, such as "timeout", "refused" or "method_not_found"; None when it succeeded.
    - `invocation_id`, `meta`: those of the command, exactly.
    - `executed_by`: the instance that answered or refused; of several that succeeded the first.
    - `responses`: one `Response` for each server that was asked.

    A result is true when it is `ok`. Iterating over it gives its failures, the responses of servers that did not
    succeed:

        for failure in result:
            print(failure.executed_by, failure.error)
    """

    invocation_id: str
    returned: Any = None
    error: str | None = None
    meta: Any = None
    executed_by: Instance | None = None
    responses: tuple[Response, ...] = ()
    code: str | None = None

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
        error: Mapping[str, Any] | None = result.get("error")
        answer: Mapping[str, Any] = result.get("invocationResult") or {}
        responses = _answered(answer) if error is None else (_failures(error) or (_failure(error),))
        # The bus puts the first server's at the top, also when that is one of those that failed.
        best = next(iter([*(each for each in responses if each.ok), *responses]), Response())
        return cls(
            invocation_id=result["invocationId"],
            returned=best.returned,
            error=None if error is None else _message(error),
            code=None if error is None else error.get("code"),
            meta=result.get("meta"),
            executed_by=best.executed_by,
            responses=responses,
        )

    def __post_init__(self) -> None:
        if not self.responses:
            # Made by hand, as in a test: that of the one server.
            alone = Response(self.executed_by, self.returned, self.error, self.code)
            object.__setattr__(self, "responses", (alone,))

    @property
    def ok(self) -> bool:
        return self.error is None

    @property
    def failures(self) -> tuple[Response, ...]:
        """The responses of servers that did not succeed, or one when nobody was reached."""
        return tuple(response for response in self.responses if not response.ok)

    def __bool__(self) -> bool:
        return self.ok

    def __iter__(self) -> Iterator[Response]:
        return iter(self.failures)


def _answered(answer: Mapping[str, Any]) -> tuple[Response, ...]:
    values: list[Mapping[str, Any]] | None = answer.get("all_return_values")
    # A library that does not list them has asked one server.
    succeeded = [answer] if values is None else values
    return (*(Response(_instance(each), returned=each.get("returned")) for each in succeeded), *_failures(answer))


def _failures(answer: Mapping[str, Any]) -> tuple[Response, ...]:
    failed: list[Mapping[str, Any]] = answer.get("all_errors") or []
    return tuple(_failure(each) for each in failed)


def _failure(error: Mapping[str, Any]) -> Response:
    return Response(_instance(error), error=_message(error), code=error.get("code"))


def _message(error: Mapping[str, Any]) -> str:
    return str(error.get("message") or "the invocation failed")


def _instance(answer: Mapping[str, Any]) -> Instance | None:
    description = answer.get("executed_by")
    return Instance.of(description) if description else None
