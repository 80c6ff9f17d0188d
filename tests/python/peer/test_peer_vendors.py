"""Peers meet programs that have only a client library of the vendor, on a real gateway."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from gateway_member import GatewayMember
from support.gateway_process import GatewayProcess
from support.waiting import wait_until

import dash_glue42 as glue

from .conftest import TOKEN


@pytest.mark.parametrize("library", ["@glue42/core", "@interopio/core", "@glue42/desktop"])
def test_a_peer_meets(library: str, gateway: GatewayProcess):
    with (
        glue.SyncPeer(gateway.url, token=TOKEN, application="Peer") as peer,
        GatewayMember(gateway.url, TOKEN, library) as member,
    ):

        @peer.method("Double")
        def double(number: int):
            if number > 9000:
                raise glue.InteropError("That is too much.")
            return {"number": number, "double": 2 * number}

        assert member.ask("invoke", "Double", {"number": 4}) == {"number": 4, "double": 8}
        assert member.ask("burst", "Double", 300) == 300
        with pytest.raises(Exception, match="That is too much"):
            member.ask("invoke", "Double", {"number": 9001})
        member.ask("register", "Echo")
        echoed = peer.invoke("Echo", text="hi")
        assert echoed.returned == {"text": "hi"}
        assert echoed.executed_by
        assert echoed.executed_by.application == "member"

        context = peer.context(f"shared with {library}")
        context.set({"a": {"b": 1}, "BRK.B": 2})
        # The client learns of the context a moment later.
        wait_until(lambda: member.ask("get", context.name) == {"a": {"b": 1}, "BRK.B": 2})
        states = context.follow()
        next(states)
        member.ask("setPath", context.name, "a.c", 3)
        assert next(states).data == {"a": {"b": 1, "c": 3}, "BRK.B": 2}
        member.ask("update", context.name, {"a": None, "d": 4})
        assert next(states).data == {"BRK.B": 2, "d": 4}
        context.update({"BRK.B": None, "e.f": 5})
        wait_until(lambda: member.ask("get", context.name) == {"d": 4, "e.f": 5})

        prices = peer.stream("Prices", snapshot=False)
        member.begin("collect", "Prices", 1000)
        wait_until(prices.subscribers)
        prices.push([{"number": number} for number in range(1000)])
        assert member.end() == list(range(1000))
        peer.unregister("Prices")

        member.ask("publish", "Orders")
        batches = peer.subscribe("Orders")
        with ThreadPoolExecutor() as pool:
            first = pool.submit(next, batches)
            member.ask("whenSubscribed", "Orders")
            member.ask("push", "Orders", 500)
            numbers = [item["number"] for item in first.result().items]
        while len(numbers) < 500:
            numbers += [item["number"] for item in next(batches).items]
        assert numbers == list(range(500))
