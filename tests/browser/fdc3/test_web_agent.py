"""Apps in a page with a desktop agent find it, when they trust its origin."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from console import Console
from playwright.sync_api import BrowserContext, Page
from support.dash_app import AppServer
from support.platform_page import add_frame

from .agent_page import agent_pages, bundle
from .desk import Desk, instrument, mount_desk


@pytest.fixture(scope="session")
def agent_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("agent")
    bundle(Path(__file__).with_name("agent_page.js"), folder)
    return folder


@pytest.fixture
def open_agent(server: AppServer, open_page: Callable[[str], Page], agent_folder: Path) -> Callable[[], Page]:
    def open_agent(origin: str = server.origin) -> Page:
        server.mount_wsgi("/agent/", agent_pages(agent_folder))
        agent = open_page("/agent/page")
        urls = {name: f"{origin}/{name}/" for name in ("left", "right")}
        agent.evaluate("urls => startAgent(urls)", urls)
        return agent

    return open_agent


def frame_desk(agent: Page, address: str) -> Desk:
    return Desk(add_frame(agent, address))


def test_framed_apps_share_channels_and_intents_over_it(server: AppServer, open_agent):
    for name in ("left", "right"):
        mount_desk(server, name)
    agent = open_agent()
    left, right = (frame_desk(agent, f"/{name}/?page=2") for name in ("left", "right"))
    for name, desk in {"left": left, "right": right}.items():
        info = desk.wait_for("glue", "fdc3")
        assert (info["agent"], info["provider"], info["fdc3Version"]) == ("web", "FINOS", "2.2")
        assert info["appMetadata"]["appId"] == name
        assert [channel["id"] for channel in desk.wait_for("channels", "list")] == ["one", "two"]

    left.join("one")
    left.write("context", broadcast=instrument("AAPL"))
    # Else it might come as a broadcast, too.
    has_context = "fdc3.getCurrentChannel().then((channel) => channel.getCurrentContext()).then(Boolean)"
    left.page.wait_for_function(has_context)
    right.join("one")
    (present,) = right.wait_for_events("context", "context")
    assert (present["context"], present["channelId"]) == (instrument("AAPL"), "one")
    left.write("context", broadcast=[instrument("MSFT"), instrument("IBM")])
    _, first, second = right.wait_for_events("context", "context", 3)
    assert [first["context"], second["context"]] == [instrument("MSFT"), instrument("IBM")]
    # This library of FINOS names no app with a context.
    assert first["source"] is None

    target = right.wait_for("glue", "fdc3")["appMetadata"]
    left.write("intents", raiseIntent={"intent": "ViewQuote", "context": instrument("AAPL"), "app": target})
    (result,) = left.wait_for_events("intents", "result")
    assert (result["error"], result["context"]["value"]) == (None, 234.5)
    assert result["source"]["appId"] == "right"
    (raised,) = right.wait_for_events("listener", "raised")
    assert raised["source"]["appId"] == "left"


def test_an_opened_app_finds_it_too_and_again_after_a_reload(server: AppServer, open_agent, context: BrowserContext):
    mount_desk(server, "left")
    agent = open_agent()
    with context.expect_page() as opened:
        agent.evaluate("void window.open('/left/')")
    desk = Desk(opened.value)
    assert desk.wait_for("glue", "fdc3")["agent"] == "web"
    desk.page.reload()
    assert desk.wait_for("glue", "fdc3")["agent"] == "web"


@pytest.fixture
def elsewhere() -> Iterator[AppServer]:
    """An origin beside that of the agent. It is of the same site, as frames of others may have no storage."""
    server = AppServer()
    yield server
    server.stop()


def test_an_app_of_another_origin_finds_it_where_that_is_trusted(
    server: AppServer, elsewhere: AppServer, open_agent, console: Console
):
    console.allow("This page waits for the Glue42 platform in the page at")
    mount_desk(elsewhere, "left", trustedOrigins=[server.origin])
    desk = frame_desk(open_agent(elsewhere.origin), f"{elsewhere.origin}/left/")
    assert desk.wait_for("glue", "fdc3")["agent"] == "web"


def test_a_page_that_trusts_no_other_origin_does_not_send_its_address_there(elsewhere: AppServer, open_agent):
    mount_desk(elsewhere, "left")
    agent = open_agent(elsewhere.origin)
    agent.evaluate("() => { window.heard = []; addEventListener('message', event => heard.push(event.data)); }")
    desk = frame_desk(agent, f"{elsewhere.origin}/left/")
    assert desk.wait_for("glue", "fdc3")["agent"] == "bus"
    heard = agent.evaluate("JSON.stringify(heard)")
    # The search for a platform, which says nothing of the page.
    assert "platformPing" in heard
    assert "WCP1Hello" not in heard
    assert "/left/" not in heard


def test_an_agent_of_an_untrusted_origin_is_not_believed(
    server: AppServer, elsewhere: AppServer, open_agent, console: Console
):
    mount_desk(elsewhere, "left", trustedOrigins=["https://desk.example.com"])
    console.expect(f"dash_glue42: A page at {server.origin} offers this page an FDC3 agent, and was rejected")
    console.allow("offers this page an FDC3 agent")
    desk = frame_desk(open_agent(elsewhere.origin), f"{elsewhere.origin}/left/")
    assert desk.wait_for("glue", "fdc3")["agent"] == "bus"
    error = desk.wait_for("channels", "error")
    assert error["code"] == "untrusted_origin"
    assert f'add "{server.origin}" to settings["trustedOrigins"]' in error["message"]
    # It goes on over the bus.
    desk.wait_for("channels", "list")
    desk.join("fdc3.channel.1")


def test_an_agent_that_does_not_know_the_app_is_named(server: AppServer, open_agent, console: Console):
    mount_desk(server, "left", identityUrl="https://unknown.example.com/")
    console.expect(r"dash_glue42: The FDC3 agent around this page did not accept it \(AccessDenied\)")
    console.allow("did not accept it")
    desk = frame_desk(open_agent(), "/left/")
    assert desk.wait_for("glue", "fdc3")["agent"] == "bus"
    assert "https://unknown.example.com/" in desk.wait_for("intents", "error")["message"]
