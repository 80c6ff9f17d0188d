"""What a peer does when its owner, its network or other apps do what they should not."""

import asyncio
import concurrent.futures
import contextlib
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from support.gateway_process import GatewayProcess
from support.waiting import until

import dash_glue42 as glue
from dash_glue42._errors import PeerError
from dash_glue42.peer import _connection
from dash_glue42.peer._connection import retry_pauses
from dash_glue42.peer._session import Session
from dash_glue42.peer._socket import open_socket

from .conftest import TOKEN
from .fake_gateway import FakeGateway, Network, polite
from .test_peer_connection import refusal

PUBLISHER = {"type": "peer-added", "new_peer_id": "z", "identity": {"application": "Z"}}
ANNOUNCED = {"type": "methods-added", "server_id": "z", "methods": [{"id": "1", "name": "Quote"}]}


# The gateway, and the way to it


@pytest.mark.parametrize(
    "url", ["http://host:8385", "ws://", "ws://host:port", "ws://host:99999", "ws://host:0", "ws://[::1"]
)
def test_an_address_that_can_never_be_one_is_an_error_where_the_peer_is_made(url):
    with pytest.raises(ValueError, match="is no address of a gateway"):
        glue.Peer(url)


async def test_the_wrong_scheme_is_an_error(gateway: GatewayProcess):
    assert "begins with ws://" in await refusal(glue.Peer(gateway.url.replace("ws:", "wss:"), token=TOKEN))


async def test_a_server_that_hangs_up_is_waited_for_with_advice():
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        peer = glue.Peer(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        opening = asyncio.create_task(peer.open())
        await until(lambda: peer.error)
        assert "with TLS begins with wss://" in str(peer.error)
        opening.cancel()


@pytest.mark.parametrize("proxy", ["nonsense", "http://host:port", "socks5://127.0.0.1:1"])
async def test_a_proxy_that_cannot_be_used_is_an_error(monkeypatch, proxy):
    for name in ("all_proxy", "http_proxy", "ws_proxy"):
        monkeypatch.setenv(name, proxy)
    assert "the proxy that is set on this machine" in await refusal(glue.Peer("ws://192.0.2.1:1"))


async def test_no_words_of_the_libraries_reach_the_error():
    async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
        writer.write(b"Sec-WebSocket-Accept: bad\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(reply, "127.0.0.1", 0) as server:
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        assert await refusal(glue.Peer(url)) == f"What answers at {url} is no gateway."
    peer = glue.Peer("ws://127.0.0.1:1")
    opening = asyncio.create_task(peer.open())
    await until(lambda: peer.error)
    assert str(peer.error) == "The gateway at ws://127.0.0.1:1 cannot be reached (nothing listens there)."
    opening.cancel()


async def test_a_gateway_that_lets_the_peer_in_and_ends_the_connection_is_asked_less_and_less(monkeypatch):
    begun: list[list[float]] = []

    def pauses() -> Iterator[float]:
        begun.append([])
        for pause in retry_pauses():
            begun[-1].append(pause)
            yield 0

    monkeypatch.setattr(_connection, "retry_pauses", pauses)
    async with FakeGateway() as fake, glue.Peer(fake.url) as peer:
        for losses in range(1, 5):
            await fake.socket.close()
            await until(lambda: sum(map(len, begun)) == losses and peer.status == "connected")  # noqa: B023
    # Each between the half and the whole of twice the one before: the third is longer than the first in any case.
    [growing] = begun
    assert len(growing) == 4
    assert growing[2] > growing[0]


async def test_a_peer_that_is_sending_says_why_the_gateway_closed_the_connection():
    for _ in range(10):
        async with FakeGateway() as fake:
            session = Session(await open_socket(fake.url), 60, lambda *_: None)
            carrying = asyncio.create_task(session.run())
            await session.ask({"type": "hello"})
            closing = asyncio.create_task(fake.socket.close(1001, "Gateway shutting down"))
            with contextlib.suppress(PeerError):
                while True:
                    await session.send({"type": "nothing"})
                    await asyncio.sleep(0)
            assert await carrying == "the gateway closed the connection: Gateway shutting down."
            await closing


async def test_silence_is_noticed_within_two_times_the_heartbeat():
    is_deaf = False

    def answer(message: dict[str, Any]) -> Any:
        return None if is_deaf else polite(message)

    # Long enough that a pause of a busy machine is no matter.
    async with FakeGateway(answer) as fake, glue.Peer(fake.url, heartbeat_ms=2000) as peer:
        is_deaf = True
        await asyncio.sleep(0.05)
        await fake.send({"type": "nothing"})
        began = time.monotonic()
        await until(lambda: peer.status == "disconnected")
        assert time.monotonic() - began < 5


async def test_a_timeout_holds_also_where_more_is_sent_than_the_network_takes(new_peer, gateway: GatewayProcess):
    async with Network(gateway.port) as network, new_peer("Other") as other:

        @other.method("Echo")
        async def echo():
            return {}

        async with glue.Peer(network.url, token=TOKEN) as peer:
            assert (await peer.invoke("Echo")).ok
            network.swallow()
            began = time.monotonic()
            results = await asyncio.gather(*(peer.invoke("Echo", timeout_ms=300) for _ in range(1500)))
            assert {result.code for result in results} == {"timeout"}
            assert time.monotonic() - began < 5
            network.mend()


async def test_a_peer_whose_end_is_cancelled_leaves_all_the_same(gateway: GatewayProcess):
    async with Network(gateway.port) as network:
        peer = glue.Peer(network.url, token=TOKEN)
        await peer.open()
        network.swallow()
        # More than the gateway confirms: the end waits for the rest.
        sending = [asyncio.create_task(peer.invoke("None", wait_ms=0)) for _ in range(3)]
        sending += [asyncio.create_task(peer.context(f"c{n}").set({})) for n in range(300)]
        await asyncio.sleep(0)
        closing = asyncio.create_task(peer.close())
        await asyncio.sleep(0.01)
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing
        await asyncio.wait_for(peer.wait_closed(), 8)
        await asyncio.wait_for(asyncio.gather(*sending, return_exceptions=True), 8)
        network.mend()


# Other apps


@pytest.mark.parametrize("context", [{"code": []}, {"code": {}}, [], "refused", {"code": "not_connected"}])
async def test_what_an_app_says_of_a_refusal_is_checked(context):
    def answer(message: dict[str, Any]) -> Any:
        refused = {"type": "error", "reason": "x" * 20_000, "context": context}
        return refused if message["type"] == "call" else polite(message)

    async with FakeGateway(answer) as fake, glue.Peer(fake.url) as peer:
        await fake.send(PUBLISHER)
        await fake.send(ANNOUNCED)
        result = await peer.invoke("Quote")
        assert (result.code, result.error) == ("refused", "x" * 10_000)


async def test_a_context_that_others_nest_deeply_ends_no_follower(new_peer):
    deep: dict[str, Any] = {}
    place = deep
    for _ in range(490):
        place["a"] = place = {}
    async with new_peer("One") as one, new_peer("Two") as two:
        states = two.context("deep").follow()
        await one.context("deep").set({"n": 0})
        assert (await anext(states)).data == {"n": 0}
        session, context_id = one._session, one._contexts._ids["deep"]
        endless = {"commands": [{"type": "set", "path": ".".join("a" * 5000), "value": 1}]}
        for delta in ({"added": {"deep": deep}}, endless):
            await session.ask({"type": "update-context", "context_id": context_id, "delta": delta})
        assert (await anext(states)).data["deep"] == deep
        await one.context("deep").update({"n": 1})
        async for state in states:
            if state.data["n"] == 1:
                break
        with pytest.raises(glue.PeerError, match="a path leads down 200 levels at most"):
            await one.context("deep").set_path(".".join("a" * 201), 1)


async def test_what_is_nested_as_deeply_as_a_gateway_passes_it_on_is_read():
    nested: Any = {"at": "#T42_DATE#1700000000000"}
    for _ in range(494):
        nested = [nested]
    methods = [{**ANNOUNCED["methods"][0], "flags": {"metadata": {"nested": nested}}}]
    async with FakeGateway() as fake, glue.Peer(fake.url) as peer:
        await fake.send(PUBLISHER)
        await fake.send({**ANNOUNCED, "methods": methods})
        await until(peer.methods)
        [method] = peer.methods()
        inner = method["flags"]["nested"]
        while isinstance(inner, list):
            [inner] = inner
        assert inner == {"at": "2023-11-14T22:13:20.000Z"}


@pytest.mark.parametrize(
    "text", ["#T42_DATE#", "#T42_DATE#1" + "0" * 30, 'x"#T42_DATE#1"', "x #T42_DATE#1", "#T42_DATE#1x"]
)
async def test_text_that_is_no_date_stays_what_it_is(text):
    def answer(message: dict[str, Any]) -> Any:
        returned = {"type": "result", "result": {text: text, "#T42_DATE#1": "#T42_DATE#1"}}
        return returned if message["type"] == "call" else polite(message)

    async with FakeGateway(answer) as fake, glue.Peer(fake.url) as peer:
        await fake.send(PUBLISHER)
        await fake.send(ANNOUNCED)
        returned = (await peer.invoke("Quote")).returned
        assert returned == {text: text, "#T42_DATE#1": "1970-01-01T00:00:00.001Z"}


# The owner


@pytest.mark.parametrize(
    ("definition", "words"),
    [
        ({"name": "Quote", "flags": {"key": object()}}, r"method\['flags'\]\['key'\]: object has no form in JSON"),
        ({"name": "x" * 2001}, "a name has 1 to 2000 characters"),
    ],
)
def test_a_definition_that_the_bus_cannot_carry_is_an_error_where_it_is_written(definition, words):
    with pytest.raises((TypeError, ValueError), match=words):
        glue.Peer("ws://localhost").method(definition)


async def test_a_definition_with_what_has_no_number_is_registered(new_peer):
    feed = new_peer("Feed")
    feed.method({"name": "Quote", "flags": {"limit": float("nan")}})(lambda: 1)
    async with feed, new_peer("Desk") as desk:
        assert (await desk.invoke("Quote")).returned == {"value": 1}


async def test_methods_that_the_gateway_refuses_are_an_error(new_peer):
    peer = new_peer("Peer")
    peer.method({"name": "Quote", "flags": {"__proto__": 1}})(lambda: 1)
    assert 'cannot have "__proto__"' in await refusal(peer)


def cancelled_future() -> Any:
    future: concurrent.futures.Future[Any] = concurrent.futures.Future()
    future.cancel()
    return future.result()


def ends() -> Any:
    return next(iter(()))


class Panic(BaseException):
    """As libraries written in Rust raise it."""


def panic() -> Any:
    raise Panic


def interrupt() -> Any:
    raise KeyboardInterrupt


class Wordless(glue.InteropError):
    def __str__(self) -> str:
        raise AttributeError("symbol")


def refuse_without_words() -> Any:
    raise Wordless


async def test_whatever_ends_a_handler_is_an_answer(new_peer):
    feed = new_peer("Feed")

    async def ends_async():
        sys.exit(3)

    async def panic_async():
        raise Panic

    async def cancelled_async():
        sleeping = asyncio.create_task(asyncio.sleep(30))
        sleeping.cancel()
        await sleeping

    handlers = {"End": ends, "Exit": sys.exit, "Cancelled": cancelled_future}
    handlers |= {"ExitAsync": ends_async, "CancelledAsync": cancelled_async, "PanicAsync": panic_async}
    handlers |= {"Panic": panic, "Interrupt": interrupt, "Wordless": refuse_without_words}
    for name, handler in handlers.items():
        feed.method(name)(handler if name != "Exit" else lambda: sys.exit(3))
    served: list[int] = []

    @feed.method("Note", returns=False)
    def note(n: int):
        served.append(n)
        return ends()

    async with feed, new_peer("Desk") as desk:
        results = {name: await desk.invoke(name, timeout_ms=5000) for name in handlers}
        assert {name: result.code for name, result in results.items()} == dict.fromkeys(handlers, "callback_failed")
        await asyncio.gather(*(desk.invoke("Note", n=n) for n in range(2)))
        await until(lambda: served == [0, 1])
        assert feed.status == "connected"


async def cancel() -> Any:
    raise asyncio.CancelledError


@pytest.mark.parametrize("decide", [cancel, panic, refuse_without_words])
async def test_a_decision_on_a_subscription_that_ends_otherwise_rejects_it(new_peer, decide):
    async with new_peer("Feed") as feed, new_peer("Desk") as desk:
        feed.stream("Prices").on_subscription(decide)
        with pytest.raises(glue.PeerError, match="the handler that decides on subscriptions failed"):
            await anext(desk.subscribe("Prices"))


async def test_a_subscription_that_cannot_be_sent_is_an_error(new_peer):
    async with new_peer("Feed") as feed, new_peer("Desk") as desk:
        feed.stream("Prices")
        with pytest.raises(glue.PeerError, match="too large for the gateway"):
            await anext(desk.subscribe("Prices", text="x" * 17_000_000))


async def test_a_snapshot_is_what_was_pushed(new_peer):
    async with new_peer("Feed") as feed, new_peer("Desk") as desk:
        prices = feed.stream("Prices")
        curve = np.arange(3.0)
        await prices.push({"curve": curve})
        curve[:] = 7
        assert (await anext(desk.subscribe("Prices"))).items == [{"curve": [0, 1, 2]}]


async def test_another_event_loop_gets_an_error_at_once(new_peer):
    async with new_peer("Peer") as peer:

        @peer.method("Echo")
        async def echo():
            return {}

        def elsewhere() -> None:
            with pytest.raises(RuntimeError, match="in which it was opened; a SyncPeer from any thread"):
                asyncio.run(peer.invoke("Echo"))
            with pytest.raises(RuntimeError, match="in which it was opened; a SyncPeer from any thread"):
                peer.method("Late")(echo)

        assert (await peer.invoke("Echo")).ok
        await asyncio.to_thread(elsewhere)
        peer.method("Late")(echo)
        assert (await peer.invoke("Late")).ok


async def test_a_peer_that_is_closed_offers_nothing(new_peer, recwarn):
    async with new_peer("Peer") as peer:
        peer.stream("Prices")
    # The registration has not begun.
    assert not [warning for warning in recwarn if "never awaited" in str(warning.message)]
    with pytest.raises(ValueError, match='does not offer "Prices"'):
        await peer.unregister("Prices")


async def test_a_method_that_goes_at_once_does_not_stay(new_peer):
    async with new_peer("Peer") as peer:
        for n in range(3):
            peer.method(f"Brief{n}")(lambda: 1)
            await peer.unregister(f"Brief{n}")
        peer.method("Lasting")(lambda: 1)
        assert (await peer.invoke("Lasting")).ok
        assert [method["name"] for method in peer.methods(own=True)] == ["Lasting"]


def test_a_program_that_forgets_its_peers_ends(gateway: GatewayProcess):
    code = f"""
import asyncio
import dash_glue42 as glue

async def main():
    peer = glue.Peer({gateway.url!r}, token={TOKEN!r})
    started = asyncio.Event()

    @peer.method("Note", returns=False)
    async def note():
        started.set()
        await asyncio.sleep(60)

    await peer.open()
    for _ in range(3):
        await peer.invoke("Note")
    await started.wait()

asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)


def test_threads_that_close_one_peer_at_once_are_no_error(gateway: GatewayProcess, caplog):
    script = glue.SyncPeer(gateway.url, token=TOKEN)
    script.open()
    caplog.set_level(logging.WARNING)
    errors: list[BaseException] = []

    def use() -> None:
        try:
            while script.status != "closed":
                script.invoke("None", wait_ms=0)
            script.close()
            script.methods()
        except glue.PeerError:
            pass
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    script.close()
    for thread in threads:
        thread.join(10)
    assert not errors
    assert not [thread for thread in threads if thread.is_alive()]
