"""What a verb of the command line needs of it."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any, Protocol


class Verbs(Protocol):
    """Takes the verbs, each with a parser of its own."""

    def add_parser(self, name: str, **options: Any) -> ArgumentParser:
        """The parser of a verb of this name."""
        ...


def port_number(text: str) -> int:
    """For the `type` of an option."""
    if not (text.isascii() and text.isdigit()) or int(text) > 65535:
        raise ArgumentTypeError(f"{text!r} is no port: give a number from 0 to 65535")
    return int(text)
