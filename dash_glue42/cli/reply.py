"""`dash-glue42 reply`: offers a method that answers every invocation alike."""

import asyncio
import time
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from ._bus import add_bus_verb, note
from ._output import app_label, as_json, readable_json
from ._values import name, value
from ._verbs import Verbs

if TYPE_CHECKING:
    from .._models import Invocation
    from ..peer import Peer

# As many invocations wait to be printed; the answers of further ones wait with them.
_MOST_UNPRINTED = 1000


def add_to(verbs: Verbs) -> None:
    """Adds the verb to the command line."""
    parser = add_bus_verb(
        verbs,
        "reply",
        run,
        help="offer a method that answers every invocation alike",
        description="Offers a method that answers every invocation with the same result, and prints the invocations. "
        "Ctrl-C ends it.",
        epilog="The result is JSON where it can be read as JSON, else text. What is no object reaches the caller as "
        '{"value": ...}.',
    )
    parser.add_argument("method", metavar="METHOD", type=name, help="the method's name")
    parser.add_argument("result", metavar="RESULT", type=value, help="what it returns, such as '{\"sum\": 42}'")


async def run(peer: "Peer", options: Namespace) -> int:
    """Serves until Ctrl-C."""
    from .._models import Invocation

    invocations: asyncio.Queue[Invocation] = asyncio.Queue(_MOST_UNPRINTED)

    async def reply(invocation: Invocation, **_arguments: Any) -> Any:
        # Printed elsewhere: an output that is closed ends the verb, and is no failure of the method.
        await invocations.put(invocation)
        return options.result

    peer.method(options.method)(reply)
    note(options, f"offers {options.method} (stop it with Ctrl-C)")
    while True:
        invocation = await invocations.get()
        print(as_json(_as_dict(invocation)) if options.json else _as_line(invocation), flush=True)


def _as_line(invocation: "Invocation") -> str:
    return f"{time.strftime('%H:%M:%S')}  {app_label(invocation.caller)}  {readable_json(invocation.args)}"


def _as_dict(invocation: "Invocation") -> dict[str, Any]:
    return {"caller": invocation.caller.to_plotly_json(), "args": invocation.args}
