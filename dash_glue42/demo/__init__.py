"""The demo: two Dash apps on one server call each other over the Interop bus. Run it: dash-glue42 demo."""

# Dash's own annotations are not complete.
# pyright: reportUnknownMemberType=false, reportArgumentType=false

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dash import Dash, Input, Output, Patch, State, dcc, html
from flask import Flask

import dash_glue42 as glue

MOST_ROWS = 20

server = Flask(__name__)
app_a = Dash(__name__, server=server, url_base_pathname="/app-a/", title="App A")
app_b = Dash(__name__, server=server, url_base_pathname="/app-b/", title="App B")


# App A asks: it invokes the methods of any page that registers them.

app_a.layout = glue.Glue42(
    id="glue",
    children=[
        html.Header([html.H1("App A asks"), html.Output(id="status")]),
        html.Section(
            [
                html.Label(["First number", dcc.Input(id="sum-a", type="number", step="any", value=37)]),
                html.Label(["Second number", dcc.Input(id="sum-b", type="number", step="any", value=5)]),
                html.Button("Sum", id="sum"),
                html.Output(id="sum-result"),
            ]
        ),
        html.Section(
            [
                html.Label(["Message", dcc.Input(id="message", value="Hello from App A")], className="wide"),
                html.Button("Send message", id="send"),
                html.Output(id="send-result"),
            ]
        ),
        html.H2("Invocations sent, and their results"),
        html.Ol(id="invocations", children=[]),
        glue.MethodInvoke(id="call-sum"),
        glue.MethodInvoke(id="call-send"),
        dcc.Store(id="clicks-on-sum", data=0),
        dcc.Store(id="clicks-on-send", data=0),
    ],
)


@app_a.callback(
    Output("call-sum", "invoke"),
    Output("clicks-on-sum", "data"),
    Input("sum", "n_clicks"),
    State("clicks-on-sum", "data"),
    State("sum-a", "value"),
    State("sum-b", "value"),
    prevent_initial_call=True,
)
def ask_for_sum(clicks: int, earlier: int, a: float | None, b: float | None):
    # Dash merges quick clicks into one callback, so this callback invokes once for each click since the last run.
    return [question("Sum", a=a, b=b)] * (clicks - earlier), clicks


@app_a.callback(
    Output("call-send", "invoke"),
    Output("clicks-on-send", "data"),
    Input("send", "n_clicks"),
    State("clicks-on-send", "data"),
    State("message", "value"),
    prevent_initial_call=True,
)
def send_message(clicks: int, earlier: int, message: str):
    return [question("SendMessage", message=message)] * (clicks - earlier), clicks


def question(method: str, **arguments: Any):
    # `meta` comes back with the result: it holds what the handlers below show of the question.
    return glue.call(method, wait_ms=3000, meta={"method": method, "args": arguments}, arguments=arguments)


@glue.on_result(
    "call-sum", Output("sum-result", "children"), Output("invocations", "children", allow_duplicate=True), app=app_a
)
def show_sum(result: glue.Result):
    outcome = result.returned["sum"] if result.ok else refusal(result.error)
    return outcome, sent_row(result, outcome)


@glue.on_result(
    "call-send", Output("send-result", "children"), Output("invocations", "children", allow_duplicate=True), app=app_a
)
def show_delivery(result: glue.Result):
    outcome = "Delivered" if result.ok else refusal(result.error)
    return outcome, sent_row(result, outcome)


def sent_row(result: glue.Result, outcome: Any):
    return row("to", result.executed_by, result.meta["method"], result.meta["args"], outcome)


# App B answers: it registers the methods, and its handlers answer the invocations one after another.

app_b.layout = glue.Glue42(
    id="glue",
    children=[
        html.Header([html.H1("App B answers"), html.Output(id="status")]),
        html.Section(["Last message", html.Output("None yet", id="received", className="wide")]),
        html.H2("Invocations received, and their answers"),
        html.Ol(id="invocations", children=[]),
        glue.MethodRegister(id="sum-method", definition={"name": "Sum", "accepts": "double a, double b"}, returns=True),
        glue.MethodRegister(id="send-method", definition="SendMessage"),
    ],
)


@glue.on_invoke("sum-method", Output("invocations", "children", allow_duplicate=True), app=app_b)
def handle_sum(invocation: glue.Invocation, a: Any = None, b: Any = None):
    are_numbers = {type(a), type(b)} <= {int, float}
    if not are_numbers or abs(a + b) == math.inf:
        error = glue.InteropError("The sum is too large!" if are_numbers else "The arguments must be numbers!")
        return error, received_row("Sum", invocation, refusal(str(error)))
    return {"sum": a + b}, received_row("Sum", invocation, a + b)


@glue.on_invoke(
    "send-method", Output("received", "children"), Output("invocations", "children", allow_duplicate=True), app=app_b
)
def handle_message(invocation: glue.Invocation, message: str):
    return message, received_row("SendMessage", invocation, "received")


def received_row(method: str, invocation: glue.Invocation, outcome: Any):
    return row("from", invocation.caller, method, invocation.args, outcome)


# Both apps show the connection's status, refusals in red, and a list of invocations.


@app_a.callback(Output("status", "children"), Input("glue", "status"), Input("glue", "platform"))
@app_b.callback(Output("status", "children"), Input("glue", "status"), Input("glue", "platform"))
def show_status(status: str, platform: str | None):
    return html.Span(f"{status}, {platform}" if platform else status, className=status)


def refusal(message: str | None):
    return html.Span(message, className="refused")


def row(direction: str, instance: glue.Instance | None, method: str, arguments: Mapping[str, Any], outcome: Any):
    shown = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
    partner = f"{direction} {instance.application}" if instance else ""
    # A Patch adds to the list in the browser. A State would be stale if two answers come at once.
    rows = Patch()
    # Each component slows down all callbacks of its page, so the list stays short. A Patch ignores a missing row.
    del rows[MOST_ROWS - 1]
    rows.prepend(
        html.Li(
            [
                html.Code(f"{method}({shown})"),
                html.Strong(outcome),
                html.Small(f"{datetime.now():%H:%M:%S} {partner}"),
            ]
        )
    )
    return rows


@server.get("/")
def both_apps():
    return """<!doctype html>
<html lang="en">
<head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Two Dash apps on one Interop bus</title>
    <link rel="icon" href="/app-a/_favicon.ico">
    <link rel="stylesheet" href="/app-a/assets/demo.css">
</head>
<body class="both">
    <h1>Two Dash apps on one Interop bus</h1>
    <p>App A and App B are two independent Dash apps, connected only by the Interop bus in this browser.
    Press <b>Sum</b> in App A: a Python callback of App B answers, and both apps show the invocation and its result.</p>
    <main>
        <figure>
            <iframe id="app-a" src="/app-a/" title="App A"></iframe>
            <figcaption><a href="/app-a/" target="_blank">Open App A in its own tab</a></figcaption>
        </figure>
        <figure>
            <iframe id="app-b" src="/app-b/" title="App B"></iframe>
            <figcaption><a href="/app-b/" target="_blank">Open App B in its own tab</a></figcaption>
        </figure>
    </main>
</body>
</html>"""
