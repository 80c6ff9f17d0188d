"""`dash-glue42 channels`: the channels of the bus, and what they hold."""

import sys
from argparse import Namespace
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .._shapes import as_dict
from ._bus import add_bus_verb, in_time
from ._output import as_json, is_coloured, printable, readable_json, table
from ._verbs import Verbs

if TYPE_CHECKING:
    from ..peer import Peer


def add_to(verbs: Verbs) -> None:
    """Adds the verb to the command line."""
    add_bus_verb(
        verbs,
        "channels",
        run,
        help="list the channels and what they hold",
        description="Lists the channels of the bus with their colours and data. A bus that has none gets the ten "
        "channels that pages know.",
    )


async def run(peer: "Peer", options: Namespace) -> int:
    """Prints the list."""
    channels = await in_time(options, peer.channels.list())
    if options.json:
        print(as_json(channels))
        return 0
    rows = [
        (printable(str(channel.get("name"))), _colour(channel), readable_json(channel.get("data")))
        for channel in channels
    ]
    print(table(rows, is_coloured(sys.stdout)))
    return 0


def _colour(channel: Mapping[str, Any]) -> str:
    return printable(str(as_dict(channel.get("meta")).get("color", "")))
