"""`dash-glue42 demo`: serves the demo on this machine."""

import logging
import os
import socket
import sys
from argparse import Namespace

from ._verbs import Verbs, port_number

_HOST = "127.0.0.1"


def add_to(verbs: Verbs) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "demo",
        help="serve the demo: five Dash apps on one bus",
        description="Serves five Dash apps that know each other only through the bus of the browser. Nothing else is "
        f"needed. Only this machine reaches it ({_HOST}). Ctrl-C ends it.",
    )
    parser.add_argument(
        "--port",
        type=port_number,
        default=os.environ.get("PORT", "8050"),
        help="default: the environment variable PORT, else 8050; 0 takes a free one",
    )
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Serves until Ctrl-C."""
    try:
        # make_server would end the whole program, with a text of its own.
        socket.create_server((_HOST, options.port)).close()
    except OSError as error:
        print(
            f"dash-glue42 demo: port {options.port} on {_HOST} cannot be used ({error.strerror}): "
            f"give another one, such as --port {(options.port + 1) % 65536}",
            file=sys.stderr,
        )
        return 1
    # Imported here: the other verbs start without the apps.
    from werkzeug.serving import make_server

    from .. import demo

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(_HOST, options.port, demo.server, threaded=True)
    print(f"The demo is at http://{_HOST}:{server.server_port}/ (stop it with Ctrl-C)", flush=True)
    server.serve_forever()
    return 0
