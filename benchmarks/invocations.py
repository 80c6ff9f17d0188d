"""Invocations of one page's methods by a JavaScript caller in another page."""

import time
from statistics import median

from playwright.sync_api import Page

from .figures import Figure, medians
from .stage import Stage, round_trips

BURST = 300
# What is compared with what: the method, and the two halves of the floor.
METHODS = {"method": ["Echo"], "javascript": ["methods-javascript"], "bare": ["methods-bare"]}


def measure(stage: Stage) -> list[Figure]:
    with stage.fresh_profile() as context:
        server = stage.open_connected(context, "methods")
        server.evaluate("bench.registerFloor('methods')")
        caller = stage.open_connected(context, "caller")
        for method in ("Echo", "Note", "methods-bare"):
            caller.evaluate("name => bench.methodSeen(name)", method)
        round_trips(caller, METHODS, stage.scale.warm_up)
        return [one_by_one(stage, caller), all_at_once(stage, caller, server), void_burst(stage, caller)]


def one_by_one(stage: Stage, caller: Page) -> Figure:
    count = stage.scale.round_trips
    ms = medians(round_trips(caller, METHODS, count))
    ratio = ms["method"] / (ms["bare"] + ms["javascript"])
    return Figure(
        title=f"median of {count} sequential returning invocations over the floor",
        vendor="1.19",
        goal="<= 1.1",
        measured=f"{ratio:.2f}  ({ms['method']:.1f} ms over {ms['bare']:.1f} + {ms['javascript']:.1f} ms)",
        is_met=ratio <= 1.1,
        numbers={
            "ratio": ratio,
            "methodMs": ms["method"],
            "bareCallbackMs": ms["bare"],
            "javascriptMs": ms["javascript"],
        },
    )


def all_at_once(stage: Stage, caller: Page, server: Page) -> Figure:
    ratios = []
    lost = 0
    bare = bare_callbacks(server)
    for _ in range(stage.scale.bursts):
        result = caller.evaluate("count => bench.concurrent('Echo', count)", BURST)
        bare_after = bare_callbacks(server)
        lost += result["lost"]
        per_second = (BURST - result["lost"]) / (result["ms"] / 1000)
        # The machine's pace changes: compared with the bare callbacks right before and right after.
        ratios.append(per_second * median(bare + bare_after) / 1000)
        bare = bare_after
    ratio = median(ratios)
    return Figure(
        title=f"{BURST} concurrent returning invocations: answered per second x median bare callback; lost",
        vendor="0.94; 0 lost",
        goal=">= 0.95; 0 lost",
        measured=f"{ratio:.2f}; {lost} lost  (median of {len(ratios)} bursts, {min(ratios):.2f} to {max(ratios):.2f})",
        is_met=ratio >= 0.95 and lost == 0,
        numbers={"ratio": ratio, "lost": lost, "lowest": min(ratios), "highest": max(ratios)},
    )


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
