"""What a caller is told of an invocation that fails: a code, and words of this package, on every platform."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from caller import POLLING
from dash import Input, html
from playwright.sync_api import BrowserContext, Page
from support.container import Container
from support.dash_app import AppServer, Calls, new_app
from support.platform_page import add_frame, platform_pages
from test_every_platform import GLUE, AsPlatform, Embedded, InContainer, InPlatform, OnGateway, Place, Situation

from dash_glue42 import Glue42, MethodInvoke, MethodRegister

SITUATIONS = [Embedded, InPlatform, AsPlatform, OnGateway, InContainer]


class Desk:
    """The app at /desk/, which invokes; its callbacks see the results."""

    def __init__(self, server: AppServer, settings: dict[str, Any]) -> None:
        self.results, self.errors = Calls(), Calls()
        self.app = new_app("/desk/", title="Desk")
        methods = [
            MethodRegister(id="first", definition="Same", returns=True),
            MethodRegister(id="second", definition="Same", returns=True),
        ]
        self.app.layout = Glue42([html.H1("Desk"), MethodInvoke(id="ask"), *methods], id="glue", settings=settings)
        self.app.callback(Input("ask", "result"), prevent_initial_call=True)(self.results.add)
        self.app.callback(Input("second", "error"), prevent_initial_call=True)(self.errors.add)
        server.mount(self.app)

    def write(self, page: Place, method: str, **options: int) -> None:
        command = {"definition": method, "options": options}
        page.evaluate("text => dash_clientside.set_props('ask', {invoke: JSON.parse(text)})", json.dumps(command))

    def ask(self, page: Place, method: str, **options: int) -> dict[str, Any]:
        """The error of one invocation."""
        count = self.results.ended + 1
        self.write(page, method, **options)
        self.results.wait_until_ended(count)
        return self.results.values[-1]["error"]


def register(place: Place, name: str, handler: str) -> None:
    place.evaluate(f"{GLUE}.interop.register('{name}', {handler}).then(() => null)")


def wait_for(page: Place, method: str) -> None:
    page.wait_for_function(f"{GLUE}?.interop.methods().some(({{name}}) => name === '{method}')", polling=POLLING)


def open_peer(here: Situation, page: Place, client: Place) -> tuple[Place, Callable[[], None]]:
    """One more client of the bus, and what makes it go."""
    if isinstance(here, (InPlatform, AsPlatform)):
        host = page if isinstance(here, AsPlatform) else client
        assert isinstance(host, Page)
        peer = add_frame(host, "/platform/peer")
        peer.evaluate("async () => void (await connected)")
        # The vendor's library says goodbye when its page is left.
        return peer, lambda: peer.evaluate("() => void (location.href = '/platform/plain')")
    other = here.open("/client/") if isinstance(here, Embedded) else here._container.open_peer()
    other.evaluate("async () => void (await glue42dash.glueInstancePromise)")
    return other, lambda: other.close(run_before_unload=False)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_failure_has_its_code_and_says_in_our_words_what_happened(
    situation: type[Situation], server: AppServer, context: BrowserContext, container: Container, console: Any
) -> None:
    server.mount_wsgi("/platform/", platform_pages())
    here = situation(server, context, container)
    desk = Desk(server, here.settings())
    # Two components want one name.
    taken = 'MethodRegister "second": MethodRegister "first" of this page has the method "Same"'
    console.expect(taken)
    page, client = here.open_both()
    page.evaluate("async () => void (await glue42dash.glueInstancePromise)")
    desk.errors.wait_until_ended(1)
    assert desk.errors.values[0]["code"] == "name_taken"
    assert desk.errors.values[0]["message"].startswith(taken)

    error = desk.ask(page, "Nowhere", waitTimeoutMs=600)
    assert error == {"code": "method_not_found", "message": 'No app on this bus offers "Nowhere" (waited 0.6 s).'}

    register(client, "Never", "() => new Promise(() => undefined)")
    register(client, "Refuse", "() => Promise.reject('Invocation timeout (5 ms) reached for method name: Never')")
    client.evaluate(f"{GLUE}.interop.createStream('Prices').then(() => null)")
    for method in ("Never", "Refuse", "Prices"):
        wait_for(page, method)
    application = client.evaluate(f"{GLUE}.interop.instance.application")

    error = desk.ask(page, "Never", methodResponseTimeoutMs=300)
    assert error["code"] == "timeout"
    assert error["message"] == f'Method "Never": "{application}" did not answer within 300 ms.'
    assert error["executed_by"]["application"] == application

    # Word for word, whatever it looks like.
    error = desk.ask(page, "Refuse")
    assert error["code"] == "refused"
    assert error["message"] == "Invocation timeout (5 ms) reached for method name: Never"
    assert error["executed_by"]["application"] == application

    error = desk.ask(page, "Prices")
    assert error["code"] == "method_not_found"
    assert error["message"] == '"Prices" is a stream, not a method: it can be subscribed to, not invoked.'

    peer, leave = open_peer(here, page, client)
    register(peer, "Leave", "() => new Promise(() => void (window.isAsked = true))")
    wait_for(page, "Leave")
    application = peer.evaluate(f"{GLUE}.interop.instance.application")
    desk.write(page, "Leave")
    peer.wait_for_function("window.isAsked", polling=POLLING)
    count = desk.results.ended + 1
    leave()
    desk.results.wait_until_ended(count)
    error = desk.results.values[-1]["error"]
    assert error["code"] == "removed"
    assert error["message"] == f'Method "Leave": "{application}" left the bus before it answered.'


# Connects a client of the vendor's with intents, of which it looks for all.
FIND_INTENTS = """
async ([url, isOld]) => {
    const off = {activities: false, appManager: false, channels: false, displays: false, hotkeys: false, layouts: false,
                 notifications: false, windows: false, prefs: false, themes: false, search: false, cookies: false,
                 interception: false, webGroup: false};
    const create = isOld ? window.Glue : window.IODesktop;
    const gateway = {ws: url, protocolVersion: 3};
    const auth = {username: 'glue42', password: 'glue42'};
    const client = await create({...off, intents: true, application: 'Finder', gateway, auth});
    return (await client.intents.find()).map(({name, handlers}) => [name, handlers.map(each => each.displayName)]);
}
"""


@pytest.mark.parametrize("library", ["@glue42", "@interopio"])
def test_a_method_with_the_name_of_an_intent_is_one_to_the_vendors_clients(
    library: str, server: AppServer, container: Container
) -> None:
    app = new_app("/desk/", title="Desk")
    prefix = "Tick42.FDC3.Intents."
    methods = [
        MethodRegister(id="plain", definition=f"{prefix}ViewChart"),
        MethodRegister(id="named", definition={"name": f"{prefix}ViewNews", "displayName": "News"}),
    ]
    settings = {"type": "gateway", "gateway": {"url": container.gateway_url}}
    app.layout = Glue42([html.H1("Desk"), *methods], settings=settings)
    server.mount(app)
    finder = container.open_peer()
    # What a container's own program answers.
    register(finder, "T42.ACS.GetApplications", "() => ({applications: []})")
    container.open_outside("/desk/")
    for name in ("ViewChart", "ViewNews"):
        wait_for(finder, prefix + name)
    finder.add_script_tag(url=f"/modules/{library}/desktop/dist/desktop.umd.min.js")
    found = finder.evaluate(FIND_INTENTS, [container.gateway_url, library == "@glue42"])
    assert sorted(found) == [["ViewChart", [None]], ["ViewNews", ["News"]]]
