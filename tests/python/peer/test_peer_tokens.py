"""Peers at a gateway that reads tokens: their bus, who they are, new tokens; the log of the invocations they serve."""

import asyncio
import itertools
import logging
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
from support.gateway_process import GatewayProcess
from support.waiting import until

import dash_glue42 as glue
from dash_glue42.peer import _token
from dash_glue42.peer._token import renewal_pause

from .fake_gateway import WELCOME, FakeGateway, polite

SECRET = "a secret of more than thirty-two bytes"


@pytest.fixture(scope="module")
def proving() -> Iterator[GatewayProcess]:
    options = ("--log-level", "error", "--token-grace-seconds", "0")
    with GatewayProcess(*options, environment={"DASH_GLUE42_GATEWAY_JWT_SECRET": SECRET}) as gateway:
        yield gateway


@pytest.fixture
def peer_of(proving: GatewayProcess) -> Callable[..., glue.Peer]:
    """A peer of the bus desk, as this user."""

    def peer_of(user: str, expires_in: float = 60, **options: Any) -> glue.Peer:
        def token() -> str:
            return glue.gateway_token(user=user, bus="desk", secret=SECRET, expires_in=expires_in)

        return glue.Peer(proving.url, **{"bus": "desk", "token": token, "application": user, **options})

    return peer_of


def pretend(peer: glue.Peer, **claims: str) -> None:
    """As a program may log in that is no peer of this package."""
    identity: Any = peer._connection._gateway.identity
    identity.update(claims)


async def test_a_user_is_verified_in_every_direction_and_a_forged_one_is_not(peer_of):
    desk, forger = peer_of("alice"), peer_of("bob")
    pretend(forger, user="root", verifiedUser="root", login="root")
    callers: list[glue.Caller] = []

    @desk.method("Who")
    def who(caller: glue.Caller) -> None:
        callers.append(caller)

    prices = desk.stream("Prices")

    @prices.on_subscription
    def admit(subscriber: glue.Caller) -> None:
        callers.append(subscriber)

    async with desk, forger:
        result = await forger.invoke("Who")
        assert result.executed_by.verified_user == "alice"
        items = forger.subscribe("Prices")
        waiting = asyncio.create_task(anext(items))
        await until(lambda: len(callers) == 2)
        assert [caller.verified_user for caller in callers] == ["bob", "bob"]
        assert {instance.verified_user for instance in desk.instances()} == {"alice", "bob"}
        assert (await forger.invoke("Who", target={"verifiedUser": "alice"})).ok
        lost = await forger.invoke("Who", target={"verifiedUser": "root"}, wait_ms=1)
        assert lost.code == "method_not_found"
        waiting.cancel()


async def test_who_takes_the_instance_of_another_user_takes_no_place_of_theirs(peer_of):
    feed, forger, desk = peer_of("feed"), peer_of("Feed"), peer_of("desk")
    async with feed, desk:
        pretend(forger, instance=feed.instance.instance)
        every = desk.subscribe("Prices", target="all")
        own = desk.subscribe("Prices", target=feed.instance)
        waiting = [asyncio.create_task(anext(items)) for items in (every, own)]
        real = feed.stream("Prices")
        await until(lambda: len(real.subscribers()) == 2)
        async with forger:
            forged = forger.stream("Prices")
            await until(forged.subscribers)
            await forged.push({"from": "forger"})
            assert (await waiting[0]).items == [{"from": "forger"}]
            assert (len(real.subscribers()), len(forged.subscribers())) == (2, 1)
            await real.push({"from": "feed"})
            assert (await waiting[1]).items == [{"from": "feed"}]

            forger.method("Who")(lambda: None)
            lost = await desk.invoke("Who", target={"verifiedUser": "feed"}, wait_ms=100)
            assert lost.code == "method_not_found"


async def test_a_gateway_that_proves_nothing_verifies_nobody():
    said = {"user": "root", "verifiedUser": "root", "login": "root", "application": "Forger", "dash_glue42": 1}

    def answer(message: dict[str, Any]) -> Any:
        # The key is in the identity, where a client can write it, not in the welcome.
        own = {**WELCOME, "resolved_identity": {**said, "verifiesUsers": True}}
        return own if message["type"] == "hello" else polite(message)

    async with FakeGateway(answer) as fake, glue.Peer(fake.url) as peer:
        await fake.send({"domain": "agm", "type": "peer-added", "new_peer_id": "p-2", "identity": said, "meta": {}})
        await until(lambda: len(peer.instances()) == 2)
        assert [(each.user, each.verified_user) for each in peer.instances()] == [("root", None)] * 2


async def test_a_new_token_is_presented_before_the_present_one_expires(proving, monkeypatch):
    assert renewal_pause(jwt.encode({"iat": 1000, "exp": 1090}, SECRET)) == 60
    # At the usual time, a busy machine would be late now and again for a token that lives so short.
    monkeypatch.setattr(_token, "_RENEW_AFTER", 0)
    monkeypatch.setattr(_token, "_SHORTEST_PAUSE_S", 0.05)
    ends: list[float] = []

    def token() -> str:
        ends.append(time.time() + (60 if ends else 3))
        return jwt.encode({"sub": "alice", "buses": ["desk"], "exp": ends[-1]}, SECRET, "HS256")

    async with glue.Peer(proving.url, bus="desk", token=token) as peer:
        first = peer.instance.peer_id
        await until(lambda: time.time() > ends[0] + 0.2)
        assert (peer.status, peer.instance.peer_id) == ("connected", first)


async def test_a_token_that_ends_is_the_reason_that_the_peer_gives(proving):
    token = glue.gateway_token(user="alice", bus="desk", secret=SECRET, expires_in=1)
    async with glue.Peer(proving.url, bus="desk", token=token) as peer:
        await until(lambda: "Token expired" in str(peer.error))


async def test_a_function_for_tokens_may_be_async_and_may_fail_for_a_while(proving, caplog):
    attempts = itertools.count()

    async def token() -> str:
        await asyncio.sleep(0)
        if next(attempts) == 0:
            raise OSError("sesame")
        return glue.gateway_token(user="alice", bus="desk", secret=SECRET)

    async with glue.Peer(proving.url, bus="desk", token=token) as peer:
        assert peer.instance.verified_user == "alice"
    assert "connecting failed; the peer keeps trying" in caplog.text


async def test_a_token_for_another_bus_is_refused_with_the_reason(proving):
    token = glue.gateway_token(user="alice", bus="desk", secret=SECRET)
    with pytest.raises(glue.PeerError, match="refused this program: Token not valid for this bus"):
        async with glue.Peer(proving.url, bus="other", token=token):
            pass


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"bus": "a/b"}, ValueError, "Peer: bus='a/b': give 1 to 64 letters"),
        ({"bus": 7}, TypeError, "Peer: bus=7: give a text"),
        ({"url": "ws://localhost/bus/one", "bus": "two"}, ValueError, "names a bus already: leave out bus="),
        ({"token": 7}, TypeError, "Peer: token= must be a text, or a function"),
    ],
)
def test_what_a_peer_cannot_be_made_with(options, error, words):
    with pytest.raises(error, match=words):
        glue.Peer(**{"url": "ws://localhost", **options})


async def test_each_invocation_that_a_peer_serves_has_a_line_of_the_log(new_peer, caplog):
    caplog.set_level(logging.DEBUG, "dash_glue42")
    desk, caller = new_peer("Desk"), new_peer("Caller")

    @desk.method("Act")
    def act(kind: str) -> str:
        if kind == "refuses":
            raise glue.InteropError("Not that.")
        return {}[kind] if kind == "raises" else kind

    async with desk, caller:
        for kind in ("returns", "refuses", "raises"):
            await caller.invoke("Act", kind=kind)
        await caller.invoke("Act", kind=7)
    lines = [record.getMessage() for record in caplog.records if "'Act' for" in record.getMessage()]
    outcomes = [re.sub(r", \d+\.\d ms$", "", line) for line in lines]
    assert outcomes == [f"'Act' for 'Caller': {how}" for how in ("returned", "refused", "failed", "refused")]


async def test_a_method_that_is_an_intent_has_the_flag_by_which_vendors_find_it(new_peer):
    desk, other = new_peer("Desk"), new_peer("Other")
    name = "Tick42.FDC3.Intents.ViewChart"
    more = {"displayName": "Chart", "flags": {"own": 1, "intent": {"contextTypes": ["fdc3.instrument"]}}}

    @desk.method({"name": name, **more})
    def view() -> None:
        pass

    async with desk, other:
        await until(lambda: bool(other.methods(prefix=name)))
        [method] = other.methods(prefix=name)
    intent = {"displayName": "Chart", "contextTypes": ["fdc3.instrument"]}
    assert method["flags"] == {"own": 1, "intent": intent}
