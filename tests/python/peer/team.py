"""Peers on one bus of several nodes, which use all that a bus carries while nodes go and come."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack
from typing import Any

from support.waiting import PAUSE_S

from dash_glue42 import Peer

SIZE = 5
# Between two invocations of a caller, in seconds.
PACE_S = 0.05
# What an answer takes, and what is between two items of the stream. So most callers wait for an answer at any moment,
# also when a node goes, and a small machine bears it.
ANSWER_S = ITEM_S = 0.2
# Until the bus and the method are there again.
WAIT_MS = 30_000


class Team:
    """One peer offers a method and a stream, one holds a context and a channel, the others invoke and subscribe."""

    def __init__(self, url: str, name: str, token: str) -> None:
        self.name = name
        self.peers = [Peer(url, token=token, application=f"{name}-{number}") for number in range(SIZE)]
        self._offers, self._holds, *self._callers = self.peers
        self._works: list[asyncio.Task[None]] = []
        self._listeners: list[asyncio.Task[None]] = []
        self._is_over = False
        self.begun = 0
        # By code.
        self.failed: Counter[str] = Counter()
        self._answered: Counter[Peer] = Counter()
        self._items: Counter[Peer] = Counter()
        self._before: tuple[Counter[Peer], Counter[Peer]] = (Counter(), Counter())

    async def begin(self, stack: AsyncExitStack) -> None:
        self._offers.method("Echo", concurrency=SIZE)(echo)
        ticks = self._offers.stream("Ticks", snapshot=False)
        await asyncio.gather(*(stack.enter_async_context(peer) for peer in self.peers))
        await self._holds.context("shared").set({"written": self.name})
        await self._holds.channels.join("Red")
        await self._holds.channels.publish({"chosen": self.name})
        self._works = in_background(self._publish(ticks), *map(self._call, self._callers))
        # These end when their peers are closed.
        self._listeners = in_background(
            pass_over(self._holds.context("shared").follow()),
            pass_over(self._holds.channels.follow()),
            *map(self._count_items, self._callers),
        )

    def mark(self) -> None:
        """From now on `is_served` counts."""
        self._before = (self._answered.copy(), self._items.copy())

    def is_served(self) -> bool:
        """Whether each caller has got an answer and an item since."""
        answered, items = self._before
        return all(self._answered[peer] > answered[peer] and self._items[peer] > items[peer] for peer in self._callers)

    def is_whole(self) -> bool:
        """Whether all see each other: none is on another node."""
        return all(peer.status == "connected" and len(peer.instances()) == SIZE for peer in self.peers)

    async def shared(self) -> Any:
        """What is in the context and in the channel, as a peer sees it that follows neither, when they are there."""
        while not {"shared", "___channel___Red"} <= set(await self._callers[0].contexts()):
            await asyncio.sleep(PAUSE_S)
        context = await self._callers[0].context("shared").get()
        channels = await self._callers[0].channels.list()
        return context, {channel["name"]: channel["data"] for channel in channels}

    async def end(self) -> None:
        """Begins nothing more. What is under way comes to its end."""
        self._is_over = True
        await asyncio.gather(*self._works)

    @property
    def answered(self) -> int:
        return self._answered.total()

    async def _call(self, caller: Peer) -> None:
        while not self._is_over:
            self.begun += 1
            number = self.begun
            result = await caller.invoke("Echo", number=number, wait_ms=WAIT_MS)
            if result.ok:
                assert result.returned == {"value": number}
                self._answered[caller] += 1
            else:
                self.failed[str(result.code)] += 1
            await asyncio.sleep(PACE_S)

    async def _publish(self, ticks: Any) -> None:
        while not self._is_over:
            await ticks.push({"tick": 1})
            await asyncio.sleep(ITEM_S)

    async def _count_items(self, subscriber: Peer) -> None:
        async for batch in subscriber.subscribe("Ticks"):
            self._items[subscriber] += len(batch.items)


def in_background(*works: Coroutine[Any, Any, None]) -> list[asyncio.Task[None]]:
    return [asyncio.create_task(work) for work in works]


async def echo(number: int) -> int:
    await asyncio.sleep(ANSWER_S)
    return number


async def pass_over(states: AsyncIterator[Any]) -> None:
    async for _ in states:
        pass
