"""A page and a Python process without one on a gateway: each uses what the other one offers."""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from buses import NO_SOCKET, PACE, Bus, StoppedGateway
from console import SENT_TOO_LATE, Console
from peer_desk import Desk, Exchange
from playwright.sync_api import BrowserContext, expect
from support.dash_app import AppServer
from support.gateway_process import GatewayProcess

import dash_glue42 as glue
from examples import peer_price_feed, peer_scheduled_job

TOKEN = "something-long"
LOST = "connection to the Glue42 bus was lost"


class LockedGateway(StoppedGateway):
    """Only with its token does a gateway let programs in."""

    def __init__(self, context: BrowserContext, server: AppServer) -> None:
        Bus.__init__(self, context, server)
        self._gateway = GatewayProcess("--token", TOKEN, "--log-level", "error")

    @property
    def url(self) -> str:
        return self._gateway.url

    def settings(self, name: str) -> dict[str, Any]:
        return {"gateway": {"url": self.url, "token": TOKEN, **PACE}}


@pytest.fixture
def bus(make_bus: Callable[[type[Bus]], Bus]) -> Bus:
    return make_bus(LockedGateway)


@pytest.fixture
def peer(bus: LockedGateway) -> Iterator[glue.SyncPeer]:
    # The test opens it when it has declared its methods.
    peer = glue.SyncPeer(bus.url, token=TOKEN, application="Peer", heartbeat_ms=400)
    yield peer
    peer.close()


def test_a_page_and_a_peer_use_each_other_also_after_a_restart_of_the_gateway(
    bus: Bus, peer: glue.SyncPeer, server: AppServer, console: Console
) -> None:
    console.expect(LOST, NO_SOCKET)
    console.allow(SENT_TOO_LATE)
    both = Exchange(peer, lambda: Desk(bus.open, server, bus.settings("desk")))
    both.check(1)
    bus.lose()
    both.desk.wait_for("prices", "props.status === 'disconnected'")
    bus.restore()
    both.desk.wait_for("prices", "props.status !== 'disconnected'")
    both.check(2)


# Between two peers there are 10,000.
COUNT = 2000

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
