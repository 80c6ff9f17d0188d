"""Prints the figures: as JSON, and as a table to read."""

import json
from itertools import zip_longest
from textwrap import wrap

from .figures import Figure

COLUMNS = {"figure": 42, "vendor (*)": 12, "goal": 18, "measured": 34, "": 7}
FOOTNOTE = (
    "(*) dash-glue42 1.5.0 on Dash 2.18.2, the newest that it runs on, measured on another machine of the same kind."
)


def as_json(environment: dict[str, str], figures: list[Figure]) -> str:
    rows = [
        {"figure": each.title, "vendor": each.vendor, "goal": each.goal, "isMet": each.is_met, **each.numbers}
        for each in figures
    ]
    return json.dumps({"environment": environment, "figures": rows}, indent=2)


def as_table(environment: dict[str, str], figures: list[Figure]) -> str:
    rule = "  ".join("-" * width for width in COLUMNS.values())
    lines = [f"{name}: {value}" for name, value in environment.items()]
    lines += ["", *table_row(list(COLUMNS)), rule]
    for each in figures:
        lines += [*table_row([each.title, each.vendor, each.goal or "none set", each.measured, verdict(each)]), rule]
    return "\n".join([*lines, FOOTNOTE])


def verdict(figure: Figure) -> str:
    if figure.goal is None:
        return ""
    return "met" if figure.is_met else "NOT MET"


def table_row(cells: list[str]) -> list[str]:
    """The cells side by side, each wrapped to its column."""
    columns = [wrap(cell, width) for cell, width in zip(cells, COLUMNS.values(), strict=True)]
    return [
        "  ".join(part.ljust(width) for part, width in zip(line, COLUMNS.values(), strict=True)).rstrip()
        for line in zip_longest(*columns, fillvalue="")
    ]
