"""A bus that is lost and comes back, in every way in which that happens: nobody waits in vain, and all is as before."""

import json
from typing import Any

import pytest
from buses import BUSES, Bus, CutNetwork
from caller import POLLING
from console import LOGGED_IN_TOO_LATE, SENT_TOO_LATE, Console
from dash import Dash, Input, Output, html
from playwright.sync_api import Page
from support.dash_app import AppServer, Calls, Gate, new_app
from support.gateway_process import GatewayProcess

from dash_glue42 import Context, Contexts, Glue42, MethodInvoke, MethodRegister, StreamPublish, StreamSubscribe

ROUNDS = range(1, 3)
LOST = "connection to the Glue42 bus was lost"

KEEP_REPORT = """
(status, platform, instance, error) => void (window.reports ??= []).push({status, platform, instance, error})
"""
REPORTED = [Input("glue", prop) for prop in ("status", "platform", "instance", "error")]


class App:
    """An app with the method of its name, which a gate can hold, with contexts, and with a stream that each app
    publishes and follows, its own as well; what its callbacks have seen."""

    def __init__(self, bus: Bus, server: AppServer, name: str) -> None:
        self._bus = bus
        self.name = name
        self.gate = Gate()
        self.handled, self.results, self.names, self.items = Calls(), Calls(), Calls(), Calls()
        self.app: Dash = new_app(f"/{name}/", title=name)
        self.app.layout = Glue42(
            [
                html.H1(name),
                MethodRegister(id="method", definition=name, returns=True),
                MethodInvoke(id="ask"),
                Context(id="shared"),
                Contexts(id="any"),
                StreamPublish(id="publish", definition="Prices", snapshot=False),
                StreamSubscribe(id="prices", definition="Prices", target="all"),
            ],
            id="glue",
            settings=bus.settings(name),
        )
        answer, invoke = Output("method", "result"), Input("method", "invoke")
        self.app.callback(answer, invoke, prevent_initial_call=True)(self._answer)
        self.app.callback(Input("ask", "result"), prevent_initial_call=True)(self.results.add)
        self.app.callback(Input("any", "all"), prevent_initial_call=True)(self.names.add)
        self.app.callback(Input("prices", "data"), prevent_initial_call=True)(self._see)
        self.app.clientside_callback(KEEP_REPORT, *REPORTED)
        server.mount(self.app)

    def _answer(self, invoke: dict[str, Any]) -> dict[str, Any]:
        with self.handled.handling(invoke["args"]):
            if "hold" in invoke["args"]:
                self.gate.pass_through()
        return {"invocationId": invoke["invocationId"], "invocationResult": {"by": self.name, **invoke["args"]}}

    def _see(self, data: dict[str, Any]) -> None:
        for item in data["items"]:
            self.items.add(item)

    def open(self) -> Page:
        self.page = self._bus.open(f"/{self.name}/")
        self.wait_for_status("connected")
        return self.page

    def reports(self) -> int:
        return self.page.evaluate("window.reports.length")

    def wait_for_status(self, status: str, since: int = 0, error: str = "") -> dict[str, Any]:
        """What Glue42 reported together with it; only reports after the first so many count."""
        found = """
        ([status, since, error]) => (window.reports ?? []).slice(since).find(
            report => report.status === status && (report.error?.message ?? '').includes(error)
        )
        """
        return self.page.wait_for_function(found, arg=[status, since, error], polling=POLLING).json_value()

    def write(self, component: str, **commands: Any) -> None:
        self.page.evaluate(
            "([id, text]) => dash_clientside.set_props(id, JSON.parse(text))", [component, json.dumps(commands)]
        )

    def ask(self, name: str, meta: str, **args: Any) -> None:
        self.write("ask", invoke={"definition": name, "argumentObj": args, "meta": meta})

    def result(self, meta: str) -> dict[str, Any]:
        def found() -> list[dict[str, Any]]:
            return [each for each in self.results.values if each["meta"] == meta]

        self.results.wait_until(lambda: bool(found()), f"the result of {meta}")
        [result] = found()
        return result

    def wait_for_state(self, **data: Any) -> dict[str, Any]:
        """What the page has, because callbacks that run side by side may be seen by the server in another order."""
        found = """
        keys => {
            const {context} = dash_component_api.getLayout('shared').props;
            const names = Object.keys({...context?.data, ...keys});
            return names.every(name => context?.data[name] === keys[name]) && context;
        }
        """
        return self.page.wait_for_function(found, arg=data, polling=POLLING).json_value()

    def wait_for_publishers(self, count: int) -> None:
        found = "count => dash_component_api.getLayout('prices').props.publishers?.length === count"
        self.page.wait_for_function(found, arg=count, polling=POLLING)

    def wait_for_names(self, *names: str) -> None:
        """Those that the page has, for the same reason."""
        found = "names => String(dash_component_api.getLayout('any').props.all) === String(names)"
        self.page.wait_for_function(found, arg=sorted(names), polling=POLLING)


@pytest.mark.parametrize("kind", BUSES, ids=lambda kind: kind.__name__)
def test_nobody_waits_in_vain_and_all_comes_back(kind, make_bus, server, console: Console):
    bus = make_bus(kind)
    console.expect(LOST, "which is unknown or answered already", *bus.noise)
    console.allow(LOGGED_IN_TOO_LATE, SENT_TOO_LATE)
    one, other = App(bus, server, "one"), App(bus, server, "other")
    for app in (one, other):
        app.open()
    losers = (one, other) if bus.is_others_too else (one,)
    expected: dict[str, Any] = {"start": 0}
    one.write("shared", update=expected)
    for app in (one, other):
        app.wait_for_state(**expected)
    last_peer = None

    for n in ROUNDS:
        # Under way in both directions.
        one.ask("other", f"theirs {n}", hold=n)
        other.write(
            "ask",
            invoke={
                "definition": "one",
                "argumentObj": {"hold": n},
                "meta": f"ours {n}",
                "options": {"methodResponseTimeoutMs": 10000},
            },
        )
        for app in (one, other):
            app.handled.wait_until_started(2 * n - 1)
        since = {app: app.reports() for app in losers}

        bus.lose()
        for app in losers:
            assert app.wait_for_status("disconnected", since[app], LOST)["platform"] == bus.platform
        assert "lost" in one.result(f"theirs {n}")["error"]["message"]
        for app in (one, other):
            app.gate.open()

        # Written meanwhile.
        one.ask("other", f"meanwhile {n}", n=n)
        one.write("shared", update={"meanwhile": n})
        if not bus.is_others_too:
            other.write("shared", update={"start": n})
            expected["start"] = n
            other.wait_for_state(**expected)
        expected["meanwhile"] = n

        bus.restore()
        for app in losers:
            connected = app.wait_for_status("connected", since[app])
            assert connected["error"] is None
            assert connected["instance"]["peerId"] == app.page.evaluate(
                "glue42dash.glueInstance.interop.instance.peerId"
            )
        peer = one.page.evaluate("glue42dash.glueInstance.interop.instance.peerId")
        assert peer != last_peer
        last_peer = peer

        # As before, with what was written meanwhile.
        assert other.result(f"ours {n}")["error"]["message"]
        assert one.result(f"meanwhile {n}")["invocationResult"]["returned"] == {"by": "other", "n": n}
        other.ask("one", f"afterwards {n}", n=n)
        assert other.result(f"afterwards {n}")["invocationResult"]["returned"] == {"by": "one", "n": n}
        for app in (one, other):
            app.wait_for_state(**expected)
        one.write("shared", update={"mine": n})
        expected["mine"] = n
        assert one.wait_for_state(**expected)["extraData"]["isMyUpdate"] is True
        assert other.wait_for_state(**expected)["extraData"]["isMyUpdate"] is False
        for app in (one, other):
            app.gate.clear()
            app.wait_for_publishers(2)
        one.write("publish", push={"data": {"n": n}})
        for app in (one, other):
            app.items.wait_until(lambda items=app.items, n=n: {"n": n} in items.values, f"item {n}")
    for app in (one, other):
        # Each item once.
        assert app.items.values == [{"n": n} for n in ROUNDS]
    for app in (one, other):
        app.names.wait_until(lambda names=app.names: ["shared"] in names.values, "the names")
        # The names do not go while the bus is away.
        assert set(map(tuple, app.names.values)) <= {(), ("shared",)}, app.names.values
        assert app.names.values.count([]) <= 1, app.names.values


def test_a_page_that_was_cut_off_takes_over_what_others_did_meanwhile(make_bus, server, console: Console):
    bus = make_bus(CutNetwork)
    console.expect(LOST, *bus.noise)
    # A command that creates a context writes it twice: the second answer may be on its way when the bus is lost.
    console.allow("lost before the answer came")
    one, other = App(bus, server, "one"), App(bus, server, "other")
    for app in (one, other):
        app.open()
    one.write("shared", update={"price": 1})
    one.write("any", update={"name": "gone", "data": {"a": 1}})
    # Only looked at: what the page knows of it is old soon.
    one.page.evaluate("async () => void (await glue42dash.glueInstance.contexts.get('shared'))")
    other.wait_for_state(price=1)
    for app in (one, other):
        app.wait_for_names("gone", "shared")

    since = one.reports()
    bus.lose()
    one.wait_for_status("disconnected", since)
    other.write("shared", set={"price": 2})
    other.write("any", destroy={"name": "gone"})
    other.wait_for_state(price=2)
    other.wait_for_names("shared")

    bus.restore()
    one.wait_for_status("connected", since)
    assert one.wait_for_state(price=2)["extraData"]["isMyUpdate"] is False
    one.wait_for_names("shared")
    # Nothing that came back with the page has changed anything for the others.
    assert other.page.evaluate("async () => await glue42dash.glueInstance.contexts.get('shared')") == {"price": 2}
    assert other.page.evaluate("glue42dash.glueInstance.contexts.all()") == ["shared"]


class RefusedLater(CutNetwork):
    """Gives up an attempt soon; what it leads to may ask for a token."""

    def settings(self, name: str) -> dict[str, Any]:
        settings = super().settings(name)
        settings["gateway"].update(token="open sesame", reconnectAttempts=2, reconnectInterval=50)
        return settings


def test_an_outage_longer_than_all_attempts_ends_with_the_return(make_bus, server, console: Console):
    bus = make_bus(RefusedLater)
    console.expect(LOST, *bus.noise)
    one = App(bus, server, "one")
    one.open()
    since = one.reports()
    bus.lose()
    # Four times as many as it gives a connection before that has failed.
    bus.network.wait_for_attempts(8)
    assert [report["status"] for report in one.page.evaluate("reports")][since:] == ["disconnected"]
    bus.restore()
    one.wait_for_status("connected", since)
    one.ask("one", "afterwards", n=1)
    assert one.result("afterwards")["invocationResult"]["returned"] == {"by": "one", "n": 1}


def test_a_gateway_that_asks_for_another_token_says_so_until_it_takes_the_old_one(make_bus, server, console: Console):
    bus = make_bus(RefusedLater)
    console.expect(LOST, "Invalid token")
    one = App(bus, server, "one")
    one.open()
    since = one.reports()
    before = bus.network.target
    strict = GatewayProcess("--token", "another", "--log-level", "error")
    try:
        bus.network.target = strict.port
        bus.network.mend()
        one.wait_for_status("disconnected", since, "refused this page: Invalid token")
        bus.network.target = before
        assert one.wait_for_status("connected", since)["error"] is None
    finally:
        strict.stop()
    one.ask("one", "afterwards", n=1)
    assert one.result("afterwards")["invocationResult"]["returned"] == {"by": "one", "n": 1}


class OneConnection(CutNetwork):
    """There is room for one page."""

    gateway_options = (*CutNetwork.gateway_options, "--limit", "bus.connections=1")


def test_a_page_whose_place_another_one_took_says_so_and_returns_when_that_one_leaves(
    make_bus, server, console: Console
):
    bus = make_bus(OneConnection)
    console.expect(LOST, "Too many connections", *bus.noise)
    one, other = App(bus, server, "one"), App(bus, server, "other")
    one.open()
    since = one.reports()
    bus.lose()
    one.wait_for_status("disconnected", since)
    other.open()
    bus.restore()
    full = "does not let this page in now: Too many connections: --limit bus.connections is 1."
    assert one.wait_for_status("disconnected", since, full)["status"] == "disconnected"
    other.page.close()
    assert one.wait_for_status("connected", since)["error"] is None
    one.ask("one", "afterwards", n=1)
    assert one.result("afterwards")["invocationResult"]["returned"] == {"by": "one", "n": 1}
