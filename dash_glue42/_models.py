"""Values of the bus, as handlers and callbacks see them: instances, callers, invocations, responses, results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from pydantic import TypeAdapter
from pydantic.alias_generators import to_camel
from typing_extensions import Self

from ._errors import InvocationError
from ._json import json_value

Returned = TypeVar("Returned")


@dataclass(frozen=True)
class Instance:
    """One running instance of an application, as the bus describes it. An instance is a `target` for `call`.

    An attribute that the bus does not give is None. What an instance says about itself proves nothing. Only
    `verified_user` is not what it says.

    Attributes:
        application: The application's name.
        application_name: The name under which a platform knows the application.
        instance: The id of this running instance.
        machine: The machine's name.
        user: The user's name, as the instance gives it.
        pid: The process id.
        peer_id: The instance's address on the bus.
        window_id: The window that the platform shows it in.
        environment: Such as "PROD".
        region: Such as "EMEA".
        verified_user: The user whom the gateway has proven by a token; None on every other bus.
        details: The whole dict that came from the bus, with the keys that have no attribute here.
    """

    application: str | None = None
    application_name: str | None = None
    instance: str | None = None
    machine: str | None = None
    user: str | None = None
    pid: int | None = None
    peer_id: str | None = None
    window_id: str | None = None
    environment: str | None = None
    region: str | None = None
    verified_user: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False, compare=False)

    @classmethod
    def from_prop(cls, value: Mapping[str, Any] | None) -> Self:
        """The instance that a dict of the bus describes.

        Args:
            value: Such as `Glue42.instance`, or the "caller" in a value of `MethodRegister.invoke`.

        Raises:
            ValueError: `value` is None, as `Glue42.instance` is before the page is connected.
        """
        if value is None:
            raise ValueError("no instance yet: Glue42.instance is None until the page is connected")
        return cls(**{name: value.get(key) for name, key in cls._keys()}, details=dict(value))

    def to_plotly_json(self) -> dict[str, Any]:
        """The dict of the bus again. The name is the one that Dash looks for when it writes JSON."""
        own = {key: getattr(self, name) for name, key in self._keys()}
        return {**self.details, **{key: value for key, value in own.items() if value is not None}}

    @classmethod
    def _keys(cls) -> list[tuple[str, str]]:
        """The attributes, and what the bus calls them."""
        return [(entry.name, to_camel(entry.name)) for entry in fields(cls) if entry.name != "details"]


class Caller(Instance):
    """The instance that invokes a method. A handler's parameter that is annotated `Caller` gets it.

    Its attributes are those of `Instance`: `application`, `instance`, `machine`, `user`, `verified_user`, …

    Example:
        >>> @glue.on_invoke("greet")
        ... def greet(name: str, caller: glue.Caller):
        ...     return {"greeting": f"Hello {name} in {caller.application}"}
    """


@dataclass(frozen=True)
class Invocation:
    """One invocation of a method of this app. A handler's parameter that is annotated `Invocation` gets all of it.

    Attributes:
        invocation_id: Unique.
        args: The arguments as they came, unchecked.
        caller: Who invokes.

    Example:
        With `deferResult=True` another callback answers later:

        >>> @app.callback(Output("ask", "result"), Input("yes", "n_clicks"), State("ask", "invoke"))
        ... def say_yes(_clicks, invoke):
        ...     return glue.Invocation.from_prop(invoke).answer({"confirmed": True})
    """

    invocation_id: str
    args: Mapping[str, Any]
    caller: Caller

    @classmethod
    def from_prop(cls, value: Mapping[str, Any] | None) -> Invocation:
        """The invocation in a value of the prop `MethodRegister.invoke`.

        Args:
            value: The prop's value.

        Raises:
            ValueError: `value` is None, as the prop is before the first invocation.
        """
        if value is None:
            raise ValueError("no invocation yet: give the callback prevent_initial_call=True, or use on_invoke")
        return cls(value["invocationId"], value.get("args") or {}, Caller.from_prop(value.get("caller") or {}))

    def answer(self, result: Any = None) -> dict[str, Any]:
        """The value for the prop `result` that gives the caller this result.

        Args:
            result: Any JSON, a pydantic model, a dataclass.
        """
        return {"invocationId": self.invocation_id, "invocationResult": json_value(result, "result")}

    def refusal(self, message: str) -> dict[str, Any]:
        """The value for the prop `result` that refuses the invocation.

        Args:
            message: The caller gets it word for word.
        """
        return {"invocationId": self.invocation_id, "error": {"message": message}}


@dataclass(frozen=True)
class Response:
    """How one instance answered.

    Attributes:
        executed_by: The instance; None where no instance was reached.
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
        """Whether the instance succeeded."""
        return self.error is None


@dataclass(frozen=True)
class Result:
    """The result of one invocation: a value of `MethodInvoke.result`.

    Attributes:
        invocation_id: That of the command, exactly.
        returned: What the method returned, a dict; None when it failed or returned nothing.
        error: Why it failed, one line; None when it succeeded. With `target="all"` an invocation has succeeded when at
            least one instance has.
        code: The error's code, such as "timeout"; None when it succeeded.
        meta: That of the command, exactly.
        executed_by: The instance that answered or refused; None where no instance was reached; of several that
            succeeded the first.
        responses: One `Response` for each instance that was asked. A result that a test makes by hand has none.

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
        failures = map(_failure, (error or answer).get("all_errors") or [])
        # A library that does not list the values has asked one server.
        values = answer.get("all_return_values")
        succeeded = map(_success, [answer] if values is None else values)
        responses = (*succeeded, *failures) if failure is None else (tuple(failures) or (failure,))
        # The bus puts the first server's answer at the top, also when that server failed.
        best = next(iter(sorted(responses, key=lambda response: not response.ok)), Response())
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
        """Whether the invocation succeeded; with `target="all"`, whether at least one instance did."""
        return self.error is None

    @property
    def failures(self) -> tuple[Response, ...]:
        """The responses of instances that did not succeed; one when no instance was reached."""
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


def _success(answer: Mapping[str, Any]) -> Response:
    return Response(_instance(answer), returned=answer.get("returned"))


def _failure(error: Mapping[str, Any]) -> Response:
    message = str(error.get("message") or "the invocation failed")
    return Response(_instance(error), error=message, code=error.get("code"))


def _instance(answer: Mapping[str, Any]) -> Instance | None:
    description = answer.get("executed_by")
    return Instance.from_prop(description) if description else None
