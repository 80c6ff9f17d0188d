"""A gateway that learns from its proxy that one of its buses is on another node now."""

import json
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from gateway_client import GatewayClient
from support.gateway_process import GatewayProcess

OWN = "http://localhost:8050"


class ToAnotherNode(BaseHTTPRequestHandler):
    """Stands for a proxy that leads to another node for the bus "moved", and to nowhere for others."""

    def do_GET(self) -> None:
        is_moved = self.path == "/public/bus/moved"
        self.send_response(200 if is_moved else 502)
        self.end_headers()
        self.wfile.write(b'{"node": "another"}' if is_moved else b"")

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def proxy() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), ToAnotherNode) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"ws://127.0.0.1:{server.server_port}/public"
        server.shutdown()


class Member:
    """A client that is on a bus."""

    def __init__(self, gateway: GatewayProcess, bus: str) -> None:
        self._client = GatewayClient(gateway.port, OWN, bus=bus)
        self._peer = {"peer_id": self._client.log_in()["peer_id"]}
        self._client.answer(type="join", domain="global", destination="context", **self._peer)

    def creates(self, name: str) -> bool:
        """False: there is a context of this name already."""
        context = {"name": name, "data": {}, "lifetime": "retained"}
        answer = self._client.answer(type="create-context", domain="context", **context, **self._peer)
        return answer["type"] == "context-created"

    def receive_close(self) -> tuple[int, str]:
        while True:
            code, payload = self._client.receive()
            if code == 8:
                self._client.close()
                return int.from_bytes(payload[:2], "big"), payload[2:].decode()

    def close(self) -> None:
        self._client.close()


def test_its_members_are_asked_to_connect_again_and_what_it_had_is_forgotten(proxy):
    with GatewayProcess(f"--public-url={proxy}") as gateway:
        moved, stays = Member(gateway, "moved"), Member(gateway, "stays")
        assert moved.creates("shared")
        assert stays.creates("shared")
        assert moved.receive_close() == (1012, "The bus is on another node")
        # It may come back later, when its contexts have gone on elsewhere.
        with closing(Member(gateway, "moved")) as again, closing(stays):
            assert again.creates("shared")
            assert not stays.creates("shared")
    assert "the proxy leads to another node for bus moved" in gateway.log
    assert "does not tell which node has bus stays: the answer has the status 502" in gateway.log


def test_it_says_which_node_it_is_at_the_address_of_each_bus():
    with GatewayProcess() as gateway, GatewayProcess() as other:
        node, other_node = (f"http://127.0.0.1:{each.port}" for each in (gateway, other))
        assert read(f"{node}/bus/one") == read(f"{node}/bus/two") != read(f"{other_node}/bus/one")
        for wrong in ("/bus/", "/bus/a/b", "/bus/..%2f", "/"):
            with pytest.raises(HTTPError, match="404"):
                read(node + wrong)


def read(url: str) -> object:
    with urlopen(url) as answer:
        return json.load(answer)["node"]
