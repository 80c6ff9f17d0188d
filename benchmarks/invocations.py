"""Invocations of one page's methods by a JavaScript caller in another page."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from statistics import median

from playwright.sync_api import Page

from .figures import Figure, medians, spread
from .stage import Stage, round_trips

BURST = 300
# What a method is compared with: the two halves of the floor.
FLOOR = {"javascript": ["methods-javascript"], "bare": ["methods-bare"]}


def measure(stage: Stage) -> list[Figure]:
    with server_and_caller(stage, "Echo", "Note") as (server, caller):
        return [one_by_one(stage, caller), all_at_once(stage, caller, server), void_burst(stage, caller)]


@contextmanager
def server_and_caller(stage: Stage, *methods: str) -> Iterator[tuple[Page, Page]]:
    """The page that has these methods, and a page that sees them and has invoked the first one often enough."""
    with stage.fresh_profile() as context:
        server = stage.open_connected(context, "methods")
        server.evaluate("bench.registerFloor('methods')")
        caller = stage.open_connected(context, "caller")
        for method in (*methods, "methods-bare"):
            caller.evaluate("name => bench.methodSeen(name)", method)
        round_trips(caller, {"method": [methods[0]], **FLOOR}, stage.scale.warm_up)
        yield server, caller


def one_by_one(stage: Stage, caller: Page) -> Figure:
    title = f"median of {stage.scale.round_trips} sequential returning invocations over the floor"
    return replace(over_the_floor(stage, caller, "Echo", title, most=1.1), vendor="1.19")


def over_the_floor(stage: Stage, caller: Page, method: str, title: str, *, most: float) -> Figure:
    ms = medians(round_trips(caller, {"method": [method], **FLOOR}, stage.scale.round_trips))
    ratio = ms["method"] / (ms["bare"] + ms["javascript"])
    return Figure(
        title=title,
        goal=f"<= {most}",
        measured=f"{ratio:.2f}  ({ms['method']:.1f} ms over {ms['bare']:.1f} + {ms['javascript']:.1f} ms)",
        is_met=ratio <= most,
        numbers={
            "ratio": ratio,
            "methodMs": ms["method"],
            "bareCallbackMs": ms["bare"],
            "javascriptMs": ms["javascript"],
        },
    )


def all_at_once(stage: Stage, caller: Page, server: Page) -> Figure:
    ratios, lost = bursts_over_bare_callbacks(stage, caller, server, "Echo")
    ratio = median(ratios)
    return Figure(
        title=f"{BURST} concurrent returning invocations: answered per second x median bare callback; lost",
        vendor="0.94; 0 lost",
        goal=">= 0.95; 0 lost",
        measured=f"{ratio:.2f}; {lost} lost  {spread(ratios, 'bursts')}",
        is_met=ratio >= 0.95 and lost == 0,
        numbers={"ratio": ratio, "lost": lost, "lowest": min(ratios), "highest": max(ratios)},
    )


def bursts_over_bare_callbacks(stage: Stage, caller: Page, server: Page, method: str) -> tuple[list[float], int]:
    """For each burst how many were answered while a bare callback takes; and how many were lost."""
    ratios: list[float] = []
    lost = 0
    bare = bare_callbacks(server)
    for _ in range(stage.scale.bursts):
        per_second, lost_now = burst(caller, method, BURST)
        bare_after = bare_callbacks(server)
        lost += lost_now
        # The machine's pace changes: compared with the bare callbacks right before and right after.
        ratios.append(per_second * median(bare + bare_after) / 1000)
        bare = bare_after
    return ratios, lost


def burst(caller: Page, method: str, count: int) -> tuple[float, int]:
    """How many were answered a second, and how many had no answer or a wrong one."""
    result = caller.evaluate("([method, count]) => bench.concurrent(method, count)", [method, count])
    return (count - result["lost"]) / (result["ms"] / 1000), result["lost"]


def bare_callbacks(server: Page) -> list[float]:
    return server.evaluate("bench.bareCallbacks(100)")


def void_burst(stage: Stage, caller: Page) -> Figure:
    notes = stage.site.notes
    notes.clear()
    caller.evaluate("count => bench.burst('Note', count)", BURST)
    wait_until_quiet(notes)
    is_in_order = notes == list(range(BURST))
    return Figure(
        title=f"void burst of {BURST} in one tick: handled",
        vendor="3",
        goal="300",
        measured=f"{len(notes)}{', once each, in order' if is_in_order else ', NOT once each in order'}",
        is_met=is_in_order,
        numbers={"handled": len(notes), "distinct": len(set(notes))},
    )


def wait_until_quiet(notes: list[int], quiet_seconds: float = 3) -> None:
    """Until all have come, or nothing more does."""
    seen = -1
    last_change = time.monotonic()
    while len(notes) < BURST and time.monotonic() - last_change < quiet_seconds:
        if len(notes) != seen:
            seen = len(notes)
            last_change = time.monotonic()
        time.sleep(0.05)
    # One that comes twice comes after the others.
    time.sleep(0.3)
