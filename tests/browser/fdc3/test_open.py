"""Apps that ours or the vendor's agent opens with a context, on the vendor's browser platform, which hands it over."""

from collections.abc import Callable, Iterator

import pytest
from caller import POLLING
from console import Console
from playwright.sync_api import BrowserContext

from .pages import Fdc3App, Platform, mount_ours, our_app

APPLE = {"type": "fdc3.instrument", "id": {"ticker": "AAPL"}}


class StartingPlatform(Platform):
    """It knows apps that it can start."""

    def config(self) -> dict:
        paths = {"Started": "/started/", "VendorStarted": "/vendor/app"}
        apps = [
            {"name": name, "type": "window", "details": {"url": self.server.origin + path}}
            for name, path in paths.items()
        ]
        return {**super().config(), "applications": {"local": apps}}


@pytest.fixture
def place(new_context: Callable[[], BrowserContext]) -> Iterator[StartingPlatform]:
    place = StartingPlatform(new_context())
    mount_ours(place.server, "Started", {})
    yield place
    place.close()


@pytest.fixture
def context(place: StartingPlatform) -> BrowserContext:
    """That of the place, whose console is watched."""
    return place.context


def start(place: StartingPlatform, opener: Fdc3App, name: str) -> Fdc3App:
    """Opens the app with a context; how that ends is in `opened` of the opener."""
    with place.context.expect_page() as opened:
        opener.run("{ window.opened = outcome(fdc3.open({appId: given[0]}, given[1])); }", [name, APPLE])
    page = opened.value
    if name == "Started":
        return our_app(page)
    page.wait_for_function("() => window.connectToPlatform", polling=POLLING)
    page.evaluate("connectToPlatform()")
    # The platform writes it beside the page's start, and the vendor's agent looks once.
    has_context = "async () => (await glue.windows.my().getContext()).fdc3"
    page.wait_for_function(has_context, polling=POLLING)
    page.evaluate("startFdc3()")
    return Fdc3App(page, is_ours=False)


@pytest.mark.parametrize(("opener", "opened"), [("ours", "ours"), ("ours", "vendor"), ("vendor", "ours")])
def test_the_first_listener_of_the_started_app_gets_the_context(
    place: StartingPlatform, console: Console, opener: str, opened: str
) -> None:
    # The vendor's agent asks its client library for what only newer ones have.
    console.allow("isFdc3DataWrappingSupported")
    app = place.open_ours("Ours") if opener == "ours" else place.open_vendor()
    started = start(place, app, "Started" if opened == "ours" else "VendorStarted")
    started.listen("contacts", "fdc3.contact")
    started.listen("instruments", "fdc3.instrument")
    [heard] = started.heard("instruments", 1)
    assert heard == {"context": APPLE, "source": app.instance}
    assert started.run("heard.contacts") == []
    identifier = app.run("(await opened).value")
    assert identifier["appId"] == ("Started" if opened == "ours" else "VendorStarted")
    assert identifier["instanceId"] == started.instance["instanceId"]


def test_a_context_that_the_platform_hands_over_late_is_heard_too(place: StartingPlatform) -> None:
    with place.context.expect_page() as opened:
        place.host.evaluate("() => void glue.appManager.application('Started').start()")
    started = our_app(opened.value)
    started.listen("contacts", "fdc3.contact")
    started.listen("instruments", "fdc3.instrument")
    opener = {"appId": "Somebody", "instanceId": "gone"}
    fdc3 = {"collaborationId": "1", "openApp": opener, "context": {"contextType": APPLE["type"], "payload": APPLE}}
    started.run("void (await glue42dash.glueInstance.windows.my().updateContext(given))", {"fdc3": fdc3})
    assert started.heard("instruments", 1) == [{"context": APPLE, "source": opener}]
    assert started.run("heard.contacts") == []
    # An update of something else is no start.
    started.run("void (await glue42dash.glueInstance.windows.my().updateContext({more: 1}))")
    started.listen("later", "fdc3.instrument")
    assert started.run("[heard.later, heard.instruments.length]") == [[], 1]
