"""The Fdc3 components of several pages over their own bus, without any agent but ours."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from support.dash_app import AppServer

from .desk import Desk, instrument, mount_desk

RED = "fdc3.channel.1"


@pytest.fixture
def open_desk(server: AppServer, open_page: Callable[[str], Page]) -> Callable[..., Desk]:
    def open_desk(name: str = "desk", **fdc3: Any) -> Desk:
        mount_desk(server, name, **fdc3)
        desk = Desk(open_page(f"/{name}/"))
        desk.wait_for("glue", "fdc3")
        return desk

    return open_desk


def test_the_page_uses_our_agent_and_offers_it_to_scripts(open_desk):
    desk = open_desk()
    info = desk.wait_for("glue", "fdc3")
    assert (info["agent"], info["provider"], info["fdc3Version"]) == ("bus", "dash_glue42", "2.2")
    identity = desk.page.evaluate("async () => (await fdc3.getInfo()).appMetadata")
    assert info["appMetadata"] == {"appId": identity["appId"], "instanceId": identity["instanceId"]}
    assert desk.page.evaluate("typeof fdc3.createPrivateChannel") == "function"


def test_a_channel_joins_two_pages(open_desk):
    left, right = open_desk("left"), open_desk("right")
    left.join(RED)
    left.write("context", broadcast=instrument("AAPL"))
    left.page.wait_for_function("async () => (await (await fdc3.getCurrentChannel()).getCurrentContext()) !== null")
    right.join(RED)
    (present,) = right.wait_for_events("context", "context")
    assert (present["context"], present["channelId"]) == (instrument("AAPL"), RED)

    # The same one again, and many at once.
    tickers = ["AAPL", *map(str, range(50))]
    left.write("context", broadcast=[instrument(ticker) for ticker in tickers])
    events = right.wait_for_events("context", "context", 1 + len(tickers))
    assert [event["context"]["id"]["ticker"] for event in events[1:]] == tickers
    assert events[1]["source"] == left.wait_for("glue", "fdc3")["appMetadata"]
    # None of it is reported back.
    assert left.page.evaluate("window.seen") is None

    # A script of the page takes it elsewhere.
    right.page.evaluate("fdc3.leaveCurrentChannel()")
    right.wait_for("channels", "current", lambda current: current is None)
    right.wait_for("channels", "channel", lambda channel: channel is None)


def test_an_intent_is_answered_or_refused(open_desk):
    left, right = open_desk("left"), open_desk("right")
    target = right.wait_for("glue", "fdc3")["appMetadata"]
    for n, ticker in enumerate(["AAPL", "MSFT"]):
        raised = {"intent": "ViewQuote", "context": instrument(ticker), "app": target, "raiseId": ticker, "meta": n}
        left.write("intents", raiseIntent=raised)
    answered, refused = sorted(left.wait_for_events("intents", "result", 2), key=lambda result: result["raiseId"])
    assert (answered["context"]["value"], answered["source"], answered["meta"]) == (234.5, target, 0)
    error = {"code": "refused", "fdc3": "IntentHandlerRejected", "message": "No such ticker"}
    assert refused["error"] == error
    assert len(left.wait_for_events("intents", "delivered", 2)) == 2
    assert right.wait_for_events("listener", "raised", 2)[0]["source"]["appId"] == "left"

    left.write("intents", raiseIntent={"intent": "ViewNews", "context": instrument("AAPL")})
    unhandled = left.wait_for_events("intents", "result", 3)[2]
    assert (unhandled["error"]["code"], unhandled["error"]["fdc3"]) == ("method_not_found", "NoAppsFound")


def test_apps_are_found_and_one_of_them_is_chosen(open_desk):
    left, right = open_desk("left"), open_desk("right")
    apps = "(async () => (await fdc3.findIntent('ViewQuote')).apps.length)"
    left.page.wait_for_function(f"{apps}().then(count => count >= 2)")
    left.write("intents", find={"intent": "ViewQuote"})
    (found,) = left.wait_for("intents", "found")
    assert {app["appId"] for app in found["apps"]} == {"left", "right"}
    left.write("intents", find={"intent": "ViewNews"})
    left.wait_for("intents", "found", lambda found: found == [])

    left.write("intents", raiseIntent={"intent": "ViewQuote", "context": instrument("AAPL"), "raiseId": "q"})
    (choices,) = left.wait_for_events("intents", "choices")
    chosen = next(app for app in choices["apps"] if app["appId"] == "right")
    left.write("intents", choose={"raiseId": choices["raiseId"], "app": chosen})
    (result,) = left.wait_for_events("intents", "result")
    assert (choices["raiseId"], result["source"]["appId"]) == ("q", "right")
    right.wait_for_events("listener", "raised")


def test_wrong_settings_are_the_error_of_the_components(server: AppServer, open_page, console):
    mount_desk(server, agent="all")
    desk = Desk(open_page("/desk/"))
    error = desk.wait_for("channels", "error")
    assert (error["code"], error["operation"]) == ("invalid_setting", "subscribe")
    assert 'Glue42 settings["fdc3"]["agent"] is "all"' in error["message"]
    console.expect(r'settings\["fdc3"\]\["agent"\] is "all"')
