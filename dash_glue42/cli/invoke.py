"""`dash-glue42 invoke`: invokes a method, once to see its result or often to measure it."""

import math
import sys
import time
from argparse import Namespace
from statistics import median
from typing import TYPE_CHECKING, Any

from ._bus import add_bus_verb, failed
from ._output import app_label, as_json, coloured, is_coloured, printable, readable_json, table
from ._values import argument, count, name
from ._verbs import Verbs

if TYPE_CHECKING:
    from .._models import Response, Result
    from ..peer import Peer


def add_to(verbs: Verbs) -> None:
    """Adds the verb to the command line."""
    parser = add_bus_verb(
        verbs,
        "invoke",
        run,
        help="invoke a method of an app on the bus",
        description="Invokes a method of an app on the bus, and prints what it returns.",
        epilog="A value is JSON where it can be read as JSON, else text: a=1 is a number, a='\"1\"' a text. "
        "Exit code: 1 if the invocation, or one of several, failed.",
    )
    parser.add_argument("method", metavar="METHOD", type=name, help="the method's name")
    parser.add_argument("arguments", metavar="NAME=VALUE", type=argument, nargs="*", help="the arguments")
    parser.add_argument(
        "--target", choices=("best", "all"), default="best", help="all: every app that offers it; default best: one app"
    )
    parser.add_argument(
        "--count", metavar="N", type=count, help="invoke it N times, one after another, and print how long it took"
    )


async def run(peer: "Peer", options: Namespace) -> int:
    """Prints the result, or the latencies."""
    return await (_measure if options.count else _show)(peer, options)


async def _show(peer: "Peer", options: Namespace) -> int:
    result = await _invoke(peer, options, options.timeout)
    if options.json:
        print(as_json(_as_dict(result)))
    elif options.target == "all" and result.ok:
        has_colours = is_coloured(sys.stdout)
        print(
            table([(app_label(response.executed_by), _outcome(response)) for response in result.responses], has_colours)
        )
    elif result.ok:
        print(readable_json(result.returned, indent=2))
    return 0 if result.ok else failed(options, str(result.error))


async def _measure(peer: "Peer", options: Namespace) -> int:
    latencies: list[float] = []
    first_error: str | None = None
    wait_s: float = options.timeout
    for _ in range(options.count):
        began = time.perf_counter()
        result = await _invoke(peer, options, wait_s)
        if result.ok:
            latencies.append((time.perf_counter() - began) * 1000)
        else:
            first_error = first_error or str(result.error)
        # The first one has waited for the method to appear.
        wait_s = 0
    errors = options.count - len(latencies)
    figures = {"median": median, "p95": _p95, "max": max} if latencies else {}
    measured: dict[str, float] = {figure: of(sorted(latencies)) for figure, of in figures.items()}
    if options.json:
        print(as_json({"count": options.count, "errors": errors, **{f"{key}Ms": ms for key, ms in measured.items()}}))
    else:
        has_colours = is_coloured(sys.stdout)
        print(f"count   {options.count}\nerrors  {coloured(str(errors), 'red', has_colours and errors > 0)}")
        for figure, milliseconds in measured.items():
            print(f"{figure.ljust(6)}  {milliseconds:.2f} ms")
    return 0 if first_error is None else failed(options, first_error)


async def _invoke(peer: "Peer", options: Namespace, wait_s: float) -> "Result":
    return await peer.invoke(
        options.method,
        target=options.target,
        timeout_ms=options.timeout * 1000,
        wait_ms=wait_s * 1000,
        arguments=dict(options.arguments),
    )


def _p95(latencies: list[float]) -> float:
    """Of sorted latencies."""
    return latencies[math.ceil(0.95 * len(latencies)) - 1]


def _as_dict(result: "Result") -> dict[str, Any]:
    responses = [
        {
            "server": response.executed_by and response.executed_by.to_plotly_json(),
            "returned": response.returned,
            "error": response.error,
            "code": response.code,
        }
        for response in result.responses
    ]
    whole = {"ok": result.ok, "returned": result.returned, "error": result.error, "code": result.code}
    return {**whole, "responses": responses}


def _outcome(response: "Response") -> str:
    return readable_json(response.returned) if response.ok else f"failed: {printable(str(response.error))}"
