"""A Dash app on the bus: it offers the method of its name, and invokes those of others."""

import json
from typing import Any

from dash import Input, Output, html
from mortal_worker import with_mortal_worker
from support.dash_app import AppServer, new_app

import dash_glue42 as glue

# Polled by time, because a hidden page draws no frames.
POLLING = 50

HAS_STATUS = "text => document.querySelector('#status')?.textContent === text"
HAS_RESULT = "n => dash_component_api.getLayout('ask').props.result?.meta === n"


def add_member(server: AppServer, name: str) -> None:
    """Serves it at /name/."""
    app = new_app(f"/{name}/", title=name)
    app.layout = glue.Glue42(
        [
            html.Output(id="status"),
            glue.MethodRegister(id="method", definition=name, returns=True),
            glue.MethodInvoke(id="ask"),
        ],
        id="glue",
    )

    @app.callback(Output("status", "children"), Input("glue", "status"), Input("glue", "platform"))
    def show_status(status: str, platform: str) -> str:
        return f"{status}, {platform}"

    @glue.on_invoke("method", app=app)
    def answer(n: int) -> dict[str, Any]:
        return {"by": name, "n": n}

    server.mount_wsgi(f"/{name}/", with_mortal_worker(app.server))


def wait_for_status(view: Any, text: str) -> None:
    view.wait_for_function(HAS_STATUS, arg=text, polling=POLLING)


def invoke(view: Any, method: str, n: int) -> dict[str, Any]:
    """The result of one invocation by the app in `view`; `n` tells it from its earlier ones."""
    options = {"waitTimeoutMs": 10000, "methodResponseTimeoutMs": 10000}
    command = {"definition": method, "argumentObj": {"n": n}, "meta": n, "options": options}
    view.evaluate("text => dash_clientside.set_props('ask', {invoke: JSON.parse(text)})", json.dumps(command))
    view.wait_for_function(HAS_RESULT, arg=n, polling=POLLING)
    return view.evaluate("() => dash_component_api.getLayout('ask').props.result")


def check_both_ways(one: Any, other: Any, n: int) -> None:
    """The apps of those names answer each other."""
    for view, method in ((one, "other"), (other, "one")):
        result = invoke(view, method, n)
        assert result["error"] is None, result
        assert result["invocationResult"]["returned"] == {"by": method, "n": n}
