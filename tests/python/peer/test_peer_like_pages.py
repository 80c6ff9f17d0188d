"""What pages do on every platform and after a loss of their bus, peers do as well: which test shows it."""

import asyncio
import re
from pathlib import Path

import pytest
from support.gateway_process import GatewayProcess
from support.waiting import until

import dash_glue42 as glue

from .conftest import TOKEN
from .fake_gateway import Network

TESTS = Path(__file__).parents[2]
METHODS = "python/peer/test_peer_methods.py"
CONNECTION = "python/peer/test_peer_connection.py"
CONTEXTS = "python/peer/test_peer_contexts.py"
HERE = "python/peer/test_peer_like_pages.py"
WITH_PAGE = "browser/test_peer.py"
EVERY_LOSS = (WITH_PAGE, "test_a_page_and_a_peer_use_each_other_also_after_every_kind_of_loss")

# What `test_every_platform.py` does, part by part. Windows and notifications need a page.
EVERY_PLATFORM = {
    "the connection": (CONNECTION, "test_a_gateway_that_comes_later_is_waited_for"),
    "methods, both ways": EVERY_LOSS,
    "which methods and apps there are": (CONNECTION, "test_what_others_offer_is_what_the_component_methods_reports"),
    "contexts: written, followed, destroyed, created again": (
        CONTEXTS,
        "test_what_one_peer_writes_the_other_reads_and_follows",
    ),
    "contexts, with a page": EVERY_LOSS,
    "channels: joined, published to, left": (CONTEXTS, "test_peers_meet_on_a_channel"),
    "channels, with a page": EVERY_LOSS,
}
# The tests of `test_lost_bus.py`. Its buses without a gateway have no room for a process.
LOST_BUS = {
    "test_nobody_waits_in_vain_and_all_comes_back: StoppedGateway, CutNetwork, SwallowingNetwork": EVERY_LOSS,
    "test_nobody_waits_in_vain_and_all_comes_back: what was under way and what was written": (
        CONNECTION,
        "test_everything_comes_back_after_every_kind_of_loss",
    ),
    "test_a_page_that_was_cut_off_takes_over_what_others_did_meanwhile": (
        HERE,
        "test_a_peer_that_was_cut_off_takes_over_what_others_did",
    ),
    "test_an_outage_longer_than_all_attempts_ends_with_the_return": (
        CONNECTION,
        "test_attempts_to_reach_a_gateway_become_rarer_and_never_end",
    ),
    "test_a_gateway_that_asks_for_another_token_says_so_until_it_takes_the_old_one": (
        HERE,
        "test_a_gateway_that_asks_for_another_token_is_asked_until_it_takes_the_old_one",
    ),
    "test_a_page_whose_place_another_one_took_says_so_and_returns_when_that_one_leaves": (
        HERE,
        "test_a_peer_whose_place_another_one_took_says_so_and_returns_when_that_one_leaves",
    ),
}


@pytest.mark.parametrize("place", {*EVERY_PLATFORM.values(), *LOST_BUS.values()}, ids=lambda place: place[1])
def test_the_case_is_there(place):
    file, name = place
    assert re.search(rf"^(async )?def {name}\(", (TESTS / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_no_case_of_a_lost_bus_is_left_out():
    cases = re.findall(
        r"^def (test_\w+)", (TESTS / "browser/test_lost_bus.py").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {case.partition(":")[0] for case in LOST_BUS} == set(cases)


async def test_a_peer_that_was_cut_off_takes_over_what_others_did(new_peer, gateway: GatewayProcess):
    async with Network(gateway.port) as network, new_peer("Other") as other:
        async with glue.Peer(network.url, token=TOKEN, application="One") as one:
            await one.context("shared").set({"price": 1})
            await one.context("gone").set({"a": 1})
            shared, gone = one.context("shared").follow(), one.context("gone").follow()
            assert [(await anext(states)).data for states in (shared, gone)] == [{"price": 1}, {"a": 1}]
            # The next attempt waits until the network is back.
            network.swallow()
            network.cut()
            await until(lambda: one.status == "disconnected")
            await other.context("shared").set({"price": 2})
            await other.context("gone").destroy()
            network.mend()
            state = await anext(shared)
            assert (state.data, state.is_own) == ({"price": 2}, False)
            assert (await anext(gone)).data is None
            assert {"shared", "gone"} & set(await one.contexts()) == {"shared"}
        # Nothing that came back with the peer has changed anything for the others.
        assert await other.context("shared").get() == {"price": 2}
        assert "gone" not in await other.contexts()


async def test_a_gateway_that_asks_for_another_token_is_asked_until_it_takes_the_old_one(gateway: GatewayProcess):
    with GatewayProcess("--token", "another", "--log-level", "error") as strict:
        async with Network(gateway.port) as network, glue.Peer(network.url, token=TOKEN) as peer:
            peer.method("Echo")(lambda: 1)
            network.gateway = strict.port
            network.cut()
            await until(lambda: peer.error and "refused this program: Invalid token" in str(peer.error))
            assert peer.status == "disconnected"
            asked = asyncio.create_task(peer.invoke("Echo"))
            network.gateway = gateway.port
            assert (await asked).ok
            assert (peer.status, peer.error) == ("connected", None)


async def test_a_peer_whose_place_another_one_took_says_so_and_returns_when_that_one_leaves():
    with GatewayProcess("--token", TOKEN, "--limit", "bus.connections=1") as gateway:
        async with Network(gateway.port) as network, glue.Peer(network.url, token=TOKEN) as one:
            network.swallow()
            network.cut()
            await until(lambda: one.status == "disconnected")
            async with glue.Peer(gateway.url, token=TOKEN):
                network.mend()
                await until(lambda: "Too many connections: --limit bus.connections is 1" in str(one.error))
                assert one.status == "disconnected"
            await until(lambda: one.status == "connected")
            assert one.error is None
