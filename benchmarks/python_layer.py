"""A handler that is a function, over a callback that takes the invocation apart by hand."""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import dash_glue42 as glue42

from .apps import add_as_function, add_by_hand
from .figures import Figure, medians
from .stage import Stage, round_trips

METHODS = {"hand": ["ByHand"], "function": ["AsFunction"]}
CALLS = 2000
CALLER = {"application": "caller", "instance": "1", "user": "ann", "windowId": "w", "isLocal": True}
INVOCATION = {"invocationId": "i-1", "args": {"a": 37, "b": 5}, "caller": CALLER}


def measure(stage: Stage) -> list[Figure]:
    with stage.fresh_profile() as context:
        stage.open_connected(context, "sums")
        caller = stage.open_connected(context, "caller")
        for [name] in METHODS.values():
            caller.evaluate("name => bench.methodSeen(name)", name)
        round_trips(caller, METHODS, stage.scale.warm_up)
        count = stage.scale.method_samples
        ms = medians(round_trips(caller, METHODS, count))

    ratio = ms["function"] / ms["hand"]
    by_hand, as_function = both_us()
    return [
        Figure(
            title=f"median of {count} invocations: the handler a function with checked arguments, over a callback",
            goal="<= 1.05",
            measured=f"{ratio:.3f}  ({ms['function']:.1f} over {ms['hand']:.1f} ms; "
            f"in Python alone {as_function:.0f} over {by_hand:.1f} µs)",
            is_met=ratio <= 1.05,
            numbers={
                "ratio": ratio,
                "functionMs": ms["function"],
                "handMs": ms["hand"],
                "functionUs": as_function,
                "handUs": by_hand,
            },
        )
    ]


class Recorder:
    """Stands for an app and keeps the callback that it is given, without what Dash puts around it."""

    callback_function: Callable[..., Any]

    def callback(self, *_dependencies: object, **_options: object) -> Callable[..., None]:
        def decorate(function: Callable[..., Any]) -> None:
            self.callback_function = function

        return decorate


def callback_of(handler: Callable[..., Any]) -> Callable[..., Any]:
    recorder = Recorder()
    glue42.on_invoke("sum", app=recorder)(handler)
    return recorder.callback_function


def both_us() -> tuple[float, float]:
    """Each called as its page calls it."""
    return cpu_us(add_by_hand, INVOCATION), cpu_us(callback_of(add_as_function), [INVOCATION], True, "AsFunction")


def cpu_us(callback: Callable[..., Any], *arguments: object) -> float:
    """Microseconds of one call."""
    samples = []
    for _ in range(CALLS):
        start = perf_counter()
        callback(*arguments)
        samples.append(perf_counter() - start)
    return median(samples) * 1e6
