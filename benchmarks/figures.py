"""What a measurement hands to the report."""

from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Figure:
    """One row of the table."""

    title: str
    vendor: str
    measured: str
    # The numbers behind it, for the JSON.
    numbers: dict[str, float]
    # Both or neither.
    goal: str | None = None
    is_met: bool | None = None


def percentile_95(samples: list[float]) -> float:
    return quantiles(samples, n=20, method="inclusive")[-1]


def medians(samples: dict[str, list[float]]) -> dict[str, float]:
    return {kind: median(each) for kind, each in samples.items()}
