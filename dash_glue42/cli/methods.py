"""`dash-glue42 methods`: what the apps on the bus offer."""

import re
import sys
from argparse import Namespace
from collections.abc import Mapping
from contextlib import aclosing
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from ._bus import add_bus_verb
from ._output import as_json, coloured, is_coloured, printable, table
from ._verbs import Verbs

if TYPE_CHECKING:
    from ..peer import Peer

# What an app offers under a name, as a row of cells.
_Row = tuple[str, ...]


def add_to(verbs: Verbs) -> None:
    """Adds the verb to the command line."""
    parser = add_bus_verb(
        verbs,
        "methods",
        run,
        help="list the methods and streams on the bus",
        description="Lists the methods and streams that apps offer on the bus, and by which apps.",
    )
    parser.add_argument(
        "pattern", metavar="NAME", nargs="?", default="*", help="only those with this name, which may have * and ?"
    )
    parser.add_argument("--watch", action="store_true", help="go on, and print what comes and goes, until Ctrl-C")


async def run(peer: "Peer", options: Namespace) -> int:
    """Prints the list."""
    return await (_watch if options.watch else _list)(peer, options)


async def _list(peer: "Peer", options: Namespace) -> int:
    methods = _matching(options, peer.methods(prefix=_prefix(options)))
    if options.json:
        print(as_json(methods))
    elif methods:
        print(table([_row(method) for method in methods], is_coloured(sys.stdout)))
    else:
        of_name = "" if options.pattern == "*" else f" named {options.pattern}"
        print(f"No app offers a method or a stream{of_name}.")
    return 0


async def _watch(peer: "Peer", options: Namespace) -> int:
    before: list[dict[str, Any]] | None = None
    async with aclosing(peer.follow_methods(prefix=_prefix(options))) as changes:
        async for offered in changes:
            methods = _matching(options, offered)
            if methods == before:
                continue
            if options.json:
                print(as_json(methods), flush=True)
            else:
                old, new = ([_row(method) for method in state] for state in (before or [], methods))
                for line in _changes(old, new, is_coloured(sys.stdout)):
                    print(line, flush=True)
            before = methods
    return 0


def _prefix(options: Namespace) -> str:
    """What all names begin with that are wanted: the bus has more methods than a list may hold."""
    return re.split(r"[*?[]", options.pattern, maxsplit=1)[0]


def _matching(options: Namespace, methods: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [method for method in methods if fnmatchcase(method["name"], options.pattern)]


def _row(method: Mapping[str, Any]) -> _Row:
    kind = "stream" if method.get("supportsStreaming") else "method"
    signature = f"({method.get('accepts') or ''})"
    if method.get("returns"):
        signature += f" -> {method['returns']}"
    apps = ", ".join(str(server.get("application") or "(unknown)") for server in method["servers"])
    return tuple(printable(cell) for cell in (str(method["name"]), kind, signature, apps))


def _changes(before: list[_Row], after: list[_Row], has_colours: bool) -> list[str]:
    """A line for each method that has gone, come or changed."""
    names = {row[0] for row in after}
    gone = [coloured(f"- {row[0]}", "red", has_colours) for row in before if row[0] not in names]
    come = [row for row in after if row not in before]
    return gone + [f"+ {line}" for line in table(come, has_colours).splitlines()]
