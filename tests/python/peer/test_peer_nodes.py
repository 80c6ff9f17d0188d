"""Peers on twelve buses of three gateways behind an nginx, while nodes or the proxy go and come back."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest
from support.gateway_nodes import GatewayNodes, needs_nginx
from support.storm import Storm
from support.waiting import until

from .team import SIZE, Team

TOKEN = "something-long"
BUSES = [f"team-{number}" for number in range(12)]
# In seconds. What is to be back in five has longer on a machine that is busy with other tests.
BACK = 20

pytestmark = needs_nginx


@pytest.fixture(scope="module")
def nodes() -> Iterator[GatewayNodes]:
    with GatewayNodes("--token", TOKEN) as nodes:
        yield nodes


async def assert_all_is_there(team: Team) -> None:
    team.mark()
    await asyncio.wait_for(until(lambda: team.is_whole() and team.is_served()), BACK)
    context, channels = await asyncio.wait_for(team.shared(), BACK)
    assert context == {"written": team.name}
    assert channels["Red"] == {"chosen": team.name}
    assert len(channels) == 10


async def test_a_killed_nodes_buses_go_on_at_the_others_and_return_with_it(nodes: GatewayNodes) -> None:
    teams = [Team(nodes.url_of(bus), bus, TOKEN) for bus in BUSES]
    async with AsyncExitStack() as stack:
        await asyncio.gather(*(team.begin(stack) for team in teams))
        await asyncio.gather(*map(assert_all_is_there, teams))
        killed = nodes.node_of(BUSES[0])
        moved = [team for team in teams if nodes.node_of(team.name) is killed]
        stayed = [team for team in teams if team not in moved]

        killed.stop(signal.SIGKILL)
        await asyncio.to_thread(nodes.wait_for_clients, nodes.running(), SIZE * len(teams))
        await asyncio.gather(*map(assert_all_is_there, teams))
        assert all(nodes.node_of(team.name) is not killed for team in moved)

        await asyncio.to_thread(killed.start)
        await asyncio.to_thread(nodes.wait_for_clients, [killed], SIZE * len(moved))
        await asyncio.gather(*map(assert_all_is_there, teams))
        assert all(nodes.node_of(team.name) is killed for team in moved)

        await asyncio.gather(*(team.end() for team in teams))
    # Each one has ended, and only where a node went with an error.
    for team in teams:
        assert team.begun == team.answered + team.failed.total()
        assert set(team.failed) <= {"connection_lost"}
    assert not any(team.failed for team in stayed)
    assert any(team.failed for team in moved)


async def test_the_clients_of_a_node_that_drains_are_told_and_go_on_at_the_others(
    nodes: GatewayNodes, caplog: pytest.LogCaptureFixture
) -> None:
    teams = [Team(nodes.url_of(bus), bus, TOKEN) for bus in BUSES[:3]]
    drained = nodes.node_of(BUSES[0])
    moved = [team for team in teams if nodes.node_of(team.name) is drained]
    async with AsyncExitStack() as stack:
        await asyncio.gather(*(team.begin(stack) for team in teams))
        await asyncio.gather(*map(assert_all_is_there, teams))
        drained.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(drained.wait) == 0
        await asyncio.gather(*map(assert_all_is_there, teams))
        await asyncio.gather(*(team.end() for team in teams))
    assert sum("Gateway shutting down" in message for message in caplog.messages) == SIZE * len(moved)
    for team in teams:
        assert team.begun == team.answered + team.failed.total()
        # Removed: the one that offers the method was told first, and an invocation came in that moment.
        assert set(team.failed) <= ({"connection_lost", "removed"} if team in moved else set())
    await asyncio.to_thread(drained.start)


async def test_five_hundred_that_lose_the_proxy_at_once_come_back(nodes: GatewayNodes) -> None:
    # Ten on a bus: those who join are announced to all who are there, which is not what this is about.
    async with Storm([nodes.url_of(f"desk-{number}") for number in range(50)], TOKEN, 500) as storm:
        nodes.stop_proxy()
        await storm.until_present(0)
        nodes.start_proxy()
        await asyncio.wait_for(storm.until_present(500), 30)
