"""A program that talks to a gateway over a bare WebSocket, with the Origin header it likes."""

import json
import os
import socket
import ssl
import struct
from typing import Any

# Longer than the gateway has with those who do nothing.
PATIENCE = 20


class Refused(Exception):
    """The WebSocket was not opened because of who asked."""


class Connection:
    """A bare connection, which may ask for a WebSocket."""

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        self._port = port
        connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._socket = tls.wrap_socket(connection, server_hostname="localhost") if tls else connection
        self._stream = self._socket.makefile("rb")

    def send_bytes(self, payload: bytes) -> None:
        self._socket.sendall(payload)

    def upgrade(self, origin: str | None, path: str = "/", forwarded_for: str | None = None) -> int:
        """Asks for a WebSocket; returns the status of the answer."""
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self._port}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            *([] if origin is None else [f"Origin: {origin}"]),
            *([] if forwarded_for is None else [f"X-Forwarded-For: {forwarded_for}"]),
        ]
        self.send_bytes("".join(f"{line}\r\n" for line in [*lines, ""]).encode())
        status = int(self._stream.readline().split()[1])
        while self._stream.readline().strip():
            pass
        return status

    def is_cut_off(self) -> bool:
        """Waits until the other end neither says nor takes anything any more."""
        try:
            while self._socket.recv(65536):
                pass
            while True:
                self.send_bytes(b"x" * 65536)
        except TimeoutError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        self._stream.close()
        self._socket.close()


class GatewayClient(Connection):
    """A WebSocket."""

    def __init__(
        self,
        port: int,
        origin: str | None,
        tls: ssl.SSLContext | None = None,
        *,
        bus: str | None = None,
        forwarded_for: str | None = None,
    ) -> None:
        super().__init__(port, tls)
        status = self.upgrade(origin, "/" if bus is None else f"/bus/{bus}", forwarded_for)
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
        self.say_hello(by_name if token is None else {"method": "access-token", "token": token})
        return self.receive_message()

    def say_hello(self, authentication: object, /, **claimed: object) -> None:
        """With what the client claims to be besides."""
        identity = {"application": "Test", "instance": os.urandom(8).hex(), **claimed}
        hello = {"type": "hello", "domain": "global", "request_id": "1", "identity": identity}
        self.send_message({**hello, "authentication": authentication})

    def send_message(self, message: dict[str, Any]) -> None:
        self.send(json.dumps(message).encode())

    def send(self, payload: bytes, code: int = 1) -> None:
        self.send_bytes(frame(payload, code))

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
        return self.receive_close_reason()[0]

    def receive_close_reason(self) -> tuple[int, str]:
        code, payload = self.receive()
        assert code == 8, f"no close: {code} {payload!r}"
        return struct.unpack("!H", payload[:2])[0], payload[2:].decode()

    def answer(self, **message: Any) -> dict[str, Any]:
        """Sends a request, and passes over what comes before its answer."""
        self.send_message({"request_id": "asked", **message})
        return self.receive_one(request_id="asked")

    def receive_one(self, **expected: Any) -> dict[str, Any]:
        """The next message that has all of these; those before it are passed over."""
        while not expected.items() <= (received := self.receive_message()).items():
            pass
        return received


def frame(payload: bytes, code: int = 1) -> bytes:
    """Masked, as what comes from clients must be."""
    mask = os.urandom(4)
    size = struct.pack("!BBQ", 0x80 | code, 0x80 | 127, len(payload))
    repeated = (mask * (len(payload) // 4 + 1))[: len(payload)]
    masked = int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")
    return size + mask + masked.to_bytes(len(payload), "big")
