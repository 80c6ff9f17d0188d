"""Updates of a shared context, from one Dash app to the callback of another."""

from statistics import median

from playwright.sync_api import Page

from .figures import Figure
from .memory import heap_after_collection
from .stage import Stage

SIZE = 2048


def measure(stage: Stage) -> list[Figure]:
    with stage.fresh_profile() as context:
        reader = stage.open_connected(context, "reader")
        writer = stage.open_connected(context, "writer")
        reader.evaluate("bench.watchContexts()")
        return [over_the_floor(stage, writer, reader), heap(stage, writer, reader)]


def over_the_floor(stage: Stage, writer: Page, reader: Page) -> Figure:
    warm_up, count = stage.scale.warm_up, stage.scale.round_trips
    dash: list[float] = []
    javascript: list[float] = []
    bare: list[float] = []
    for n in range(1, warm_up + count + 1):
        written = writer.evaluate("n => bench.writeContext({n, b: 2})", n)
        dash.append(reader.evaluate("n => bench.contextSeen('dash', n)", n) - written)
        written = writer.evaluate("n => bench.writeFloor({n, b: 2})", n)
        javascript.append(reader.evaluate("n => bench.contextSeen('javascript', n)", n) - written)
        bare += reader.evaluate("bench.bareCallbacks(1)")
    ms, javascript_ms, bare_ms = (median(each[warm_up:]) for each in (dash, javascript, bare))
    ratio = ms / (javascript_ms + bare_ms)
    return Figure(
        title=f"median of {count} context updates, from one Dash app's command to the other's callback, over the floor",
        vendor="not given",
        measured=f"{ratio:.2f}  ({ms:.1f} over {bare_ms:.1f} ms for a bare callback + {javascript_ms:.1f} on the bus)",
        numbers={"ratio": ratio, "contextMs": ms, "bareCallbackMs": bare_ms, "javascriptMs": javascript_ms},
    )


def heap(stage: Stage, writer: Page, reader: Page) -> Figure:
    first, last = stage.scale.context_updates
    start = 1_000_000
    write_many(writer, reader, start, start + first)
    before = heap_after_collection(reader)
    write_many(writer, reader, start + first, start + last)
    after = heap_after_collection(reader)
    per_update = (after - before) / (last - first)
    return Figure(
        title=f"heap after garbage collection, per context update of 2 KB, from {first:,} to {last:,} updates",
        vendor="not given",
        goal="<= 100 B",
        measured=f"{per_update:.0f} B  ({before / 1e6:.2f} to {after / 1e6:.2f} MB)",
        is_met=per_update <= 100,
        numbers={"bytesPerUpdate": per_update, "heapBefore": before, "heapAfter": after},
    )


def write_many(writer: Page, reader: Page, start: int, end: int) -> None:
    writer.evaluate("([start, end, size]) => bench.writeMany(start, end, size)", [start, end, SIZE])
    # States in between may be skipped, the last one never.
    reader.evaluate("n => bench.contextSeen('dash', n)", end - 1)
    # What this script itself noted is not to be measured.
    reader.evaluate("window.seen.dash = {}; null")
