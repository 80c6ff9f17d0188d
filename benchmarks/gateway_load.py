"""What one gateway carries: clients, invocations, memory. The clients are programs of Node, without a browser."""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from .figures import Figure, percentile_95
from .stage import Stage

ROOT = Path(__file__).resolve().parents[1]
CLIENTS = ["node", str(Path(__file__).with_name("gateway_clients.js"))]
TOKEN_VARIABLE = "DASH_GLUE42_GATEWAY_TOKEN"

SIZES = (2, 50, 200)
AT_ONCE = 100
MB = 1024 * 1024


def measure(stage: Stage) -> list[Figure]:
    count = stage.scale.round_trips
    with running_gateway() as gateway, running_clients() as clients, bare_server() as bare:
        empty = gateway.memory()
        clients.ask("connectBare", bare)
        joins: list[list[float]] = []
        loads: list[Load] = []
        for size in SIZES:
            joins.append(clients.ask("grow", size, gateway.url, gateway.token))
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
class Gateway:
    process_id: int
    url: str
    token: str

    def memory(self) -> float:
        """What it occupies after a moment of rest, in MB."""
        time.sleep(1)
        return resident_bytes(self.process_id) / MB


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
def running_gateway() -> Iterator[Gateway]:
    """As users start it; with a token, because programs without a browser's origin need one."""
    token = secrets.token_hex()
    command = [sys.executable, "-m", "dash_glue42.gateway", "--port=0", "--log-level=warn"]
    with running(command, {TOKEN_VARIABLE: token}) as process:
        # It says "Glue42 gateway on ws://… for …".
        yield Gateway(process.pid, first_line(process).split()[3], token)


@contextmanager
def running_clients() -> Iterator[Clients]:
    with running(CLIENTS) as process:
        yield Clients(process)


@contextmanager
def bare_server() -> Iterator[str]:
    with running([*CLIENTS, "echo"]) as process:
        yield first_line(process)


@contextmanager
def running(command: list[str], environment: dict[str, str] | None = None) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def first_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    line = process.stdout.readline().strip()
    assert line, "a program has not started; see what it said above"
    return line


def resident_bytes(process_id: int) -> int:
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(process_id)], capture_output=True, text=True, check=True)
    return int(shown.stdout) * 1024


def load(gateway: Gateway, clients: Clients, size: int, count: int) -> Load:
    # The machine's pace changes: compared with single invocations right before and right after.
    alone = clients.ask("oneByOne", 100)["invocation"]
    ended = clients.ask("sideBySide", count, AT_ONCE)
    alone += clients.ask("oneByOne", 100)["invocation"]
    return Load(
        clients=size,
        per_second=ended["succeeded"] / (ended["ms"] / 1000),
        alone_ms=median(alone),
        lost=count - ended["succeeded"],
        memory=gateway.memory(),
    )


def one_by_one(samples: dict[str, list[float]]) -> Figure:
    invocation, bare = median(samples["invocation"]), median(samples["bare"])
    ratio = invocation / bare
    return Figure(
        title=f"gateway: median of {len(samples['bare'])} sequential invocations of 200 characters over a bare "
        "WebSocket round trip",
        vendor="not given",
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
        vendor="not given",
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
        vendor="not given",
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
        vendor="not given",
        goal="<= 100 ms",
        measured=shown,
        is_met=max(ms.values()) <= 100,
        numbers={f"to{size}Ms": each for size, each in ms.items()},
    )
