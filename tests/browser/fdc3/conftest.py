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


OPEN = {
    "ours": lambda place: place.open_ours("Ours"),
    # A page without Dash, with our agent.
    "plain": lambda place: place.open_plain("Plain"),
    "vendor": lambda place: place.open_vendor(),
}

# The sender, the receiver, and their bus.
PAIRS = {
    "ours-plain-embedded": Embedded,
    "plain-ours-gateway": Gateway,
    "ours-vendor-gateway": Gateway,
    "vendor-ours-gateway": Gateway,
    "ours-vendor-platform": Platform,
    "vendor-ours-platform": Platform,
}


def pairs(is_wanted: Callable[[bool, bool], bool]) -> pytest.MarkDecorator:
    """Those that fit: it is told of the sender and of the receiver whether the agent is ours."""
    names = [name for name in PAIRS if is_wanted(*(kind != "vendor" for kind in name.split("-")[:2]))]
    return pytest.mark.parametrize("pair", names, indirect=True, scope="module")


@pytest.fixture(scope="module", params=PAIRS)
def pair(request: pytest.FixtureRequest, new_shared_context: Callable[[], BrowserContext]) -> Iterator[Pair]:
    one, other, _ = request.param.split("-")
    place = PAIRS[request.param](new_shared_context())
    # Ours first: where a platform brings no channels, our pages do.
    apps = {name: OPEN[name](place) for name in sorted((one, other), key="ours".__ne__)}
    yield Pair(place, apps[one], apps[other])
    place.close()
