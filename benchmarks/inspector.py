"""What the inspector costs while it is open over a page that serves invocations."""

from statistics import median

from .figures import Figure, spread
from .invocations import BURST, burst, server_and_caller
from .stage import Stage


def measure(stage: Stage) -> list[Figure]:
    ratios: list[float] = []
    lost = 0
    with server_and_caller(stage, "Echo") as (_, plain), server_and_caller(stage, "Echo") as (server, inspected):
        server.evaluate("glue42dash.inspect()")
        for _ in range(2 * stage.scale.bursts):
            # The machine's pace changes: compared with the burst right before.
            (per_second, lost_plain), (per_second_open, lost_open) = (
                burst(caller, "Echo", BURST) for caller in (plain, inspected)
            )
            ratios.append(per_second_open / per_second)
            lost += lost_plain + lost_open
    ratio = median(ratios)
    return [
        Figure(
            title=f"{BURST} concurrent returning invocations, with the inspector open: rate over that without",
            goal=">= 0.95; 0 lost",
            measured=f"{ratio:.2f}; {lost} lost  {spread(ratios, 'pairs of bursts')}",
            is_met=ratio >= 0.95 and lost == 0,
            numbers={"ratio": ratio, "lost": lost, "lowest": min(ratios), "highest": max(ratios)},
        )
    ]
