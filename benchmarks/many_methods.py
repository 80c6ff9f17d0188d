"""A page with 200 methods beside a page with one."""

from .figures import Figure, medians, percentile_95
from .stage import Stage, round_trips

PAGES = {"one": 1, "many": 200}
# Ordinary callbacks on the same two pages show how much of the difference is Dash's own.
METHODS = {
    **{page: [f"{page}-{number}" for number in range(count)] for page, count in PAGES.items()},
    **{f"{page} bare": [f"{page}-bare"] for page in PAGES},
}


def measure(stage: Stage) -> list[Figure]:
    with stage.fresh_profile() as context:
        for page in PAGES:
            stage.open_connected(context, page).evaluate("page => bench.registerFloor(page)", page)
        caller = stage.open_connected(context, "caller")
        for names in METHODS.values():
            for name in names:
                caller.evaluate("name => bench.methodSeen(name)", name)
        round_trips(caller, METHODS, stage.scale.warm_up)
        samples = round_trips(caller, METHODS, stage.scale.method_samples)

    ms = medians(samples)
    slow = {kind: percentile_95(each) for kind, each in samples.items()}
    ratio, slow_ratio = ms["many"] / ms["one"], slow["many"] / slow["one"]
    bare, slow_bare = ms["many bare"] / ms["one bare"], slow["many bare"] / slow["one bare"]
    return [
        Figure(
            title="200 methods on one page: median and p95 of an invocation over those with one method",
            vendor="2.2 x, 6.6 x",
            goal="<= 1.2 x",
            measured=f"{ratio:.2f} x, {slow_ratio:.2f} x  (medians {ms['many']:.1f} over {ms['one']:.1f} ms, "
            f"p95 {slow['many']:.1f} over {slow['one']:.1f} ms; bare callbacks on the same pages "
            f"{bare:.2f} x, {slow_bare:.2f} x)",
            is_met=ratio <= 1.2 and slow_ratio <= 1.2,
            numbers={
                "medianRatio": ratio,
                "p95Ratio": slow_ratio,
                "manyMedianMs": ms["many"],
                "oneMedianMs": ms["one"],
                "manyP95Ms": slow["many"],
                "oneP95Ms": slow["one"],
                "bareMedianRatio": bare,
                "bareP95Ratio": slow_bare,
            },
        )
    ]
