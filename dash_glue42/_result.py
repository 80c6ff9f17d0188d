"""What came of an invocation of another app's method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter

from ._errors import InvocationError
from ._models import Instance

Returned = TypeVar("Returned")


@dataclass(frozen=True)
class Response:
    """How one server answered.

    Attributes:
        executed_by: The instance; None where no server was reached.
        returned: What the method returned, a dict; None when it failed or returned nothing.
        error: Why it failed, one line; None when it succeeded.
        code: The error's code; None when it succeeded.
    """

    executed_by: Instance | None = None
    returned: Any = None
    error: str | None = None
    code: str | None = None

    @classmethod
    def from_prop(cls, value: Mapping[str, Any] | None) -> Response:
        """The response in an entry of "all_return_values" or "all_errors" of a value of `MethodInvoke.result`.

        Args:
            value: The entry.

        Raises:
            ValueError: `value` is None.
        """
        if value is None:
            raise ValueError('no response: give an entry of "all_return_values" or "all_errors"')
        # What a server returned has a status, and may have a message too.
        has_failed = value.get("message") and "returned" not in value and "status" not in value
        return _failure(value) if has_failed else _success(value)

    @property
    def ok(self) -> bool:
        """Whether the server succeeded."""
        return self.error is None


@dataclass(frozen=True)
class Result:
    """The result of one invocation: a value of `MethodInvoke.result`.

    Attributes:
        invocation_id: That of the command, exactly.
        returned: What the method returned, a dict; None when it failed or returned nothing.
        error: Why it failed, one line; None when it succeeded. With `target="all"` an invocation has succeeded when at
            least one server has.
        code: The error's code, such as "timeout"; None when it succeeded.
        meta: That of the command, exactly.
        executed_by: The instance that answered or refused; None where no instance was reached; of several that
            succeeded the first.
        responses: One `Response` for each server that was asked. A result that a test makes by hand has none.

    Example:
        >>> @glue.on_result("ask", Output("answer", "children"), app=app)
        ... def show(result: glue.Result):
        ...     return result.returned["sum"] if result.ok else result.error
    """

    invocation_id: str
    returned: Any = None
    error: str | None = None
    code: str | None = None
    meta: Any = None
    executed_by: Instance | None = None
    responses: tuple[Response, ...] = ()

    @classmethod
    def from_prop(cls, value: Mapping[str, Any] | None) -> Result:
        """The result in a value of the prop `MethodInvoke.result`.

        Args:
            value: The prop's value.

        Raises:
            ValueError: `value` is None, as the prop is before the first result.

        Example:
            >>> @app.callback(Output("answer", "children"), Input("ask", "result"), prevent_initial_call=True)
            ... def show(result):
            ...     return glue.Result.from_prop(result).error or "done"
        """
        if value is None:
            raise ValueError("no result yet: give the callback prevent_initial_call=True, or use on_result")
        error: Mapping[str, Any] | None = value.get("error")
        answer: Mapping[str, Any] = value.get("invocationResult") or {}
        failure = None if error is None else _failure(error)
        responses = _answered(answer) if failure is None else (_failures(error or {}) or (failure,))
        # The bus puts the first server's at the top, also when that is one of those that failed.
        best = next(iter([*(each for each in responses if each.ok), *responses]), Response())
        return cls(
            invocation_id=value["invocationId"],
            returned=best.returned,
            error=failure and failure.error,
            code=failure and failure.code,
            meta=value.get("meta"),
            executed_by=best.executed_by,
            responses=responses,
        )

    @property
    def ok(self) -> bool:
        """Whether the invocation succeeded: with `target="all"`, whether at least one server did."""
        return self.error is None

    @property
    def failures(self) -> tuple[Response, ...]:
        """The responses of servers that did not succeed; one when no server was reached."""
        if self.ok or self.responses:
            return tuple(response for response in self.responses if not response.ok)
        return (Response(self.executed_by, error=self.error, code=self.code),)

    def raise_for_error(self) -> Result:
        """Raises the failure of the invocation, if it failed.

        Returns:
            This result.

        Raises:
            InvocationError: The invocation failed.

        Example:
            >>> total = result.raise_for_error().returned["sum"]
        """
        if not self.ok:
            raise InvocationError(self)
        return self

    def returned_as(self, type: type[Returned]) -> Returned:
        """What the method returned, checked and converted by pydantic.

        Args:
            type: A pydantic model, a dataclass, a TypedDict, or any type that pydantic knows.

        Raises:
            InvocationError: The invocation failed.
            pydantic.ValidationError: The other app returned something else.

        Example:
            >>> client = result.returned_as(Client)
        """
        return TypeAdapter(type).validate_python(self.raise_for_error().returned)


def _answered(answer: Mapping[str, Any]) -> tuple[Response, ...]:
    values: list[Mapping[str, Any]] | None = answer.get("all_return_values")
    # A library that does not list them has asked one server.
    succeeded = [answer] if values is None else values
    return (*(_success(each) for each in succeeded), *_failures(answer))


def _failures(answer: Mapping[str, Any]) -> tuple[Response, ...]:
    failed: list[Mapping[str, Any]] = answer.get("all_errors") or []
    return tuple(_failure(each) for each in failed)


def _success(answer: Mapping[str, Any]) -> Response:
    return Response(_instance(answer), returned=answer.get("returned"))


def _failure(error: Mapping[str, Any]) -> Response:
    message = str(error.get("message") or "the invocation failed")
    return Response(_instance(error), error=message, code=error.get("code"))


def _instance(answer: Mapping[str, Any]) -> Instance | None:
    description = answer.get("executed_by")
    return Instance.from_prop(description) if description else None
