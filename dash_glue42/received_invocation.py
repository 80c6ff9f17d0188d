"""An invocation of one of the app's methods, as a handler or a callback sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .instances import Caller
from .json_values import json_value


@dataclass(frozen=True)
class Invocation:
    """
    One invocation: a value of `MethodRegister.invoke`. A handler's parameter that is annotated so gets all of it.

    `invocation_id` is unique, `args` are the arguments as they came (a dict, unchecked), `caller` is who asks.

    Together with `deferResult=True` it answers later, from another callback:

        @app.callback(Output("ask", "result"), Input("yes", "n_clicks"), State("ask", "invoke"))
        def say_yes(_clicks, invoke):
            return glue.Invocation.of(invoke).answer({"confirmed": True})
    """

    invocation_id: str
    args: Mapping[str, Any]
    caller: Caller

    @classmethod
    def of(cls, invoke: Mapping[str, Any] | None) -> Invocation:
        """The invocation that a value of the prop `invoke` holds. None, which comes before the first, is an error."""
        if invoke is None:
            raise ValueError("no invocation yet: give the callback prevent_initial_call=True, or use on_invoke")
        return cls(invoke["invocationId"], invoke.get("args") or {}, Caller.of(invoke.get("caller") or {}))

    def answer(self, result: Any = None) -> dict[str, Any]:
        """The value for the prop `result` that gives the caller this result: any JSON, a model, a dataclass."""
        return {"invocationId": self.invocation_id, "invocationResult": json_value(result, "result")}

    def refusal(self, message: str) -> dict[str, Any]:
        """The value for the prop `result` that gives the caller an error with this message."""
        return {"invocationId": self.invocation_id, "error": {"message": message}}
