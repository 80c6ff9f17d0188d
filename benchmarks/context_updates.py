"""Updates of a shared context, from one Dash app to the callback of another."""

from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Page

from .figures import Figure, bytes_kept
from .memory import heap_after_collection
from .stage import Stage

SIZE = 2048


@dataclass(frozen=True)
class Path:
    """What goes from the page of one app to the callback of another."""

    name: str
    writer: str
    reader: str
    # The function of window.bench that writes as a callback of the writer does.
    write: str
    ratio_goal: float | None = None
    # When both pages are on the way.
    ready: str = "true"


UPDATE = Path("context update", "writer", "reader", "writeContext")


def measure(stage: Stage) -> list[Figure]:
    return measure_path(stage, UPDATE)


def measure_path(stage: Stage, path: Path) -> list[Figure]:
    with stage.fresh_profile() as context:
        reader = stage.open_connected(context, path.reader)
        writer = stage.open_connected(context, path.writer)
        for page in (reader, writer):
            page.wait_for_function(path.ready)
        reader.evaluate("bench.watchContexts()")
        return [over_the_floor(stage, path, writer, reader), heap(stage, path, writer, reader)]


def over_the_floor(stage: Stage, path: Path, writer: Page, reader: Page) -> Figure:
    warm_up, count = stage.scale.warm_up, stage.scale.round_trips
    dash: list[float] = []
    javascript: list[float] = []
    bare: list[float] = []
    for n in range(1, warm_up + count + 1):
        written = writer.evaluate("([write, n]) => bench[write]({n, b: 2})", [path.write, n])
        dash.append(reader.evaluate("n => bench.contextSeen('dash', n)", n) - written)
        written = writer.evaluate("n => bench.writeFloor({n, b: 2})", n)
        javascript.append(reader.evaluate("n => bench.contextSeen('javascript', n)", n) - written)
        bare += reader.evaluate("bench.bareCallbacks(1)")
    ms, javascript_ms, bare_ms = (median(each[warm_up:]) for each in (dash, javascript, bare))
    ratio = ms / (javascript_ms + bare_ms)
    goal = path.ratio_goal
    return Figure(
        title=f"median of {count} {path.name}s, from one Dash app's command to the other's callback, over the floor",
        goal=None if goal is None else f"<= {goal}",
        measured=f"{ratio:.2f}  ({ms:.1f} over {bare_ms:.1f} ms for a bare callback + {javascript_ms:.1f} on the bus)",
        is_met=None if goal is None else ratio <= goal,
        numbers={"ratio": ratio, "contextMs": ms, "bareCallbackMs": bare_ms, "javascriptMs": javascript_ms},
    )


def heap(stage: Stage, path: Path, writer: Page, reader: Page) -> Figure:
    first, last = stage.scale.context_updates
    start = 1_000_000
    write_many(path, writer, reader, start, start + first)
    before = heap_after_collection(reader)
    write_many(path, writer, reader, start + first, start + last)
    after = heap_after_collection(reader)
    title = f"{path.name} of 2 KB, from {first:,} to {last:,} of them"
    return bytes_kept(title, "bytesPerUpdate", before, after, last - first)


def write_many(path: Path, writer: Page, reader: Page, start: int, end: int) -> None:
    many = "([write, start, end, size]) => bench.writeMany(bench[write], start, end, size)"
    writer.evaluate(many, [path.write, start, end, SIZE])
    # States in between may be skipped, the last one never.
    reader.evaluate("n => bench.contextSeen('dash', n)", end - 1)
    # What this script itself noted is not to be measured.
    reader.evaluate("window.seen.dash = {}; null")
