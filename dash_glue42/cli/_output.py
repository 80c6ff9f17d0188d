"""Text for people: colours where the terminal has them, and nothing that could lead the terminal astray."""

import os
import sys
from typing import Literal, TextIO

_CODES = {"green": "32", "red": "1;31"}


def is_coloured(stream: TextIO) -> bool:
    """Whether the stream is a terminal that shows colours, and the user has not forbidden them (https://no-color.org)."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    # The old console of Windows would print the codes.
    return sys.platform != "win32" or "WT_SESSION" in os.environ


def coloured(text: str, colour: Literal["green", "red"], is_on: bool) -> str:
    """The text in a colour, if colours are on."""
    return f"\033[{_CODES[colour]}m{text}\033[0m" if is_on else text


def printable(text: str, longest: int = 300) -> str:
    """Text that came over the network, as one line: it must not move the cursor nor fill the screen."""
    shown = "".join(character if character.isprintable() else " " for character in text[:longest])
    return shown if len(text) <= longest else f"{shown}..."
