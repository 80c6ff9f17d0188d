"""Several gateways behind an nginx: how long it takes when one of them dies, and when many clients return at once."""

import asyncio
import secrets
import signal
import time
from contextlib import AsyncExitStack
from statistics import median

from dash_glue42 import Peer
from tests.support.gateway_nodes import GatewayNodes, nginx_path
from tests.support.storm import Storm

from .figures import Figure
from .programs import in_a_thread
from .stage import Stage

BUSES = [f"team-{number}" for number in range(12)]
CLIENTS = 500


def measure(stage: Stage) -> list[Figure]:
    if nginx_path() is None:
        print("  left out: there is no nginx")
        return []
    token = secrets.token_hex()
    with GatewayNodes("--token", token) as nodes:
        return [
            node_dies(in_a_thread(answered_after_deaths(nodes, token, stage.scale.losses))),
            all_return(in_a_thread(return_of_all(nodes, token))),
        ]


async def answered_after_deaths(nodes: GatewayNodes, token: str, count: int) -> list[float]:
    """The seconds from a node's death until an invocation on its bus is answered."""
    url = nodes.url_of(BUSES[0])
    callee, caller = (Peer(url, token=token, application=name) for name in ("Callee", "Caller"))
    callee.method("Echo")(echo)
    samples: list[float] = []
    async with AsyncExitStack() as stack:
        for peer in (callee, caller):
            await stack.enter_async_context(peer)
        await until_answered(caller)
        for _ in range(count):
            node = nodes.node_of(BUSES[0])
            began = time.perf_counter()
            node.stop(signal.SIGKILL)
            await until_answered(caller)
            samples.append(time.perf_counter() - began)
            await asyncio.to_thread(node.start)
            # The bus has moved back.
            await asyncio.to_thread(nodes.wait_for_clients, [node], 2)
            await until_answered(caller)
    return samples


async def until_answered(caller: Peer) -> None:
    while not (await caller.invoke("Echo", number=1, wait_ms=30_000)).ok:
        pass


def echo(number: int) -> int:
    return number


async def return_of_all(nodes: GatewayNodes, token: str) -> float:
    """The seconds from the proxy's return until all clients are on their buses."""
    async with Storm([nodes.url_of(bus) for bus in BUSES], token, CLIENTS) as storm:
        nodes.stop_proxy()
        await storm.until_present(0)
        began = time.perf_counter()
        nodes.start_proxy()
        await storm.until_present(CLIENTS)
        return time.perf_counter() - began


def node_dies(samples: list[float]) -> Figure:
    return Figure(
        title="gateway nodes: from a node's death to the first answered invocation on the next node, through nginx",
        goal="<= 5 s",
        measured=f"{median(samples):.1f} s  (median of {len(samples)}, up to {max(samples):.1f} s)",
        is_met=max(samples) <= 5,
        numbers={"medianS": median(samples), "slowestS": max(samples)},
    )


def all_return(seconds: float) -> Figure:
    return Figure(
        title=f"gateway nodes: {CLIENTS} clients on {len(BUSES)} buses lose nginx and return at once: all back after",
        goal="<= 30 s",
        measured=f"{seconds:.1f} s",
        is_met=seconds <= 30,
        numbers={"allBackS": seconds},
    )
