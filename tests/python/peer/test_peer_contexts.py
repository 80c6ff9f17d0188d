"""Contexts and channels of a peer: on a real gateway, and on one that is restarted at will."""

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from support.waiting import until

import dash_glue42 as glue
from dash_glue42.peer import _contexts
from dash_glue42.peer._channels import DEFAULT_CHANNELS

from .fake_gateway import WELCOME, FakeGateway, polite

SOURCE = Path(__file__).parents[3] / "src/fallbackApis/contextChannels/defaultChannels.ts"


async def newest(states: AsyncIterator[Any], data: object) -> Any:
    """The first state with this data."""
    async for state in states:
        if getattr(state, "data", state) == data:
            return state
    raise AssertionError("the iteration has ended")


async def test_what_one_peer_writes_the_other_reads_and_follows(new_peer):
    async with new_peer("One") as one, new_peer("Two") as two:
        own, other = one.context("prices"), two.context("prices")
        assert await other.get() is None
        states, own_states = other.follow(), own.follow()
        first = asyncio.create_task(newest(states, {"EUR": {"bid": 1.1}, "BRK.B": 2}))
        await own.update({"EUR": {"bid": 1.1}, "BRK.B": 2, "gone": None})
        state = await first
        assert (state.updater, state.is_own) == (None, False)
        assert (await newest(own_states, {"EUR": {"bid": 1.1}, "BRK.B": 2})).data

        await own.update({"EUR": {"ask": 1.2}, "BRK.B": None, "GBP.USD": 3})
        now = {"EUR": {"ask": 1.2}, "GBP.USD": 3}
        assert (await newest(states, now)).updater.application == "One"
        assert (await newest(own_states, now)).is_own
        await other.set_paths({"EUR.bid": 1.15, "EUR.ask": None, "new.place": [1]})
        now = {"EUR": {"bid": 1.15}, "GBP.USD": 3, "new": {"place": [1]}}
        assert (await newest(own_states, now)).updater.application == "Two"
        assert await own.get() == await other.get() == now
        await own.set({"only": True})
        await newest(states, {"only": True})
        assert "prices" in await two.contexts()
        await other.destroy()
        await newest(states, None)
        await newest(own_states, None)
        assert await own.get() is None
        await own.set_path("a.b", 1)
        await newest(states, {"a": {"b": 1}})


async def test_a_follower_that_is_busy_skips_states_but_not_the_last_one(new_peer):
    async with new_peer("One") as one, new_peer("Two") as two:
        states = two.context("busy").follow()
        begun = asyncio.create_task(anext(states))
        await one.context("busy").set({"n": 0})
        await begun
        for n in range(1, 51):
            await one.context("busy").set({"n": n})
        seen = 0
        async for state in states:
            seen += 1
            if state.data == {"n": 50}:
                break
        assert seen <= 50


@pytest.mark.parametrize("key", ["__proto__", "a.constructor.b", "prototype"])
async def test_a_key_that_would_break_pages_is_refused(new_peer, key):
    async with new_peer("One") as one:
        context = one.context("safe")
        for attempt in (context.update({key: 1}), context.set({key: 1}), context.set_path(key, 1)):
            with pytest.raises(glue.PeerError, match="is not allowed") as raised:
                await attempt
            assert raised.value.code == "invalid_command"
        with pytest.raises(glue.PeerError, match="is not allowed"):
            await one.channels.publish({key: 1}, "Red")


async def test_two_peers_that_create_one_context_in_one_moment_lose_nothing(new_peer):
    async with new_peer("One") as one, new_peer("Two") as two:
        await asyncio.gather(one.context("both").update({"one": 1}), two.context("both").update({"two": 2}))
        assert await one.context("both").get() == {"one": 1, "two": 2}


async def test_peers_meet_on_a_channel(new_peer):
    async with new_peer("One") as one, new_peer("Two") as two:
        assert await one.channels.all() == list(DEFAULT_CHANNELS)
        followed = two.channels.follow()
        assert await anext(followed) is None
        await two.channels.join("Red")
        assert (await anext(followed))["meta"]["color"] == "red"
        await one.channels.publish({"ticker": "EURUSD", "deep.place": 1}, "Red")
        await newest_channel(followed, {"ticker": "EURUSD", "deep": {"place": 1}})
        await two.channels.publish({"fdc3_instrument": {"type": "fdc3.instrument"}})
        red = next(channel for channel in await one.channels.list() if channel["name"] == "Red")
        assert red["data"]["fdc3_instrument"] == {"type": "fdc3.instrument"}
        assert (await one.context("___channel___Red").get())["latest_fdc3_type"] == "instrument"
        two.channels.leave()
        await newest(followed, None)
        assert two.channels.my() is None
        with pytest.raises(glue.PeerError, match="this peer is on no channel"):
            await two.channels.publish({"a": 1})
        with pytest.raises(glue.PeerError, match="there is no channel 'Grey'; there are 'Red', "):
            await two.channels.join("Grey")


async def newest_channel(states: AsyncIterator[Any], data: object) -> None:
    async for channel in states:
        if channel and channel["data"] == data:
            return


def test_the_channels_are_those_of_pages():
    rows = re.findall(r"^    (\['.*\]),$", SOURCE.read_text(encoding="utf-8"), re.MULTILINE)
    pages = {name: (color, *number) for name, color, *number in (json.loads(row.replace("'", '"')) for row in rows)}
    ours = {name: (color,) if number is None else (color, number) for name, (color, number) in DEFAULT_CHANNELS.items()}
    assert list(pages.items()) == list(ours.items())


class Restarting(FakeGateway):
    """A gateway with contexts that forgets them when it loses its peer."""

    def __init__(self) -> None:
        super().__init__(self._remember)
        self._starts = itertools.count(1)

    def _remember(self, message: dict[str, Any]) -> Any:
        if message["type"] == "hello":
            return {**WELCOME, "peer_id": f"p-start{next(self._starts)}-1"}
        if message["type"] == "create-context":
            return {"type": "context-created", "context_id": message["name"]}
        return polite(message)

    async def restart(self, peer: glue.Peer) -> None:
        self.socket.transport.abort()
        await until(lambda: peer.status == "disconnected")
        self.received.clear()

    def asked(self, kind: str) -> list[str]:
        return [message.get("name") or message["context_id"] for message in self.received if message["type"] == kind]


CHANNELS = [f"___channel___{name}" for name in DEFAULT_CHANNELS]


async def test_after_a_restart_a_peer_waits_for_the_apps_that_know_what_is_in_the_channels():
    async with Restarting() as gateway, glue.Peer(gateway.url) as peer:
        assert await peer.channels.all() == list(DEFAULT_CHANNELS)
        await gateway.restart(peer)
        publishing = asyncio.create_task(peer.channels.publish({"ticker": "EURUSD"}, "Red"))
        await until(lambda: peer.status == "connected")
        for name in CHANNELS:
            await gateway.send({"type": "context-added", "domain": "global", "name": name, "context_id": name})
        await publishing
        assert gateway.asked("create-context") == []
        assert gateway.asked("update-context") == ["___channel___Red"]


async def test_after_a_restart_a_peer_brings_back_the_channels_that_no_other_app_brings_back(monkeypatch):
    monkeypatch.setattr(_contexts, "PEERS_RETURN_S", 0.1)
    async with Restarting() as gateway, glue.Peer(gateway.url) as peer:
        await peer.channels.all()
        for _ in range(2):
            await gateway.restart(peer)
            await until(lambda: len(gateway.asked("create-context")) == len(CHANNELS))
            assert gateway.asked("create-context") == CHANNELS


async def test_what_is_published_while_the_gateway_restarts_does_not_make_a_channel_without_a_name(monkeypatch):
    monkeypatch.setattr(_contexts, "PEERS_RETURN_S", 0.1)
    async with Restarting() as gateway, glue.Peer(gateway.url) as peer:
        await peer.channels.all()
        require = peer.channels._require
        restarts = iter([gateway.restart])

        async def require_slowly(operation: str, name: str) -> str:
            found = await require(operation, name)
            for restart in restarts:
                await restart(peer)
            return found

        monkeypatch.setattr(peer.channels, "_require", require_slowly)
        await peer.channels.publish({"ticker": "EURUSD"}, "Red")
        created = [message["data"] for message in gateway.received if message["type"] == "create-context"]
        assert {channel["name"] for channel in created} == set(DEFAULT_CHANNELS)
        assert gateway.asked("update-context") == ["___channel___Red"]
