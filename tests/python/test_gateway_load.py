"""A gateway under floods and bursts: nothing is lost without a word, and nobody stops it for the others."""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from threading import Thread
from typing import Any

import pytest
from gateway_callee import GatewayCallee
from gateway_client import GatewayClient, frame
from gateway_member import GatewayMember
from support.gateway_process import GatewayProcess
from support.waiting import wait_until

OWN = "http://localhost:8050"

# As they stand in frames.
CLOSE = 8
GOODBYE = bytes([0x80 | CLOSE, 0x80 | 2, 0, 0, 0, 0]) + (1000).to_bytes(2, "big")
GOING_AWAY = (1001).to_bytes(2, "big")

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")


@pytest.fixture
def start() -> Iterator[Callable[..., GatewayProcess]]:
    with ExitStack() as stack:

        def start(*options: str) -> GatewayProcess:
            gateway = GatewayProcess(*options)
            stack.callback(gateway.stop)
            return gateway

        yield start


class Flood:
    """A member that sends as fast as the gateway reads, and reads no answer."""

    def __init__(self, gateway: GatewayProcess, message: dict[str, Any], token: str | None = None) -> None:
        self._client = GatewayClient(gateway.port, OWN)
        peer = {"peer_id": self._client.log_in(token)["peer_id"], "request_id": "1"}
        self._client.send_message({**JOIN, **peer})
        self._client.send_message({**LARGE, **peer, "data": {"rows": [{"row": row} for row in range(5000)]}})
        payload = json.dumps({**message, **peer}).encode()
        self._block = frame(payload) * max(1, 100_000 // len(payload))
        self._thread = Thread(target=self._send, daemon=True)
        self._thread.start()

    def _send(self) -> None:
        with suppress(OSError), self._client:
            while True:
                self._client.send_bytes(self._block)

    def wait_until_cut_off(self) -> None:
        self._thread.join()


JOIN = {"type": "join", "domain": "global", "destination": "context"}
# Who asks for a context that is there is sent all that is in it.
LARGE = {"type": "create-context", "domain": "context", "name": "large", "lifetime": "retained"}
# The answer is an error, and a line in the log.
UNKNOWN = {"type": "unknown", "domain": "context"}
UNHEARD = {"type": "ping", "domain": "global"}
REFUSED = {"type": "refused", "domain": "global", "__proto__": 1}


def each_kind_of(*floods: dict[str, Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("message", floods, ids=lambda message: message["type"])


def test_a_burst_is_slowed_down_and_answered_whole(start):
    gateway = start("--max-messages-per-second=1000", "--token=secret")
    with GatewayMember(gateway.url) as caller, GatewayMember(gateway.url) as callee:
        callee.ask("register", "Echo")
        # Several times what waits at the gateway before it stops to read, and what it passes on in a second.
        assert caller.ask("burst", "Echo", 4_000) == 4_000
    gateway.stop()
    assert "slowed down" in gateway.log
    assert "dropped" not in gateway.log


def test_a_member_may_send_only_so_much_in_the_long_run(start):
    gateway = start("--max-messages-per-second=50", "--token=secret")
    with GatewayMember(gateway.url) as caller, GatewayMember(gateway.url) as callee:
        callee.ask("register", "Echo")
        assert caller.ask("burst", "Echo", 150) == 150
    gateway.stop()
    assert "slowed down" in gateway.log


@each_kind_of(LARGE, UNKNOWN, UNHEARD, REFUSED)
def test_floods_do_not_stop_the_bus_for_others(start, message):
    gateway = start("--token=secret")
    with GatewayMember(gateway.url) as caller, GatewayMember(gateway.url) as callee:
        callee.ask("register", "Echo")
        for _ in range(3):
            Flood(gateway, message, "secret")
        assert caller.ask("echoes", "Echo", 20) == 20


def test_a_caller_that_does_not_read_stops_its_callee_for_seconds_only(start):
    gateway = start("--token=secret")
    with GatewayMember(gateway.url) as caller, GatewayMember(gateway.url) as callee:
        callee.ask("register", "Echo")
        with GatewayClient(gateway.port, OWN) as client:
            peer = {"peer_id": client.log_in("secret")["peer_id"], "request_id": "1"}
            call = {"type": "call", "domain": "agm", **peer, **find_method(client, peer, "Echo")}
            for _ in range(200):
                client.send_message({**call, "arguments_kv": {"length": 200_000}})
            assert caller.ask("echoes", "Echo", 20) == 20
    gateway.stop()
    assert "clients that write to it wait" in gateway.log
    assert "while others waited for it" in gateway.log


def find_method(client: GatewayClient, peer: dict[str, Any], name: str) -> dict[str, Any]:
    client.send_message({**JOIN, **peer, "destination": "agm"})
    while True:
        told = client.receive_message()
        for method in told["methods"] if told["type"] == "methods-added" else []:
            if method["name"] == name:
                return {"server_id": told["server_id"], "method_id": method["id"]}


def test_a_message_of_millions_of_values_does_not_stop_the_bus_for_others(start):
    gateway = start("--token=secret")
    with GatewayMember(gateway.url) as caller, GatewayMember(gateway.url) as callee:
        callee.ask("register", "Echo")
        with GatewayClient(gateway.port, OWN) as client:
            peer = client.log_in("secret")["peer_id"]
            message = {**UNHEARD, "peer_id": peer, "request_id": "1", "data": [0] * 8_000_000}
            client.send(json.dumps(message, separators=(",", ":")).encode())
            assert caller.ask("echoes", "Echo", 20) == 20


def test_what_is_too_much_for_all_together_makes_them_wait_and_costs_no_reader_its_connection(start):
    gateway = start("--max-waiting-mb=10", "--token=secret")
    readers = [GatewayMember(gateway.url) for _ in range(2)]
    with GatewayMember(gateway.url) as writer, readers[0], readers[1]:
        writer.ask("update", "news", {"here": 1})
        for reader in readers:
            reader.ask("follow", "news")
            reader.begin("readText", "news")
        writer.ask("writeText", "news", 8_000_000)
        assert [reader.end() for reader in readers] == [8_000_000] * 2
    gateway.stop()
    assert "unread by all clients together" in gateway.log
    # Client libraries come back by themselves after they were cut off.
    assert gateway.log.count("joined") == 3


def test_what_a_member_sent_before_it_left_is_passed_on(start):
    gateway = start("--token=secret")
    with GatewayClient(gateway.port, OWN) as client:
        peer = {"peer_id": client.log_in("secret")["peer_id"], "request_id": "1"}
        client.send_message({**JOIN, **peer})
        client.receive_message()
        news = [{**LARGE, **peer, "name": f"news {number}", "data": {"text": "x" * number}} for number in range(500)]
        client.send_bytes(b"".join(frame(json.dumps(message).encode()) for message in news) + GOODBYE)
        while client.receive()[0] != CLOSE:
            pass
    with GatewayMember(gateway.url) as member:
        assert member.ask("readText", "news 499") == 499


@on_posix
@each_kind_of(LARGE, UNKNOWN, UNHEARD)
def test_a_flood_keeps_it_neither_from_ending_nor_invocations_from_their_end(start, message):
    gateway = start("--token=secret")
    flood = Flood(gateway, message, "secret")
    with GatewayMember(gateway.url) as caller, GatewayCallee(gateway, "Slow") as callee:
        caller.begin("echoes", "Slow", 1)
        callee.wait_for_invocation()
        gateway.send_signal(signal.SIGTERM)
        wait_until(lambda: gateway.readiness() == (503, "draining"))
        callee.answer_invocation()
        assert caller.end() == 1
        while (received := callee.receive())[0] != CLOSE:
            pass
        assert received[1].startswith(GOING_AWAY)
        assert gateway.wait(within=10) == 0
    flood.wait_until_cut_off()


def test_who_reads_nothing_is_cut_off(start):
    gateway = start()
    Flood(gateway, LARGE).wait_until_cut_off()
    with GatewayClient(gateway.port, OWN) as client:
        assert client.log_in()["type"] == "welcome"
    gateway.stop()
    assert "while others waited for it" in gateway.log


def test_what_waits_for_all_together_is_bounded(start):
    gateway = start("--max-waiting-mb=1")
    Flood(gateway, LARGE).wait_until_cut_off()
    gateway.stop()
    assert "(--max-waiting-mb)" in gateway.log
