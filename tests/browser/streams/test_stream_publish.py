"""StreamPublish, with the vendor's client libraries as subscribers."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from buses import (
    Bus,
    CutNetwork,
    KilledWorker,
    OwnPlatform,
    PatientGateway,
    ReloadedHost,
    RestartedContainer,
    StoppedGateway,
)
from caller import POLLING
from console import NOTED_BY_CHROMIUM, Console
from dash import Dash, Input, Output, html
from playwright.sync_api import BrowserContext, Frame, Page
from support.dash_app import AppServer, Calls, answering, new_app
from support.platform_page import platform_pages

from dash_glue42 import Glue42, StreamPublish

LOST = "connection to the Glue42 bus was lost"
GLUE = "(window.glue42dash?.glueInstance ?? window.glue)"
CONNECTED = "() => window.glue42dash?.glueInstance && dash_component_api.getLayout('glue').props.status === 'connected'"

# What a subscriber has got stands in `window.got[key]`. Resolves with the reason if the publisher rejects.
SUBSCRIBE = f"""
async ([key, name, args]) => {{
    const items = ((window.got ??= {{}})[key] = []);
    try {{
        await {GLUE}.interop.subscribe(
            {{name, supportsStreaming: true}},
            {{arguments: args, waitTimeoutMs: 15000, onData: ({{data}}) => items.push(data)}},
        );
        return null;
    }} catch (reason) {{
        return reason.message ?? String(reason);
    }}
}}
"""


def deciding(handler: Callable[[dict[str, Any]], dict[str, Any] | None]) -> Callable[[Dash], object]:
    """Gives an app the callback that decides on subscribers."""
    return lambda app: app.callback(Output("prices", "decide"), Input("prices", "request"), prevent_initial_call=True)(
        handler
    )


class PublishersPlatform(OwnPlatform):
    """The subscriber is the vendor's client in a frame of the publisher's page."""

    def __init__(self, context: BrowserContext, server: AppServer) -> None:
        super().__init__(context, server)
        server.mount_wsgi("/platform/", platform_pages())

    def open(self, path: str) -> Any:
        return super().open("/platform/peer" if path == "/subscriber/" else path)


class Publisher:
    """The app at /publisher/ with the stream "Prices"."""

    def __init__(self, bus: Bus, server: AppServer, **settings: Any) -> None:
        self._bus = bus
        self.app = new_app("/publisher/", title="Publisher")
        stream = StreamPublish(id="prices", definition="Prices", **settings)
        self.app.layout = Glue42(
            [html.H1("Publisher"), html.Button("Push", id="go"), stream], id="glue", settings=bus.settings("one")
        )
        server.mount(self.app)

    def open(self) -> Page:
        self.page = self._bus.open("/publisher/")
        self.wait_until_connected()
        return self.page

    def wait_until_connected(self) -> None:
        self.page.wait_for_function(CONNECTED, polling=POLLING)

    def push(self, *commands: Any) -> None:
        self.page.evaluate(
            "text => JSON.parse(text).forEach(push => dash_clientside.set_props('prices', {push}))",
            json.dumps(commands),
        )

    def wait_for(self, is_so: str) -> Any:
        """Until the props of the component are so; returns what `is_so` gives."""
        found = f"() => (({{subscribers = [], stats, error}}) => {is_so})(dash_component_api.getLayout('prices').props)"
        return self.page.wait_for_function(found, polling=POLLING).json_value()


class Subscriber:
    """Another client on the bus."""

    def __init__(self, bus: Bus, server: AppServer) -> None:
        app = new_app("/subscriber/", title="Subscriber")
        app.layout = Glue42(id="glue", settings=bus.settings("other"))
        server.mount(app)
        self.place: Page | Frame = bus.open("/subscriber/")
        self.place.wait_for_function(f"() => {GLUE}", polling=POLLING)

    def subscribe(self, key: str, **args: Any) -> str | None:
        """Returns why the publisher has rejected it, or None."""
        return self.place.evaluate(SUBSCRIBE, [key, "Prices", args])

    def wait_for(self, key: str, is_so: str) -> None:
        """Until the items of a subscription are so."""
        found = f"key => (items => {is_so})(window.got[key])"
        self.place.wait_for_function(found, arg=key, polling=POLLING)

    def got(self, key: str) -> list[dict[str, Any]]:
        return self.place.evaluate("key => window.got[key]", key)


@pytest.fixture
def open_both(server: AppServer, make_bus: Callable[[type[Bus]], Bus]) -> Callable[..., Any]:
    """Opens the publisher, and a subscriber on the same bus."""

    def open_both(
        kind: type[Bus], prepare: Callable[[Dash], object] = lambda _: None, **settings: Any
    ) -> tuple[Bus, Publisher, Subscriber]:
        bus = make_bus(kind)
        publisher = Publisher(bus, server, **settings)
        prepare(publisher.app)
        publisher.open()
        return bus, publisher, Subscriber(bus, server)

    return open_both


PLATFORMS = [KilledWorker, PatientGateway, PublishersPlatform, ReloadedHost, RestartedContainer]
every_platform = pytest.mark.parametrize("kind", PLATFORMS, ids=lambda kind: kind.platform)


@every_platform
def test_subscribers_get_the_snapshot_and_then_every_item_in_order(kind: type[Bus], open_both: Callable) -> None:
    _, publisher, subscriber = open_both(kind, branchBy="symbol", conflateBy="symbol")
    publisher.push({"data": [{"symbol": "A", "n": -2}, {"symbol": "B", "n": -1}]})

    assert subscriber.subscribe("all") is None
    assert subscriber.subscribe("a", symbol="A") is None
    listed = publisher.wait_for("subscribers.length === 2 && subscribers")
    assert [(entry["args"], entry["branch"]) for entry in listed] == [({}, None), ({"symbol": "A"}, "A")]

    publisher.push(*({"data": {"symbol": "AB"[n % 2], "n": n}} for n in range(20)))
    publisher.wait_for("stats?.waiting === 0 && stats.sent + stats.conflated === 20")
    subscriber.wait_for("all", "items.at(-1)?.n === 19")
    subscriber.wait_for("a", "items.at(-1)?.n === 18")
    items = subscriber.got("all")
    assert items[:2] == [{"symbol": "A", "n": -2}, {"symbol": "B", "n": -1}]
    assert [entry["n"] for entry in items] == sorted(entry["n"] for entry in items)
    assert subscriber.got("a") == [entry for entry in items if entry["symbol"] == "A"]
    assert publisher.wait_for("stats")["sent"] == len(items) - 2


# The gateway of a browser platform keeps 1,000 messages for a client, and drops more without a word.
@pytest.mark.parametrize(
    ("kind", "count"),
    [(kind, 10_000 if kind.platform == "browserPlatform" else 4_000) for kind in PLATFORMS],
    ids=[kind.platform for kind in PLATFORMS],
)
def test_the_items_of_one_long_command_all_arrive(kind: type[Bus], count: int, open_both: Callable) -> None:
    _, publisher, subscriber = open_both(kind, maxRate=5000)
    assert subscriber.subscribe("all") is None
    publisher.page.evaluate(
        "length => dash_clientside.set_props('prices', {push: {data: Array.from({length}, (_, n) => ({n}))}})", count
    )
    subscriber.place.wait_for_function("count => got.all.length >= count", arg=count, polling=POLLING)
    assert subscriber.place.evaluate("() => got.all.findIndex(({n}, index) => n !== index)") == -1
    stats = publisher.wait_for("stats?.waiting === 0 && stats")
    assert stats == {"sent": count, "waiting": 0, "conflated": 0, "dropped": 0}


def test_what_is_conflated_and_dropped_is_counted_and_nothing_else_is_missing(open_both: Callable) -> None:
    _, publisher, subscriber = open_both(KilledWorker, conflateBy="symbol", maxPending=50, maxRate=200, snapshot=False)
    assert subscriber.subscribe("all") is None
    publisher.wait_for("subscribers.length === 1")
    publisher.page.evaluate(
        """async () => {
            for (let n = 0; n < 3000; n += 30) {
                const numbers = Array.from({length: 30}, (_, m) => n + m);
                glue42dash.push('prices', numbers.map(n => ({symbol: `S${n % 3 ? n % 20 : n}`, n})));
                await new Promise(resolve => setTimeout(resolve));
            }
        }"""
    )
    stats = publisher.wait_for("stats?.waiting === 0 && stats.sent + stats.conflated + stats.dropped === 3000 && stats")
    assert stats["conflated"]
    assert stats["dropped"]
    subscriber.wait_for("all", "items.at(-1)?.n === 2999")
    assert len(subscriber.got("all")) == stats["sent"]


# A client library of each kind.
@pytest.mark.parametrize("kind", [PatientGateway, ReloadedHost, RestartedContainer], ids=lambda kind: kind.platform)
def test_a_callback_of_the_server_decides_on_subscribers(
    kind: type[Bus], open_both: Callable, console: Console
) -> None:
    # What a client by itself says of a rejection.
    console.allow("Subscription rejected by user")
    decided = Calls()

    def decide(request: dict[str, Any]) -> dict[str, Any] | None:
        decided.add(request)
        user = request["args"].get("user")
        answers: dict[str, Any] = {"ann": {"accept": True, "branch": "gold"}, "bob": {"reject": "No entitlement, Bob"}}
        return {"subscriptionId": request["subscriptionId"], **answers[user]} if user in answers else None

    _, publisher, subscriber = open_both(kind, deciding(decide), accept="ask")
    assert subscriber.subscribe("ann", user="ann") is None
    assert "No entitlement, Bob" in (subscriber.subscribe("bob", user="bob") or "")
    assert 'Stream "Prices": the callback ended without a decision.' in (subscriber.subscribe("cy", user="cy") or "")
    assert [entry["args"] for entry in decided.values] == [{"user": "ann"}, {"user": "bob"}, {"user": "cy"}]
    assert all(entry["subscriber"]["peerId"] for entry in decided.values)

    [ann] = publisher.wait_for("subscribers.length === 1 && subscribers")
    assert (ann["id"], ann["branch"]) == (decided.values[0]["subscriptionId"], "gold")
    publisher.push(
        {"data": {"to": "silver"}, "branch": "silver"},
        {"data": {"to": "gold"}, "branch": "gold"},
        {"data": {"to": "ann"}, "subscription": ann["id"]},
    )
    subscriber.wait_for("ann", "items.length >= 2")
    assert subscriber.got("ann") == [{"to": "gold"}, {"to": "ann"}]


def test_a_subscriber_is_rejected_at_once_when_the_callback_fails(
    open_both: Callable, server: AppServer, console: Console
) -> None:
    _, _, subscriber = open_both(KilledWorker, deciding(lambda _: None), accept="ask")
    server.fail_next(answering(b"secret", status="500 Internal Server Error"))
    console.expect("Callback error updating prices.decide", NOTED_BY_CHROMIUM)
    reason = subscriber.subscribe("one") or ""
    assert 'Stream "Prices": the callback that decides on its subscriptions failed.' in reason
    assert "secret" not in reason


def test_a_callback_pushes(open_both: Callable) -> None:
    def prepare(app: Dash) -> None:
        @app.callback(Output("prices", "push"), Input("go", "n_clicks"), prevent_initial_call=True)
        def push(clicks: int) -> dict[str, Any]:
            return {"data": [{"n": clicks}, {"n": -clicks}]}

    _, publisher, subscriber = open_both(KilledWorker, prepare)
    assert subscriber.subscribe("all") is None
    publisher.page.click("#go")
    subscriber.wait_for("all", "items.length === 2")
    publisher.page.click("#go")
    subscriber.wait_for("all", "items.length === 4")
    assert [entry["n"] for entry in subscriber.got("all")] == [1, -1, 2, -2]


@pytest.mark.parametrize("kind", [StoppedGateway, CutNetwork, KilledWorker], ids=lambda kind: kind.__name__)
def test_after_every_loss_the_stream_is_there_again_with_its_snapshot(
    kind: type[Bus], open_both: Callable, console: Console
) -> None:
    bus, publisher, subscriber = open_both(kind, conflateBy="symbol")
    console.expect(LOST, *bus.noise)
    for n in (1, 2):
        assert subscriber.subscribe(f"before {n}", n=n) is None
        publisher.push({"data": {"symbol": "A", "n": n}})
        subscriber.wait_for(f"before {n}", f"items.at(-1)?.n === {n}")
        bus.lose()
        publisher.wait_for("subscribers.length === 0")
        publisher.push({"data": {"symbol": "B", "n": n}})
        bus.restore()
        publisher.wait_until_connected()
        if bus.is_others_too:
            subscriber.place.wait_for_function(CONNECTED, polling=POLLING)

        assert subscriber.subscribe(f"after {n}", after=n) is None
        subscriber.wait_for(f"after {n}", "items.length >= 2")
        publisher.push({"data": {"symbol": "C", "n": n}})
        subscriber.wait_for(f"after {n}", "items.at(-1)?.symbol === 'C'")
        expected = [{"symbol": "A", "n": n}, {"symbol": "B", "n": n}, {"symbol": "C", "n": n}]
        got = [entry for entry in subscriber.got(f"after {n}") if entry["n"] == n]
        assert got == expected
        listed = publisher.wait_for(f"subscribers.some(({{args}}) => args.after === {n}) && subscribers")
        assert len({json.dumps(entry["args"]) for entry in listed}) == len(listed)


def test_a_publisher_that_is_reloaded_publishes_again(open_both: Callable) -> None:
    _, publisher, subscriber = open_both(StoppedGateway)
    assert subscriber.subscribe("before") is None
    publisher.page.reload()
    publisher.wait_until_connected()
    assert subscriber.subscribe("after") is None
    publisher.push({"data": {"n": 1}})
    subscriber.wait_for("after", "items.length === 1")
