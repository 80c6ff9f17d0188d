"""The demo: two Dash apps on one server call each other over the Interop bus. Run it: python usage.py"""

import logging
import os
import socket
import sys
from datetime import datetime

from dash import Dash, Input, Output, Patch, State, dcc, html
from flask import Flask
from werkzeug.serving import make_server

from dash_glue42 import Glue42, MethodInvoke, MethodRegister

server = Flask(__name__)
app_a = Dash(__name__, server=server, url_base_pathname="/app-a/", title="App A")
app_b = Dash(__name__, server=server, url_base_pathname="/app-b/", title="App B")


# App A asks: it invokes the methods, wherever they are registered.

app_a.layout = Glue42(
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
        html.H2("Invocations sent, and what came back"),
        html.Ol(id="invocations", children=[]),
        MethodInvoke(id="call-sum"),
        MethodInvoke(id="call-send"),
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
def ask_for_sum(clicks, earlier, a, b):
    # Of clicks in quick succession Dash keeps the last callback only: it invokes for those before it as well.
    return [invocation("Sum", a=a, b=b)] * (clicks - earlier), clicks


@app_a.callback(
    Output("call-send", "invoke"),
    Output("clicks-on-send", "data"),
    Input("send", "n_clicks"),
    State("clicks-on-send", "data"),
    State("message", "value"),
    prevent_initial_call=True,
)
def send_message(clicks, earlier, message):
    return [invocation("SendMessage", message=message)] * (clicks - earlier), clicks


def invocation(method, **arguments):
    # meta comes back with the result: whatever the callbacks below want to remember of the question.
    return {
        "definition": method,
        "argumentObj": arguments,
        "options": {"waitTimeoutMs": 3000},
        "meta": {"method": method, "args": arguments},
    }


@app_a.callback(
    Output("sum-result", "children"),
    Output("invocations", "children", allow_duplicate=True),
    Input("call-sum", "result"),
    prevent_initial_call=True,
)
def show_sum(result):
    outcome = refusal(result["error"]) if result["error"] else result["invocationResult"]["returned"]["sum"]
    return outcome, sent_row(result, outcome)


@app_a.callback(
    Output("send-result", "children"),
    Output("invocations", "children", allow_duplicate=True),
    Input("call-send", "result"),
    prevent_initial_call=True,
)
def show_delivery(result):
    outcome = refusal(result["error"]) if result["error"] else "Delivered"
    return outcome, sent_row(result, outcome)


def sent_row(result, outcome):
    answer = result["invocationResult"] or {}
    return row("to", answer.get("executed_by"), result["meta"]["method"], result["meta"]["args"], outcome)


# App B answers: it registers the methods, and its callbacks handle each invocation, one after another.

app_b.layout = Glue42(
    id="glue",
    children=[
        html.Header([html.H1("App B answers"), html.Output(id="status")]),
        html.Section(["Last message", html.Output("None yet", id="received", className="wide")]),
        html.H2("Invocations received, and what was answered"),
        html.Ol(id="invocations", children=[]),
        MethodRegister(id="sum-method", definition={"name": "Sum", "accepts": "double a, double b"}, returns=True),
        MethodRegister(id="send-method", definition="SendMessage"),
    ],
)


@app_b.callback(
    Output("sum-method", "result"),
    Output("invocations", "children", allow_duplicate=True),
    Input("sum-method", "invoke"),
    prevent_initial_call=True,
)
def handle_sum(invoke):
    a, b = invoke["args"].get("a"), invoke["args"].get("b")
    result = {"invocationId": invoke["invocationId"]}
    if not {type(a), type(b)} <= {int, float}:
        error = {"message": "The arguments must be numbers!"}
        return result | {"error": error}, received_row("Sum", invoke, refusal(error))
    return result | {"invocationResult": {"sum": a + b}}, received_row("Sum", invoke, a + b)


@app_b.callback(
    Output("received", "children"),
    Output("invocations", "children", allow_duplicate=True),
    Input("send-method", "invoke"),
    prevent_initial_call=True,
)
def handle_message(invoke):
    return invoke["args"].get("message"), received_row("SendMessage", invoke, "received")


def received_row(method, invoke, outcome):
    return row("from", invoke["caller"], method, invoke["args"], outcome)


# Both apps: the connection's status, refusals in red, and the rows of the live list.


@app_a.callback(Output("status", "children"), Input("glue", "status"), Input("glue", "platform"))
@app_b.callback(Output("status", "children"), Input("glue", "status"), Input("glue", "platform"))
def show_status(status, platform):
    return html.Span(f"{status}, {platform}" if platform else status, className=status)


def refusal(error):
    return html.Span(error["message"], className="refused")


def row(direction, instance, method, arguments, outcome):
    arguments = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
    partner = f"{direction} {instance['application']}" if instance else ""
    # A Patch adds to the list in the browser; a State here would be stale when two answers come at once.
    rows = Patch()
    rows.prepend(
        html.Li(
            [
                html.Code(f"{method}({arguments})"),
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
    <p>App A and App B are two independent Dash apps that share nothing but the Interop bus in this browser.
    Press <b>Sum</b> in App A: a Python callback of App B answers, and both apps show what travelled.</p>
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


if __name__ == "__main__":
    host, port = "127.0.0.1", os.environ.get("PORT", "8050")
    try:
        socket.create_server((host, int(port))).close()
    except (OSError, ValueError, OverflowError):
        sys.exit(f"Port {port} cannot be used. Name a free one in the environment variable PORT.")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    print(f"The demo is at http://{host}:{port}/ (Ctrl-C ends it)", flush=True)
    make_server(host, int(port), server, threaded=True).serve_forever()
