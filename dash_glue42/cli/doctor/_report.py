"""The report of the findings: for people, or for programs."""

import json
from collections.abc import Sequence

from .._output import coloured
from ._finding import Finding


def as_text(findings: Sequence[Finding], has_colours: bool) -> str:
    """Aligned, with the advice below each problem."""
    width = max(len(finding.check) for finding in findings)
    lines: list[str] = []
    for finding in findings:
        state = coloured("problem", "red", has_colours) if finding.is_problem else coloured("ok", "green", has_colours)
        # The codes of colours have no width, so the state is filled up by hand.
        gap = " " * (2 if finding.is_problem else 7)
        lines.append(f"{state}{gap}{finding.check.ljust(width)}  {finding.detail}")
        if finding.advice:
            lines.append(f"{' ' * (width + 11)}-> {finding.advice}")
    count = sum(finding.is_problem for finding in findings)
    lines += ["", "No problem was found." if not count else f"{count} problem{'s' * (count > 1)} found."]
    return "\n".join(lines)


def as_json(findings: Sequence[Finding]) -> str:
    """One object: `ok`, and `checks` with `check`, `ok`, `detail` and `advice`."""
    checks = [
        {
            "check": finding.check,
            "ok": not finding.is_problem,
            "detail": finding.detail,
            "advice": finding.advice,
        }
        for finding in findings
    ]
    return json.dumps({"ok": all(check["ok"] for check in checks), "checks": checks}, indent=2)
