"""The vendor's libraries for desktop containers on a gateway, with all APIs that they have by default."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from console import Console
from dash import Input, Output, html
from playwright.sync_api import BrowserContext, expect
from support.dash_app import new_app
from support.gateway_process import GatewayProcess

import dash_glue42

from .pages import Fdc3App, Gateway, our_app

LIBRARIES = {"glue42": ["@glue42/desktop", "Glue"], "interopio": ["@interopio/desktop", "IODesktop"]}

REQUEST = {"intent": "ViewChart", "context": {"type": "fdc3.instrument", "data": {"id": {"ticker": "AAPL"}}}}


@pytest.fixture(scope="module")
def place(new_shared_context: Callable[[], BrowserContext]) -> Iterator[Gateway]:
    place = Gateway(new_shared_context())
    yield place
    place.close()


@pytest.fixture
def context(place: Gateway) -> BrowserContext:
    """Its console is watched."""
    return place.context


@pytest.fixture(scope="module")
def ours(place: Gateway) -> Fdc3App:
    """A page that shows its platform and its channel, and handles an intent."""
    app = new_app("/ours/", title="Ours")
    parts = [
        dash_glue42.Channels(id="channels"),
        dash_glue42.Fdc3Channels(id="fdc3"),
        html.Div(id="platform"),
        html.Div(id="channel"),
    ]
    app.layout = dash_glue42.Glue42(parts, id="glue", settings=place.settings())
    show = "(...values) => values.join(' ')"
    app.clientside_callback(
        show, Output("platform", "children"), Input("glue", "status"), Input("glue", "platform"), Input("glue", "error")
    )
    app.clientside_callback("my => my?.data.symbol", Output("channel", "children"), Input("channels", "my"))
    place.server.mount(app)
    page = our_app(place.open("/ours/"))
    page.run("void (await fdc3.addIntentListener('ViewChart', context => ({type: 'acme.shown', id: context.id})))")
    return page


@pytest.fixture(scope="module", params=LIBRARIES)
def client(request: pytest.FixtureRequest, place: Gateway, ours: Fdc3App) -> Fdc3App:
    page = place.open("/vendor/app")
    page.evaluate("given => connectToGateway(...given)", [*LIBRARIES[request.param], place.gateway.url, True])
    client = Fdc3App(page, is_ours=False)
    client.wait_for_intent("ViewChart")
    return client


def test_a_client_finds_and_raises_an_intent_without_a_target(client: Fdc3App, ours: Fdc3App) -> None:
    [found] = client.run("await glue.intents.find('ViewChart')")
    assert [handler["instanceId"] for handler in found["handlers"]] == [ours.instance["instanceId"]]
    answer = client.run("await glue.intents.raise(given)", REQUEST)
    assert answer["result"]["fdc3intentContext"]["payload"] == {"type": "acme.shown", "id": {"ticker": "AAPL"}}


def test_a_client_is_on_the_same_channels_as_our_page(client: Fdc3App, ours: Fdc3App) -> None:
    ours.run("dash_clientside.set_props('channels', {join: {name: 'Red'}})")
    client.wait_for("glue.channels.list().then(all => all.some(({name}) => name === 'Red'))")
    client.run("void (await glue.channels.join('Red'))")
    symbol = client.instance["instanceId"]
    client.run("void (await glue.channels.publish({symbol: given}))", symbol)
    expect(ours.page.locator("#channel")).to_have_text(symbol)


def test_preferences_are_refused_at_once(client: Fdc3App, console: Console) -> None:
    console.expect("This gateway keeps no preferences")
    script = "await glue.prefs.set({theme: 'dark'}).catch(({message}) => message)"
    assert client.run("await glue.prefs.get()")["data"] == {}
    assert "This gateway keeps no preferences." in client.run(script)


@pytest.mark.usefixtures("client")
def test_a_page_of_ours_does_not_take_the_gateway_for_a_container(place: Gateway) -> None:
    page: Any = place.open("/ours/")
    expect(page.locator("#platform")).to_have_text("connected gateway ")
    page.close()


@pytest.mark.parametrize("library", LIBRARIES)
def test_without_the_option_a_client_waits_for_a_container(place: Gateway, library: str) -> None:
    """As long as another invocation takes; it would be more than 30 seconds."""
    page: Any = place.open("/vendor/app")
    with GatewayProcess() as gateway:
        page.evaluate("given => connectToGateway(...given)", [*LIBRARIES[library], gateway.url])
        first = """async () => {
            await glue.interop.register('Own', () => ({}));
            const find = glue.intents.find('ViewChart').then(() => 'found');
            const own = glue.interop.invoke('Own').then(() => glue.interop.invoke('Own')).then(() => 'still waiting');
            return Promise.race([find, own]);
        }"""
        assert page.evaluate(first) == "still waiting"
        page.close()
