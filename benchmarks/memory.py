"""What the page with the method keeps of invocations that are over."""

from playwright.sync_api import Page

from .figures import Figure
from .stage import Stage

SIZE = 2048


def measure(stage: Stage) -> list[Figure]:
    first, last = stage.scale.heap_from, stage.scale.heap_to
    with stage.fresh_profile() as context:
        server = stage.open_connected(context, "methods")
        caller = stage.open_connected(context, "caller")
        caller.evaluate("bench.methodSeen('Length')")
        invoke_many(caller, first)
        before = heap_after_collection(server)
        invoke_many(caller, last - first)
        after = heap_after_collection(server)
    per_invocation = (after - before) / (last - first)
    return [
        Figure(
            title=f"heap after garbage collection, per invocation of 2 KB, from {first:,} to {last:,} invocations",
            vendor="2,294 B, without end",
            goal="<= 100 B",
            measured=f"{per_invocation:.0f} B  ({before / 1e6:.2f} to {after / 1e6:.2f} MB)",
            is_met=per_invocation <= 100,
            numbers={"bytesPerInvocation": per_invocation, "heapBefore": before, "heapAfter": after},
        )
    ]


def invoke_many(caller: Page, count: int) -> None:
    caller.evaluate("([count, size]) => bench.many('Length', count, size)", [count, SIZE])


def heap_after_collection(page: Page) -> int:
    session = page.context.new_cdp_session(page)
    page.wait_for_timeout(500)
    # What has a finalizer goes with the second collection.
    session.send("HeapProfiler.collectGarbage")
    session.send("HeapProfiler.collectGarbage")
    used: int = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return used
