"""Asks a gateway for admission as a page does: over a WebSocket, with an Origin header and a login."""

import base64
import http.client
import json
import os
import struct
from collections.abc import Iterator
from typing import IO, Any, NamedTuple, cast
from urllib.parse import urlsplit

_TEXT, _CLOSE = 1, 8
_LONGEST_FRAME = 1_000_000
_MOST_FRAMES = 100
# The last that comes; no message of a gateway has this type.
_CLOSED = "(closed)"
_LONGEST_REASON = 125


class NoAnswerError(Exception):
    """There is no gateway, or it says nothing."""


class Answer(NamedTuple):
    """What the gateway said.

    Attributes:
        status: Of the HTTP answer: 101 for a WebSocket.
        has_joined: Whether it took the login.
        reason: Why not; empty if it closed the connection without an answer.
        closed_because: The reason for which it closed the connection instead, if it gave one.
    """

    status: int
    has_joined: bool = False
    reason: str = ""
    closed_because: str = ""


def join(url: str, origin: str, token: str | None, seconds: float) -> Answer:
    """Opens a WebSocket, logs in and leaves. Raises NoAnswerError."""
    try:
        address = urlsplit(url)
        if address.scheme not in ("ws", "wss") or not address.hostname:
            raise NoAnswerError("is no address of a gateway: it begins with ws:// or wss://")
        make = http.client.HTTPSConnection if address.scheme == "wss" else http.client.HTTPConnection
        connection = make(address.hostname, address.port, timeout=seconds)
    except (http.client.InvalidURL, ValueError) as error:
        raise NoAnswerError(f"is no address of a gateway: {error}") from error
    try:
        path = (address.path or "/") + (f"?{address.query}" if address.query else "")
        return _join(connection, path, origin, token)
    except TimeoutError as error:
        raise NoAnswerError(f"did not answer within {seconds:g} seconds") from error
    except OSError as error:
        raise NoAnswerError(f"cannot be reached: {error}") from error
    except (http.client.HTTPException, ValueError, struct.error) as error:
        raise NoAnswerError("is no gateway: it does not send a gateway's messages") from error
    finally:
        connection.close()


def _join(connection: http.client.HTTPConnection, path: str, origin: str, token: str | None) -> Answer:
    key = base64.b64encode(os.urandom(16)).decode()
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key}
    connection.request("GET", path, headers={**upgrade, "Origin": origin})
    # A response that announces the end of the connection closes it.
    sock = connection.sock
    response = connection.getresponse()
    if response.status != 101:
        return Answer(response.status)
    sock.sendall(_frame(json.dumps(_hello(token)).encode()))
    # What follows the head of the response may be in its buffer already.
    return _answer_in(_messages(response.fp))


def _hello(token: str | None) -> dict[str, Any]:
    by_name = {"method": "secret", "login": "doctor", "secret": "doctor"}
    return {
        "type": "hello",
        "domain": "global",
        "request_id": "1",
        "identity": {"application": "dash-glue42 doctor", "instance": os.urandom(8).hex()},
        "authentication": {"method": "access-token", "token": token} if token else by_name,
    }


def _answer_in(messages: Iterator[dict[str, Any]]) -> Answer:
    for message in messages:
        if message.get("type") == "welcome":
            return Answer(101, has_joined=True)
        if message.get("type") == "error":
            return Answer(101, reason=str(message.get("reason")))
        if message.get("type") == _CLOSED:
            return Answer(101, closed_because=str(message.get("reason")))
    return Answer(101)


def _messages(frames: IO[bytes]) -> Iterator[dict[str, Any]]:
    """What the gateway sends, until it closes the connection."""
    for _ in range(_MOST_FRAMES):
        head = frames.read(2)
        if len(head) < 2:
            return
        if head[0] & 0x0F == _CLOSE:
            # Before the reason there is a code of two bytes.
            reason = frames.read(min(head[1], _LONGEST_REASON))[2:].decode(errors="replace")
            yield {"type": _CLOSED, "reason": reason}
            return
        size = head[1]
        if size >= 126:
            [size] = struct.unpack(*(("!H", frames.read(2)) if size == 126 else ("!Q", frames.read(8))))
        if size > _LONGEST_FRAME:
            return
        payload = frames.read(size)
        message: Any = json.loads(payload) if head[0] & 0x0F == _TEXT else None
        if isinstance(message, dict):
            yield cast("dict[str, Any]", message)


def _frame(payload: bytes) -> bytes:
    """One frame with a text, masked as the protocol wants it of a client. By zeros: nothing here needs hiding."""
    return struct.pack("!BBQ", 0x80 | _TEXT, 0x80 | 127, len(payload)) + bytes(4) + payload
