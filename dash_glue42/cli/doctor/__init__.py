"""`dash-glue42 doctor`: what is wrong with an installation, a port or a gateway.

It needs the standard library only, and of the package what needs no more either: it runs also where another package has
been installed over this one.
"""

import os
import sys
from argparse import Namespace

from ... import gateway
from .._output import is_coloured
from .._verbs import Verbs, port_number
from ._environment import environment_findings
from ._finding import Finding
from ._network import gateway_findings, port_finding
from ._package import package_findings
from ._report import as_json, as_text

_PORT = 8385
_ORIGIN = "http://127.0.0.1:8050"


def add_to(verbs: Verbs) -> None:
    """Adds the verb to the command line."""
    parser = verbs.add_parser(
        "doctor",
        help="check the installation, a port, and whether a gateway lets a page in",
        description="Checks versions, built files, Node.js, the gateway's port, and whether a gateway lets a page in. "
        "The report has no secrets: paste it into an issue.",
        epilog="Exit code: 0 without a problem, 1 with one, 2 for a wrong usage.",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON, for programs")
    parser.add_argument(
        "--port", type=port_number, default=_PORT, help=f"the port of this machine to look at; default {_PORT}"
    )
    parser.add_argument(
        "--gateway",
        metavar="URL",
        help="a gateway to join, such as wss://apps.example.com/gateway; default: the one on the port, if there is one",
    )
    parser.add_argument(
        "--origin", default=_ORIGIN, help=f"the origin of the page that would join the gateway; default {_ORIGIN}"
    )
    parser.add_argument(
        "--token", help=f"the gateway's token; default: the environment variable {gateway.TOKEN_VARIABLE}"
    )
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Prints the report."""
    token: str | None = options.token or os.environ.get(gateway.TOKEN_VARIABLE)
    on_port = port_finding(options.port)
    url: str | None = options.gateway or on_port.gateway_url
    findings: list[Finding] = [
        *environment_findings(),
        *package_findings(),
        on_port.finding,
        *(gateway_findings(url, options.origin, token) if url else []),
    ]
    print(as_json(findings) if options.json else as_text(findings, is_coloured(sys.stdout)))
    return int(any(finding.is_problem for finding in findings))
