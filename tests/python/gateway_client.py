"""A program that talks to a gateway over a bare WebSocket, with the Origin header it likes."""

import json
import os
import socket
import ssl
import struct
from typing import Any

PATIENCE = 10


class Refused(Exception):
    """The WebSocket was not opened because of who asked."""


class GatewayClient:
    def __init__(self, port: int, origin: str | None, tls: ssl.SSLContext | None = None) -> None:
        connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._socket = tls.wrap_socket(connection, server_hostname="localhost") if tls else connection
        self._stream = self._socket.makefile("rb")
        lines = [
            "GET / HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            *([] if origin is None else [f"Origin: {origin}"]),
        ]
        self._socket.sendall("".join(f"{line}\r\n" for line in [*lines, ""]).encode())
        status = int(self._stream.readline().split()[1])
        while self._stream.readline().strip():
            pass
        if status == 403:
            self.close()
            raise Refused
        assert status == 101, status

    def __enter__(self) -> "GatewayClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def log_in(self, token: str | None = None) -> dict[str, Any]:
        """Says hello as the client libraries do; returns the gateway's answer."""
        by_name = {"method": "secret", "login": "glue42", "secret": "glue42"}
        authentication = by_name if token is None else {"method": "access-token", "token": token}
        identity = {"application": "Test", "instance": os.urandom(8).hex()}
        hello = {"type": "hello", "domain": "global", "request_id": "1", "identity": identity}
        self.send(json.dumps({**hello, "authentication": authentication}).encode())
        return self.receive_message()

    def send(self, payload: bytes, code: int = 1) -> None:
        """One frame, masked as what comes from clients must be."""
        mask = os.urandom(4)
        size = struct.pack("!BBQ", 0x80 | code, 0x80 | 127, len(payload))
        repeated = mask * (len(payload) // 4 + 1)
        masked = bytes(a ^ b for a, b in zip(payload, repeated, strict=False))
        self._socket.sendall(size + mask + masked)

    def receive(self) -> tuple[int, bytes]:
        """The next frame: 1 is text, 8 a close with its code."""
        code, size = self._stream.read(2)
        if size == 126:
            [size] = struct.unpack("!H", self._stream.read(2))
        elif size == 127:
            [size] = struct.unpack("!Q", self._stream.read(8))
        return code & 0x0F, self._stream.read(size)

    def receive_message(self) -> dict[str, Any]:
        code, payload = self.receive()
        assert code == 1, f"no text: {code} {payload!r}"
        return json.loads(payload)

    def receive_close(self) -> int:
        code, payload = self.receive()
        assert code == 8, f"no close: {code} {payload!r}"
        return struct.unpack("!H", payload[:2])[0]

    def close(self) -> None:
        self._stream.close()
        self._socket.close()
