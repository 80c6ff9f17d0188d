"""`dash-glue42 gateway`: the same as `python -m dash_glue42.gateway`."""

from argparse import Namespace

from .. import gateway
from ._verbs import Verbs


def add_to(verbs: Verbs) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "gateway",
        help="run a gateway, which connects apps of different origins, browsers and machines",
        description=f"{gateway.DESCRIPTION} Ctrl-C ends it.",
    )
    gateway.add_options(parser)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Becomes the gateway's process; under Windows, waits for it."""
    gateway.start({name: value for name, value in vars(options).items() if name != "run"})
