"""A gateway that misbehaves, and a network between a peer and a real one that breaks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve

WELCOME = {"type": "welcome", "peer_id": "p-fake-1", "resolved_identity": {"application": "Peer"}}
# What it answers to a message; None: nothing.
Answer = Callable[[dict[str, Any]], Any]


def polite(message: dict[str, Any]) -> Any:
    """As a gateway with no other app."""
    kinds = {"hello": WELCOME, "create-token": {"type": "token"}}
    return kinds.get(message["type"], {"type": "success"})


class FakeGateway:
    """Answers as the test says; `socket` is the last connection."""

    def __init__(self, answer: Answer = polite, port: int = 0) -> None:
        self.answer = answer
        self.received: list[dict[str, Any]] = []
        self.socket: ServerConnection
        self._port = port
        self._server: Server

    async def __aenter__(self) -> FakeGateway:
        self._server = await serve(self._talk, "127.0.0.1", self._port, compression=None, max_size=None)
        self._port = next(iter(self._server.sockets)).getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.close()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._port}"

    async def send(self, message: dict[str, Any]) -> None:
        await self.socket.send(json.dumps(message))

    async def _talk(self, socket: ServerConnection) -> None:
        self.socket = socket
        async for text in socket:
            message = json.loads(text)
            self.received.append(message)
            answer = self.answer(message)
            if answer is not None:
                await self.send({"domain": message["domain"], "request_id": message["request_id"], **answer})


class Network:
    """Passes bytes on between a peer and a gateway, until it is cut or swallows them."""

    def __init__(self, port: int) -> None:
        self.gateway = port
        self._writers: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()
        self._flows.set()
        self._server: asyncio.Server

    async def __aenter__(self) -> Network:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.close()
        self.cut()

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    def swallow(self) -> None:
        """From now on nothing arrives, and neither end learns of it."""
        self._flows.clear()

    def mend(self) -> None:
        self._flows.set()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        onward_reader, onward_writer = await asyncio.open_connection("127.0.0.1", self.gateway)
        self._writers |= {writer, onward_writer}
        flows: tuple[Awaitable[None], ...] = (self._pass(reader, onward_writer), self._pass(onward_reader, writer))
        await asyncio.gather(*flows)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                await self._flows.wait()
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        writer.close()
