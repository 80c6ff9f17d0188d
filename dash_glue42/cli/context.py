"""`dash-glue42 context`: reads, writes and follows a context."""

import time
from argparse import Namespace
from contextlib import aclosing
from typing import TYPE_CHECKING

from ._bus import add_bus_verb, failed, in_time, note
from ._output import app_label, as_json, readable_json
from ._values import json_object, name
from ._verbs import Verbs

if TYPE_CHECKING:
    from ..peer import Context, ContextState, Peer


def add_to(verbs: Verbs) -> None:
    """Adds the verb to the command line."""
    parser = add_bus_verb(
        verbs,
        "context",
        run,
        help="read, write or follow a context",
        description="Prints a context that apps share, after writing to it if that is asked for.",
    )
    parser.add_argument("name", metavar="NAME", type=name, help="the context's name")
    writes = parser.add_mutually_exclusive_group()
    writes.add_argument(
        "--set", metavar="JSON", type=json_object, help="replace all data of the context by that of this object"
    )
    writes.add_argument(
        "--update",
        metavar="JSON",
        type=json_object,
        help="merge the keys of this object; a key that is null is removed",
    )
    parser.add_argument("--watch", action="store_true", help="go on, and print each new state, until Ctrl-C")


async def run(peer: "Peer", options: Namespace) -> int:
    """Prints the context."""
    context = peer.context(options.name)
    if options.set is not None:
        await in_time(options, context.set(options.set))
    elif options.update is not None:
        await in_time(options, context.update(options.update))
    data = await in_time(options, context.get())
    if options.watch:
        if data is None:
            note(options, f"no app has written {options.name} yet: waiting (stop it with Ctrl-C)")
        return await _follow(context, options)
    if data is None:
        return failed(options, f"there is no context {options.name!r}")
    print(as_json(data) if options.json else readable_json(data, indent=2))
    return 0


async def _follow(context: "Context", options: Namespace) -> int:
    async with aclosing(context.follow()) as states:
        async for state in states:
            print(as_json(state.data) if options.json else _as_line(state), flush=True)
    return 0


def _as_line(state: "ContextState") -> str:
    data = "(gone)" if state.data is None else readable_json(state.data)
    return f"{time.strftime('%H:%M:%S')}  {app_label(state.updater)}  {data}"
