"""What an app did when something happened to its page."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from .._models import Instance, Response
from .._shapes import as_dict, as_list, as_object
from ._answers import CallerAnswer
from ._callback_runs import Trace
from ._layout import Prop

# Another application on the bus, where a test names none.
STRANGER = Instance(application="pytest", application_name="pytest", instance="pytest-1", user="tester")


class NeedsBrowserError(RuntimeError):
    """Raised where a test asks `glue_app` for what only a browser knows."""

    def __init__(self, prop: object, why: str) -> None:
        super().__init__(f"glue_app cannot know {prop}: {why}. Use the fixture `bus`")


class Outputs(dict[str, Any]):
    """What callbacks wrote last, by prop: "log.children", or the Output."""

    def __init__(self, trace: Trace) -> None:
        super().__init__({str(prop): value for prop, value in trace.written})
        self._unknown = trace.unknown

    def __missing__(self, key: object) -> Any:
        prop = Prop.of(key)
        if str(prop) in self:
            return self[str(prop)]
        if prop in self._unknown:
            raise NeedsBrowserError(prop, self._unknown[prop])
        raise KeyError(f"no callback wrote {prop}; written: {', '.join(self) or 'nothing'}")


@dataclass(frozen=True)
class Sent:
    """An invocation that the app makes through a `MethodInvoke`.

    Attributes:
        component: The id of the `MethodInvoke`.
        command: What the callback wrote for it into `invoke`.
        invocation_id: That of the command; one is made when it has none.
    """

    component: str
    command: Mapping[str, Any]
    invocation_id: str

    @property
    def method(self) -> str:
        """The method's name."""
        return definition_name(self.command["definition"])

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments, as the bus carries them."""
        return self.command.get("argumentObj") or {}

    @property
    def target(self) -> Any:
        """Whom it asks; "best" if the command says nothing."""
        return self.command.get("target") or "best"

    @property
    def meta(self) -> Any:
        """What comes back with the result."""
        return self.command.get("meta")

    def result(self, responses: Sequence[Response]) -> dict[str, Any]:
        """The value of the prop `result`, when these instances have answered."""
        succeeded = [self._success(response) for response in responses if response.ok]
        failed = [self._failure(response) for response in responses if not response.ok]
        error: dict[str, Any] | None = None
        answer: dict[str, Any] | None = None
        if succeeded:
            answer = {**succeeded[0], "all_return_values": succeeded, "all_errors": failed}
        else:
            error = {**failed[0], **({"all_errors": failed} if len(failed) > 1 else {})}
        meta = {} if self.meta is None else {"meta": self.meta}
        return {"invocationId": self.invocation_id, "invocationResult": answer, "error": error, **meta}

    def _success(self, response: Response) -> dict[str, Any]:
        returned = None if response.returned is None else as_object(response.returned)
        answer = {"method": {"name": self.method}, "called_with": self.arguments, "message": "", "status": 0}
        return {**answer, "returned": returned, "executed_by": _described(response)}

    def _failure(self, response: Response) -> dict[str, Any]:
        # An error without a code is a refusal.
        return {"message": response.error, "code": response.code or "refused", "executed_by": _described(response)}


class Outcome:
    """What the app's callbacks did."""

    def __init__(self, trace: Trace, type_of: Callable[[str], str | None]) -> None:
        self._trace = trace
        self._type_of = type_of
        #: What they wrote last, by prop.
        self.outputs = Outputs(trace)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(outputs={dict(self.outputs)!r})"

    @property
    def invocations(self) -> list[Sent]:
        """The invocations that they wrote into `invoke` of a `MethodInvoke`, in order.

        Raises:
            NeedsBrowserError: A callback writes some that only a browser can run.
        """
        self._check(lambda prop: self._is_invoke(prop))
        commands = [(prop, value) for prop, value in self._all() if self._is_invoke(prop) and value is not None]
        return [_sent(prop.id, entry) for prop, value in commands for entry in as_list(value)]

    def commands(self, prop: object, /) -> list[Any]:
        """All that they wrote into a Command prop, in order: `outputs` has the last one only.

        Args:
            prop: Such as "contexts.update", or the Output.

        Raises:
            NeedsBrowserError: A callback writes this prop that only a browser can run.

        Example:
            >>> [update] = page.set("share.n_clicks", 1).commands("contexts.update")
        """
        wanted = Prop.of(prop)
        self._check(lambda unknown: unknown == wanted)
        return [value for written, value in self._all() if written == wanted and value is not None]

    def _all(self) -> list[tuple[Prop, Any]]:
        return [*self._trace.brought, *self._trace.written]

    def _is_invoke(self, prop: Prop) -> bool:
        return prop.name == "invoke" and self._type_of(prop.id) == "MethodInvoke"

    def _check(self, is_asked: Callable[[Prop], bool]) -> None:
        for prop, why in self._trace.unknown.items():
            if is_asked(prop):
                raise NeedsBrowserError(prop, why)


@dataclass
class Reply:
    """What the caller of a method gets; None while it waits."""

    answer: CallerAnswer | None = None


class Answer(Outcome):
    """What the caller of a method gets, and what the app's callbacks did.

    With `deferResult=True` the answer may come later, by another callback: then it is here as soon as it has come.
    """

    def __init__(self, trace: Trace, type_of: Callable[[str], str | None], reply: Reply) -> None:
        super().__init__(trace, type_of)
        self._reply = reply

    def __repr__(self) -> str:
        return f"Answer({self._reply.answer or 'pending'!r}, outputs={dict(self.outputs)!r})"

    @property
    def is_pending(self) -> bool:
        """Whether the caller still waits."""
        return self._reply.answer is None

    @property
    def returned(self) -> Any:
        """What the caller gets, a dict; None if the method failed, has no `returns=True` or has not answered yet."""
        return self._reply.answer.returned if self._reply.answer else None

    @property
    def error(self) -> str | None:
        """Why the method failed, one line; None if it succeeded."""
        return self._reply.answer.error if self._reply.answer else None

    @property
    def code(self) -> str | None:
        """The error's code; None if the method succeeded."""
        return self._reply.answer.code if self._reply.answer else None


def definition_name(definition: Any) -> str:
    """The name in a definition of a method or a stream."""
    return str(cast("dict[str, Any]", definition).get("name") if isinstance(definition, dict) else definition)


def _sent(component: str, command: Any) -> Sent:
    parts = as_dict(command)
    if not parts.get("definition"):
        raise ValueError(f'"{component}.invoke" was written with {command!r}, which is no invocation: use glue.call')
    return Sent(component, parts, parts.get("invocationId") or uuid.uuid4().hex)


def _described(response: Response) -> dict[str, Any]:
    return (response.executed_by or STRANGER).to_plotly_json()
