"""Two pages with an agent, on the same bus, for all tests of a file: each pair is opened once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext

from .pages import Embedded, Fdc3App, Gateway, Place, Platform


@dataclass
class Pair:
    """What `one` does reaches the `other`. Both may be ours."""

    place: Place
    one: Fdc3App
    other: Fdc3App


# The bus, and whether each of both is the vendor's.
PAIRS = {
    "ours-ours-embedded": (Embedded, False, False),
    "ours-ours-gateway": (Gateway, False, False),
    "ours-ours-platform": (Platform, False, False),
    "ours-vendor-gateway": (Gateway, False, True),
    "vendor-ours-gateway": (Gateway, True, False),
    "ours-vendor-platform": (Platform, False, True),
    "vendor-ours-platform": (Platform, True, False),
}


def only(*, one: str | None = None, other: str | None = None) -> pytest.MarkDecorator:
    """The pairs in which one is "ours" or the "vendor"'s, and so the other."""

    def fits(pair: str) -> bool:
        kinds = pair.split("-")
        return one in (None, kinds[0]) and other in (None, kinds[1])

    return pytest.mark.parametrize("pair", list(filter(fits, PAIRS)), indirect=True, scope="module")


@pytest.fixture(scope="module", params=PAIRS)
def pair(request: pytest.FixtureRequest, new_shared_context: Callable[[], BrowserContext]) -> Iterator[Pair]:
    kind, *are_vendors = PAIRS[request.param]
    place = kind(new_shared_context())
    # Ours first: where a platform brings no channels, our pages do.
    ours = place.open_ours("Ours")
    second = place.open_vendor() if any(are_vendors) else place.open_ours("Other")
    one, other = (second, ours) if are_vendors[0] else (ours, second)
    yield Pair(place, one, other)
    place.close()
