"""What callers get of all that a callback may write into `result`: the same in the page, by `glue_app` and by `bus`."""

import json
from pathlib import Path
from typing import Any

from dash import Dash, Input, Output

from dash_glue42 import Glue42, MethodRegister

# Unit tests of the page read it too. "ID" in it is the invocation's id.
CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "answers.json").read_text(encoding="utf-8"))


def answering_app() -> Dash:
    """Its method "Work" is answered with what the case of the number `n` says."""
    app = Dash(__name__)
    app.layout = Glue42(MethodRegister(id="work", definition="Work", returns=True))

    @app.callback(Output("work", "result"), Input("work", "invoke"), prevent_initial_call=True)
    def work(invoke: dict[str, Any]) -> Any:
        written = json.dumps(CASES[invoke["args"]["n"]]["written"])
        return json.loads(written.replace('"ID"', json.dumps(invoke["invocationId"])))

    return app
