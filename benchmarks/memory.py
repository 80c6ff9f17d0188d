"""What the page with the method keeps of invocations that are over."""

from dataclasses import replace

from playwright.sync_api import Page

from .figures import Figure, bytes_kept
from .stage import Stage

SIZE = 2048


def measure(stage: Stage) -> list[Figure]:
    figure = heap_per_invocation(stage, "Length", "invocation of 2 KB", last=stage.scale.heap_to, at_once=50)
    return [replace(figure, vendor="2,294 B, without end")]


def heap_per_invocation(stage: Stage, method: str, what: str, *, last: int, at_once: int) -> Figure:
    first = stage.scale.heap_from
    many = "([method, count, size, atOnce]) => bench.many(method, count, size, atOnce)"
    with stage.fresh_profile() as context:
        server = stage.open_connected(context, "methods")
        caller = stage.open_connected(context, "caller")
        caller.evaluate("name => bench.methodSeen(name)", method)
        caller.evaluate(many, [method, first, SIZE, at_once])
        before = heap_after_collection(server)
        caller.evaluate(many, [method, last - first, SIZE, at_once])
        after = heap_after_collection(server)
    title = f"{what}, from {first:,} to {last:,} invocations"
    return bytes_kept(title, "bytesPerInvocation", before, after, last - first)


def heap_after_collection(page: Page) -> int:
    session = page.context.new_cdp_session(page)
    page.wait_for_timeout(500)
    # What has a finalizer goes with the second collection.
    session.send("HeapProfiler.collectGarbage")
    session.send("HeapProfiler.collectGarbage")
    used: int = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used
