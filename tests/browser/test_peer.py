"""A page and a Python process without one on a gateway: each uses what the other one offers."""

from __future__ import annotations

import multiprocessing
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from buses import NO_SOCKET, Bus, CutNetwork, StoppedGateway, SwallowingNetwork
from console import LOGGED_IN_TOO_LATE, SENT_TOO_LATE, Console
from peer_desk import Desk, Exchange
from playwright.sync_api import expect
from support.dash_app import AppServer

import dash_glue42 as glue
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


def wait_until(is_so: Callable[[], bool]) -> None:
    """Each question goes to the peer's thread, and waits there."""
    limit = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < limit


@pytest.mark.parametrize(
    "bus", [LockedGateway, LockedCut, LockedSwallowing], indirect=True, ids=lambda kind: kind.__name__
)
def test_a_page_and_a_peer_use_each_other_also_after_every_kind_of_loss(
    bus: Bus, peer: glue.SyncPeer, server: AppServer, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The attempt that is swallowed is given up soon.
    monkeypatch.setattr("dash_glue42.peer._socket.OPEN_S", 1)
    if bus.is_others_too:
        console.expect(LOST, NO_SOCKET)
        console.allow(LOGGED_IN_TOO_LATE, SENT_TOO_LATE)
    both = Exchange(peer, lambda: Desk(bus.open, server, bus.settings("desk")))
    both.check(1)
    before = peer.instance
    bus.lose()
    wait_until(lambda: not peer.instances())
    if bus.is_others_too:
        both.desk.wait_for("prices", "props.status === 'disconnected'")
    bus.restore()
    wait_until(lambda: bool(peer.instances()) and peer.instance not in (None, before))
    both.desk.wait_for("prices", "props.status !== 'disconnected'")
    both.check(2)


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
    desk = Desk(bus.open, server, bus.settings("desk"))
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
