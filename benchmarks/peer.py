"""Two peers on a gateway: how fast they invoke each other and stream, and what they keep of it."""

import asyncio
import gc
import secrets
import time
import tracemalloc
from statistics import median

from dash_glue42 import Peer
from tests.support.gateway_process import GatewayProcess

from .figures import Figure, percentile_95
from .programs import in_a_thread
from .stage import Scale, Stage

AT_ONCE = 100
ITEM = {"symbol": "EURUSD", "bid": 1.08, "ask": 1.09, "pad": "x" * 100}


def measure(stage: Stage) -> list[Figure]:
    token = secrets.token_hex()
    with GatewayProcess("--log-level=warn", f"--token={token}") as gateway:
        return in_a_thread(_measure(gateway.url, token, stage.scale))


async def _measure(url: str, token: str, scale: Scale) -> list[Figure]:
    feed, desk = Peer(url, token=token, application="Feed"), Peer(url, token=token, application="Desk")
    feed.method("Echo")(_echo)
    prices = feed.stream("Prices", snapshot=False)
    many = 10 * (scale.heap_to - scale.heap_from)
    async with feed, desk:
        await _invoke(desk, scale.warm_up)
        one_by_one = await _one_by_one(desk, scale.round_trips)
        began = time.perf_counter()
        await _invoke(desk, 10 * scale.round_trips)
        invoked = 10 * scale.round_trips / (time.perf_counter() - began)
        batches = desk.subscribe("Prices", max_pending=10 * many)
        first = asyncio.ensure_future(anext(batches))
        while not prices.subscribers():
            await asyncio.sleep(0.01)
        began = time.perf_counter()
        await prices.push([ITEM] * many)
        received = len((await first).items)
        while received < many:
            received += len((await anext(batches)).items)
        streamed = many / (time.perf_counter() - began)
        kept = await _kept(desk, many)
    return [
        Figure(
            title="invocation of a peer by a peer, one by one",
            measured=f"{median(one_by_one):.2f} ms, 95 %: {percentile_95(one_by_one):.2f} ms",
            numbers={"medianMs": median(one_by_one), "p95Ms": percentile_95(one_by_one)},
        ),
        Figure(
            title=f"invocations of a peer by a peer, {AT_ONCE} at once",
            measured=f"{invoked:,.0f}/s",
            numbers={"perSecond": invoked},
        ),
        Figure(
            title=f"items of a stream from a peer to a peer, {many:,} in order",
            measured=f"{streamed:,.0f}/s",
            numbers={"perSecond": streamed},
        ),
        Figure(
            title=f"memory that two peers keep of an invocation, over {many:,}",
            goal="<= 10 B",
            measured=f"{kept:.1f} B",
            is_met=kept <= 10,
            numbers={"bytesPerInvocation": kept},
        ),
    ]


async def _echo(n: int) -> dict[str, int]:
    return {"n": n}


async def _one_by_one(peer: Peer, count: int) -> list[float]:
    samples: list[float] = []
    for n in range(count):
        began = time.perf_counter()
        await peer.invoke("Echo", n=n)
        samples.append((time.perf_counter() - began) * 1000)
    return samples


async def _invoke(peer: Peer, count: int) -> None:
    for begin in range(0, count, AT_ONCE):
        results = await asyncio.gather(*(peer.invoke("Echo", n=n) for n in range(begin, min(begin + AT_ONCE, count))))
        assert all(result.ok for result in results)


async def _kept(peer: Peer, count: int) -> float:
    """Bytes for each invocation."""
    tracemalloc.start()
    try:
        await _invoke(peer, 10 * AT_ONCE)
        before = _traced()
        await _invoke(peer, count)
        return (_traced() - before) / count
    finally:
        tracemalloc.stop()


def _traced() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]
