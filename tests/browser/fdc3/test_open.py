"""Apps that ours or the vendor's agent opens with a context, on the vendor's browser platform, which hands it over."""

from collections.abc import Callable, Iterator

import pytest
from console import Console
from playwright.sync_api import BrowserContext

from .pages import Fdc3App, Platform, mount_ours, our_app

APPLE = {"type": "fdc3.instrument", "id": {"ticker": "AAPL"}}


class StartingPlatform(Platform):
    """It knows apps that it can start."""

    def config(self) -> dict:
        app = {"name": "Started", "type": "window", "details": {"url": self.server.origin + "/started/"}}
        return {**super().config(), "applications": {"local": [app]}}


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


def start(place: StartingPlatform, opener: Fdc3App) -> Fdc3App:
    """Opens the app with a context; how that ends is in `opened` of the opener."""
    with place.context.expect_page() as opened:
        opener.run("{ window.opened = outcome(fdc3.open({appId: 'Started'}, given)); }", APPLE)
    return our_app(opened.value)


@pytest.mark.parametrize("opener", ["ours", "vendor"])
def test_the_first_listener_of_the_started_app_gets_the_context(
    place: StartingPlatform, console: Console, opener: str
) -> None:
    # The vendor's agent asks its client library for what only newer ones have.
    console.allow("isFdc3DataWrappingSupported")
    app = place.open_ours("Ours") if opener == "ours" else place.open_vendor()
    started = start(place, app)
    started.listen("contacts", "fdc3.contact")
    started.listen("instruments", "fdc3.instrument")
    [heard] = started.heard("instruments", 1)
    assert heard == {"context": APPLE, "source": app.instance}
    assert started.run("heard.contacts") == []
    identifier = app.run("(await opened).value")
    assert identifier["appId"] == "Started"
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
