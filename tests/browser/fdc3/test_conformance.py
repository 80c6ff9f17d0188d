"""What the conformance tests of the standard ask, of `window.fdc3` as the page of a Dash app offers it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from .pages import Embedded, Gateway, Place, mount_ours, mount_plain

# The intents that each app listens to: the types of contexts, and of the result.
LISTENS_FOR: dict[str, dict[str, tuple[list[str], str | None]]] = {
    "IntentAppA": {
        "aTestingIntent": (["testContextX", "testContextZ"], None),
        "sharedTestingIntent1": (["testContextX"], None),
    },
    "IntentAppB": {
        "bTestingIntent": (["testContextY"], None),
        "sharedTestingIntent1": (["testContextX", "testContextY"], "testContextY"),
    },
    "IntentAppC": {"cTestingIntent": (["testContextX"], "testContextZ")},
    "IntentAppD": {"sharedTestingIntent2": (["testContextX"], "testContextZ")},
    "IntentAppE": {"sharedTestingIntent2": (["testContextY"], "channel")},
    "IntentAppF": {"sharedTestingIntent2": (["testContextY"], "channel<testContextZ>")},
    "IntentAppG": {"sharedTestingIntent2": (["testContextY"], None)},
    "IntentAppH": {"sharedTestingIntent2": (["testContextY"], "testContextZ")},
    "IntentAppI": {"sharedTestingIntent2": (["testContextY"], "testContextZ")},
    "IntentAppJ": {"privateChannelIsPrivate": (["privateChannelDetails"], "privateChannelIsPrivateResult")},
    "IntentAppK": {"kTestingIntent": (["testContextX"], "channel<testContextZ>")},
    "IntentAppL": {"lateIntent": (["testContextL"], None)},
    "IntentAppM": {"refusedIntent": (["testContextM"], None)},
}

# These are Dash apps; the others are pages without Dash, which open sooner.
DASH_APPS = {"IntentAppB", "IntentAppK", "OpenAppTyped", "ChannelApp", "MetadataApp"}

OTHERS = ["OpenAppAny", "OpenAppTyped", "OpenAppMultiple", "OpenAppFirst", "OpenAppOther", "OpenAppSilent"]
OTHERS += ["OpenAppDeaf", "ChannelApp", "MetadataApp"]


def record(origin: str, app_id: str) -> dict[str, Any]:
    """In the form of FDC3's App Directory."""
    listens_for = {
        intent: {"displayName": intent, "contexts": contexts, **({"resultType": result} if result else {})}
        for intent, (contexts, result) in LISTENS_FOR.get(app_id, {}).items()
    }
    return {
        "appId": app_id,
        "name": app_id,
        "title": f"The app {app_id}",
        "version": "1.0.0",
        "tooltip": "A tooltip",
        "description": "A description",
        "type": "web",
        "details": {"url": f"{origin}/{app_id.lower()}/"},
        "icons": [{"src": "/icon.png", "size": "16x16", "type": "image/png"}],
        "screenshots": [{"src": "/screenshot.png", "label": "A screenshot"}],
        "interop": {"intents": {"listensFor": listens_for}},
    }


@pytest.fixture(params=[Embedded, Gateway], ids=["embedded", "gateway"])
def place(request: pytest.FixtureRequest, new_context: Callable[[], BrowserContext]) -> Iterator[Place]:
    place = request.param(new_context())
    yield place
    place.close()


@pytest.fixture
def context(place: Place) -> BrowserContext:
    """That of the place, whose console is watched."""
    return place.context


def test_the_agent_conforms_to_the_standard(place: Place) -> None:
    apps = [record(place.server.origin, app_id) for app_id in (*LISTENS_FOR, *OTHERS)]
    for app_id in (*LISTENS_FOR, *OTHERS):
        settings = {**place.settings(), "fdc3": {"appId": app_id, "apps": apps}}
        mount = mount_ours if app_id in DASH_APPS else mount_plain
        mount(place.server, app_id, settings, script="mock_app.js")
    tester = place.open_ours("Tester", appId="Tester", apps=apps)
    tester.page.add_script_tag(url="/vendor/conformance.js")
    outcomes = tester.run("await runConformance(given)", apps)
    for page in place.context.pages:
        if page is not tester.page:
            page.close()
    failed = {each["name"]: each["error"] for each in outcomes if each["error"]}
    assert not failed, failed
    assert len(outcomes) > 80
