"""Several gateways behind an nginx, as deploy/nginx.conf joins them."""

from __future__ import annotations

import json
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from .gateway_process import ROOT, GatewayProcess
from .waiting import wait_until

# What stands around the nodes' file; nothing is written outside the folder.
AROUND = """
daemon off;
pid nginx.pid;
error_log stderr warn;
worker_rlimit_nofile 8192;
events { worker_connections 4096; }
http {
    access_log off;
    client_body_temp_path temp;
    proxy_temp_path temp;
    fastcgi_temp_path temp;
    uwsgi_temp_path temp;
    scgi_temp_path temp;
    include gateway.conf;
}
"""


def nginx_path() -> str | None:
    """Where nginx is; some systems keep it from users' PATH."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


needs_nginx = pytest.mark.skipif(nginx_path() is None, reason="no nginx (Debian's package of this name)")


class GatewayNodes:
    """Nodes that start on free ports, and the proxy that leads each bus to one of them."""

    def __init__(self, *options: str) -> None:
        self.port = free_port()
        self.url = f"ws://127.0.0.1:{self.port}"
        own = [f"--public-url={self.url}", "--trust-proxy=127.0.0.1", "--log-level=warn"]
        with ExitStack() as stack:
            self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            self.nodes = [stack.enter_context(GatewayProcess(*own, *options)) for _ in range(3)]
            self._write_configuration()
            self.start_proxy()
            stack.callback(self.stop_proxy)
            self._stack = stack.pop_all()

    def __enter__(self) -> GatewayNodes:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def url_of(self, bus: str) -> str:
        return f"{self.url}/bus/{bus}"

    def node_of(self, bus: str) -> GatewayProcess:
        """Where the proxy leads the bus's clients."""
        id = node_at(self.port, bus)
        [node] = [node for node in self.running() if node_at(node.port, bus) == id]
        return node

    def running(self) -> list[GatewayProcess]:
        return [node for node in self.nodes if node.is_running]

    def wait_for_clients(self, nodes: list[GatewayProcess], count: int) -> None:
        """Waits until these nodes have so many connections."""
        wait_until(lambda: sum(read(node.port, "/health")["clients"] for node in nodes) >= count)

    def start_proxy(self) -> None:
        command = [str(nginx_path()), "-p", str(self._folder), "-c", "nginx.conf", "-e", "stderr"]
        self._stderr = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self._proxy = subprocess.Popen(command, stderr=self._stderr)
        wait_until(lambda: is_listening(self.port) or self._proxy.poll() is not None)
        if self._proxy.poll() is not None:
            self._stderr.seek(0)
            raise AssertionError(f"nginx did not start: {self._stderr.read()}")

    def stop_proxy(self) -> None:
        """Ends it at once, and with it all connections."""
        self._proxy.send_signal(signal.SIGTERM)
        self._proxy.wait(20)
        self._stderr.close()

    def _write_configuration(self) -> None:
        template = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
        written = re.sub(
            r"gateway-(\d):8385", lambda name: f"127.0.0.1:{self.nodes[int(name[1]) - 1].port}", template
        ).replace("listen 8080;", f"listen 127.0.0.1:{self.port};")
        (self._folder / "gateway.conf").write_text(written, encoding="utf-8")
        (self._folder / "nginx.conf").write_text(AROUND, encoding="utf-8")


def node_at(port: int, bus: str) -> str:
    return read(port, f"/bus/{bus}")["node"]


def read(port: int, path: str) -> Any:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return json.load(answer)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
