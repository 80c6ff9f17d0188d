"""`Notifications`: those of the browser on the embedded bus, those of the platform inside one."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from buses import Bus, KilledWorker, ReloadedHost, StoppedGateway
from caller import POLLING, Caller
from console import Console
from dash import Input, Output, html
from flask import Response, request
from playwright.sync_api import BrowserContext, Frame, Page, Worker
from support.dash_app import AppServer, Calls, new_app
from support.platform_page import add_frame, platform_pages
from toasts import KEEP_TOASTS

from dash_glue42 import Glue42, MethodRegister, Notifications, Windows

# The same for the worker of the package, which is asked to show it.
KEEP_SHOWN = """
async () => {
    const {notifications} = await glue42dash.glueInstancePromise;
    const {raise} = notifications;
    notifications.raise = async notification => {
        const raised = await raise(notification);
        window.shown.push(notification.title);
        return raised;
    };
}
"""

SHOWN = """
async () => (await registration.getNotifications()).map(({title, body, actions}) =>
    [title, body, actions.map(({action}) => action)])
"""

WORKERS = """
async () => (await navigator.serviceWorker.getRegistrations()).map(({active}) => active.scriptURL)
"""

CLICK = """
async ([title, action]) => {
    const notification = (await registration.getNotifications()).find(shown => shown.title === title);
    dispatchEvent(new NotificationEvent('notificationclick', {notification, action}));
}
"""

# The platform's part of a service worker, as the page of a platform has to bring it for actions.
PLATFORM_WORKER = """
addEventListener('notificationclick', ({notification, action}) => {
    notification.close();
    const {glueData} = notification.data;
    new BroadcastChannel('glue42-core-worker').postMessage({messageType: 'notificationClick', action, glueData});
});
"""

ORDER = {
    "title": "Order 7",
    "body": "500 AAPL",
    "severity": "High",
    "own": "key",
    "clickInterop": {"method": "Handle", "arguments": {"order": 7}},
}
ACTIONS = [
    {"action": "accept", "title": "Accept", "interop": {"method": "Handle", "arguments": {"accept": 7}}},
    {"action": "later", "title": "Later"},
]


@pytest.fixture
def context(request: pytest.FixtureRequest, new_context: Callable[[], BrowserContext], server: AppServer) -> Iterator:
    context = new_context()
    if getattr(request, "param", None) != "without permission":
        context.grant_permissions(["notifications"])
    context.add_init_script(KEEP_TOASTS)
    yield context
    context.close()


class Desk:
    """An app that raises notifications, and offers the method that is invoked by clicks on them."""

    def __init__(self, server: AppServer, prefix: str = "/desk/", **settings: Any) -> None:
        self.prefix = prefix
        self.clicked = Calls()
        self.opened = Calls()
        self.handled = Calls()
        self.errors = Calls()
        self.limits = Calls()
        self.app = new_app(prefix, title="Desk")
        self.app.layout = Glue42(
            [
                html.Button("go", id="go"),
                Notifications(id="n"),
                Windows(id="w"),
                MethodRegister(id="handle", definition="Handle" if prefix == "/desk/" else "Other"),
            ],
            id="glue",
            settings=settings,
        )
        self.app.callback(Input("w", "opened"), prevent_initial_call=True)(self.opened.add)
        self.app.callback(Input("w", "error"), prevent_initial_call=True)(self.errors.add)
        self.app.callback(Input("n", "clicked"), prevent_initial_call=True)(self.clicked.add)
        self.app.callback(Input("n", "error"), prevent_initial_call=True)(self.errors.add)
        self.app.callback(Input("n", "maxActions"), prevent_initial_call=True)(self.limits.add)
        self.app.callback(Input("handle", "invoke"), prevent_initial_call=True)(
            lambda invoke: self.handled.add(invoke["args"])
        )
        self.app.callback(Output("n", "raise"), Input("go", "n_clicks"), prevent_initial_call=True)(lambda _: ORDER)
        server.mount(self.app)

    def notify(self, page: Page | Frame, notification: Any) -> None:
        page.evaluate(
            "text => dash_clientside.set_props('n', {notify: JSON.parse(text)})",
            json.dumps(notification),
        )

    def expect_click(self, count: int, title: str, action: str | None) -> dict[str, Any]:
        self.clicked.wait_until_ended(count)
        click = self.clicked.values[count - 1]
        assert (click["title"], click["action"]) == (title, action)
        return click


def toast(page: Page, index: int) -> dict[str, Any]:
    page.wait_for_function("index => window.toasts.length > index", arg=index, polling=POLLING)
    return page.evaluate("index => (({title, body}) => ({title, body}))(toasts[index])", index)


def click_toast(page: Page, index: int) -> None:
    page.evaluate("index => void toasts[index].dispatchEvent(new Event('click'))", index)


def worker_of(context: BrowserContext, prefix: str) -> Worker:
    """The service worker of the files below the prefix."""
    is_its = lambda worker: worker.url.startswith(prefix)  # noqa: E731
    # The last one replaced those before it.
    return next(filter(is_its, reversed(context.service_workers)), None) or context.wait_for_event(
        "serviceworker", is_its
    )


def wait_for_shown(page: Page, title: str) -> None:
    # Not by asking the worker again and again: Chromium takes one that is not quite shown for one that is gone.
    page.wait_for_function("title => window.shown.includes(title)", arg=title, polling=POLLING)


@pytest.mark.whole_browser
def test_a_click_on_the_toast_reaches_the_callback_and_the_method(
    server: AppServer, open_page: Callable[[str], Page], context: BrowserContext
) -> None:
    desk = Desk(server)
    page = open_page("/desk/")
    Caller(page).wait_for_method("Handle")
    desk.limits.wait_until_ended(1)
    assert desk.limits.values == [2]
    page.click("#go")
    assert toast(page, 0) == {"title": "Order 7", "body": "500 AAPL"}
    desk.notify(page, {"title": "Other"})
    toast(page, 1)

    click_toast(page, 0)
    click = desk.expect_click(1, "Order 7", None)
    assert click["notification"] == ORDER
    desk.handled.wait_until_ended(1)
    assert desk.handled.values == [{"order": 7}]
    # Two clicks in one go are two events.
    page.evaluate("() => toasts.forEach(toast => toast.dispatchEvent(new Event('click')))")
    desk.expect_click(2, "Order 7", None)
    desk.expect_click(3, "Other", None)
    assert len({click["id"] for click in desk.clicked.values}) == 2
    # Who raises no actions has no service worker.
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


@pytest.mark.whole_browser
def test_actions_are_shown_by_a_service_worker_of_the_app_and_reach_the_page_that_raised_them(
    server: AppServer, open_page: Callable[[str], Page], context: BrowserContext, console: Console
) -> None:
    desk, other = Desk(server), Desk(server, "/other/")

    @desk.app.server.after_request
    def restrict(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = "worker-src 'self'"
        return response

    page, twin, third = open_page("/desk/"), open_page("/desk/"), open_page("/other/")
    for each in (page, twin, third):
        Caller(each).wait_for_method("Handle")
        each.evaluate(KEEP_SHOWN)
    desk.notify(page, {**ORDER, "actions": ACTIONS})
    wait_for_shown(page, "Order 7")
    worker = worker_of(context, f"{server.origin}/desk/")
    files = f"{server.origin}/desk/_dash-component-suites/dash_glue42"
    assert re.fullmatch(re.escape(files) + r"/dash_glue42\.v\w+m\w+\.notifications\.js", worker.url)
    assert worker.evaluate(SHOWN) == [["Order 7", "500 AAPL", ["accept", "later"]]]
    desk.notify(twin, {"title": "Twin", "actions": ACTIONS})
    wait_for_shown(twin, "Twin")
    # This one used an older version before.
    old = f"{files.replace('/desk/', '/other/')}/dash_glue42.v1_0_0m1.notifications.js"
    third.evaluate("async old => void (await navigator.serviceWorker.register(old))", old)
    other.notify(third, {"title": "Other app", "actions": ACTIONS})
    wait_for_shown(third, "Other app")
    workers = third.evaluate(WORKERS)
    assert len(workers) == 2
    assert old not in workers
    # It has no page in its scope, so that no page is slower for it.
    assert page.evaluate("navigator.serviceWorker.controller") is None

    worker.evaluate(CLICK, ["Order 7", "accept"])
    click = desk.expect_click(1, "Order 7", "accept")
    assert click["notification"] == {**ORDER, "actions": ACTIONS}
    desk.handled.wait_until_ended(1)
    assert desk.handled.values == [{"accept": 7}]
    assert [title for title, *_ in worker.evaluate(SHOWN)] == ["Twin"]
    worker.evaluate(CLICK, ["Twin", "later"])
    desk.expect_click(2, "Twin", "later")
    worker_of(context, f"{server.origin}/other/").evaluate(CLICK, ["Other app", ""])
    other.expect_click(1, "Other app", None)
    assert len(desk.handled.values) == 1

    console.expect("only 2 of the 3 actions are shown here")
    desk.notify(page, {"title": "Too many", "actions": [*ACTIONS, {"action": "third", "title": "Third"}]})
    desk.errors.wait_until_ended(1)
    assert worker.evaluate(SHOWN) == [["Too many", "", ["accept", "later"]]]
    worker.evaluate(CLICK, ["Too many", "later"])
    desk.expect_click(3, "Too many", "later")


@pytest.mark.whole_browser
def test_where_the_service_worker_does_not_start_it_is_shown_without_actions_and_said_so(
    server: AppServer, open_page: Callable[[str], Page], console: Console
) -> None:
    desk = Desk(server)

    @desk.app.server.after_request
    def withhold(response: Response) -> Response:
        if request.path.endswith("notifications.js"):
            response.status_code = 403
        return response

    page = open_page("/desk/")
    console.expect("it is shown without its actions", "bad HTTP response code")
    Caller(page).wait_for_method("Handle")
    desk.notify(page, {**ORDER, "actions": ACTIONS})
    desk.errors.wait_until_ended(1)
    assert toast(page, 0)["title"] == "Order 7"
    click_toast(page, 0)
    desk.expect_click(1, "Order 7", None)
    desk.handled.wait_until_ended(1)


# The headless shell refuses them to every page.
@pytest.mark.whole_browser
@pytest.mark.parametrize("context", ["without permission"], indirect=True)
def test_without_the_users_permission_the_error_says_what_to_do(
    server: AppServer, open_page: Callable[[str], Page], console: Console
) -> None:
    desk = Desk(server)
    page = open_page("/desk/")
    Caller(page)
    console.expect("does not let this page show notifications")
    page.click("#go")
    desk.errors.wait_until_ended(1)
    error = desk.errors.values[0]
    assert error["operation"] == "raise"
    assert error["message"].startswith(
        'Notifications "n": raise: The browser does not let this page show notifications'
    )
    assert server.origin in error["message"]


@pytest.mark.whole_browser
def test_in_the_browser_platform_clicks_and_actions_reach_the_callback_and_the_method(
    server: AppServer, open_page: Callable[[str], Page], context: BrowserContext, console: Console
) -> None:
    pages = platform_pages()
    pages.add_url_rule("/platform/worker.js", "worker", lambda: Response(PLATFORM_WORKER, mimetype="text/javascript"))
    server.mount_wsgi("/platform/", pages)
    desk = Desk(server)
    host = open_page("/platform/host")
    host.evaluate("start({serviceWorker: {url: '/platform/worker.js'}})")
    host.evaluate("async () => void (await navigator.serviceWorker.ready)")
    frame, peer = add_frame(host, "/desk/"), add_frame(host, "/platform/peer")
    Caller(frame).wait_for_method("Handle")
    peer.evaluate("async () => void (await connected)")

    # This platform answers the client library in a way that makes it reject what is shown.
    rejection = frame.evaluate(
        "glue42dash.glueInstance.notifications.raise({title: 'A'}).catch(({message}) => message)"
    )
    assert "the key 'settings' is required" in rejection
    frame.click("#go")
    assert toast(host, 1) == {"title": "Order 7", "body": "500 AAPL"}
    peer.evaluate("glue.notifications.raise({title: 'Of a peer'}).catch(() => undefined)")
    assert toast(host, 2)["title"] == "Of a peer"
    for index in (2, 0, 1):
        click_toast(host, index)
    click = desk.expect_click(1, "Order 7", None)
    assert click["notification"] == ORDER
    assert isinstance(click["id"], str)
    desk.handled.wait_until_ended(1)
    assert desk.handled.values == [{"order": 7}]

    desk.notify(frame, {**ORDER, "actions": ACTIONS})
    wait_for_shown(host, "Order 7")
    worker = worker_of(context, f"{server.origin}/platform/")
    worker.evaluate(CLICK, ["Order 7", "accept"])
    desk.expect_click(2, "Order 7", "accept")
    desk.handled.wait_until_ended(2)
    assert desk.handled.values[1] == {"accept": 7}
    assert desk.errors.values == []


def test_a_platform_that_has_no_service_worker_says_so(
    server: AppServer, open_page: Callable[[str], Page], console: Console
) -> None:
    server.mount_wsgi("/platform/", platform_pages())
    desk = Desk(server)
    host = open_page("/platform/host")
    host.evaluate("start()")
    frame = add_frame(host, "/desk/")
    Caller(frame)
    console.expect("the platform page has no service worker")
    desk.notify(frame, {**ORDER, "actions": ACTIONS})
    desk.errors.wait_until_ended(1)
    says = 'Notifications "n": notify: the platform page has no service worker'
    assert desk.errors.values[0]["message"].startswith(says)


def wait_for_status(page: Page, status: str) -> None:
    found = "status => dash_component_api.getLayout('glue')?.props.status === status"
    page.wait_for_function(found, arg=status, polling=POLLING)


@pytest.mark.whole_browser
@pytest.mark.parametrize("kind", [KilledWorker, StoppedGateway, ReloadedHost], ids=lambda kind: kind.__name__)
def test_what_is_raised_opened_and_clicked_while_the_bus_is_lost_comes_once(
    kind: type[Bus], make_bus: Callable[[type[Bus]], Bus], server: AppServer, context: BrowserContext, console: Console
) -> None:
    server.mount_wsgi("/platform/", platform_pages())
    bus = make_bus(kind)
    console.expect("connection to the Glue42 bus was lost", *bus.noise)
    desk = Desk(server, **bus.settings("desk"))
    page = bus.open("/desk/")
    page.locator("#go").wait_for()
    wait_for_status(page, "connected")
    # The platform shows them in its own page, which forgets them when it is reloaded.
    shows = context.pages[0]
    is_of_platform = shows != page
    desk.notify(page, {**ORDER, "title": "Before"})
    assert toast(shows, 0)["title"] == "Before"

    bus.lose()
    wait_for_status(page, "disconnected")
    clicked = 0
    if not is_of_platform:
        click_toast(shows, 0)
        desk.expect_click(1, "Before", None)
        clicked = 1
    desk.notify(page, {**ORDER, "title": "Meanwhile"})
    page.evaluate("dash_clientside.set_props('w', {open: {name: 'meanwhile', url: '/platform/plain'}})")
    bus.restore()
    desk.opened.wait_until_ended(1)
    meanwhile = 0 if is_of_platform else 1
    assert toast(shows, meanwhile)["title"] == "Meanwhile"
    click_toast(shows, meanwhile)
    desk.expect_click(clicked + 1, "Meanwhile", None)
    desk.handled.wait_until_ended(clicked + 1)

    desk.notify(page, {**ORDER, "title": "After"})
    page.evaluate("dash_clientside.set_props('w', {open: {name: 'after', url: '/platform/plain'}})")
    desk.opened.wait_until_ended(2)
    assert toast(shows, meanwhile + 1)["title"] == "After"
    click_toast(shows, meanwhile + 1)
    desk.expect_click(clicked + 2, "After", None)
    desk.handled.wait_until_ended(clicked + 2)
    assert [opened["name"] for opened in desk.opened.values] == ["meanwhile", "after"]
    assert len(desk.clicked.values) == len(desk.handled.values) == clicked + 2
    assert shows.evaluate("toasts.length") == meanwhile + 2
    assert desk.errors.values == []
