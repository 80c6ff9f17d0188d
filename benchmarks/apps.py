"""The Dash apps that are measured, side by side on one server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from logging import ERROR, getLogger
from threading import Event
from time import sleep
from typing import Any

from dash import Dash, Input, Output, html
from flask import Flask, request

import dash_glue42 as glue42
from tests.support.dash_app import AppServer
from tests.support.platform_page import platform_pages


@dataclass
class Site:
    """A running server, and what it has seen."""

    address: str = ""
    # What the callback of the void method received.
    notes: list[int] = field(default_factory=list)
    # What the handler of Handled received.
    handled: list[int] = field(default_factory=list)
    # How many items of a stream each callback accounted for: (shown, conflated, dropped).
    batches: list[tuple[int, int, int]] = field(default_factory=list)
    # Ends the waiting of the slow callback, now and from now on.
    hurry: Event = field(default_factory=Event)
    # Paths of this library's scripts, as they were asked for.
    scripts: list[str] = field(default_factory=list)
    # Where the pages that use a gateway find it.
    gateway: str = ""


@contextmanager
def running_site() -> Iterator[Site]:
    site = Site()
    flask = Flask(__name__)

    @flask.before_request
    def note_script() -> None:
        if "/_dash-component-suites/dash_glue42/" in request.path:
            site.scripts.append(request.path)

    add_caller(flask)
    add_methods(flask, site)
    add_numbered_methods(flask, "one", 1)
    add_numbered_methods(flask, "many", 200)
    add_start(flask, "start")
    add_start(flask, "host", {"type": "platform"})
    add_plain(flask)
    add_context_apps(flask)
    add_fdc3_apps(flask)
    add_stream_apps(flask, site)
    add_gateway(flask, site)
    add_sums(flask)

    getLogger("werkzeug").setLevel(ERROR)
    server = AppServer()
    server.mount_wsgi("/platform/", platform_pages())
    server.mount_wsgi("/", flask)
    site.address = server.origin
    try:
        yield site
    finally:
        server.stop()


def app_at(flask: Flask, name: str) -> Dash:
    return Dash(name, server=flask, url_base_pathname=f"/{name}/", title=name)


def answer(invocation: dict) -> dict:
    return {"invocationId": invocation["invocationId"], "invocationResult": invocation["args"]}


def add_callback(app: Dash, written: str, read: str, function: Callable[[Any], Any]) -> None:
    app.callback(Output(*written.split(".")), Input(*read.split(".")), prevent_initial_call=True)(function)


def add_echo(app: Dash, component_id: str) -> None:
    add_callback(app, f"{component_id}.result", f"{component_id}.invoke", answer)


def bare_pair() -> list[html.Div]:
    """Components that cost the page next to nothing."""
    return [html.Div(id="bare-question"), html.Div(id="bare-answer")]


def add_bare_callback(app: Dash) -> None:
    """The same work and the same payload both ways as a method's callback."""
    add_callback(app, "bare-answer.data-value", "bare-question.data-value", answer)


def add_caller(flask: Flask) -> None:
    app_at(flask, "caller").layout = glue42.Glue42(id="glue")


def add_methods(flask: Flask, site: Site) -> None:
    app = app_at(flask, "methods")
    app.layout = glue42.Glue42(
        id="glue",
        children=[
            glue42.MethodRegister(id="echo", definition="Echo", returns=True),
            glue42.MethodRegister(id="length", definition="Length", returns=True),
            glue42.MethodRegister(id="note", definition="Note"),
            glue42.MethodRegister(id="handled", definition="Handled", returns=True),
            glue42.MethodRegister(id="handled-length", definition="HandledLength", returns=True),
            glue42.MethodRegister(id="slow", definition="Slow", returns=True),
            *bare_pair(),
        ],
    )
    add_echo(app, "echo")

    add_bare_callback(app)

    @app.callback(Output("length", "result"), Input("length", "invoke"), prevent_initial_call=True)
    def measure_length(invocation: dict) -> dict:
        return {"invocationId": invocation["invocationId"], "invocationResult": len(invocation["args"]["text"])}

    @app.callback(Input("note", "invoke"), prevent_initial_call=True)
    def take_note(invocation: dict) -> None:
        site.notes.append(invocation["args"]["index"])

    @glue42.on_invoke("handled", app=app)
    def handle(a: int, b: int) -> dict:
        site.handled.append(a)
        return {"a": a, "b": b}

    @glue42.on_invoke("handled-length", app=app)
    def handle_length(text: str) -> int:
        return len(text)

    @glue42.on_invoke("slow", app=app, concurrency=8)
    def handle_slowly(a: int, b: int) -> dict:
        sleep(0.05)
        return {"a": a, "b": b}


def add_numbered_methods(flask: Flask, name: str, count: int) -> None:
    """Methods `name-0`, `name-1`, …, each with a callback of its own."""
    app = app_at(flask, name)
    names = [f"{name}-{number}" for number in range(count)]
    app.layout = glue42.Glue42(
        id="glue",
        children=[
            *[glue42.MethodRegister(id=each, definition=each, returns=True) for each in names],
            *bare_pair(),
        ],
    )
    add_bare_callback(app)
    for each in names:
        add_echo(app, each)


def add_start(flask: Flask, name: str, settings: dict | None = None) -> None:
    app = app_at(flask, name)
    app.layout = glue42.Glue42(
        id="glue",
        settings=settings,
        children=[
            html.Div("ready", id="first-render"),
            glue42.MethodRegister(id="start", definition="Start", returns=True),
        ],
    )
    add_echo(app, "start")


def add_plain(flask: Flask) -> None:
    """The same page as those above, but without this library's components."""
    app = app_at(flask, "plain")
    app.layout = html.Div(id="glue", children=[html.Div("ready", id="first-render"), html.Div(id="start")])
    add_callback(app, "start.data-answer", "start.data-question", answer)


def add_context_apps(flask: Flask) -> None:
    """Two apps that share a context: the one writes it, the other's callback sees it."""
    app_at(flask, "writer").layout = glue42.Glue42(id="glue", children=glue42.Context(id="shared"))
    app = app_at(flask, "reader")
    app.layout = glue42.Glue42(id="glue", children=[glue42.Context(id="shared"), html.Div(id="seen"), *bare_pair()])
    add_bare_callback(app)
    add_callback(app, "seen.data-value", "shared.context", lambda context: context["data"]["n"])


def add_fdc3_apps(flask: Flask) -> None:
    """Two apps on one user channel of FDC3: the one broadcasts, the other's callback sees it."""

    def components() -> list[Any]:
        channels = glue42.Fdc3Channels(id="channels", channel="fdc3.channel.1")
        return [channels, glue42.Fdc3Context(id="shared", contextType="bench.number")]

    app_at(flask, "broadcaster").layout = glue42.Glue42(id="glue", children=components())
    app = app_at(flask, "listener")
    app.layout = glue42.Glue42(id="glue", children=[*components(), html.Div(id="seen"), *bare_pair()])
    add_bare_callback(app)
    add_callback(app, "seen.data-value", "shared.context", lambda report: report["context"]["n"])


def add_feed(flask: Flask) -> None:
    """The publisher of the streams, whose page pushes."""
    # When it pushes more than it may send, it has its share of waiting items within two seconds.
    feed = glue42.StreamPublish(id="prices", definition="Prices", maxRate=5000, maxPending=20_000)
    app_at(flask, "feed").layout = glue42.Glue42(id="glue", children=feed)


def add_stream_apps(flask: Flask, site: Site) -> None:
    add_feed(flask)

    def note(data: dict) -> None:
        site.batches.append((len(data["items"]), data["conflated"], data["dropped"]))

    def note_slowly(data: dict) -> None:
        note(data)
        site.hurry.wait(2)

    add_prices(flask, "conflated", note, conflateBy="symbol")
    add_prices(flask, "slow", note_slowly)
    add_prices(flask, "prompt", lambda _: None, intervalMs=0)


def add_prices(flask: Flask, name: str, note: Callable[[dict], None], **settings: Any) -> None:
    """A subscriber, whose callback notes each batch and shows the number of its last price."""
    app = app_at(flask, name)
    subscribe = glue42.StreamSubscribe(id="prices", definition="Prices", **settings)
    app.layout = glue42.Glue42(id="glue", children=[subscribe, html.Div(id="shown"), *bare_pair()])
    add_bare_callback(app)

    @app.callback(Output("shown", "data-value"), Input("prices", "data"), prevent_initial_call=True)
    def show(data: dict) -> int:
        note(data)
        return data["items"][-1]["n"]


def add_gateway(flask: Flask, site: Site) -> None:
    """A page on a gateway, whose address is known only when one has been started."""
    app = app_at(flask, "gateway")
    app.layout = lambda: glue42.Glue42(
        id="glue",
        settings={"gateway": {"url": site.gateway}},
        children=[glue42.MethodRegister(id="echo", definition="Echo", returns=True)],
    )
    add_echo(app, "echo")


def add_by_hand(invocation: dict) -> dict:
    args = invocation["args"]
    return {"invocationId": invocation["invocationId"], "invocationResult": {"sum": args["a"] + args["b"]}}


def add_as_function(a: float, b: float) -> dict:
    return {"sum": a + b}


def add_sums(flask: Flask) -> None:
    """The same method twice: its callback written out, and its handler a function."""
    app = app_at(flask, "sums")
    app.layout = glue42.Glue42(
        id="glue",
        children=[glue42.MethodRegister(id=each, definition=each, returns=True) for each in ("ByHand", "AsFunction")],
    )
    add_callback(app, "ByHand.result", "ByHand.invoke", add_by_hand)
    glue42.on_invoke("AsFunction", app=app)(add_as_function)
