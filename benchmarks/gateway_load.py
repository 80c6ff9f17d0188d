"""What one gateway carries: clients, invocations, memory. The clients are programs of Node, without a browser."""

import json
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.support.gateway_process import GatewayProcess

from .figures import Figure, percentile_95
from .programs import first_line, running
from .stage import Stage

CLIENTS = ["node", str(Path(__file__).with_name("gateway_clients.js"))]

SIZES = (2, 50, 200)
AT_ONCE = 100
MB = 1024 * 1024


def measure(stage: Stage) -> list[Figure]:
    count = stage.scale.round_trips
    token = secrets.token_hex()
    with (
        GatewayProcess("--log-level=warn", f"--token={token}") as gateway,
        running_clients() as clients,
        bare_server() as bare,
    ):
        empty = memory_at_rest(gateway)
        clients.ask("connectBare", bare)
        joins: list[list[float]] = []
        loads: list[Load] = []
        for size in SIZES:
            joins.append(clients.ask("grow", size, gateway.url, token))
            if not loads:
                clients.ask("oneByOne", stage.scale.warm_up)
                latency = clients.ask("oneByOne", count)
            loads.append(load(gateway, clients, size, 10 * count))
        return [
            one_by_one(latency),
            *[side_by_side(each) for each in loads],
            memory(empty, loads),
            joining(joins),
        ]


@dataclass(frozen=True)
class Load:
    """One size of the bus."""

    clients: int
    per_second: float
    # Median of an invocation while nothing else is under way.
    alone_ms: float
    lost: int
    memory: float


class Clients:
    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, command: str, *arguments: Any) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps([command, *arguments]), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        assert answer, "the clients have ended; see what they said above"
        return json.loads(answer)


@contextmanager
def running_clients() -> Iterator[Clients]:
    with running(CLIENTS) as process:
        yield Clients(process)


@contextmanager
def bare_server() -> Iterator[str]:
    with running([*CLIENTS, "echo"]) as process:
        yield first_line(process)


def memory_at_rest(gateway: GatewayProcess) -> float:
    """What it occupies after a moment of rest, in MB."""
    time.sleep(1)
    command = ["ps", "-o", "rss=", "-p", str(gateway.process_id)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(shown.stdout) * 1024 / MB


def load(gateway: GatewayProcess, clients: Clients, size: int, count: int) -> Load:
    # The machine's pace changes: compared with single invocations right before and right after.
    alone = clients.ask("oneByOne", 100)["invocation"]
    ended = clients.ask("sideBySide", count, AT_ONCE)
    alone += clients.ask("oneByOne", 100)["invocation"]
    return Load(
        clients=size,
        per_second=ended["succeeded"] / (ended["ms"] / 1000),
        alone_ms=median(alone),
        lost=count - ended["succeeded"],
        memory=memory_at_rest(gateway),
    )


def one_by_one(samples: dict[str, list[float]]) -> Figure:
    invocation, bare = median(samples["invocation"]), median(samples["bare"])
    ratio = invocation / bare
    return Figure(
        title=f"gateway: median of {len(samples['bare'])} sequential invocations of 200 characters over a bare "
        "WebSocket round trip",
        goal="<= 10",
        measured=f"{ratio:.1f}  ({invocation:.2f} ms, 95 % within {percentile_95(samples['invocation']):.2f} ms, "
        f"over {bare:.2f} ms)",
        is_met=ratio <= 10,
        numbers={"ratio": ratio, "invocationMs": invocation, "bareMs": bare},
    )


def side_by_side(load: Load) -> Figure:
    ratio = load.per_second * load.alone_ms / 1000
    return Figure(
        title=f"gateway, {load.clients} clients with a method each: answered per second, {AT_ONCE} invocations at a "
        "time, x median of single ones; lost",
        goal="0 lost",
        measured=f"{ratio:.2f}; {load.lost} lost  ({load.per_second:,.0f} per second, "
        f"single ones {load.alone_ms:.2f} ms)",
        is_met=load.lost == 0,
        numbers={"ratio": ratio, "perSecond": load.per_second, "aloneMs": load.alone_ms, "lost": load.lost},
    )


def memory(empty: float, loads: list[Load]) -> Figure:
    first, last = loads[0], loads[-1]
    per_client = (last.memory - first.memory) / (last.clients - first.clients)
    sizes = ", ".join(f"{each.memory:.0f} with {each.clients}" for each in loads)
    return Figure(
        title="gateway: memory of its process after those invocations, for each further client",
        goal="<= 1 MB",
        measured=f"{per_client:.2f} MB  ({empty:.0f} MB empty, {sizes} clients)",
        is_met=per_client <= 1,
        numbers={
            "perClientMb": per_client,
            "emptyMb": empty,
            **{f"with{each.clients}Mb": each.memory for each in loads},
        },
    )


def joining(joins: list[list[float]]) -> Figure:
    # The first ones wait for code that has never run.
    ms = {size: median(each) for size, each in zip(SIZES[1:], joins[1:], strict=True)}
    shown = ", ".join(f"{each:.0f} ms on the way to {size}" for size, each in ms.items())
    return Figure(
        title="gateway: from connecting to the registered method, median of those who join one after another",
        goal="<= 100 ms",
        measured=shown,
        is_met=max(ms.values()) <= 100,
        numbers={f"to{size}Ms": each for size, each in ms.items()},
    )
