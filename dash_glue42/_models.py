"""Values of the bus, as handlers and callbacks see them: instances, callers, invocations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from typing_extensions import Self

from ._json import json_value

# The attributes below, and what the bus calls them.
_KEYS = {
    "application": "application",
    "application_name": "applicationName",
    "instance": "instance",
    "machine": "machine",
    "user": "user",
    "pid": "pid",
    "peer_id": "peerId",
    "window_id": "windowId",
    "environment": "environment",
    "region": "region",
}


@dataclass(frozen=True)
class Instance:
    """One running instance of an application, as the bus describes it. An instance is a `target` for `call`.

    None stands for what the bus does not tell. What an instance says about itself proves nothing.

    Attributes:
        application: The application's name.
        application_name: The name under which a platform knows the application.
        instance: The id of this running instance.
        machine: The machine's name.
        user: The user's name.
        pid: The process id.
        peer_id: The instance's address on the bus.
        window_id: The window that the platform shows it in.
        environment: Such as "PROD".
        region: Such as "EMEA".
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
        return cls(**{name: value.get(key) for name, key in _KEYS.items()}, details=dict(value))

    def to_plotly_json(self) -> dict[str, Any]:
        """The dict of the bus again. The name is the one that Dash looks for when it writes JSON."""
        own = {key: getattr(self, name) for name, key in _KEYS.items()}
        return {**self.details, **{key: value for key, value in own.items() if value is not None}}


class Caller(Instance):
    """The instance that invokes a method. A handler's parameter that is annotated `Caller` gets it.

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
