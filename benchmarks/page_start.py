"""From navigation to the first method that others can see."""

from dataclasses import replace
from statistics import median

from .figures import Figure
from .stage import Stage


def measure(stage: Stage) -> list[Figure]:
    return [beside_another_page(stage), as_first_page(stage)]


def beside_another_page(stage: Stage) -> Figure:
    """The gateway's worker runs already, and the other page sees the method come."""
    visible: list[float] = []
    rendered: list[float] = []
    with stage.fresh_profile() as context:
        other = stage.open_connected(context, "caller")
        # The first round, which fills the browser's cache for both, does not count.
        for _ in range(stage.scale.page_loads + 1):
            other.evaluate("window.seen = bench.methodSeen('Start'); null")
            page = stage.open(context, "start")
            visible.append(other.evaluate("seen") - page.evaluate("bench.navigatedAt()"))
            page.close()
            other.evaluate("bench.methodGone('Start')")

            page = stage.open(context, "plain")
            rendered.append(page.evaluate("bench.appeared()"))
            page.close()
    return replace(figure("another page open", visible[1:], rendered[1:]), vendor="937 ms")


def as_first_page(stage: Stage) -> Figure:
    """Nothing is cached and the worker has to start.

    Nobody else is there to see the method yet: the page itself hears the bus announce it.
    """
    visible: list[float] = []
    rendered: list[float] = []
    for _ in range(stage.scale.page_loads):
        with stage.fresh_profile() as context:
            page = stage.open(context, "start")
            visible.append(page.evaluate("bench.ownMethodSeen") - page.evaluate("bench.navigatedAt()"))
        with stage.fresh_profile() as context:
            rendered.append(stage.open(context, "plain").evaluate("bench.appeared()"))
    return figure("first page of all", visible, rendered)


def figure(situation: str, visible: list[float], rendered: list[float]) -> Figure:
    difference = median(visible) - median(rendered)
    return Figure(
        title=f"navigation to first method visible to others, minus a bare page's first render: {situation}",
        goal="<= 300 ms",
        measured=f"{difference:.0f} ms  (medians of {len(visible)}: {median(visible):.0f} - {median(rendered):.0f} ms)",
        is_met=difference <= 300,
        numbers={"differenceMs": difference, "visibleMs": median(visible), "bareRenderMs": median(rendered)},
    )
