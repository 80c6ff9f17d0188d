"""The example of FDC3, used as a visitor uses it: two Dash apps, and a page without Dash."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect
from support.axe import expect_no_findings
from support.gallery import take_picture
from support.processes import Processes

from .agent_page import bundle

pytestmark = pytest.mark.cold

YELLOW = 2


@pytest.fixture(scope="module")
def get_agent(tmp_path_factory: pytest.TempPathFactory) -> str:
    """As a module, which the news page fetches from the internet."""
    folder = tmp_path_factory.mktemp("get_agent")
    bundle(Path(__file__).with_name("get_agent.js"), folder)
    return (folder / "get_agent.js").read_text(encoding="utf-8") + "\nexport const getAgent = window.getAgent;"


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    processes = Processes(tmp_path_factory.mktemp("fdc3"))
    yield processes.start_example("fdc3/app.py")
    processes.stop()


@pytest.fixture
def desk(origin: str, context: BrowserContext, get_agent: str) -> Iterator[Page]:
    headers = {"Access-Control-Allow-Origin": "*"}
    context.route(
        "https://esm.sh/**",
        lambda route: route.fulfill(body=get_agent, headers=headers, content_type="text/javascript"),
    )
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 620})
    page.goto(f"{origin}/")
    yield page
    for page in context.pages:
        page.close()


def app(desk: Page, title: str) -> FrameLocator:
    return desk.frame_locator(f'iframe[title="{title}"]')


def pick_channel(page: FrameLocator | Page) -> None:
    page.locator(".channels button").nth(YELLOW).click()


def expect_status(page: FrameLocator | Page, text: str) -> None:
    expect(page.locator("#status")).to_have_text(text, timeout=15000)


def test_apps_on_one_channel_follow_each_other(desk: Page):
    watch, chart, news = app(desk, "Watch list"), app(desk, "Chart"), app(desk, "News")
    for page in (watch, chart, news):
        pick_channel(page)
    for page in (watch, chart, news):
        expect(page.locator(".channels button").nth(YELLOW)).to_have_attribute("aria-pressed", "true")
    watch.get_by_role("button", name=re.compile("^MSFT")).click()
    expect_status(chart, "From watch-list")
    expect(chart.locator("#title")).to_have_text("Microsoft · MSFT")
    expect_status(news, "MSFT, from watch-list")
    expect(chart.locator(".js-line")).to_have_count(1)
    expect_no_findings(desk)
    take_picture("fdc3", desk)
    # An app that is opened on the channel later gets what it holds.
    late = desk.context.new_page()
    late.goto(desk.url + "chart/")
    pick_channel(late)
    expect(late.locator("#title")).to_have_text("Microsoft · MSFT")
    expect_status(late, "From the channel")
    # An instrument may have no ticker.
    late.evaluate("fdc3.broadcast({type: 'fdc3.instrument', id: {ISIN: 'CH0038863350'}, name: 'Nestlé'})")
    expect_status(watch, "Nestlé was picked in chart")
    expect_status(news, "CH0038863350, from chart")
    expect(chart.locator("#title")).to_have_text("Microsoft · MSFT")
    late.close()
    watch.get_by_role("button", name=re.compile("^MSFT")).click()

    # The page without Dash asks for a chart of what it shows.
    news.get_by_role("button", name="Chart of MSFT").click()
    expect_status(news, "Shown in chart")
    expect_status(chart, "Asked for by news")


def test_several_charts_are_a_choice(desk: Page):
    watch, chart = app(desk, "Watch list"), app(desk, "Chart")
    expect(chart.locator(".channels button").first).to_be_visible(timeout=15000)
    expect(watch.locator(".channels button").first).to_be_visible(timeout=15000)
    charts = watch.get_by_role("button", name="Chart", exact=True)
    charts.nth(2).click()
    expect_status(watch, "Shown in chart")
    expect(chart.locator("#title")).to_have_text("NVIDIA · NVDA")

    with desk.context.expect_page():
        desk.evaluate("window.open('/chart/')")
    other = desk.context.pages[-1]
    expect(other.locator(".channels button").first).to_be_visible(timeout=15000)
    choices = ["New chart", "Chart 1", "Chart 2", "Cancel"]
    resolver = watch.locator("#resolver")
    charts.nth(4).click()
    expect(resolver.get_by_role("button")).to_have_text(choices)
    # A second question takes the place of the first, whose intent ends.
    charts.nth(3).click()
    expect(watch.locator("#status")).to_contain_text("cancelled")
    expect(resolver.get_by_role("button")).to_have_text(choices)
    resolver.get_by_role("button", name="Cancel").click()
    expect(resolver).to_be_empty()
    expect(watch.locator("#status")).to_contain_text("cancelled")

    charts.nth(3).click()
    with desk.context.expect_page() as opened:
        resolver.get_by_role("button", name="New chart").click()
    expect(opened.value.locator("#title")).to_have_text("Amazon · AMZN", timeout=15000)
    expect_status(watch, "Shown in chart")
