"""A peer for scripts and notebooks: on a real gateway."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import BaseModel
from support.gateway_process import GatewayProcess
from support.waiting import wait_until

import dash_glue42 as glue

from .conftest import TOKEN


@pytest.fixture
def new_script(gateway: GatewayProcess) -> Callable[[str], glue.SyncPeer]:
    return lambda application: glue.SyncPeer(gateway.url, token=TOKEN, application=application)


def test_it_does_what_a_peer_does(new_script):
    feed = new_script("Feed")

    class Order(BaseModel):
        """A name that only the function around the handler knows."""

    @feed.method("Double")
    def double(value: "float", order: "Order | None" = None) -> float:
        return 2 * value

    prices = feed.stream("Prices", snapshot_by="symbol")
    with feed, new_script("Desk") as desk:
        assert desk.invoke("Double", value=4).returned == {"value": 8}
        assert desk.invoke("Double", value="x").code == "invalid_arguments"
        assert [method["name"] for method in desk.methods()] == ["Double", "Prices"]
        assert {app.application for app in desk.instances()} == {"Feed", "Desk"}

        context = desk.context("shared")
        assert context.get() is None
        context.set({"a": 1, "BRK.B": 2})
        context.set_path("c.d", 3)
        context.update({"a": None})
        states = feed.context("shared").follow()
        assert next(states).data == {"BRK.B": 2, "c": {"d": 3}}
        states.close()
        assert "shared" in desk.contexts()
        context.destroy()

        desk.channels.join("Red")
        desk.channels.publish({"ticker": "ABC"})
        assert next(desk.channels.follow())["data"] == {"ticker": "ABC"}
        assert (desk.channels.my(), feed.channels.my()) == ("Red", None)

        prices.push([{"symbol": "A", "bid": 1}, {"symbol": "A", "bid": 2}])
        for batch in desk.subscribe("Prices"):
            assert batch.items == [{"symbol": "A", "bid": 2}]
            break

        @desk.method("Late")
        def late():
            # A handler may use its own peer.
            return desk.invoke("Double", value=1).returned

        assert feed.invoke("Late").returned == {"value": 2}
        desk.unregister("Late")
        assert feed.invoke("Late", wait_ms=0).code == "method_not_found"
        with pytest.raises(TypeError, match="a is given by name and in arguments"):
            feed.invoke("Late", a=1, arguments={"a": 2})


def test_several_threads_use_one_peer(new_script):
    with new_script("Script") as script:

        @script.method("Echo")
        def echo(n: int):
            return n

        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(lambda n: script.invoke("Echo", n=n).returned, range(400)))
        assert results == [{"value": n} for n in range(400)]


def test_closing_ends_what_waits_in_other_threads(new_script):
    script = new_script("Script")
    script.open()
    may_end = threading.Event()

    @script.method("Never")
    def never():
        may_end.wait(20)

    with ThreadPoolExecutor() as pool:
        invoked = pool.submit(script.invoke, "Never")
        followed = pool.submit(list, script.context("none").follow())
        waited = pool.submit(script.wait_closed)
        wait_until(lambda: script.methods(own=True))
        began = time.monotonic()
        script.close()
        assert followed.result() == []
        assert waited.result() is None
        # The peer answers itself, unless the bus is gone before.
        assert invoked.result().code in ("removed", "connection_lost")
        assert time.monotonic() - began < 5
        may_end.set()
    script.close()
    with pytest.raises(glue.PeerError, match="the peer is closed"):
        script.invoke("Never")


def test_mistakes_are_errors_that_say_what_to_write(new_script, gateway: GatewayProcess):
    with pytest.raises(RuntimeError, match="the peer is not open: write with"):
        new_script("Script").invoke("Sum")
    with new_script("Script") as script:

        @script.method("Own")
        async def own():
            script.invoke("Own")

        with pytest.raises(RuntimeError, match="has been opened already"):
            script.open()
        assert script.invoke("Own").code == "callback_failed"
    with pytest.raises(glue.PeerError, match="Invalid token"):
        glue.SyncPeer(gateway.url, token="wrong").open()
    with pytest.raises(glue.PeerError, match=r"cannot be reached \(.*\)\. \(waited 0\.1 s\)"):
        glue.SyncPeer("ws://127.0.0.1:1", connect_timeout_ms=100).open()


def test_annotations_of_a_handler_may_be_names_of_the_function_around_it(new_script):
    class Order(BaseModel):
        symbol: str

    with new_script("Feed") as feed:
        prices = feed.stream("Prices")

        @prices.on_subscription
        def admit(order: "Order"):
            return order.symbol

        with new_script("Desk") as desk:
            batches = desk.subscribe("Prices", order={"symbol": "A"})
            waiting = ThreadPoolExecutor().submit(next, batches)
            wait_until(prices.subscribers)
            prices.push({"n": 1}, branch="A")
            assert waiting.result(20).items == [{"n": 1}]
