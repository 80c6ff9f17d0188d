"""Calls an app's callbacks as its page does, for tests of what exactly the page gets."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dash import Dash, Output

from dash_glue42.testing._app_requests import AppRequests
from dash_glue42.testing._callback_runs import CallbackRunner
from dash_glue42.testing._layout import Prop

CALLER = {"application": "Desk", "instance": "desk-1", "user": "ann", "isLocal": True}


@dataclass
class Outcome:
    """What the page gets for one callback."""

    status: int
    # As {"id.prop": value}; what is not in it keeps its value.
    written: dict[str, Any] = field(default_factory=dict)
    # What the callback of a list says of its run.
    report: dict[str, Any] = field(default_factory=dict)

    @property
    def result(self) -> Any:
        """What the caller of a method gets, if anything."""
        [answer] = [value for key, value in self.written.items() if key.endswith(".result")]
        return answer["invocationResult"]

    @property
    def refusal(self) -> str:
        return self._error["message"]

    @property
    def code(self) -> str | None:
        """That of the refusal, if it has one."""
        return self._error.get("code")

    @property
    def _error(self) -> dict[str, str]:
        [answer] = [value for key, value in self.written.items() if key.endswith(".result")]
        assert set(answer) == {"invocationId", "error"}
        assert set(answer["error"]) - {"code"} == {"message"}
        return answer["error"]


class ServedPage:
    """A page of an app; `values` are those of some props, as id__prop."""

    def __init__(self, app: Dash, **values: Any) -> None:
        self._page = CallbackRunner(AppRequests(app))
        for key, value in values.items():
            self._page.layout.write(Prop.of(key.replace("__", ".")), value)

    def invoke(self, id: str, args: dict[str, Any] | None = None, *, returns: bool | None = True) -> Outcome:
        """One invocation reaches the method: as a list of one where the callback takes lists."""
        outcome = self.invoke_all(id, [args or {}], returns=returns)
        answers = outcome.written.pop(f"{id}.result", None)
        # The callback of single invocations writes the answer alone.
        if answers:
            outcome.written[f"{id}.result"] = answers[0] if isinstance(answers, list) else answers
        return outcome

    def invoke_all(self, id: str, all_args: list[dict[str, Any]], *, returns: bool | None = True) -> Outcome:
        """Several invocations reach the method at once, with the ids i-1, i-2 and so on."""
        self._page.layout.write(Prop(id, "returns"), returns)
        invocations = [
            {"invocationId": f"i-{number}", "args": args, "caller": CALLER} for number, args in enumerate(all_args, 1)
        ]
        if not any(callback.matches(id, "invocations") for callback in self._page.callbacks):
            [invocation] = invocations
            return self.set(f"{id}.invoke", invocation)
        outcome = self.set(f"{id}.invocations", invocations)
        entries = outcome.written.pop(f"{id}.result", [])
        if not entries:
            return outcome
        *answers, report = entries
        outcome.report = report["batch"]
        if answers:
            outcome.written[f"{id}.result"] = answers
        return outcome

    def set(self, key: str, value: Any) -> Outcome:
        """A prop changes: runs the callbacks that this triggers."""
        trace = self._page.change({Prop.of(key): value})
        status = trace.failures[0].status if trace.failures else 200 if trace.written else 204
        return Outcome(status, {str(prop): value for prop, value in trace.written})


def background_callback(decorate: Callable[..., Any], handler: Callable[..., Any]) -> Callable[..., Any]:
    """The callback of a handler in the background that shows progress: Dash calls it in another process."""
    app = Registry()
    decorate(app=app, background=True, progress=[Output("log", "title")])(handler)
    [callback] = app.callbacks
    return callback


class Registry:
    """As much of an app as a decorator needs."""

    def __init__(self) -> None:
        self.callbacks: list[Callable[..., Any]] = []

    def callback(self, *_dependencies: Any, **_options: Any) -> Callable[..., None]:
        return self.callbacks.append
