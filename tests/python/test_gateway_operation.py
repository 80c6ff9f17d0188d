"""What those who run a gateway see of it: probes, metrics, its end."""

import json
import re
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from gateway_callee import GatewayCallee
from gateway_client import Connection, GatewayClient, Refused, frame
from gateway_member import GatewayMember
from support.gateway_nodes import GatewayNodes, free_port, needs_nginx, node_at, read
from support.gateway_process import ROOT, GatewayProcess
from support.waiting import wait_until

from dash_glue42.gateway import add_options

OWN = "http://localhost:8050"
PREFIX = "dash_glue42_gateway_"

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")


class Measured:
    """A gateway with its metrics."""

    def __init__(self) -> None:
        port = free_port()
        self.gateway = GatewayProcess("--token=secret", f"--metrics-port={port}", "--max-messages-per-second=100")
        self._url = f"http://127.0.0.1:{port}/metrics"

    def text(self) -> str:
        with urlopen(self._url, timeout=20) as answer:
            assert answer.headers["Content-Type"].startswith("text/plain")
            return answer.read().decode()

    def read(self, name: str, **labels: str) -> float:
        """The value of a series, by its name without the prefix."""
        written = ",".join(f'{label}="{value}"' for label, value in labels.items())
        series = PREFIX + name + (f"{{{written}}}" if labels else "")
        [value] = re.findall(rf"^{re.escape(series)} (\S+)$", self.text(), re.MULTILINE)
        return float(value)

    @contextmanager
    def raises(self, name: str, by: float = 1, **labels: str) -> Iterator[None]:
        """Waits until the series has risen by so much."""
        before = self.read(name, **labels)
        yield
        wait_until(lambda: self.read(name, **labels) >= before + by)
        assert self.read(name, **labels) == before + by


@pytest.fixture(scope="module")
def measured() -> Iterator[Measured]:
    measured = Measured()
    yield measured
    measured.gateway.stop()


def test_metrics_count_connections_buses_and_messages(measured):
    assert (measured.read("connections"), measured.read("buses")) == (0, 0)
    with GatewayClient(measured.gateway.port, OWN, bus="counted") as client:
        with measured.raises("messages_total", direction="received"):
            client.log_in("secret")
        assert (measured.read("connections"), measured.read("buses")) == (1, 1)
    assert measured.read("messages_total", direction="sent") >= 1


def test_metrics_count_invocations_by_how_they_ended_and_how_long_they_took(measured):
    url = measured.gateway.url
    with GatewayMember(url) as caller, GatewayMember(url) as callee:
        callee.ask("register", "Echo")
        with (
            measured.raises("invocations_total", 20, outcome="answered"),
            measured.raises("invocation_duration_seconds_count", 20),
        ):
            caller.ask("echoes", "Echo", 20)


def test_metrics_count_what_is_refused_and_who_is_cut_off(measured):
    port = measured.gateway.port
    with measured.raises("refusals_total", what="origin"), pytest.raises(Refused):
        GatewayClient(measured.gateway.port, "http://evil.example").close()
    with measured.raises("refusals_total", what="path"):
        connection = Connection(port)
        assert connection.upgrade(OWN, "/bus/..%2f") == 400
        connection.close()
    with measured.raises("refusals_total", what="login"), GatewayClient(port, OWN) as client:
        client.log_in("wrong")
    with measured.raises("refusals_total", what="message"), GatewayClient(port, OWN) as client:
        peer = client.log_in("secret")["peer_id"]
        client.send_message({"type": "ping", "domain": "global", "peer_id": peer, "data": {"__proto__": 1}})
    with measured.raises("cut_offs_total", why="message"), GatewayClient(port, OWN) as client:
        client.send(b"no message")


def test_metrics_show_who_is_slowed_down(measured):
    with GatewayClient(measured.gateway.port, OWN) as client:
        peer = client.log_in("secret")["peer_id"]
        ping = json.dumps({"type": "ping", "domain": "global", "peer_id": peer}).encode()
        client.send_bytes(frame(ping) * 1000)
        wait_until(lambda: measured.read("slowed_down_clients") == 1)
        assert measured.read("waiting_bytes") > 0


def test_metrics_have_no_text_of_a_client_and_are_on_their_own_port_only(measured):
    port = measured.gateway.port
    with GatewayClient(port, OWN, bus="of-a-client") as client:
        client.say_hello({"method": "access-token", "token": "secret"}, application="called-so", user="somebody")
        client.receive_message()
        text = measured.text()
    assert "process_resident_memory_bytes" in text
    for own in ("of-a-client", "called-so", "somebody", OWN):
        assert own not in text
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"http://127.0.0.1:{port}/metrics")


@on_posix
def test_a_gateway_that_ends_is_not_ready_and_lets_invocations_end():
    gateway = GatewayProcess("--token=secret", "--log-level=debug")
    assert gateway.readiness() == (200, "ready")
    with GatewayMember(gateway.url) as caller, GatewayCallee(gateway, "Slow") as callee:
        caller.begin("echoes", "Slow", 1)
        callee.wait_for_invocation()
        gateway.send_signal(signal.SIGTERM)
        wait_until(lambda: gateway.readiness() == (503, "draining"))
        connection = Connection(gateway.port)
        assert connection.upgrade(OWN) == 503
        connection.close()
        callee.answer_invocation()
        assert caller.end() == 1
        assert callee.receive_close_reason() == (1001, "Gateway shutting down")
    assert gateway.wait() == 0


@on_posix
def test_clients_are_sent_away_one_after_another_and_a_second_signal_ends_the_gateway_at_once():
    gateway = GatewayProcess()
    with ExitStack() as stack:
        clients = [stack.enter_context(GatewayClient(gateway.port, OWN)) for _ in range(200)]
        gateway.send_signal(signal.SIGTERM)
        assert clients[0].receive_close() == 1001
        assert read(gateway.port, "/health")["clients"] > 0
        assert gateway.stop(signal.SIGTERM, within=5) == 1


@needs_nginx
def test_the_proxy_leads_the_clients_of_a_node_that_ends_to_another_one():
    with GatewayNodes() as gateways:
        node = gateways.node_of("desk")
        with ExitStack() as stack:
            # They have to be sent away first, which takes a while.
            for _ in range(200):
                stack.enter_context(GatewayClient(gateways.port, OWN, bus="desk"))
            node.send_signal(signal.SIGTERM)
            wait_until(lambda: node.readiness() == (503, "draining"))
            assert node_at(gateways.port, "desk") in {
                node_at(other.port, "desk") for other in gateways.nodes if other != node
            }
            with GatewayClient(gateways.port, OWN, bus="desk") as client:
                assert client.log_in()["type"] == "welcome"
            assert node.is_running
        assert node.wait() == 0


def test_a_config_file_has_the_options_of_the_command_line_which_wins_and_secrets_are_in_files(tmp_path):
    secret = tmp_path / "token"
    secret.write_text("secret\n", encoding="utf-8")
    secret.chmod(0o604)
    config = tmp_path / "gateway.json"
    config.write_text(json.dumps({"log-format": "json", "port": 1, "allow-origin": ["https://apps.example.com"]}))
    environment = {"DASH_GLUE42_GATEWAY_TOKEN_FILE": str(secret)}
    with GatewayProcess(f"--config={config}", environment=environment) as gateway:
        assert json.loads(gateway.start_line)["url"] == f"ws://127.0.0.1:{gateway.port}"
        with GatewayClient(gateway.port, "https://apps.example.com") as client:
            assert client.log_in("secret")["type"] == "welcome"
    warned = [json.loads(line)["event"] for line in gateway.log.splitlines()].count("secret_readable")
    assert warned == (0 if sys.platform == "win32" else 1)


def test_the_command_line_of_python_has_every_option_of_the_gateway():
    sources = (ROOT / "src" / "gatewayServer").rglob("*.ts")
    known = {
        name
        for source in sources
        for name in re.findall(r"^ +'?([a-z-]+)'?: \{type: '(?:string|boolean)'", source.read_text(), re.MULTILINE)
    }
    parser = ArgumentParser(add_help=False)
    add_options(parser)
    offered = {option.removeprefix("--") for action in parser._actions for option in action.option_strings}
    assert offered == known | {"token"}
