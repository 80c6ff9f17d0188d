"""A page and a peer on a bus of several gateways, while the bus moves from one to another."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator

import pytest
from buses import NO_SOCKET, PACE
from console import LOGGED_IN_TOO_LATE, SENT_TOO_LATE, Console
from peer_desk import Desk, Exchange, newest
from playwright.sync_api import Page
from support.dash_app import AppServer
from support.gateway_nodes import GatewayNodes, needs_nginx

import dash_glue42 as glue

TOKEN = "something-long"
LOST = "connection to the Glue42 bus was lost"

pytestmark = needs_nginx


@pytest.fixture
def nodes() -> Iterator[GatewayNodes]:
    with GatewayNodes("--token", TOKEN) as nodes:
        yield nodes


@pytest.fixture
def peer(nodes: GatewayNodes) -> Iterator[glue.SyncPeer]:
    # Opened when it has declared what it offers.
    peer = glue.SyncPeer(nodes.url_of("desk"), token=TOKEN, application="Peer")
    yield peer
    peer.close()


def test_a_page_and_a_peer_use_each_other_on_each_node_that_their_bus_comes_to(
    nodes: GatewayNodes,
    peer: glue.SyncPeer,
    open_page: Callable[[str], Page],
    server: AppServer,
    console: Console,
) -> None:
    console.expect(LOST)
    console.allow(LOGGED_IN_TOO_LATE, NO_SOCKET, SENT_TOO_LATE)
    settings = {"gateway": {"url": nodes.url_of("desk"), "token": TOKEN, **PACE}}
    both = Exchange(peer, lambda: Desk(open_page, server, settings))
    both.check(1)
    # A context that no other app has, and that the page does not follow.
    both.desk.run("async () => void (await glue42dash.glueInstance.contexts.update('note', {by: 'page'}))")

    killed = nodes.node_of("desk")
    killed.stop(signal.SIGKILL)
    nodes.wait_for_clients(nodes.running(), 2)
    both.check(2)

    killed.start()
    nodes.wait_for_clients([killed], 2)
    both.check(3)

    # What the page wrote is there for those who come later, too.
    with glue.SyncPeer(nodes.url_of("desk"), token=TOKEN, application="Late") as late:
        assert late.context("shared").get() == {"page": 3, "peer": 3}
        assert newest(late.context("note").follow(), lambda state: state.data).data == {"by": "page"}
