"""What the verbs on the bus share: their options, the peer that joins it, and how a failure is shown."""

import asyncio
import functools
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from .. import gateway
from .._addresses import without_url_secrets
from .._errors import PeerError
from ._output import printable
from ._values import gateway_address, seconds
from ._verbs import Verbs

if TYPE_CHECKING:
    from ..peer import Peer

Value = TypeVar("Value")

_URL_VARIABLE = "DASH_GLUE42_GATEWAY_URL"
_URL = "ws://127.0.0.1:8385"
_TIMEOUT_S = 10
_LONGEST_ERROR = 1000


def add_bus_verb(
    verbs: Verbs, name: str, run: "Callable[[Peer, Namespace], Coroutine[Any, Any, int]]", **texts: str
) -> ArgumentParser:
    """Adds a verb on the bus, with the options that all of them have; returns its parser for those of its own.

    Args:
        verbs: What takes it.
        name: What the user writes.
        run: Gets the peer and the options, and returns the exit code.
        **texts: Those of its help.
    """
    parser = verbs.add_parser(name, **texts)
    group = parser.add_argument_group("options of all verbs on the bus")
    group.add_argument(
        "--gateway",
        metavar="URL",
        type=gateway_address,
        default=os.environ.get(_URL_VARIABLE) or _URL,
        help=f"the gateway's address; default: the environment variable {_URL_VARIABLE}, else {_URL}",
    )
    group.add_argument("--token", help=f"the gateway's token; better given as {gateway.TOKEN_VARIABLE}")
    group.add_argument(
        "--application", metavar="NAME", default="dash-glue42", help="the name that other apps see; default dash-glue42"
    )
    group.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=seconds,
        default=_TIMEOUT_S,
        help=f"how long to wait for the gateway, and then for an answer; default {_TIMEOUT_S}",
    )
    group.add_argument(
        "--json", action="store_true", help="print JSON, for programs: one value, or one a line where more follow"
    )
    parser.set_defaults(program=parser.prog, run=functools.partial(run_on_bus, run))
    return parser


def run_on_bus(run: "Callable[[Peer, Namespace], Coroutine[Any, Any, int]]", options: Namespace) -> int:
    """Joins the bus, runs a verb there, and leaves. Returns the exit code: 1 where the bus, or the verb, fails."""
    try:
        from ..peer import Peer
    except ImportError as error:
        return failed(options, str(error))
    # A console that cannot show a character shows its code.
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="backslashreplace")

    async def on_bus() -> int:
        token = options.token or os.environ.get(gateway.TOKEN_VARIABLE) or None
        peer = Peer(options.gateway, token=token, application=options.application)
        await _open(peer, options)
        try:
            return await run(peer, options)
        finally:
            await peer.close()

    try:
        return asyncio.run(on_bus())
    except PeerError as error:
        return failed(options, str(error))


async def _open(peer: "Peer", options: Namespace) -> None:
    """Joins the bus. Raises PeerError, whose text says what to do."""
    try:
        await asyncio.wait_for(peer.open(), options.timeout)
    except asyncio.TimeoutError:
        problem = peer.error or f"The gateway at {without_url_secrets(options.gateway)} does not answer."
        advice = "start one with `dash-glue42 gateway`, or give another address with --gateway"
        raise PeerError("not_connected", f"{problem} (waited {options.timeout:g} s) -> {advice}") from None
    except PeerError as error:
        advice = f"--gateway gives the address, the environment variable {gateway.TOKEN_VARIABLE} the token"
        raise PeerError(error.code, f"{error} -> {advice}") from None


async def in_time(options: Namespace, answer: Awaitable[Value]) -> Value:
    """The answer of the bus. Raises PeerError when it does not come in time."""
    try:
        return await asyncio.wait_for(answer, options.timeout)
    except asyncio.TimeoutError:
        raise PeerError("timeout", f"The gateway did not answer within {options.timeout:g} s.") from None


def failed(options: Namespace, reason: str) -> int:
    """Says on stderr why the verb failed, in one line; returns its exit code."""
    note(options, reason)
    return 1


def note(options: Namespace, text: str) -> None:
    """A line for people, beside the output."""
    print(f"{options.program}: {printable(text, _LONGEST_ERROR)}", file=sys.stderr, flush=True)
