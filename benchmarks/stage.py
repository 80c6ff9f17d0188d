"""The server and the browser in which everything is measured."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from .apps import Site, running_site

PAGE_SCRIPT = Path(__file__).with_name("page.js")


@dataclass(frozen=True)
class Scale:
    """How much is measured: in full, or just enough to see that everything works."""

    warm_up: int
    round_trips: int
    bursts: int
    page_loads: int
    # Between which two invocations the heap is compared.
    heap_from: int
    heap_to: int
    method_samples: int
    # Likewise for updates of a context.
    context_updates: tuple[int, int]
    # How often the bus is lost.
    losses: int
    # How long a stream is watched, in seconds: its speed, and its memory, from when to when.
    stream_seconds: int
    stream_heap_seconds: tuple[int, int]
    flood_seconds: int
    # How many single prices are timed.
    prices: int
    # How many buses one gateway carries.
    buses: int


FULL = Scale(
    warm_up=50,
    round_trips=300,
    bursts=5,
    page_loads=15,
    heap_from=500,
    heap_to=10_500,
    method_samples=600,
    context_updates=(500, 5_500),
    losses=9,
    stream_seconds=20,
    stream_heap_seconds=(10, 60),
    flood_seconds=60,
    prices=500,
    buses=1000,
)
QUICK = Scale(
    warm_up=20,
    round_trips=60,
    bursts=2,
    page_loads=3,
    heap_from=500,
    heap_to=1_500,
    method_samples=200,
    context_updates=(200, 700),
    losses=2,
    stream_seconds=3,
    stream_heap_seconds=(5, 10),
    flood_seconds=5,
    prices=100,
    buses=100,
)


@dataclass(frozen=True)
class Stage:
    site: Site
    browser: Browser
    scale: Scale

    @contextmanager
    def fresh_profile(self) -> Iterator[BrowserContext]:
        """Nothing cached, no worker running, no other page."""
        context = self.browser.new_context()
        context.set_default_timeout(60_000)
        context.add_init_script(path=PAGE_SCRIPT)
        try:
            yield context
        finally:
            context.close()

    def open(self, context: BrowserContext, app: str, preload: str = "") -> Page:
        """Opens the app's page; `preload` is a script that runs before those of the page."""
        page = context.new_page()
        page.add_init_script(preload)
        # What goes wrong in a page would otherwise only show as a strange figure.
        page.on("pageerror", lambda error: print(f"  error in /{app}/: {error}"))
        page.goto(f"{self.site.address}/{app}/")
        return page

    def open_connected(self, context: BrowserContext, app: str) -> Page:
        page = self.open(context, app)
        page.evaluate("bench.connected().then(() => null)")
        return page


def round_trips(caller: Page, methods: dict[str, list[str]], count: int) -> dict[str, list[float]]:
    """Milliseconds of `count` invocations of each kind of method, one by one."""
    return caller.evaluate("([methods, count]) => bench.roundTrips(methods, count)", [methods, count])


@contextmanager
def prepared_stage(scale: Scale) -> Iterator[Stage]:
    with running_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROME_PATH"))
        try:
            yield Stage(site, browser, scale)
        finally:
            browser.close()
