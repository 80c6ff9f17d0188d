"""`dash-glue42 stream`: subscribes to a stream, and prints its items."""

from argparse import Namespace
from contextlib import aclosing
from typing import TYPE_CHECKING

from ._bus import add_bus_verb, note
from ._output import as_json, readable_json
from ._values import argument, count, name
from ._verbs import Verbs

if TYPE_CHECKING:
    from ..peer import Peer

# Items that wait while the output is slow.
_MOST_WAITING = 100_000


def add_to(verbs: Verbs) -> None:
    """Adds the verb to the command line."""
    parser = add_bus_verb(
        verbs,
        "stream",
        run,
        help="print the items of a stream",
        description="Subscribes to a stream, and prints its items, one a line, until Ctrl-C.",
        epilog="A value is JSON where it can be read as JSON, else text.",
    )
    parser.add_argument("stream", metavar="STREAM", type=name, help="the stream's name")
    parser.add_argument(
        "arguments", metavar="NAME=VALUE", type=argument, nargs="*", help="the arguments of the subscription"
    )
    parser.add_argument(
        "--target", choices=("best", "all"), default="best", help="all: every app that publishes it; default best: one"
    )
    parser.add_argument("--count", metavar="N", type=count, help="end after N items")


async def run(peer: "Peer", options: Namespace) -> int:
    """Prints the items."""
    offered = [method for method in peer.methods(prefix=options.stream) if method["name"] == options.stream]
    if not any(method.get("supportsStreaming") for method in offered):
        note(options, f"no app publishes {options.stream} yet: waiting (stop it with Ctrl-C)")
    left = options.count
    show = as_json if options.json else readable_json
    batches = peer.subscribe(
        options.stream, target=options.target, max_pending=_MOST_WAITING, arguments=dict(options.arguments)
    )
    async with aclosing(batches):
        async for batch in batches:
            if batch.dropped:
                note(options, f"{batch.dropped} items were dropped: the output is too slow")
            items = batch.items[:left]
            print("\n".join(show(item) for item in items), flush=True)
            if left is not None:
                left -= len(items)
                if left == 0:
                    break
    return 0
