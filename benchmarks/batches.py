"""Many invocations at once of handlers that are plain functions, which take them in lists."""

from statistics import median

from playwright.sync_api import Page

from .figures import Figure, medians
from .invocations import bare_callbacks
from .memory import heap_after_collection
from .stage import Stage, round_trips

METHODS = {"method": ["Handled"], "javascript": ["methods-javascript"], "bare": ["methods-bare"]}
BURST = 300
LARGE_BURST = 3000
SLOW_BURST = 400
SIZE = 2048


def measure(stage: Stage) -> list[Figure]:
    with stage.fresh_profile() as context:
        server = stage.open_connected(context, "methods")
        server.evaluate("bench.registerFloor('methods')")
        caller = stage.open_connected(context, "caller")
        for method in ("Handled", "Slow", "methods-bare"):
            caller.evaluate("name => bench.methodSeen(name)", method)
        round_trips(caller, METHODS, stage.scale.warm_up)
        figures = [
            one_by_one(stage, caller),
            all_at_once(stage, caller, server),
            over_javascript(stage, caller),
            in_threads(stage, caller),
        ]
    return [*figures, kept(stage)]


def one_by_one(stage: Stage, caller: Page) -> Figure:
    count = stage.scale.round_trips
    ms = medians(round_trips(caller, METHODS, count))
    ratio = ms["method"] / (ms["bare"] + ms["javascript"])
    return Figure(
        title=f"on_invoke: median of {count} sequential returning invocations over the floor",
        vendor="",
        goal="<= 1.03",
        measured=f"{ratio:.2f}  ({ms['method']:.1f} ms over {ms['bare']:.1f} + {ms['javascript']:.1f} ms)",
        is_met=ratio <= 1.03,
        numbers={"ratio": ratio},
    )


def burst(caller: Page, method: str, count: int) -> tuple[float, int]:
    """How many were answered a second, and how many had no answer or a wrong one."""
    result = caller.evaluate("([method, count]) => bench.concurrent(method, count)", [method, count])
    return (count - result["lost"]) / (result["ms"] / 1000), result["lost"]


def all_at_once(stage: Stage, caller: Page, server: Page) -> Figure:
    ratios = []
    lost = 0
    bare = bare_callbacks(server)
    stage.site.handled.clear()
    for _ in range(stage.scale.bursts):
        per_second, lost_now = burst(caller, "Handled", BURST)
        bare_after = bare_callbacks(server)
        lost += lost_now
        ratios.append(per_second * median(bare + bare_after) / 1000)
        bare = bare_after
    ratio = median(ratios)
    is_in_order = stage.site.handled == [*range(BURST)] * stage.scale.bursts
    return Figure(
        title=f"on_invoke: {BURST} concurrent: answered per second x median bare callback; lost",
        vendor="0.94; 0 lost",
        goal=">= 10; 0 lost, in order",
        measured=f"{ratio:.1f}; {lost} lost{', in order' if is_in_order else ', NOT in order'}"
        f"  (median of {len(ratios)} bursts, {min(ratios):.1f} to {max(ratios):.1f})",
        is_met=ratio >= 10 and lost == 0 and is_in_order,
        numbers={"ratio": ratio, "lost": lost, "lowest": min(ratios), "highest": max(ratios)},
    )


def over_javascript(stage: Stage, caller: Page) -> Figure:
    ratios = []
    lost = 0
    for _ in range(stage.scale.bursts):
        handled, lost_now = burst(caller, "Handled", LARGE_BURST)
        javascript, _ = burst(caller, "methods-javascript", LARGE_BURST)
        lost += lost_now
        ratios.append(handled / javascript)
    ratio = median(ratios)
    return Figure(
        title=f"on_invoke: {LARGE_BURST:,} concurrent: answered per second over a method in JavaScript on the same bus",
        vendor="",
        goal=">= 0.5; 0 lost",
        measured=f"{ratio:.2f}; {lost} lost  (median of {len(ratios)} bursts, {min(ratios):.2f} to {max(ratios):.2f})",
        is_met=ratio >= 0.5 and lost == 0,
        numbers={"ratio": ratio, "lost": lost},
    )


def in_threads(stage: Stage, caller: Page) -> Figure:
    rates = [burst(caller, "Slow", SLOW_BURST) for _ in range(min(3, stage.scale.bursts))]
    rate, lost = median(rate for rate, _ in rates), sum(lost for _, lost in rates)
    return Figure(
        title=f"on_invoke with concurrency=8, handler of 50 ms, {SLOW_BURST} concurrent: answered per second",
        vendor="",
        goal=">= 100; 0 lost",
        measured=f"{rate:.0f}; {lost} lost",
        is_met=rate >= 100 and lost == 0,
        numbers={"perSecond": rate, "lost": lost},
    )


def kept(stage: Stage) -> Figure:
    first, last = stage.scale.heap_from, 2 * stage.scale.heap_to
    with stage.fresh_profile() as context:
        server = stage.open_connected(context, "methods")
        caller = stage.open_connected(context, "caller")
        caller.evaluate("bench.methodSeen('HandledLength')")
        many = "([count, size]) => bench.many('HandledLength', count, size, 250)"
        caller.evaluate(many, [first, SIZE])
        before = heap_after_collection(server)
        caller.evaluate(many, [last - first, SIZE])
        after = heap_after_collection(server)
    per_invocation = (after - before) / (last - first)
    return Figure(
        title=f"heap per invocation of 2 KB in lists, from {first:,} to {last:,} invocations",
        vendor="",
        goal="<= 100 B",
        measured=f"{per_invocation:.0f} B  ({before / 1e6:.2f} to {after / 1e6:.2f} MB)",
        is_met=per_invocation <= 100,
        numbers={"bytesPerInvocation": per_invocation},
    )
