"""A page and a Python process without one on a gateway: each uses what the other one offers."""

from __future__ import annotations

import json
import multiprocessing
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from buses import NO_SOCKET, Bus, CutNetwork, StoppedGateway, SwallowingNetwork
from caller import POLLING
from console import SENT_TOO_LATE, Console
from dash import Dash, Input
from playwright.sync_api import expect
from support.dash_app import AppServer, Calls, new_app

import dash_glue42 as glue
from dash_glue42.peer import _socket
from examples import peer_price_feed, peer_scheduled_job

TOKEN = "something-long"
LOST = "connection to the Glue42 bus was lost"


class Locked(Bus):
    """The buses of `test_lost_bus.py` that a peer can be on. A gateway lets programs in only with its token."""

    gateway_options = ("--token", TOKEN, "--log-level", "error")

    @property
    def url(self) -> str:
        """The address for the peer, which is the one that loses its bus."""
        return super().settings("one")["gateway"]["url"]

    def settings(self, name: str) -> dict[str, Any]:
        settings = super().settings(name)
        settings["gateway"]["token"] = TOKEN
        return settings


class LockedGateway(Locked, StoppedGateway):
    pass


class LockedCut(Locked, CutNetwork):
    pass


class LockedSwallowing(Locked, SwallowingNetwork):
    pass


@pytest.fixture
def bus(make_bus: Callable[[type[Bus]], Bus], request: pytest.FixtureRequest) -> Bus:
    return make_bus(getattr(request, "param", LockedGateway))


@pytest.fixture
def peer(bus: LockedGateway) -> Iterator[glue.SyncPeer]:
    # The test opens it when it has declared its methods.
    peer = glue.SyncPeer(bus.url, token=TOKEN, application="Peer", heartbeat_ms=400)
    yield peer
    peer.close()


class Desk:
    """A page with a component of each kind, and what its callbacks have seen."""

    def __init__(self, bus: Bus, server: AppServer) -> None:
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
            settings=bus.settings("desk"),
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
        self._page = bus.open("/desk/")
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


def wait_until(is_so: Callable[[], bool]) -> None:
    """Each question goes to the peer's thread, and waits there."""
    limit = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < limit


def newest(states: Iterator[Any], is_wanted: Callable[[Any], bool]) -> Any:
    return next(state for state in states if is_wanted(state))


@pytest.mark.parametrize(
    "bus", [LockedGateway, LockedCut, LockedSwallowing], indirect=True, ids=lambda kind: kind.__name__
)
def test_a_page_and_a_peer_use_each_other_also_after_every_kind_of_loss(
    bus: Bus, peer: glue.SyncPeer, server: AppServer, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The attempt that is swallowed is given up soon.
    monkeypatch.setattr(_socket, "OPEN_S", 1)
    if bus.is_others_too:
        console.expect(LOST, NO_SOCKET)
        console.allow(SENT_TOO_LATE)
    prices = offer(peer)
    peer.open()
    desk = Desk(bus, server)
    states, channels = peer.context("shared").follow(), peer.channels.follow()
    peer.channels.join("Red")
    orders = peer.subscribe("Orders")
    for n in (1, 2):
        # Methods.
        assert peer.invoke("PageSum", a=n, b=5).returned == {"sum": n + 5, "for": "Peer"}
        refused = peer.invoke("PageSum", a=-1, b=0)
        assert (refused.code, refused.error) == ("refused", "Nothing below zero.")
        assert refused.executed_by
        assert refused.executed_by.application == "Desk"
        desk.write("ask", invoke=[{"definition": "Double", "argumentObj": {"value": value}} for value in (n, -1, "x")])
        desk.results.wait_until(lambda n=n: len(desk.results.values) == 3 * n, "three results")
        results = sorted(desk.results.values[-3:], key=lambda result: str(result.code))
        assert results[0].returned == {"double": 2 * n, "for": "Desk"}
        assert [(result.code, result.error) for result in results[1:]] == [
            ("invalid_arguments", results[1].error),
            ("refused", "Nothing below zero."),
        ]
        assert str(results[1].error).startswith('Argument "value": Input should be a valid number')

        # A context, and a channel.
        desk.write("shared", update={"page": n, "BRK.B": n})
        state = newest(states, lambda state, n=n: state.data and state.data.get("page") == n)
        assert (state.data["BRK.B"], state.is_own) == (n, False)
        peer.context("shared").update({"peer": n, "BRK.B": None})
        desk.wait_for("shared", f"props.context.data.peer === {n} && !('BRK.B' in props.context.data)")
        desk.write("channels", publish={"name": "Red", "data": {"page": n}})
        newest(channels, lambda channel, n=n: channel and channel["data"].get("page") == n)
        peer.channels.publish({"peer": n})
        desk.wait_for("channels", f"props.list.find(({{name}}) => name === 'Red').data.peer === {n}")

        # Streams.
        desk.wait_for("prices", "props.status === 'subscribed'")
        prices.push([{"n": n}, {"n": -n}])
        desk.batches.wait_until(
            lambda n=n: sum(len(batch["items"]) for batch in desk.batches.values) == 2 * n, "all items"
        )
        desk.write("orders", push={"data": [{"n": n}]})
        # After the return the last item of before comes first.
        newest(orders, lambda batch, n=n: batch.items[-1] == {"n": n})

        if n == 1:
            before = peer.instance
            bus.lose()
            wait_until(lambda: not peer.instances())
            if bus.is_others_too:
                desk.wait_for("prices", "props.status === 'disconnected'")
            bus.restore()
            wait_until(lambda before=before: peer.instances() and peer.instance not in (None, before))
            desk.wait_for("prices", "props.status !== 'disconnected'")


COUNT = 10_000

INVOKE = """
async ([count]) => {
    const invoke = n => glue42dash.glueInstance.interop.invoke('Echo', {n}, 'best', {methodResponseTimeoutMs: 60000});
    const numbers = Array.from({length: count}, (_, n) => n);
    const answers = await Promise.all(numbers.map(n => invoke(n).then(({returned}) => returned.n === n, () => false)));
    return answers.filter(Boolean).length;
}
"""
COLLECT = """
async ([count]) => {
    window.got = [];
    await glue42dash.glueInstance.interop.subscribe('Items', {onData: ({data}) => got.push(data.n)});
}
"""


def test_many_invocations_each_way_and_five_thousand_items_in_order(
    bus: Bus, peer: glue.SyncPeer, server: AppServer
) -> None:
    served: list[int] = []

    @peer.method("Echo")
    async def echo(n: int):
        served.append(n)
        return {"n": n}

    items = peer.stream("Items", snapshot=False)
    peer.open()
    desk = Desk(bus, server)
    assert desk.run(INVOKE, COUNT) == COUNT
    assert served == list(range(COUNT))

    desk.run("async () => void (await glue42dash.glueInstance.interop.register('PageEcho', ({n}) => ({n})))")
    with ThreadPoolExecutor(100) as pool:
        results = pool.map(lambda n: peer.invoke("PageEcho", n=n).returned, range(COUNT))
        assert list(results) == [{"n": n} for n in range(COUNT)]

    desk.run(COLLECT, 5000)
    items.push([{"n": n} for n in range(5000)])
    desk.wait_for("ask", "got.length === 5000")
    assert desk.run("() => got") == list(range(5000))


@pytest.fixture
def start(bus: LockedGateway) -> Iterator[Callable[..., None]]:
    """Starts a program of its own, which ends with the test."""
    processes: list[multiprocessing.Process] = []

    def start(program: Callable[..., None], *arguments: Any) -> None:
        # A fork would have the threads' locks of this process, but not its threads.
        process = multiprocessing.get_context("spawn").Process(target=program, args=(bus.url, TOKEN, *arguments))
        process.start()
        processes.append(process)

    yield start
    for process in processes:
        process.kill()
        process.join()


def test_the_example_of_a_price_feed(bus: LockedGateway, server: AppServer, start: Callable[..., None]) -> None:
    server.mount_wsgi("/", peer_price_feed.make_app(bus.url, TOKEN).server)
    page = bus.open("/")
    expect(page.locator("#status")).to_have_text("Waiting for the feed")
    start(peer_price_feed.run_feed)
    expect(page.locator("#status")).to_have_text("Live", timeout=15000)
    expect(page.locator("#table tr")).to_have_count(len(peer_price_feed.OPENED))
    row = page.locator("#table tr").first
    expect(row).to_contain_text("AUDUSD")
    expect(row).not_to_have_text(row.inner_text())
    page.click("#ask")
    expect(page.locator("#answer")).to_have_text(re.compile(r"1\.0\d+"))


def test_the_example_of_a_scheduled_job(bus: LockedGateway, server: AppServer, start: Callable[..., None]) -> None:
    server.mount_wsgi("/", peer_scheduled_job.make_app(bus.url, TOKEN).server)
    page = bus.open("/")
    expect(page.locator("#at")).to_have_text("Not fixed yet")
    # It does not run again within the test, unless the page asks for it.
    start(peer_scheduled_job.run_job, 3600)
    expect(page.locator("#at")).to_have_text(re.compile("Fixed at .* UTC"), timeout=15000)
    late = bus.open("/")
    rates = page.locator("#rates").inner_text()
    expect(late.locator("#rates li")).to_have_text(rates.splitlines())
    page.click("#refresh")
    for shown in (page, late):
        expect(shown.locator("#rates")).not_to_have_text(rates, use_inner_text=True)
