"""What other apps offer, as they come and go: on every platform, and while a bus is lost."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from buses import Bus, CutNetwork, KilledWorker, ReloadedHost, StoppedGateway
from caller import POLLING
from console import LOGGED_IN_TOO_LATE, SENT_TOO_LATE, Console
from dash import Dash, Input, Output, html
from playwright.sync_api import BrowserContext, Page, expect
from support.container import Container
from support.dash_app import AppServer, Calls, new_app
from support.platform_page import platform_pages
from test_every_platform import (
    GLUE,
    AsPlatform,
    Embedded,
    InContainer,
    InPlatform,
    OnGateway,
    Place,
    Situation,
    wait_for_page,
)

from dash_glue42 import Glue42, MethodRegister, Methods

LOST = "connection to the Glue42 bus was lost"

DOUBLE = {
    "name": "Double",
    "displayName": "Double it",
    "description": "Doubles a number",
    "accepts": "int n",
    "returns": "int n",
    "objectTypes": ["Number"],
    "version": 2,
    "flags": {"unit": {"of": 1}},
}


def prop(page: Place, name: str) -> Any:
    return page.evaluate("([id, prop]) => dash_component_api.getLayout(id).props[prop] ?? null", name.split("."))


def write(page: Place, id: str, **props: Any) -> None:
    page.evaluate("([id, text]) => dash_clientside.set_props(id, JSON.parse(text))", [id, json.dumps(props)])


def names(page: Place, id: str) -> list[str]:
    return [method["name"] for method in prop(page, f"{id}.methods")]


def offer(place: Place, definition: Any) -> None:
    place.evaluate(f"definition => {GLUE}.interop.register(definition, () => ({{}})).then(() => null)", definition)


class Desk:
    """An app that follows what others offer, and offers Greet itself."""

    def __init__(self, server: AppServer, settings: dict[str, Any]) -> None:
        self.changed = Calls()
        app: Dash = new_app("/desk/", title="Desk")
        app.layout = Glue42(
            [
                html.H1("Desk"),
                html.Button("Double", id="go", disabled=True),
                MethodRegister(id="greet", definition="Greet"),
                Methods(id="double", filter={"name": "Double"}),
                Methods(id="all"),
                Methods(id="greeters", filter={"prefix": "gre"}, own=True),
            ],
            id="glue",
            settings=settings,
        )
        app.callback(Input("double", "changed"), prevent_initial_call=True)(self.changed.add)

        @app.callback(Output("go", "disabled"), Input("double", "available"))
        def disable(available: bool | None) -> bool:
            return not available

        server.mount(app)


@pytest.mark.parametrize("situation", [Embedded, InPlatform, AsPlatform, OnGateway, InContainer])
def test_it_follows_what_others_offer(
    situation: type[Situation], server: AppServer, context: BrowserContext, container: Container
) -> None:
    server.mount_wsgi("/platform/", platform_pages())
    here = situation(server, context, container)
    desk = Desk(server, here.settings())
    page, client = here.open_both()
    page.locator("h1").wait_for()
    wait_for_page(page, "double.available", "value === false")
    expect(page.locator("#go")).to_be_disabled()

    offer(client, DOUBLE)
    wait_for_page(page, "double.available", "value === true")
    expect(page.locator("#go")).to_be_enabled(timeout=15000)
    [method] = prop(page, "double.methods")
    [instance] = method.pop("servers")
    assert method == {**DOUBLE, "supportsStreaming": False}
    peer = client.evaluate(f"{GLUE}.interop.instance.peerId")
    assert instance["peerId"] == peer
    assert prop(page, "double.servers") == [{**instance, "methods": ["Double"]}]

    # Of this page's own, and the platforms' own.
    wait_for_page(page, "greeters.available", "value === true")
    assert names(page, "greeters") == ["Greet"]
    offer(client, "T42.Test")
    offer(client, "Later")
    wait_for_page(page, "all.methods", "value.some(({name}) => name === 'Later')")
    assert names(page, "all") == ["Double", "Later"]
    write(page, "all", system=True)
    wait_for_page(page, "all.methods", "value.some(({name}) => name === 'T42.Test')")
    assert "Greet" not in names(page, "all")

    # Two definitions of one name.
    write(page, "double", own=True)
    offer(page, {"name": "double", "accepts": "int n, int times"})
    wait_for_page(page, "double.servers", "value.length === 2")
    assert len(names(page, "double")) == 1
    client.evaluate(f"void {GLUE}.interop.unregister('Double')")
    wait_for_page(page, "double.servers", "value.length === 1")
    assert prop(page, "double.available") is True
    write(page, "double", own=False)
    wait_for_page(page, "double.available", "value === false")
    expect(page.locator("#go")).to_be_disabled(timeout=15000)

    desk.changed.wait_until_ended(2)
    assert desk.changed.values == [{"added": ["Double"], "removed": []}, {"added": [], "removed": ["double"]}]
    assert [prop(page, f"{id}.error") for id in ("double", "all", "greeters")] == [None] * 3


class App:
    """An app of a bus, whose page keeps each status of the connection, and all that `Methods` says of the other app."""

    def __init__(self, bus: Bus, server: AppServer, name: str, other: str) -> None:
        self._bus = bus
        self._name = name
        self.changed = Calls()
        app: Dash = new_app(f"/{name}/", title=name)
        app.layout = Glue42(
            [
                html.H1(name),
                MethodRegister(id="method", definition=f"Of {name}"),
                Methods(id="theirs", filter={"name": f"Of {other}"}),
            ],
            id="glue",
            settings=bus.settings(name),
        )
        keep = "(status, available) => void (window.reports ??= []).push({status, available})"
        app.clientside_callback(keep, Input("glue", "status"), Input("theirs", "available"))
        app.callback(Input("theirs", "changed"), prevent_initial_call=True)(self.changed.add)
        server.mount(app)

    def open(self) -> Page:
        self.page = self._bus.open(f"/{self._name}/")
        return self.page

    def reports(self) -> list[dict[str, Any]]:
        return self.page.evaluate("window.reports")

    def wait_for(self, since: int = 0, **report: Any) -> None:
        """A report after the first so many."""
        found = """
        ([since, wanted]) => (window.reports ?? []).slice(since).some(
            report => Object.keys(wanted).every(key => report[key] === wanted[key])
        )
        """
        self.page.wait_for_function(found, arg=[since, report], polling=POLLING)

    def peer(self) -> str:
        return self.page.evaluate("glue42dash.glueInstance.interop.instance.peerId")


@pytest.mark.parametrize("kind", [StoppedGateway, CutNetwork, KilledWorker, ReloadedHost])
def test_while_the_bus_is_lost_the_values_stay(
    kind: type[Bus], make_bus: Callable[[type[Bus]], Bus], server: AppServer, console: Console
) -> None:
    bus = make_bus(kind)
    console.expect(LOST, *bus.noise)
    console.allow(LOGGED_IN_TOO_LATE, SENT_TOO_LATE)
    one, other = App(bus, server, "one", "other"), App(bus, server, "other", "one")
    for app in (one, other):
        app.open()
    for app in (one, other):
        app.wait_for(status="connected", available=True)
    start = {app: len(app.reports()) for app in (one, other)}
    losers = (one, other) if bus.is_others_too else (one,)

    for _ in range(2):
        since = {app: len(app.reports()) for app in losers}
        bus.lose()
        for app in losers:
            app.wait_for(since[app], status="disconnected")
        bus.restore()
        for app in losers:
            app.wait_for(since[app], status="connected")
        # Each finds the other where that is now.
        for app, peer in ((one, other.peer()), (other, one.peer())):
            wait_for_page(app.page, "theirs.servers", f"value.length === 1 && value[0].peerId === {json.dumps(peer)}")

    for app in losers:
        assert all(report["available"] for report in app.reports()[start[app] :])
    assert one.changed.values == [{"added": ["Of other"], "removed": []}]
    other.page.close()
    wait_for_page(one.page, "theirs.available", "value === false")
    one.changed.wait_until_ended(2)
    assert one.changed.values[1:] == [{"added": [], "removed": ["Of other"]}]
