"""The example of market data, used as a visitor uses it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from support.axe import expect_no_findings
from support.gallery import ARE_DUE, take_picture
from support.processes import Processes

pytestmark = pytest.mark.cold

DRAWN = "points => document.querySelector('#chart .js-plotly-plot').data[0].x.length > points"


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    processes = Processes(tmp_path_factory.mktemp("market_data"))
    yield processes.start_example("market_data/app.py")
    processes.stop()


@pytest.fixture
def open_tab(origin: str, context: BrowserContext, console) -> Iterator[Callable[[str], Page]]:
    # On a busy machine the grid takes longer to load than its absence is waited for; then the rows come all the same.
    console.allow("no grid found")

    def open_tab(path: str) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": 1100, "height": 600})
        page.goto(origin + path)
        return page

    yield open_tab
    for page in context.pages:
        page.close()


def expect_prices(desk: Page) -> None:
    """All symbols are in the grid, their prices change, and the chart grows."""
    expect(desk.locator("#status")).to_have_text("Live", timeout=15000)
    # The heading is a row too.
    expect(desk.locator("#grid [aria-rowcount]")).to_have_attribute("aria-rowcount", "201")
    expect(desk.locator("#volume")).to_contain_text("prices in the last second, 0 dropped")
    desk.wait_for_function(DRAWN, arg=5)
    mid = desk.locator('#grid [row-index="0"] [col-id="mid"]')
    expect(mid).not_to_have_text(mid.inner_text())


def test_the_market_data_example(open_tab):
    feed, desk = open_tab("/feed/"), open_tab("/desk/")
    expect_prices(desk)
    expect(feed.locator("#dropped")).to_have_text("0")
    expect_no_findings(desk)

    # The chart is that of the row that is clicked.
    desk.locator('#grid [row-index="3"] [col-id="symbol"]').first.click()
    symbol = desk.locator('#grid [row-index="3"] [col-id="symbol"]').first.inner_text()
    expect(desk.locator("#symbol")).to_have_text(symbol)
    desk.wait_for_function("document.querySelector('#chart .js-plotly-plot').data[0].x.length > 2")

    # A late page gets the last prices.
    feed.get_by_role("button", name="Pause").click()
    late = open_tab("/desk/")
    expect(late.locator("#grid [aria-rowcount]")).to_have_attribute("aria-rowcount", "201", timeout=15000)
    late.close()

    # The feed is closed and opened again.
    feed.close()
    expect(desk.locator("#status")).to_have_text("Waiting for a feed", timeout=15000)
    open_tab("/feed/")
    expect_prices(desk)


@pytest.mark.skipif(not ARE_DUE, reason="no pictures are due")
def test_its_picture(open_tab):
    both = open_tab("/")
    both.set_viewport_size({"width": 1100, "height": 720})
    expect(both.frame_locator("iframe[title='FX desk']").locator("#status")).to_have_text("Live", timeout=15000)
    both.frames[-1].wait_for_function(DRAWN, arg=45, timeout=60000)
    take_picture("market_data", both)
