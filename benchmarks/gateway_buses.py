"""What many buses cost in one gateway, what a flood costs the others, and what several gateways share the load at."""

import os
import secrets
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.support.gateway_process import GatewayProcess

from .figures import Figure, percentile_95
from .gateway_load import memory_at_rest, running_clients
from .stage import Stage

PROCESSES = (1, 2, 3)
# On each process.
PAIRS = 4
# What one process is given at a time.
BURST = 100
# Whatever else the machine does only adds: the lowest of so many counts.
ROUNDS = 5


def measure(stage: Stage) -> list[Figure]:
    token = secrets.token_hex()
    count = stage.scale.round_trips
    rounds = [[cpu_ms(processes, count // 2, token) for processes in PROCESSES] for _ in range(ROUNDS)]
    costs = dict(zip(PROCESSES, map(min, *rounds), strict=True))
    return [idle_buses(stage.scale.buses, token), flooded(count, token), disjoint(costs)]


def started(token: str) -> GatewayProcess:
    return GatewayProcess("--log-level=error", f"--token={token}")


def idle_buses(count: int, token: str) -> Figure:
    with started(token) as gateway, running_clients() as clients:
        # What the first one needs, the others do not.
        clients.ask("growPairs", [gateway.url], token)
        empty = memory_at_rest(gateway)
        joins = clients.ask("growBuses", count, gateway.url, token)
        per_bus = (memory_at_rest(gateway) - empty) / count
        lost = 2 * count - clients.ask("countMembers")
    ms, slow = median(joins), percentile_95(joins)
    return Figure(
        title=f"gateway: memory of each of {count} buses with two idle clients in one process; joining one; lost",
        goal="<= 0.7 MB, 20 ms, 0 lost",
        measured=f"{per_bus:.2f} MB; {ms:.1f} ms, 95 % within {slow:.1f} ms; {lost} lost  ({empty:.0f} MB before)",
        is_met=per_bus <= 0.7 and ms <= 20 and lost == 0,
        numbers={"perBusMb": per_bus, "joinMs": ms, "join95Ms": slow, "lost": lost, "emptyMb": empty},
    )


def flooded(count: int, token: str) -> Figure:
    with started(token) as gateway, running_clients() as clients, running_clients() as flood:
        clients.ask("growPairs", [gateway.url], token)
        clients.ask("latencies", count)
        before = median(clients.ask("latencies", count))
        flood.ask("flood", gateway.url, token)
        during = median(clients.ask("latencies", count))
    ratio = during / before
    return Figure(
        title=f"gateway: median of {count} sequential invocations while a member of the same bus floods, over before",
        goal="<= 2",
        measured=f"{ratio:.2f}  ({during:.2f} ms over {before:.2f} ms)",
        is_met=ratio <= 2,
        numbers={"ratio": ratio, "floodedMs": during, "aloneMs": before},
    )


def cpu_ms(processes: int, bursts: int, token: str) -> float:
    """Of the gateways, for each answered invocation on buses that are spread over them. Each has as much to do."""
    with ExitStack() as stack:
        gateways = [stack.enter_context(started(token)) for _ in range(processes)]
        clients = stack.enter_context(running_clients())
        clients.ask("growPairs", [f"{gateway.url}/bus/{pair}" for pair in range(PAIRS) for gateway in gateways], token)
        # To warm up.
        clients.ask("invokeInBursts", bursts, BURST, processes)
        before = sum(map(cpu_seconds, gateways))
        succeeded = clients.ask("invokeInBursts", bursts, BURST, processes)
        used = sum(map(cpu_seconds, gateways)) - before
    sent = processes * bursts * BURST
    assert succeeded == sent, f"{sent - succeeded} of {sent} invocations were lost"
    return used * 1000 / succeeded


def cpu_seconds(gateway: GatewayProcess) -> float:
    """Of Linux: of user and system."""
    fields = Path(f"/proc/{gateway.process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def disjoint(costs: dict[int, float]) -> Figure:
    spread = max(costs.values()) / min(costs.values()) - 1
    shown = ", ".join(f"{cost:.3f} ms with {processes}" for processes, cost in costs.items())
    return Figure(
        title=f"gateway: CPU time of each answered invocation, {PAIRS} disjoint buses in each of so many processes, "
        f"{BURST} at a time in each",
        goal="within 10 %",
        measured=f"{spread:.0%} apart  ({shown})",
        is_met=spread <= 0.1,
        numbers={f"with{processes}Ms": cost for processes, cost in costs.items()},
    )
