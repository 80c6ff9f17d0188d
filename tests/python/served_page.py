"""Calls an app's callbacks as its page does: over HTTP, with what the page would send."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dash import Dash, Output

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
    """A page of an app, with the values that its props have now, as {"id.prop": value}."""

    def __init__(self, app: Dash, **values: Any) -> None:
        self._client = app.server.test_client()
        self.values = {key.replace("__", "."): value for key, value in values.items()}

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
        self.values[f"{id}.returns"] = returns
        invocations = [
            {"invocationId": f"i-{number}", "args": args, "caller": CALLER} for number, args in enumerate(all_args, 1)
        ]
        if not self._callbacks_of(f"{id}.invocations"):
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
        """A prop changes: runs the one callback that it is an Input of."""
        [spec] = self._callbacks_of(key)
        outputs = [self._dependency(name) for name in spec["output"].strip(".").split("...") if not spec["no_output"]]
        body = {
            "output": spec["output"],
            "outputs": outputs if spec["output"].startswith("..") else (outputs or [None])[0],
            "inputs": [self._with_value(prop, {key: value}) for prop in spec["inputs"]],
            "state": [self._with_value(prop, self.values) for prop in spec["state"]],
            "changedPropIds": [key],
        }
        response = self._client.post("/_dash-update-component", json=body)
        written = response.get_json()["response"] if response.status_code == 200 else {}
        props = {f"{id}.{prop}": value for id, props in written.items() for prop, value in props.items()}
        return Outcome(response.status_code, props)

    def _callbacks_of(self, key: str) -> list[dict[str, Any]]:
        """The callbacks that the prop is an Input of."""
        specs = json.loads(self._client.get("/_dash-dependencies").data)
        return [spec for spec in specs if key in [f"{prop['id']}.{prop['property']}" for prop in spec["inputs"]]]

    @staticmethod
    def _dependency(name: str) -> dict[str, Any] | list[dict[str, Any]]:
        id, prop = name.rsplit(".", 1)
        if '["ALL"]' not in id:
            return {"id": id, "property": prop}
        # Of what ALL means there are two in the page.
        return [{"id": json.loads(id.replace('["ALL"]', number)), "property": prop} for number in ("1", "2")]

    @staticmethod
    def _with_value(dependency: dict[str, str], values: dict[str, Any]) -> dict[str, Any]:
        return {**dependency, "value": values.get(f"{dependency['id']}.{dependency['property']}")}


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
