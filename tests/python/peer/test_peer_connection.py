"""How a peer comes to its bus, loses it and comes back."""

import asyncio
import itertools
import logging
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
from support.gateway_process import GatewayProcess
from support.waiting import until

import dash_glue42 as glue
from dash_glue42.peer._connection import retry_pauses

from .conftest import TOKEN
from .fake_gateway import FakeGateway, Network, polite

HEARTBEAT_MS = 300


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


async def refusal(peer: glue.Peer) -> str:
    """Why the peer is not let in, which it knows in time."""
    began = time.monotonic()
    with pytest.raises(glue.PeerError) as raised:
        async with peer:
            raise AssertionError("the peer was let in")
    assert time.monotonic() - began < 5
    assert (raised.value.code, peer.status) == ("not_connected", "closed")
    # What a traceback names is a class that the documentation names.
    assert type(raised.value) is glue.PeerError
    return str(raised.value)


async def test_a_gateway_that_never_lets_the_peer_in_is_an_error(gateway: GatewayProcess):
    at = f"at {gateway.url}"
    assert await refusal(glue.Peer(gateway.url, token="wrong")) == (
        f"The gateway {at} refused this program: Invalid token: check token=."
    )
    without = await refusal(glue.Peer(gateway.url))
    assert without == f"The gateway {at} refused this program: Missing token: give Peer the token= of the gateway."


async def test_what_a_peer_that_was_never_opened_cannot_do_says_so():
    result = await glue.Peer("ws://127.0.0.1:1").invoke("Sum", wait_ms=1)
    advice = "the peer is not open: write async with Peer(…) as peer, or await peer.open()."
    assert (result.code, result.error) == ("not_connected", f"There is no connection to the bus: {advice}")


async def test_what_logs_in_by_an_address_is_in_no_log_error_or_repr(gateway: GatewayProcess, caplog):
    caplog.set_level(logging.DEBUG)
    secrets = ("joe5", "s3cret", "qu3ry", TOKEN, "wr0ng")
    url = gateway.url.replace("://", "://joe5:s3cret@") + "/?token=qu3ry"
    async with glue.Peer(url, token=TOKEN) as peer:
        shown = [repr(peer), repr(peer._connection._gateway)]
    shown.append(await refusal(glue.Peer(url, token="wr0ng")))
    shown.append(await refusal(glue.Peer(url.replace("/?", "/nowhere/bus/?"), token=TOKEN)))
    nobody = f"ws://joe5:s3cret@127.0.0.1:{free_port()}/?token=qu3ry"
    away = glue.SyncPeer(nobody, token=TOKEN, connect_timeout_ms=100)
    with pytest.raises(glue.PeerError) as raised:
        await asyncio.to_thread(away.open)
    shown.append(str(raised.value))
    for wrong in ({"url": url.replace("ws:", "http:")}, {"url": "ws://joe5:s3cret@host/bus/a?token=qu3ry", "bus": "b"}):
        with pytest.raises(ValueError, match=r"address of a gateway|names a bus") as refused:
            glue.Peer(**wrong)
        shown.append(str(refused.value))
    # The test's own words may be in the log of asyncio.
    shown += [record.getMessage() for record in caplog.records]
    assert [text for text in shown for secret in secrets if secret in text] == []
    assert any(gateway.url in record.getMessage() for record in caplog.records)


async def test_a_gateway_without_a_token_is_an_error_that_says_what_to_do():
    with GatewayProcess("--log-level", "error") as open_gateway:
        for token in (None, TOKEN):
            assert "Start the gateway with --token, and give Peer the same token=." in await refusal(
                glue.Peer(open_gateway.url, token=token)
            )


async def test_an_address_that_is_no_gateway_is_an_error():
    async def web_server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async def other_server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.com\r\n")
        writer.close()

    for serve, words in ((web_server, "is no gateway (HTTP status 404)"), (other_server, "is no gateway.")):
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            assert words in await refusal(glue.Peer(f"ws://127.0.0.1:{port}"))
    async with FakeGateway(lambda _: {"type": "hello yourself"}) as odd:
        assert "it does not know the login" in await refusal(glue.Peer(odd.url))
    with pytest.raises(ValueError, match="is no address of a gateway"):
        glue.Peer("http://127.0.0.1:8385")


async def test_a_gateway_that_comes_later_is_waited_for(caplog):
    port = free_port()
    peer = glue.Peer(f"ws://127.0.0.1:{port}")
    opening = asyncio.create_task(peer.open())
    # Nothing listens there yet.
    await until(lambda: peer.error)
    assert (peer.error.code, peer.status) == ("not_connected", "connecting")
    async with FakeGateway(port=port):
        await opening
        assert (peer.status, peer.error) == ("connected", None)
        await peer.close()


async def test_a_peer_that_is_opened_twice_stays_on_the_bus(new_peer):
    async with new_peer("Peer") as peer:
        with pytest.raises(RuntimeError, match="has been opened already"):
            await peer.open()
        assert peer.status == "connected"


def test_attempts_to_reach_a_gateway_become_rarer_and_never_end():
    pauses = list(itertools.islice(retry_pauses(), 5000))
    assert pauses[0] <= 0.5
    assert 2.5 <= max(pauses[10:]) <= 5


async def test_the_wait_for_a_gateway_can_be_given_up():
    peer = glue.Peer(f"ws://127.0.0.1:{free_port()}")
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(peer.open(), 0.2)
    assert peer.status == "closed"
    result = await peer.invoke("Sum")
    assert (result.code, result.error.startswith("There is no connection to the bus: the peer is closed.")) == (
        "not_connected",
        True,
    )


async def test_everything_comes_back_after_every_kind_of_loss(caplog):
    with GatewayProcess("--token", TOKEN, "--log-level", "error") as gateway:
        async with Network(gateway.port) as network:
            served = []
            peer = glue.Peer(network.url, token=TOKEN, application="Peer", heartbeat_ms=HEARTBEAT_MS)
            other = glue.Peer(gateway.url, token=TOKEN, application="Other")
            stuck = asyncio.Event()

            @peer.method("Echo", concurrency=2)
            async def echo(n: int):
                served.append(n)
                return {"n": n}

            @other.method("Never", concurrency=5)
            async def never():
                stuck.set()
                await asyncio.Event().wait()

            prices = peer.stream("Prices", snapshot=False)
            async with peer, other:
                states = peer.context("shared").follow()
                await other.context("shared").update({"n": 0, "kept": True})
                assert (await anext(states)).data == {"n": 0, "kept": True}
                batches = other.subscribe("Prices")
                first = asyncio.create_task(anext(batches))
                await until(prices.subscribers)
                await prices.push({"n": 0})
                assert (await first).items == [{"n": 0}]

                async def restart() -> None:
                    await asyncio.to_thread(gateway.stop)
                    await until(lambda: peer.status == other.status == "disconnected")
                    await asyncio.to_thread(gateway.start)

                losses = {"cut": network.cut, "swallow": network.swallow, "restart": restart}
                for n, (kind, lose) in enumerate(losses.items(), 1):
                    stuck.clear()
                    pending = asyncio.create_task(peer.invoke("Never"))
                    await stuck.wait()
                    instance = peer.instance
                    lost = lose()
                    if lost:
                        await lost
                    result = await pending
                    assert result.code == "connection_lost", kind
                    assert result.error == "The connection to the bus was lost before the answer came."
                    # What is asked now waits for the return.
                    asked = asyncio.create_task(peer.context("shared").update({"n": n}))
                    network.mend()
                    await asked
                    assert peer.instance != instance
                    assert (await other.invoke("Echo", n=n)).returned == {"n": n}, kind
                    async for state in states:
                        if state.data == {"n": n, "kept": True}:
                            break
                    await until(prices.subscribers)
                    await prices.push({"n": n})
                    batch = await anext(batches)
                    assert (batch.items, batch.gap) == ([{"n": n}], True), kind
                assert served == [1, 2, 3]
                assert await other.context("shared").get() == {"n": 3, "kept": True}
    assert "the gateway stopped responding" in caplog.text


async def test_a_program_that_asks_again_without_a_pause_gets_its_answer_after_a_loss():
    with GatewayProcess("--token", TOKEN, "--log-level", "error") as gateway:
        callee, caller = (glue.Peer(gateway.url, token=TOKEN) for _ in range(2))
        callee.method("One")(lambda: 1)
        async with callee, caller:
            assert (await caller.invoke("One")).ok
            gateway.stop(signal.SIGKILL)
            restart = asyncio.create_task(asyncio.to_thread(gateway.start))
            while not (await caller.invoke("One", wait_ms=30_000)).ok:
                pass
            await restart


async def test_an_invocation_that_waits_for_its_method_waits_across_a_loss():
    def answer(message: dict[str, Any]) -> Any:
        return {"type": "result", "result": {"n": 1}} if message["type"] == "call" else polite(message)

    async with FakeGateway(answer) as fake, glue.Peer(fake.url) as peer:
        waiting = asyncio.create_task(peer.invoke("Later"))
        for _ in range(2):
            await until(lambda: peer.status == "connected")
            fake.socket.transport.abort()
            await until(lambda: peer.status == "disconnected")
        await until(lambda: peer.status == "connected")
        assert not waiting.done()
        await fake.send({"type": "peer-added", "new_peer_id": "late", "identity": {"application": "Late"}})
        await fake.send({"type": "methods-added", "server_id": "late", "methods": [{"id": "1", "name": "Later"}]})
        assert (await waiting).returned == {"n": 1}
        # One call, to the one app that is there.
        assert [message["server_id"] for message in fake.received if message["type"] == "call"] == ["late"]


async def test_a_gateway_that_answers_pings_and_nothing_else_is_left():
    is_deaf = False

    def answer(message: dict[str, Any]) -> Any:
        return None if is_deaf else polite(message)

    async with FakeGateway(answer) as fake, glue.Peer(fake.url, heartbeat_ms=HEARTBEAT_MS) as peer:
        is_deaf = True
        await until(lambda: peer.status == "disconnected")
        is_deaf = False
        await until(lambda: peer.status == "connected")


async def test_a_gateway_that_talks_is_not_asked_whether_it_lives():
    # Long enough that a pause of a busy machine is no silence.
    async with FakeGateway() as fake, glue.Peer(fake.url, heartbeat_ms=2000):
        for _ in range(13):
            await fake.send({"type": "nothing", "domain": "agm"})
            await asyncio.sleep(0.2)
        assert not [message for message in fake.received if message["type"] == "create-token"]


async def test_a_method_that_is_added_while_the_peer_joins_is_registered_once():
    def answer(message: dict[str, Any]) -> Any:
        if message["type"] == "join":
            peer.method("Late")(lambda: 1)
        return polite(message)

    async with FakeGateway(answer) as fake:
        peer = glue.Peer(fake.url)
        async with peer:
            pass
        names = [method["name"] for message in fake.received for method in message.get("methods", ())]
        assert names == ["Late"]


GARBAGE: list[Any] = [
    "no JSON",
    '{"type": NaN}',
    "[" * 100_000,
    "7",
    b"\xff\xfe",
    {"type": 7},
    {"type": "invoke"},
    {"type": "invoke", "invocation_id": [], "method_id": {}, "caller_id": 7},
    {"type": "invoke", "invocation_id": "i", "method_id": "unknown", "caller_id": "x"},
    {"type": "peer-added", "new_peer_id": "x", "identity": []},
    {"type": "peer-added", "new_peer_id": "y", "identity": {"application": {"no": "text"}, "process": "9" * 99}},
    {"type": "methods-added", "server_id": "y", "methods": [7, {"id": "1"}, {"id": "1", "name": "x" * 5000}]},
    {"type": "methods-removed", "server_id": "nobody", "methods": [[], "1"]},
    {"type": "event", "subscription_id": "none", "data": {}},
    {"type": "context-added", "name": 7},
    {"type": "context-updated", "context_id": "none", "delta": 7},
    {"type": "add-interest", "subscription_id": "s", "method_id": "none", "caller_id": "x"},
    {"type": "error", "request_id": "p1"},
]


async def test_garbage_is_ignored_with_a_line_in_the_log(caplog):
    async with FakeGateway() as fake, glue.Peer(fake.url) as peer:
        for garbage in GARBAGE:
            text = garbage if isinstance(garbage, (str, bytes)) else None
            await (fake.send(garbage) if text is None else fake.socket.send(text))
        await fake.send({"type": "peer-added", "new_peer_id": "z", "identity": {"application": "Fine"}})
        await until(lambda: any(app.application == "Fine" for app in peer.instances()))
        assert peer.status == "connected"
        assert peer.methods() == []
    assert "is no message; it is ignored" in caplog.text
    assert 'malformed message, which is ignored: invoke: "method_id" is no text' in caplog.text
    assert not [record for record in caplog.records if record.exc_info]


async def test_a_publisher_that_accepts_too_late_is_left():
    async with FakeGateway() as fake, glue.Peer(fake.url):
        await fake.send({"type": "subscribed", "request_id": "long ago", "subscription_id": "s"})
        await until(lambda: fake.received[-1].get("subscription_id") == "s")
        assert fake.received[-1]["type"] == "unsubscribe"


async def test_a_message_that_is_too_large_is_not_sent(new_peer):
    async with new_peer("One") as one, new_peer("Two") as two:

        @two.method("Large")
        async def large(text: str = ""):
            return {"text": "x" * 17_000_000}

        sent = await one.invoke("Large", text="x" * 17_000_000)
        assert (sent.code, "too large for the gateway" in sent.error) == ("invalid_arguments", True)
        returned = await one.invoke("Large")
        assert (returned.code, returned.error) == (
            "no_result",
            'Method "Large": its result is too large for the gateway.',
        )
        assert one.status == two.status == "connected"


async def test_a_peer_ends_in_time_whatever_runs(new_peer):
    """Handlers that do not end, a gateway that is gone, and one that swallows everything."""
    may_end = threading.Event()
    with GatewayProcess("--token", TOKEN, "--log-level", "error") as gateway:
        async with Network(gateway.port) as network:
            peer = glue.Peer(network.url, token=TOKEN)

            @peer.method("InThread")
            def in_thread():
                may_end.wait(30)

            @peer.method("Stubborn")
            async def stubborn():
                while not may_end.is_set():
                    try:
                        await asyncio.sleep(30)
                    except asyncio.CancelledError:
                        continue

            async with peer:
                running = [asyncio.create_task(peer.invoke(name)) for name in ("InThread", "Stubborn")]
                states = asyncio.create_task(anext(peer.context("none").follow(), "ended"))
                batches = asyncio.create_task(anext(peer.subscribe("None"), "ended"))
                channels = peer.channels.follow()
                assert await anext(channels) is None
                on_no_channel = asyncio.create_task(anext(channels, "ended"))
                methods = peer.follow_methods()
                assert await anext(methods) == []
                no_methods = asyncio.create_task(anext(methods, "ended"))
                await peer.invoke("Missing", wait_ms=0)
                network.swallow()
                began = time.monotonic()
            assert time.monotonic() - began < 8
            assert [result.code for result in await asyncio.gather(*running)] == ["connection_lost"] * 2
            assert await asyncio.gather(states, batches, on_no_channel, no_methods) == ["ended"] * 4
            may_end.set()


async def test_a_cancelled_program_leaves_the_bus(new_peer):
    async with new_peer("Watcher") as watcher:

        async def program() -> None:
            async with new_peer("Cancelled") as peer:
                await peer.wait_closed()

        def is_there() -> bool:
            return any(app.application == "Cancelled" for app in watcher.instances())

        task = asyncio.create_task(program())
        await until(is_there)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: not is_there())


async def test_what_others_offer_is_what_the_component_methods_reports(new_peer):
    feed = new_peer("Feed")

    @feed.method({"name": "Quote", "displayName": "Quote it", "flags": {"k": 1}})
    def quote(symbol: str, at: float | None = None) -> dict[str, Any]:
        """Gives a price.

        More words.
        """
        return {}

    @feed.method("_internal")
    async def internal():
        pass

    feed.stream("Prices")
    async with feed, new_peer("Desk") as desk:
        methods = desk.methods()
        assert methods == [
            {
                "name": "Prices",
                "displayName": None,
                "description": None,
                "accepts": None,
                "returns": None,
                "objectTypes": [],
                "version": None,
                "flags": {},
                "supportsStreaming": True,
                "servers": [feed.instance.to_plotly_json()],
            },
            {
                "name": "Quote",
                "displayName": "Quote it",
                "description": "Gives a price.",
                "accepts": "string symbol, double at?",
                "returns": None,
                "objectTypes": [],
                "version": None,
                "flags": {"k": 1},
                "supportsStreaming": False,
                "servers": [feed.instance.to_plotly_json()],
            },
        ]
        assert [method["name"] for method in desk.methods(system=True)] == ["_internal", "Prices", "Quote"]
        assert feed.methods() == []
        assert [method["name"] for method in feed.methods(own=True, prefix="q")] == ["Quote"]
        assert {app.application for app in desk.instances()} == {"Feed", "Desk"}
        changes = desk.follow_methods()
        assert [method["name"] for method in await anext(changes)] == ["Prices", "Quote"]
        await feed.unregister("Prices")
        assert [method["name"] for method in await anext(changes)] == ["Quote"]


def test_the_package_needs_no_websockets_until_a_peer_is_made():
    code = """
import sys
sys.modules["websockets"] = None
import dash_glue42
assert not hasattr(dash_glue42, "Nothing")
try:
    dash_glue42.Peer
except ImportError as error:
    print(error)
"""
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert outcome.stdout.strip() == 'a Peer needs the package websockets: pip install "dash-glue42[peer]"'
