"""What the page with the method keeps of invocations that are over."""

from playwright.sync_api import Page

from .figures import Figure
from .stage import Stage

SIZE = 2048


def measure(stage: Stage) -> list[Figure]:
    what = "heap after garbage collection, per invocation of 2 KB"
    vendor = "2,294 B, without end"
    return [heap_per_invocation(stage, "Length", what, vendor=vendor, last=stage.scale.heap_to, at_once=50)]


def heap_per_invocation(stage: Stage, method: str, what: str, *, vendor: str = "", last: int, at_once: int) -> Figure:
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
    per_invocation = (after - before) / (last - first)
    return Figure(
        title=f"{what}, from {first:,} to {last:,} invocations",
        vendor=vendor,
        goal="<= 100 B",
        measured=f"{per_invocation:.0f} B  ({before / 1e6:.2f} to {after / 1e6:.2f} MB)",
        is_met=per_invocation <= 100,
        numbers={"bytesPerInvocation": per_invocation, "heapBefore": before, "heapAfter": after},
    )


def heap_after_collection(page: Page) -> int:
    session = page.context.new_cdp_session(page)
    page.wait_for_timeout(500)
    # What has a finalizer goes with the second collection.
    session.send("HeapProfiler.collectGarbage")
    session.send("HeapProfiler.collectGarbage")
    used: int = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used
