"""One app with every component does the same on every platform: Dash callbacks here, a JavaScript client there."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from caller import POLLING, Caller
from dash import Dash, Input, Output, html
from playwright.sync_api import BrowserContext, Frame, Page
from support.container import Container
from support.dash_app import AppServer, Calls, new_app
from support.platform_page import add_frame, platform_pages
from toasts import KEEP_TOASTS

from dash_glue42 import (
    Channels,
    Context,
    Contexts,
    Glue42,
    MethodInvoke,
    MethodRegister,
    Notifications,
    Windows,
    call,
    on_invoke,
    open_window,
)

Place = Page | Frame

GLUE = "(window.glue42dash?.glueInstance ?? window.glue)"
RED = "___channel___Red"

# What a platform that brings channels of its own is given.
CHANNELS = {"definitions": [{"name": "Red", "meta": {"color": "red"}}]}

REPORTS = {
    "glue": ["status", "platform", "isEnterprise", "instance", "error"],
    "ask": ["result"],
    "shared": ["context", "error"],
    "contexts": ["all", "error"],
    "channels": ["my", "all", "channel", "error"],
    "windows": ["opened", "error"],
    "notifications": ["clicked", "maxActions", "error"],
}


class Desk:
    """The app at /desk/ with one of each component; its callbacks keep all that is reported."""

    def __init__(self, server: AppServer, settings: dict[str, Any]) -> None:
        self.seen = {f"{id}.{prop}": Calls() for id, props in REPORTS.items() for prop in props}
        self._last_returned: dict[str, int] = {}
        app: Dash = new_app("/desk/", title="Desk")
        app.layout = Glue42(
            id="glue",
            settings=settings,
            children=[
                html.H1("Desk"),
                html.Button("go", id="go"),
                MethodRegister(id="greet", definition="Greet", returns=True),
                MethodInvoke(id="ask"),
                Context(id="shared"),
                Contexts(id="contexts"),
                Channels(id="channels"),
                Windows(id="windows"),
                Notifications(id="notifications"),
            ],
        )
        for report, calls in self.seen.items():
            app.callback(Input(*report.split(".")), prevent_initial_call=True)(calls.add)

        @on_invoke("greet", app=app)
        def greet(name: str) -> dict[str, str]:
            return {"greeting": f"Hello {name}"}

        @app.callback(
            Output("ask", "invoke"), Output("windows", "open"), Input("go", "n_clicks"), prevent_initial_call=True
        )
        def go(_clicks: int) -> Any:
            asked = call("Double", n=21, target="best", timeout_ms=5000)
            return asked, open_window(name="other", url="/other/", width=500, height=300)

        server.mount(app)
        other = new_app("/other/", title="Other")
        other.layout = html.H1("Other")
        server.mount(other)

    def write(self, page: Place, id: str, **commands: Any) -> None:
        page.evaluate("([id, text]) => dash_clientside.set_props(id, JSON.parse(text))", [id, json.dumps(commands)])

    def wait_for(self, report: str, is_so: Callable[[Any], Any]) -> Any:
        """
        A value of the report that is as it should be, later than the one that was returned last. It need not be the
        newest: the server may see callbacks that run side by side in another order. `wait_for_page` sees the newest.
        """
        calls, start = self.seen[report], self._last_returned.get(report, -1) + 1

        def found() -> list[int]:
            return [n for n in range(start, len(calls.values)) if is_so(calls.values[n])]

        calls.wait_until(lambda: bool(found()), report)
        index = self._last_returned[report] = found()[-1]
        return calls.values[index]


def wait_for_page(page: Place, prop: str, is_so: str) -> None:
    """Until the prop of a component, such as "shared.context", is in the page as it should be."""
    id, name = prop.split(".")
    found = f"([id, name]) => (value => {is_so})(dash_component_api.getLayout(id).props[name])"
    page.wait_for_function(found, arg=[id, name], polling=POLLING)


class Situation:
    """How the app finds its bus, and where a JavaScript client of the same bus is."""

    platform: str
    is_enterprise = False

    def __init__(self, server: AppServer, context: BrowserContext, container: Container) -> None:
        self._server = server
        self._context = context
        self._container = container

    def settings(self) -> dict[str, Any]:
        return {}

    def open(self, path: str) -> Page:
        page = self._context.new_page()
        page.goto(self._server.origin + path)
        return page

    def open_both(self) -> tuple[Place, Place]:
        """The app's page, and the client's."""
        raise NotImplementedError

    def toasts_of(self, desk: Place) -> Place:
        """The page that shows the app's notifications."""
        return desk


class Embedded(Situation):
    platform = "embedded"

    def open_both(self) -> tuple[Place, Place]:
        app = new_app("/client/", title="Client")
        app.layout = Glue42()
        self._server.mount(app)
        client = self.open("/client/")
        return self.open("/desk/"), client


class InPlatform(Situation):
    """In a frame of the vendor's platform page, which is the client."""

    platform = "browser"

    def open_both(self) -> tuple[Place, Place]:
        host = self.open("/platform/host")
        host.evaluate("channels => start({channels})", CHANNELS)
        return add_frame(host, "/desk/"), host

    def toasts_of(self, desk: Place) -> Place:
        assert isinstance(desk, Frame)
        return desk.page


class AsPlatform(Situation):
    """The app's page is the platform; the client is the vendor's, in a frame of it."""

    platform = "browserPlatform"

    def settings(self) -> dict[str, Any]:
        return {"type": "platform"}

    def open_both(self) -> tuple[Place, Place]:
        desk = self.open("/desk/")
        desk.evaluate("async () => void (await glue42dash.glueInstancePromise)")
        client = add_frame(desk, "/platform/peer")
        client.evaluate("async () => void (await connected)")
        return desk, client


class OnGateway(Situation):
    platform = "gateway"

    def settings(self) -> dict[str, Any]:
        return {"type": "gateway", "gateway": {"url": self._container.gateway_url}}

    def open_both(self) -> tuple[Place, Place]:
        return self._container.open_outside("/desk/"), self._container.open_peer()


class InContainer(Situation):
    platform = "desktop"
    is_enterprise = True

    def open_both(self) -> tuple[Place, Place]:
        return self._container.open("/desk/"), self._container.open_peer()


@pytest.fixture
def context(new_context: Callable[[], BrowserContext], server: AppServer) -> Iterator[BrowserContext]:
    context = new_context()
    context.grant_permissions(["notifications"])
    context.add_init_script(KEEP_TOASTS)
    yield context
    context.close()


def follow(client: Place, context_name: str) -> None:
    client.evaluate(
        f"name => {GLUE}.contexts.subscribe(name, data => ((window.data ??= {{}})[name] = data)).then(() => null)",
        context_name,
    )


def wait_for_data(client: Place, context_name: str, is_so: str) -> None:
    client.wait_for_function(
        f"name => {{ const data = window.data?.[name]; return data && ({is_so}); }}", arg=context_name, polling=POLLING
    )


def click_toast(place: Place, title: str) -> None:
    found = "title => toasts.find(toast => toast.title === title)"
    place.wait_for_function(found, arg=title, polling=POLLING)
    place.evaluate(f"title => void ({found})(title).dispatchEvent(new Event('click'))", title)


# These show notifications of the browser.
whole_browser = pytest.mark.whole_browser


@pytest.mark.parametrize(
    "situation",
    [
        pytest.param(Embedded, marks=[pytest.mark.dash3, whole_browser]),
        InPlatform,
        AsPlatform,
        pytest.param(OnGateway, marks=whole_browser),
        pytest.param(InContainer, marks=whole_browser),
    ],
)
def test_every_component_works(
    situation: type[Situation], server: AppServer, context: BrowserContext, container: Container
) -> None:
    server.mount_wsgi("/platform/", platform_pages())
    here = situation(server, context, container)
    desk = Desk(server, here.settings())
    page, client = here.open_both()

    # The connection.
    desk.wait_for("glue.status", lambda status: status == "connected")
    assert desk.wait_for("glue.platform", bool) == here.platform
    assert desk.wait_for("glue.isEnterprise", lambda known: known is not None) is here.is_enterprise
    assert desk.wait_for("glue.instance", bool)["peerId"]

    # Methods, both ways; a window.
    client.evaluate(f"{GLUE}.interop.register('Double', ({{n}}) => ({{n: 2 * n}})).then(() => null)")
    client.wait_for_function(f"{GLUE}.interop.methods().some(({{name}}) => name === 'Greet')", polling=POLLING)
    greeting = client.evaluate(f"async () => (await {GLUE}.interop.invoke('Greet', {{name: 'Ann'}})).returned")
    assert greeting == {"greeting": "Hello Ann"}
    Caller(page).wait_for_method("Double")
    with context.expect_page() as opened:
        page.click("#go")
    result = desk.wait_for("ask.result", bool)
    assert (result["error"], result["invocationResult"]["returned"]) == (None, {"n": 42})
    opened.value.locator("h1").wait_for()
    assert desk.wait_for("windows.opened", bool)["name"] == "other"
    opened.value.close()

    # Contexts.
    follow(client, "shared")
    desk.write(page, "shared", update={"price": 1})
    assert desk.wait_for("shared.context", lambda it: it["data"] == {"price": 1})["extraData"]["isMyUpdate"] is True
    wait_for_data(client, "shared", "data.price === 1")
    client.evaluate(f"{GLUE}.contexts.update('shared', {{by: 'client'}}).then(() => null)")
    state = desk.wait_for("shared.context", lambda it: it["data"] == {"price": 1, "by": "client"})
    assert state["extraData"]["isMyUpdate"] is False
    client.evaluate(f"{GLUE}.contexts.destroy('shared').then(() => null)")
    desk.wait_for("shared.context", lambda it: it is None)
    client.evaluate(f"{GLUE}.contexts.update('shared', {{anew: 1}}).then(() => null)")
    desk.wait_for("shared.context", lambda it: it and it["data"] == {"anew": 1})
    desk.write(page, "contexts", destroy={"name": "shared"}, set={"name": "shared", "data": {"anew": 2}})
    state = desk.wait_for("shared.context", lambda it: it and it["data"] == {"anew": 2})
    assert state["extraData"]["isMyUpdate"] is True
    wait_for_page(page, "shared.context", "value?.data.anew === 2")
    desk.write(page, "contexts", set={"name": "more", "data": {"a": 1}})
    desk.wait_for("contexts.all", lambda names: "more" in names)
    desk.write(page, "contexts", destroy={"name": "more"})
    desk.wait_for("contexts.all", lambda names: "more" not in names)
    wait_for_page(page, "contexts.all", "!value.includes('more')")

    # Channels.
    desk.write(page, "channels", join={"name": "Red"}, publish={"data": {"ticker": "AAPL"}})
    desk.wait_for("channels.my", lambda my: my["name"] == "Red" and my["data"] == {"ticker": "AAPL"})
    assert "Red" in desk.wait_for("channels.all", bool)
    assert desk.wait_for("channels.channel", bool) == "Red"
    follow(client, RED)
    wait_for_data(client, RED, "data.data.ticker === 'AAPL'")
    client.evaluate(f"{GLUE}.contexts.setPath('{RED}', 'data.by', 'client').then(() => null)")
    desk.wait_for("channels.my", lambda my: my["data"] == {"ticker": "AAPL", "by": "client"})
    desk.write(page, "channels", leave={})
    desk.wait_for("channels.my", lambda my: my is None)
    wait_for_page(page, "channels.my", "value === null")

    # Notifications.
    desk.wait_for("notifications.maxActions", lambda count: count is not None)
    desk.write(page, "notifications", notify={"title": "Order 7", "clickInterop": {"method": "Clicked"}})
    client.evaluate(
        f"{GLUE}.interop.register('Clicked', () => void (window.clicks = (window.clicks ?? 0) + 1)).then(() => null)"
    )
    click_toast(here.toasts_of(page), "Order 7")
    assert desk.wait_for("notifications.clicked", bool)["title"] == "Order 7"
    client.wait_for_function("window.clicks === 1", polling=POLLING)

    errors = {report: calls.values for report, calls in desk.seen.items() if report.endswith(".error")}
    assert errors == {report: [] for report in errors}
