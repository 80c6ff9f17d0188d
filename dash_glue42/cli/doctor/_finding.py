"""What a check has found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One line of the report.

    Attributes:
        check: What was looked at.
        detail: What was found.
        advice: What to do; a finding with advice is a problem.
    """

    check: str
    detail: str
    advice: str | None = None

    @property
    def is_problem(self) -> bool:
        """Whether something has to be done."""
        return self.advice is not None
