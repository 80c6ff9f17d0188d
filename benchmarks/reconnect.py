"""How long it takes until all is as before when the bus was lost and is back."""

import time
from statistics import median

from playwright.sync_api import Page

from tests.support.gateway_process import GatewayProcess

from .figures import Figure
from .stage import Stage

# Until a page has noticed the loss, and a gateway that has ended has left its port.
SETTLED_MS = 1500


def measure(stage: Stage) -> list[Figure]:
    return [after_gateways_return(stage), after_workers_death(stage)]


def after_gateways_return(stage: Stage) -> Figure:
    """The page tries once a second, so that the median is about half a second above the fastest."""
    connected: list[float] = []
    answered: list[float] = []
    with stage.fresh_profile() as context:
        gateway = GatewayProcess("--log-level=warn")
        try:
            stage.site.gateway = gateway.url
            page = stage.open_connected(context, "gateway")
            page.evaluate("bench.methodSeen('Echo')")
            expect_return(page)
            for n in range(stage.scale.losses):
                gateway.stop()
                # Another moment within the page's second each time.
                page.wait_for_timeout(SETTLED_MS + n * 1000 / stage.scale.losses)
                gateway.start()
                started = time.time() * 1000
                back = page.evaluate("back")
                connected.append(back["connectedAt"] - started)
                answered.append(back["answeredAt"] - started)
                expect_return(page)
        finally:
            gateway.stop()
    return figure("gateway's return to connected; to the first answered invocation", connected, answered, 1500)


def after_workers_death(stage: Stage) -> Figure:
    connected: list[float] = []
    answered: list[float] = []
    with stage.fresh_profile() as context:
        page = stage.open_connected(context, "methods")
        page.evaluate("bench.methodSeen('Echo')")
        for _ in range(stage.scale.losses):
            expect_return(page)
            started = kill_worker(stage)
            back = page.evaluate("back")
            connected.append(back["connectedAt"] - started)
            answered.append(back["answeredAt"] - started)
            # One that dies while it starts is another case.
            page.wait_for_timeout(SETTLED_MS)
    return figure("worker's death to connected; to the first answered invocation", connected, answered, 1000)


def expect_return(page: Page) -> None:
    page.evaluate("window.back = bench.comeBack('Echo'); null")


def kill_worker(stage: Stage) -> float:
    """Returns the moment, as pages tell time."""
    session = stage.browser.new_browser_cdp_session()
    targets = session.send("Target.getTargets")["targetInfos"]
    [worker] = [each["targetId"] for each in targets if each["type"] == "shared_worker"]
    at = time.time() * 1000
    session.send("Target.closeTarget", {"targetId": worker})
    session.detach()
    return at


def figure(what: str, connected: list[float], answered: list[float], goal: int) -> Figure:
    count = len(answered)
    return Figure(
        title=f"from the {what}",
        goal=f"<= {goal:,} ms",
        measured=f"{median(connected):.0f} ms; {median(answered):.0f} ms"
        f"  (medians of {count}, up to {max(answered):.0f} ms)",
        is_met=median(answered) <= goal,
        numbers={
            "connectedMs": median(connected),
            "answeredMs": median(answered),
            "fastestMs": min(answered),
            "slowestMs": max(answered),
        },
    )
