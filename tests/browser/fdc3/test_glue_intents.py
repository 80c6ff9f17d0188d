"""Intents between our agent and `glue.intents` of the vendor's client libraries, which know nothing of FDC3."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from .pages import Fdc3App, Gateway, Place, Platform

RECORD = {
    "appId": "Ours",
    "title": "Our app",
    "interop": {
        "intents": {"listensFor": {"ViewChart": {"displayName": "View a chart", "contexts": ["fdc3.instrument"]}}}
    },
}

APPLE = {"type": "fdc3.instrument", "name": "Apple", "id": {"ticker": "AAPL"}}

LIBRARIES = {
    "glue42-desktop": (Gateway, ["@glue42/desktop", "Glue"]),
    "interopio-desktop": (Gateway, ["@interopio/desktop", "IODesktop"]),
    "glue42-web": (Platform, []),
}


@dataclass
class Meeting:
    place: Place
    ours: Fdc3App
    client: Fdc3App


@pytest.fixture(scope="module", params=LIBRARIES)
def meeting(request: pytest.FixtureRequest, new_shared_context: Callable[[], BrowserContext]) -> Iterator[Meeting]:
    kind, library = LIBRARIES[request.param]
    place = kind(new_shared_context())
    ours = place.open_ours("Ours", appId="Ours", apps=[RECORD])
    page = place.open("/vendor/app")
    place.connect_vendor(page, *library)
    yield Meeting(place, ours, Fdc3App(page, is_ours=False))
    place.close()


@pytest.fixture
def context(meeting: Meeting) -> BrowserContext:
    """Its console is watched."""
    return meeting.place.context


@pytest.fixture
def ours(meeting: Meeting) -> Iterator[Fdc3App]:
    """Handles ViewChart: what the handler gets is in `handled`."""
    meeting.ours.run(
        """{
            window.handled = [];
            window.viewChart = await fdc3.addIntentListener('ViewChart', async (context, metadata) => {
                handled.push({context, source: metadata.source});
                return context.name === 'Apple' ? {type: 'fdc3.chart', instruments: [context]} : undefined;
            });
        }"""
    )
    yield meeting.ours
    meeting.ours.run("void (await viewChart.unsubscribe())")


@pytest.fixture
def client(meeting: Meeting, ours: Fdc3App) -> Fdc3App:
    meeting.client.wait_for_intent("ViewChart")
    return meeting.client


@pytest.mark.parametrize("filter", ["ViewChart", {"name": "ViewChart"}, {"contextType": "fdc3.instrument"}, {}])
def test_a_client_finds_a_listener_of_ours(client: Fdc3App, ours: Fdc3App, filter: Any) -> None:
    found = client.run("await glue.intents.find(given)", filter)
    [[handler]] = [intent["handlers"] for intent in found if intent["name"] == "ViewChart"]
    assert handler["instanceId"] == ours.instance["instanceId"]
    assert handler["applicationName"] == ours.instance["appId"]
    assert handler["displayName"] == "View a chart"
    assert handler["contextTypes"] == ["fdc3.instrument"]
    assert handler["type"] == "instance"


RAISED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "an instrument": ({"context": {"type": "fdc3.instrument", "data": APPLE}}, APPLE),
    "data without a type of its own": (
        {"context": {"type": "fdc3.instrument", "data": {"id": {"ticker": "MSFT"}}}},
        {"type": "fdc3.instrument", "id": {"ticker": "MSFT"}},
    ),
    "no FDC3": ({"context": {"type": "Trade", "data": {"n": [1, 2]}}}, {"type": "Trade", "n": [1, 2]}),
    "no data": ({"context": {"type": "Trade"}}, {"type": "Trade"}),
    "no type": ({"context": {"data": {"n": 1}}}, {"type": "fdc3.nothing", "n": 1}),
    "no context": ({}, {"type": "fdc3.nothing"}),
}


@pytest.mark.parametrize("kind", RAISED)
def test_a_client_raises_for_ours_with_any_context(client: Fdc3App, ours: Fdc3App, kind: str) -> None:
    request, expected = RAISED[kind]
    target = {"instance": ours.instance["instanceId"]}
    answer = client.run("await glue.intents.raise({intent: 'ViewChart', ...given})", {**request, "target": target})
    assert [each["context"] for each in ours.run("handled")] == [expected]
    assert answer["handler"]["instanceId"] == ours.instance["instanceId"]
    if expected == APPLE:
        payload = {"type": "fdc3.chart", "instruments": [APPLE]}
        assert answer["result"] == {"fdc3intentContext": {"contextType": "fdc3.chart", "payload": payload}}


@pytest.mark.parametrize("request_", ["ViewChart", {"intent": "ViewChart", "context": {"type": "Trade", "data": {}}}])
def test_a_client_raises_without_a_target(client: Fdc3App, ours: Fdc3App, request_: Any) -> None:
    answer = client.run("await glue.intents.raise(given)", request_)
    assert answer["handler"]["instanceId"] == ours.instance["instanceId"]
    assert len(ours.run("handled")) == 1


def test_a_listener_that_ends_is_found_no_more(meeting: Meeting) -> None:
    find = "(await glue.intents.find('Short')).length"
    meeting.ours.run("{ window.short = await fdc3.addIntentListener('Short', () => undefined); }")
    meeting.client.wait_for_intent("Short")
    assert meeting.client.run(find) == 1
    meeting.ours.run("void (await short.unsubscribe())")
    meeting.client.wait_for_intent("Short", 0)
    assert meeting.client.run(find) == 0


RETURNED: dict[str, tuple[str, Any]] = {
    "nothing": ("undefined", None),
    "no FDC3": ("({price: 5})", None),
    "what looks like a context": ("({type: 'acme.price', price: 5})", {"type": "acme.price", "price": 5}),
}


@pytest.mark.parametrize("kind", RETURNED)
def test_ours_finds_and_raises_what_a_client_has_registered(meeting: Meeting, kind: str) -> None:
    returned, expected = RETURNED[kind]
    intent = "StartCall" + "".join(filter(str.isalpha, kind))
    meeting.client.run(
        f"""{{
            window.given = [];
            const definition = {{intent: given, contextTypes: ['fdc3.contact'], displayName: 'Start a call'}};
            await glue.intents.register(definition, async (context) => {{
                window.given.push(context);
                return {returned};
            }});
        }}""",
        intent,
    )
    meeting.ours.wait_for_intent(intent)
    found = meeting.ours.run("await fdc3.findIntent(given)", intent)
    assert found["intent"] == {"name": intent, "displayName": "Start a call"}
    assert [app["instanceId"] for app in found["apps"]] == [meeting.client.instance["instanceId"]]
    by_context = meeting.ours.run("await fdc3.findIntentsByContext({type: 'fdc3.contact'})")
    assert intent in [each["intent"]["name"] for each in by_context]
    assert meeting.ours.outcome("fdc3.findIntent(given, {type: 'fdc3.country'})", intent) == {"error": "NoAppsFound"}
    jane = {"type": "fdc3.contact", "name": "Jane"}
    result = meeting.ours.run("await (await fdc3.raiseIntent(given[0], given[1])).getResult()", [intent, jane])
    assert result == expected
    assert meeting.client.run("window.given") == [{"type": "fdc3.contact", "data": jane}]
