"""What a measurement hands to the report."""

from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Figure:
    """One row of the table."""

    title: str
    measured: str
    # The numbers behind it, for the JSON.
    numbers: dict[str, float]
    # Both or neither.
    goal: str | None = None
    is_met: bool | None = None
    # What the vendor's package has, where it has the like.
    vendor: str = "not given"


def bytes_kept(what: str, of_each: str, before: int, after: int, count: int) -> Figure:
    """What the heap of a page, after garbage collection, keeps of each of so many."""
    kept = (after - before) / count
    return Figure(
        title=f"heap after garbage collection, per {what}",
        goal="<= 100 B",
        measured=f"{kept:.0f} B  ({before / 1e6:.2f} to {after / 1e6:.2f} MB)",
        is_met=kept <= 100,
        numbers={of_each: kept, "heapBefore": before, "heapAfter": after},
    )


def spread(samples: list[float], what: str, digits: int = 2) -> str:
    """How many the median is of, and between which two they are."""
    return f"(median of {len(samples)} {what}, {min(samples):.{digits}f} to {max(samples):.{digits}f})"


def percentile_95(samples: list[float]) -> float:
    return quantiles(samples, n=20, method="inclusive")[-1]


def medians(samples: dict[str, list[float]]) -> dict[str, float]:
    return {kind: median(each) for kind, each in samples.items()}
