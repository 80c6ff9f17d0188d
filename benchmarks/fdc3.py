"""Broadcasts of FDC3, from one Dash app to the callback of another, and what FDC3 costs to load."""

from .context_updates import Path, measure_path
from .figures import Figure
from .loaded_scripts import KIB, scripts_until
from .stage import Stage

ON_CHANNEL = "window.fdc3?.getCurrentChannel().then((channel) => channel !== null)"
BROADCAST = Path("FDC3 broadcast", "broadcaster", "listener", "broadcast", ratio_goal=1.1, ready=ON_CHANNEL)


def measure(stage: Stage) -> list[Figure]:
    return [scripts(stage), *measure_path(stage, BROADCAST)]


def scripts(stage: Stage) -> Figure:
    with_fdc3 = scripts_until(stage, "listener", "window.fdc3")
    without = scripts_until(stage, "start", "bench.ownMethodSeen")
    own = {name: packed for name, (_, packed) in with_fdc3.items() if name not in without}
    agent = own["fdc3Agent"]
    parts = ", ".join(f"{name} {packed / KIB:.1f}" for name, packed in sorted(own.items()))
    unwanted = [name for name in without if name.startswith("fdc3")]
    return Figure(
        title="JavaScript of FDC3 in a page with an Fdc3 component, KiB gzip; in a page without one",
        goal="agent <= 8; none",
        measured=f"{parts}; {', '.join(unwanted) or 'none'}",
        is_met=agent <= 8 * KIB and not unwanted,
        numbers={"agentGzip": agent, "allGzip": sum(own.values()), "withoutComponent": len(unwanted)},
    )
