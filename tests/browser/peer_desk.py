"""A page and a peer on one bus, each of which uses all that the other one offers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from caller import POLLING
from dash import Dash, Input
from playwright.sync_api import Page
from support.dash_app import AppServer, Calls, new_app

import dash_glue42 as glue


class Desk:
    """A page with a component of each kind, and what its callbacks have seen."""

    def __init__(self, open_page: Callable[[str], Page], server: AppServer, settings: dict[str, Any]) -> None:
        self.results, self.batches = Calls(), Calls()
        app: Dash = new_app("/desk/", title="Desk")
        app.layout = glue.Glue42(
            [
                glue.MethodRegister(id="sum", definition="PageSum", returns=True),
                glue.MethodInvoke(id="ask"),
                glue.Context(id="shared"),
                glue.Channels(id="channels"),
                glue.StreamSubscribe(id="prices", definition="Prices", intervalMs=0),
                glue.StreamPublish(id="orders", definition="Orders"),
            ],
            settings=settings,
        )

        @glue.on_invoke("sum", app=app)
        def add(a: float, b: float, caller: glue.Caller):
            if a < 0:
                raise glue.InteropError("Nothing below zero.")
            return {"sum": a + b, "for": caller.application}

        @glue.on_result("ask", app=app)
        def show(result: glue.Result):
            self.results.add(result)

        app.callback(Input("prices", "data"), prevent_initial_call=True)(self.batches.add)
        server.mount(app)
        self._page = open_page("/desk/")
        self._page.evaluate("async () => void (await glue42dash.glueInstancePromise)")

    def write(self, component: str, **commands: Any) -> None:
        write = "([id, text]) => dash_clientside.set_props(id, JSON.parse(text))"
        self._page.evaluate(write, [component, json.dumps(commands)])

    def wait_for(self, component: str, condition: str) -> None:
        props = f"(({{props}}) => {condition})(dash_component_api.getLayout('{component}'))"
        self._page.wait_for_function(props, polling=POLLING)

    def run(self, script: str, *arguments: Any) -> Any:
        return self._page.evaluate(script, list(arguments))


def offer(peer: glue.SyncPeer) -> Any:
    """What the peer has for the page."""

    @peer.method("Double")
    def double(value: float, caller: glue.Caller) -> dict[str, Any]:
        if value < 0:
            raise glue.InteropError("Nothing below zero.")
        return {"double": 2 * value, "for": caller.application}

    return peer.stream("Prices", snapshot=False)


def newest(states: Iterator[Any], is_wanted: Callable[[Any], bool]) -> Any:
    return next(state for state in states if is_wanted(state))


class Exchange:
    """Opens the peer and then the page."""

    def __init__(self, peer: glue.SyncPeer, open_desk: Callable[[], Desk]) -> None:
        self._peer = peer
        self._prices = offer(peer)
        peer.open()
        self.desk = open_desk()
        self._states, self._channels = peer.context("shared").follow(), peer.channels.follow()
        peer.channels.join("Red")
        self._orders = peer.subscribe("Orders")

    def check(self, n: int) -> None:
        """The first time, 1 is the number, and then one more each time."""
        # Methods.
        assert self._peer.invoke("PageSum", a=n, b=5).returned == {"sum": n + 5, "for": "Peer"}
        refused = self._peer.invoke("PageSum", a=-1, b=0)
        assert (refused.code, refused.error) == ("refused", "Nothing below zero.")
        assert refused.executed_by
        assert refused.executed_by.application == "Desk"
        self.desk.write(
            "ask", invoke=[{"definition": "Double", "argumentObj": {"value": value}} for value in (n, -1, "x")]
        )
        self.desk.results.wait_until(lambda: len(self.desk.results.values) == 3 * n, "three results")
        results = sorted(self.desk.results.values[-3:], key=lambda result: str(result.code))
        assert results[0].returned == {"double": 2 * n, "for": "Desk"}
        assert [(result.code, result.error) for result in results[1:]] == [
            ("invalid_arguments", results[1].error),
            ("refused", "Nothing below zero."),
        ]
        assert str(results[1].error).startswith('Argument "value": Input should be a valid number')

        # A context, and a channel.
        self.desk.write("shared", update={"page": n, "BRK.B": n})
        state = newest(self._states, lambda state: state.data and state.data.get("page") == n)
        assert (state.data["BRK.B"], state.is_own) == (n, False)
        self._peer.context("shared").update({"peer": n, "BRK.B": None})
        self.desk.wait_for("shared", f"props.context.data.peer === {n} && !('BRK.B' in props.context.data)")
        self.desk.write("channels", publish={"name": "Red", "data": {"page": n}})
        newest(self._channels, lambda channel: channel and channel["data"].get("page") == n)
        self._peer.channels.publish({"peer": n})
        self.desk.wait_for("channels", f"props.list.find(({{name}}) => name === 'Red').data.peer === {n}")

        # Streams.
        self.desk.wait_for("prices", "props.status === 'subscribed'")
        self._prices.push([{"n": n}, {"n": -n}])
        self.desk.batches.wait_until(
            lambda: sum(len(batch["items"]) for batch in self.desk.batches.values) == 2 * n, "all items"
        )
        self.desk.write("orders", push={"data": [{"n": n}]})
        # After the return the last item of before comes first.
        newest(self._orders, lambda batch: batch.items[-1] == {"n": n})
