"""A page in a desktop container with FDC3 of its own, of version 1.2: synchronous, without events, apps by name."""

import pytest
from playwright.sync_api import BrowserContext
from support.dash_app import AppServer

from .desk import Desk, instrument, mount_desk

# Runs before the scripts of the page, as what a container puts into its pages.
CONTAINER = """
    const listeners = [];
    const intents = {};
    let current = null;
    const channels = ['red', 'blue'].map(id => ({id, type: 'system', displayMetadata: {name: id, color: id}}));
    window.container = {
        broadcasts: [],
        give: context => listeners.forEach(({type, handler}) => (!type || type === context.type) && handler(context)),
        raise: (intent, context) => intents[intent](context),
        listeners,
    };
    window.fdc3 = {
        getInfo: () => ({fdc3Version: '1.2', provider: 'Old container', providerVersion: '1'}),
        broadcast: context => void container.broadcasts.push(context),
        addContextListener: (...args) => {
            const [type, handler] = args.length === 1 ? [null, ...args] : args;
            const listener = {type, handler};
            listeners.push(listener);
            return {unsubscribe: () => void listeners.splice(listeners.indexOf(listener), 1)};
        },
        addIntentListener: (intent, handler) => {
            intents[intent] = handler;
            return {unsubscribe: () => void delete intents[intent]};
        },
        getSystemChannels: async () => channels,
        joinChannel: async id => { current = channels.find(channel => channel.id === id); },
        leaveCurrentChannel: async () => { current = null; },
        getCurrentChannel: async () => current,
        raiseIntent: async (intent, context, target) => ({source: target ?? 'Some app', version: '1.2'}),
    };
"""


@pytest.fixture
def desk(server: AppServer, context: BrowserContext) -> Desk:
    mount_desk(server)
    page = context.new_page()
    page.add_init_script(CONTAINER)
    page.goto(f"{server.origin}/desk/")
    return Desk(page)


def test_the_components_use_the_agent_of_the_container(desk: Desk):
    info = desk.wait_for("glue", "fdc3")
    assert info == {"agent": "window", "provider": "Old container", "fdc3Version": "1.2", "appMetadata": None}

    channels = desk.wait_for("channels", "list")
    assert channels[0] == {"id": "red", "displayMetadata": {"name": "red", "color": "red"}}
    desk.join("red")

    desk.write("context", broadcast=instrument("AAPL"))
    desk.page.wait_for_function("container.broadcasts.length === 1")
    desk.page.wait_for_function("container.listeners.length === 1")
    desk.page.evaluate("context => container.give(context)", instrument("MSFT"))
    events = desk.wait_for_events("context", "context")
    assert events == [{"context": instrument("MSFT"), "source": None, "channelId": "red"}]

    desk.write("channels", channel=None)
    desk.wait_for("channels", "current", lambda current: current is None)


def test_intents_go_both_ways(desk: Desk):
    desk.wait_for("glue", "fdc3")
    answer = desk.page.evaluate("context => container.raise('ViewQuote', context)", instrument("AAPL"))
    assert answer["value"] == 234.5
    refusal = "context => container.raise('ViewQuote', context).catch(error => error.message)"
    assert desk.page.evaluate(refusal, instrument("MSFT")) == "No such ticker"

    desk.write("intents", raiseIntent={"intent": "ViewChart", "context": instrument("AAPL"), "app": "Chart"})
    (result,) = desk.wait_for_events("intents", "result")
    assert (result["source"], result["error"]) == ({"appId": "Chart", "instanceId": None}, None)


def test_what_the_agent_lacks_is_an_error(desk: Desk, console):
    desk.wait_for("glue", "fdc3")
    desk.write("intents", raiseIntent={"context": instrument("AAPL")})
    (result,) = desk.wait_for_events("intents", "result")
    assert (result["error"]["code"], result["error"]["fdc3"]) == ("unsupported", None)
    assert "has no raiseIntentForContext" in result["error"]["message"]

    desk.write("intents", find={"context": instrument("AAPL")})
    error = desk.wait_for("intents", "error")
    assert (error["code"], error["operation"]) == ("unsupported", "find")
    console.allow("has no findIntentsByContext")
