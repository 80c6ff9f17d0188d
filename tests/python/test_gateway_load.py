"""A gateway under floods and bursts: nothing is lost without a word, and nobody stops it for the others."""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from threading import Thread
from typing import Any

import pytest
from gateway_client import GatewayClient, frame
from gateway_member import GatewayMember
from gateway_process import GatewayProcess

OWN = "http://localhost:8050"

# As they stand in frames.
CLOSE = 8
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
each_kind_of_flood = pytest.mark.parametrize("message", [LARGE, UNKNOWN, UNHEARD], ids=lambda message: message["type"])


def test_a_burst_is_slowed_down_and_answered_whole(start):
    gateway = start("--token=secret")
    with GatewayMember(gateway.url) as caller, GatewayMember(gateway.url) as callee:
        callee.ask("register", "Echo")
        assert caller.ask("burst", "Echo", 60_000) == 60_000
    gateway.stop()
    assert "slowed down" in gateway.log
    assert "dropped" not in gateway.log


def test_a_member_may_send_only_so_much_in_the_long_run(start):
    gateway = start("--max-messages-per-second=50", "--token=secret")
    with GatewayMember(gateway.url) as caller, GatewayMember(gateway.url) as callee:
        callee.ask("register", "Echo")
        assert caller.ask("burst", "Echo", 150) == 150


@each_kind_of_flood
def test_floods_do_not_stop_the_bus_for_others(start, message):
    gateway = start("--token=secret")
    with GatewayMember(gateway.url) as caller, GatewayMember(gateway.url) as callee:
        callee.ask("register", "Echo")
        for _ in range(3):
            Flood(gateway, message, "secret")
        assert caller.ask("burst", "Echo", 200) == 200


@on_posix
@each_kind_of_flood
def test_a_flood_does_not_keep_it_from_ending(start, message):
    gateway = start()
    flood = Flood(gateway, message)
    with GatewayClient(gateway.port, OWN) as bystander:
        bystander.log_in()
        assert gateway.stop(signal.SIGTERM) == 0
        while (received := bystander.receive())[0] != CLOSE:
            pass
        assert received[1].startswith(GOING_AWAY)
    flood.wait_until_cut_off()


def test_who_reads_nothing_is_cut_off(start):
    gateway = start()
    Flood(gateway, LARGE).wait_until_cut_off()
    with GatewayClient(gateway.port, OWN) as client:
        assert client.log_in()["type"] == "welcome"
    gateway.stop()
    assert "MB unread for 15 seconds" in gateway.log


def test_what_waits_for_all_together_is_bounded(start):
    gateway = start("--max-waiting-mb=1")
    Flood(gateway, LARGE).wait_until_cut_off()
    gateway.stop()
    assert "(--max-waiting-mb)" in gateway.log
