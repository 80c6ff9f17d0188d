"""Text for people: colours where the terminal has them, and nothing that could lead the terminal astray."""

import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TextIO

if TYPE_CHECKING:
    from .._models import Instance

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


def app_label(instance: "Instance | None") -> str:
    """The name of an app on the bus, as far as it is known."""
    return printable(str((instance and instance.application) or "(unknown)"))


def table(rows: Sequence[Sequence[str]], has_colours: bool) -> str:
    """Lines whose cells are aligned. The first cell is what one looks for, and has a colour."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            [
                # The codes of colours have no width.
                coloured(row[0], "green", has_colours) + " " * (widths[0] - len(row[0])),
                *(cell.ljust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
        ).rstrip()
        for row in rows
    )


def as_json(value: Any) -> str:
    """JSON for programs, in one line: nothing but ASCII, which every console can print."""
    return json.dumps(value)


def readable_json(value: Any, indent: int | None = None) -> str:
    """JSON for people: letters as they are, but nothing that could move the cursor."""
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    return "".join(
        character if character.isprintable() or character == "\n" else json.dumps(character)[1:-1] for character in text
    )
