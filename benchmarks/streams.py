"""Prices that one page publishes and another page shows, in callbacks and in a grid."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from statistics import median

from playwright.sync_api import Page

from .apps import Site
from .figures import Figure
from .invocations import bare_callbacks
from .memory import heap_after_collection
from .programs import first_line, running
from .stage import Stage

PER_SECOND = 5000
TOO_MANY_PER_SECOND = 20_000
SYMBOLS = 200
MOST_OF_A_CORE = 0.35
# The heap of a page moves by so much without anything being kept.
FLAT = 1_000_000
# Until a page that has just been opened works at its own pace.
WARM_UP_SECONDS = 2


def measure(stage: Stage) -> list[Figure]:
    return [*to_callback(stage), to_grid(stage), over_a_callback(stage), heap(stage), too_much(stage)]


@contextmanager
def feed_and_subscriber(stage: Stage, app: str) -> Iterator[tuple[Page, Page]]:
    stage.site.batches.clear()
    stage.site.hurry.clear()
    with stage.fresh_profile() as context:
        feed = stage.open_connected(context, "feed")
        subscriber = stage.open_connected(context, app)
        require_own_processes(feed, subscriber)
        feed.evaluate("bench.subscriberSeen()")
        # What is out of sight might be painted less often.
        subscriber.bring_to_front()
        yield feed, subscriber


def require_own_processes(busy: Page, other: Page) -> None:
    """
    Chromium gives a tab that no other tab has opened a process of its own, until there are too many. CDP does not say
    which process a page is in, so this looks whether the one page's script stops the other's.
    """
    other.evaluate("bench.watchTurns()")
    busy_time = busy.evaluate("bench.beBusy(500)")
    if not other.evaluate("busyTime => bench.turnsBetween(busyTime)", busy_time):
        raise RuntimeError("Two pages share a process: what each uses of a core cannot be measured.")


def start(feed: Page, per_second: int = PER_SECOND) -> None:
    feed.evaluate("perSecond => bench.startFeed(perSecond)", per_second)


def stop(feed: Page) -> int:
    """Returns how many prices the page has pushed in all."""
    return feed.evaluate("bench.stopFeed()")


@dataclass(frozen=True)
class Use:
    """What a page uses of a core."""

    # How long the tasks of its main thread take, with the time in which others had the core.
    tasks: float
    # The time of all threads of its process.
    process: float

    def __str__(self) -> str:
        return f"{self.tasks:.0%} in tasks, {self.process:.0%} in its process"


def use_of_core(page: Page, seconds: float) -> Use:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def metrics() -> dict[str, float]:
        return {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}

    before = metrics()
    page.wait_for_timeout(seconds * 1000)
    after = metrics()
    session.detach()

    def share(name: str) -> float:
        return (after[name] - before[name]) / (after["Timestamp"] - before["Timestamp"])

    return Use(tasks=share("TaskDuration"), process=share("ProcessTime"))


def unaccounted(stage: Stage, feed: Page, pushed: int) -> int:
    """
    How many items were neither shown nor conflated nor dropped in either page: when all is accounted for, or nothing
    more is.
    """

    def missing() -> int:
        stats = feed.evaluate("bench.feedStats()")
        return pushed - stats["conflated"] - stats["dropped"] - sum(map(sum, list(stage.site.batches)))

    last, last_change = missing(), time.monotonic()
    while last != 0 and time.monotonic() - last_change < 5:
        feed.wait_for_timeout(50)
        now = missing()
        if now != last:
            last, last_change = now, time.monotonic()
    # What comes twice comes after the others.
    feed.wait_for_timeout(1500)
    return missing()


def to_callback(stage: Stage) -> list[Figure]:
    seconds = stage.scale.stream_seconds
    batches = stage.site.batches
    with feed_and_subscriber(stage, "conflated") as (feed, subscriber):
        start(feed)
        subscriber.wait_for_timeout(WARM_UP_SECONDS * 1000)
        first, began = len(batches), time.monotonic()
        use = use_of_core(subscriber, seconds)
        last, ended = len(batches), time.monotonic()
        pushed = stop(feed)
        lost = unaccounted(stage, feed, pushed)
    rate = (last - first) / (ended - began)
    items = sum(sum(counts) for counts in batches[first:last]) / (ended - began)
    shown, conflated, dropped = (sum(counts) for counts in zip(*batches, strict=True))
    stream = f"stream of {PER_SECOND:,}/s, conflated to {SYMBOLS} keys, to a callback of another page, {seconds} s"
    return [
        Figure(
            title=f"{stream}: items unaccounted for; callbacks per second",
            goal="0; <= 11",
            measured=f"{lost} of {pushed:,}; {rate:.1f}  ({items:,.0f} items per second; in all {shown:,} shown,"
            f" {conflated:,} conflated, {dropped:,} dropped)",
            is_met=lost == 0 and rate <= 11,
            numbers={"lost": lost, "callbacksPerSecond": rate, "itemsPerSecond": items},
        ),
        Figure(
            title="the same: what the subscriber's page uses of a core",
            goal="<= 35 % of a core",
            measured=str(use),
            is_met=use.process <= MOST_OF_A_CORE,
            numbers={"tasks": use.tasks, "process": use.process},
        ),
    ]


@contextmanager
def grid_stage(stage: Stage) -> Iterator[Stage]:
    with running([sys.executable, "-m", "benchmarks.grid_site"]) as program:
        yield replace(stage, site=Site(address=first_line(program)))


def to_grid(stage: Stage) -> Figure:
    seconds = stage.scale.stream_seconds
    with grid_stage(stage) as there, feed_and_subscriber(there, "grid") as (feed, subscriber):
        start(feed)
        subscriber.wait_for_timeout(WARM_UP_SECONDS * 1000)
        use = use_of_core(subscriber, seconds)
        pushed = stop(feed)
        right = right_rows(subscriber, pushed)
    return Figure(
        title=f"stream of {PER_SECOND:,}/s into {SYMBOLS} rows of AG Grid (to_grid), {seconds} s: what the page uses"
        " of a core; rows with the last values",
        goal=f"<= 35 % of a core; {SYMBOLS}",
        measured=f"{use}; {right}  ({pushed:,} prices)",
        is_met=use.process <= MOST_OF_A_CORE and right == SYMBOLS,
        numbers={"tasks": use.tasks, "process": use.process, "rightRows": right},
    )


def right_rows(subscriber: Page, pushed: int) -> int:
    """When all rows are right, or after some seconds."""
    end = time.monotonic() + 5
    while True:
        right = subscriber.evaluate("count => bench.rightRows(count)", pushed)
        if right == SYMBOLS or time.monotonic() > end:
            return right
        subscriber.wait_for_timeout(50)


def over_a_callback(stage: Stage) -> Figure:
    warm_up, count = stage.scale.warm_up, stage.scale.prices
    with feed_and_subscriber(stage, "prompt") as (feed, subscriber):
        subscriber.evaluate("bench.watchPrices()")
        bare = bare_callbacks(subscriber)
        published = feed.evaluate("count => bench.pushOneByOne(count, 20)", warm_up + count)
        shown = subscriber.evaluate("count => bench.pricesShown(count)", warm_up + count)
        bare += bare_callbacks(subscriber)
    ms = median([after - before for before, after in zip(published, shown, strict=True)][warm_up:])
    bare_ms = median(bare)
    return Figure(
        title=f"median of {count} prices at 50/s with intervalMs=0, from published to shown by a callback's output,"
        " over a bare callback",
        goal="<= 2",
        measured=f"{ms / bare_ms:.2f}  ({ms:.1f} over {bare_ms:.1f} ms)",
        is_met=ms <= 2 * bare_ms,
        numbers={"ratio": ms / bare_ms, "priceMs": ms, "bareCallbackMs": bare_ms},
    )


def heap(stage: Stage) -> Figure:
    first, last = stage.scale.stream_heap_seconds
    with feed_and_subscriber(stage, "conflated") as (feed, subscriber):
        sizes: list[int] = []
        for seconds in (first, last - first):
            start(feed)
            feed.wait_for_timeout(seconds * 1000)
            # Measured when nothing is under way.
            unaccounted(stage, feed, stop(feed))
            sizes.append(heap_after_collection(subscriber))
    before, after = sizes
    return Figure(
        title=f"stream of {PER_SECOND:,}/s to a callback: heap of the subscriber's page, from {first} to {last} s",
        goal="flat: <= 1 MB more",
        measured=f"{(after - before) / 1e6:+.2f} MB  ({before / 1e6:.2f} to {after / 1e6:.2f} MB)",
        is_met=after - before <= FLAT,
        numbers={"heapBefore": before, "heapAfter": after},
    )


def too_much(stage: Stage) -> Figure:
    seconds = stage.scale.flood_seconds
    with feed_and_subscriber(stage, "slow") as (feed, subscriber):
        start(feed, TOO_MANY_PER_SECOND)
        # By then as much waits in both pages as may wait.
        feed.wait_for_timeout(seconds / 2 * 1000)
        before = [heap_after_collection(page) for page in (feed, subscriber)]
        feed.wait_for_timeout(seconds / 2 * 1000)
        after = [heap_after_collection(page) for page in (feed, subscriber)]
        pushed = stop(feed)
        stage.site.hurry.set()
        lost = unaccounted(stage, feed, pushed)
        here = feed.evaluate("bench.feedStats()")
    shown, conflated, dropped = (sum(counts) for counts in zip(*stage.site.batches, strict=True))
    more = [later - earlier for earlier, later in zip(before, after, strict=True)]
    return Figure(
        title=f"{TOO_MANY_PER_SECOND:,}/s for {seconds} s to a callback of 2 s: items unaccounted for; heap of the"
        " publisher's and the subscriber's page in the second half",
        goal="0; bounded: <= 1 MB more each",
        measured=f"{lost} of {pushed:,}; {more[0] / 1e6:+.2f} and {more[1] / 1e6:+.2f} MB  (to {after[0] / 1e6:.1f} and"
        f" {after[1] / 1e6:.1f} MB; {shown:,} shown, {conflated:,} conflated, {dropped + here['dropped']:,} dropped)",
        is_met=lost == 0 and max(more) <= FLAT,
        numbers={"lost": lost, "publisherHeap": after[0], "subscriberHeap": after[1]},
    )
