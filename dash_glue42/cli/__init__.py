"""The command `dash-glue42`, also `python -m dash_glue42`.

    dash-glue42 demo
    dash-glue42 gateway --port 8385
    dash-glue42 methods --watch
    dash-glue42 invoke Sum a=1 b=2
    dash-glue42 doctor

A verb is a module of this package with two functions: `add_to` adds its options to the command line, and `run` gets
them, on the bus after a peer, and returns the exit code: 0 if all is well, 1 if not. A wrong usage ends with 2.
"""

import functools
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from typing import Any

from . import channels, context, demo, doctor, gateway, invoke, methods, reply, stream
from ._values import argument
from ._verbs import Verbs
from ._version import FOLDER, version_in

_VERBS = (demo, gateway, methods, invoke, reply, context, channels, stream, doctor)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one verb, and returns the exit code.

    Args:
        arguments: Those of the command line, by default the program's own.

    Returns:
        0 if all is well, 1 if not, 130 after Ctrl-C.

    Raises:
        SystemExit: With 2 for a wrong usage, with 0 for `--help` and `--version`.

    Example:
        >>> main(["doctor", "--json"])
    """
    options = _options(_parser(), arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of the output has ended, such as `head`. Python would fail once more over it when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _options(parser: ArgumentParser, arguments: Sequence[str] | None) -> Namespace:
    options, left = parser.parse_known_args(arguments)
    # Some versions of Python leave the NAME=VALUE that stand after an option.
    wrong = [text for text in left if text.startswith("-") or not hasattr(options, "arguments")]
    if wrong:
        parser.error(f"unrecognized arguments: {' '.join(wrong)}")
    try:
        late = [argument(text) for text in left]
    except ArgumentTypeError as error:
        parser.error(str(error))
    if late:
        options.arguments = [*options.arguments, *late]
    return options


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="dash-glue42",
        description="Plotly Dash apps on the Glue42 / io.Connect Interop bus: the demo, a gateway, what is on the bus, "
        "and what is wrong.",
        epilog="`dash-glue42 VERB --help` lists the options of a verb.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"dash-glue42 {version_in(FOLDER) or '(not built)'}")
    make: Any = functools.partial(ArgumentParser, allow_abbrev=False)
    verbs: Verbs = parser.add_subparsers(required=True, parser_class=make)
    for verb in _VERBS:
        verb.add_to(verbs)
    return parser
