"""Many invocations at once of handlers that are plain functions, which take them in lists."""

from statistics import median

from playwright.sync_api import Page

from .figures import Figure, spread
from .invocations import BURST, burst, bursts_over_bare_callbacks, over_the_floor, server_and_caller
from .memory import heap_per_invocation
from .stage import Stage

LARGE_BURST = 3000
SLOW_BURST = 400


def measure(stage: Stage) -> list[Figure]:
    with server_and_caller(stage, "Handled", "Slow") as (server, caller):
        figures = [
            one_by_one(stage, caller),
            all_at_once(stage, caller, server),
            over_javascript(stage, caller),
            in_threads(stage, caller),
        ]
    what = "invocation of 2 KB in lists"
    return [*figures, heap_per_invocation(stage, "HandledLength", what, last=2 * stage.scale.heap_to, at_once=250)]


def one_by_one(stage: Stage, caller: Page) -> Figure:
    title = f"on_invoke: median of {stage.scale.round_trips} sequential returning invocations over the floor"
    return over_the_floor(stage, caller, "Handled", title, most=1.03)


def all_at_once(stage: Stage, caller: Page, server: Page) -> Figure:
    stage.site.handled.clear()
    ratios, lost = bursts_over_bare_callbacks(stage, caller, server, "Handled")
    ratio = median(ratios)
    is_in_order = stage.site.handled == [*range(BURST)] * stage.scale.bursts
    return Figure(
        title=f"on_invoke: {BURST} concurrent: answered per second x median bare callback; lost",
        vendor="0.94; 0 lost",
        goal=">= 10; 0 lost, in order",
        measured=f"{ratio:.1f}; {lost} lost{', in order' if is_in_order else ', NOT in order'}"
        f"  {spread(ratios, 'bursts', 1)}",
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
        goal=">= 0.5; 0 lost",
        measured=f"{ratio:.2f}; {lost} lost  {spread(ratios, 'bursts')}",
        is_met=ratio >= 0.5 and lost == 0,
        numbers={"ratio": ratio, "lost": lost},
    )


def in_threads(stage: Stage, caller: Page) -> Figure:
    rates = [burst(caller, "Slow", SLOW_BURST) for _ in range(min(3, stage.scale.bursts))]
    rate, lost = median(rate for rate, _ in rates), sum(lost for _, lost in rates)
    return Figure(
        title=f"on_invoke with concurrency=8, handler of 50 ms, {SLOW_BURST} concurrent: answered per second",
        goal=">= 100; 0 lost",
        measured=f"{rate:.0f}; {lost} lost",
        is_met=rate >= 100 and lost == 0,
        numbers={"perSecond": rate, "lost": lost},
    )
