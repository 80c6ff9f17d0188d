"""A Dash app that is subscribed to a stream: a script publishes, callbacks and components of the page get the items."""

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
from console import LOGGED_IN_TOO_LATE, SENT_TOO_LATE, Console
from dash import Input, Output, dcc, html
from playwright.sync_api import Page
from stream_desk import COUNT_ARRIVED, Desk
from support.dash_app import AppServer, new_app

from dash_glue42 import Glue42

LOST = "connection to the Glue42 bus was lost"

PUBLISH = """
async rejection => {
    const {interop} = await window.glue42dash.glueInstancePromise;
    const decide = request => (rejection === null ? request.accept() : request.reject(rejection));
    window.stream = await interop.createStream('Prices', {subscriptionRequestHandler: decide});
}
"""

# A hundred every 20 ms: gateways drop what exceeds a client's buffer.
PUSH = """
async ([count, more]) => {
    window.pushed ??= 0;
    for (let n = 0; n < count; n++) {
        stream.push({n: pushed, symbol: `S${pushed++ % 7}`, time: pushed, ...more});
        if (n % 100 === 99) {
            await new Promise(resolve => setTimeout(resolve, 20));
        }
    }
}
"""

# Until the page goes, however often the bus is lost.
KEEP_PUSHING = "() => void setInterval(() => stream.push({n: (window.pushed = (window.pushed ?? -1) + 1)}), 10)"


class Publisher:
    """A page of any app on the bus, whose script publishes."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def publish(self, rejection: str | None = None) -> None:
        self.page.evaluate(PUBLISH, rejection)

    def push(self, count: int, **more: Any) -> None:
        self.page.evaluate(PUSH, [count, more])


@pytest.fixture
def set_up(server: AppServer, make_bus: Callable[[type[Bus]], Bus]) -> Callable[..., tuple[Desk, Publisher]]:
    def set_up(kind: type[Bus], *children: Any, **props: Any) -> tuple[Desk, Publisher]:
        bus = make_bus(kind)
        other = new_app("/other/", title="Publisher")
        other.layout = Glue42(html.H1("Publisher"), id="glue", settings=bus.settings("other"))
        server.mount(other)
        desk = Desk(bus, server, *children, **props)
        publisher = Publisher(bus.open("/other/"))
        return desk.open(), publisher

    return set_up


class PublishersPlatform(OwnPlatform):
    """The desk is in a frame of the publisher's page."""

    first = "other"


BUSES = [KilledWorker, PatientGateway, PublishersPlatform, ReloadedHost, RestartedContainer]
every_bus = pytest.mark.parametrize("kind", BUSES, ids=lambda kind: kind.platform)


@every_bus
def test_thousands_of_items_come_in_order_each_once(kind, set_up) -> None:
    desk, publisher = set_up(kind)
    desk.wait_for("props.status === 'waiting'")
    publisher.publish()
    desk.wait_for("props.status === 'subscribed' && props.publishers.length === 1")
    publisher.push(2000)

    desk.batches.wait_until(lambda: len(desk.items()) >= 2000, "2,000 items")
    assert desk.numbers() == list(range(2000))
    assert desk.batches.values == list(range(1, len(desk.data) + 1))
    assert desk.counted("conflated", "dropped", "gap") == 0
    assert len(desk.data) < 200


def test_with_a_key_what_was_replaced_is_counted_exactly(set_up) -> None:
    desk, publisher = set_up(KilledWorker, conflateBy="symbol")
    publisher.publish()
    desk.wait_for("props.status === 'subscribed'")
    desk.gate.clear()
    publisher.push(5000)
    desk.gate.open()
    publisher.push(1, symbol="last")

    desk.batches.wait_until(lambda: any(item["symbol"] == "last" for item in desk.items()), "the last item")
    assert len(desk.items()) + desk.counted("conflated") == 5001
    assert desk.counted("dropped") == 0
    last = {item["symbol"]: item["n"] for item in desk.items()}
    assert last == {f"S{n % 7}": n for n in range(4993, 5000)} | {"last": 5000}
    assert desk.counted("conflated") > 4000


def test_a_slow_callback_gets_one_batch_at_a_time_and_what_does_not_fit_is_counted(set_up, server) -> None:
    desk, publisher = set_up(KilledWorker, maxPending=50)
    publisher.publish()
    desk.wait_for("props.status === 'subscribed'")
    desk.page.evaluate(COUNT_ARRIVED)
    desk.gate.clear()
    publisher.push(1)
    desk.batches.wait_until_started(1)
    publisher.push(1999)
    desk.page.wait_for_function("window.arrived === 2000", polling=POLLING)
    assert len(desk.data) == 1
    desk.gate.open()

    desk.batches.wait_until(lambda: 1999 in desk.numbers(), "the last item")
    assert desk.numbers() == [0, *range(1950, 2000)]
    assert desk.counted("dropped") == 1949
    assert desk.counted("conflated") == 0
    assert server.most_callbacks_at_once == 1


@pytest.mark.parametrize(
    "kind", [KilledWorker, StoppedGateway, CutNetwork, ReloadedHost, RestartedContainer], ids=lambda kind: kind.__name__
)
def test_a_bus_that_is_lost_and_back_brings_the_items_again_none_twice(kind, set_up, buses, console: Console) -> None:
    console.expect(LOST, *kind.noise)
    # The publisher goes on pushing.
    console.allow(LOGGED_IN_TOO_LATE, SENT_TOO_LATE)
    desk, publisher = set_up(kind)
    publisher.publish()
    publisher.page.evaluate(KEEP_PUSHING)
    desk.batches.wait_until(lambda: len(desk.items()) > 10, "items")
    [bus] = buses
    for n in (1, 2):
        bus.lose()
        desk.wait_for("props.status === 'disconnected' && !props.publishers.length")
        bus.restore()
        desk.wait_for("props.status === 'subscribed'")
        desk.batches.wait_until(lambda n=n: desk.counted("gap") >= n, f"a batch after loss {n}")

    count = len(desk.items())
    desk.batches.wait_until(lambda: len(desk.items()) > count + 10, "more items")
    numbers = desk.numbers()
    assert numbers == sorted(set(numbers))
    assert desk.counted("dropped") == 0


def test_a_publisher_that_goes_and_comes_back_is_subscribed_to_again(set_up) -> None:
    desk, publisher = set_up(PatientGateway)
    for n in range(1, 4):
        publisher.publish()
        desk.wait_for("props.status === 'subscribed'")
        publisher.push(10)
        desk.batches.wait_until(lambda n=n: len(desk.items()) >= 10 * n, f"items of publisher {n}")
        publisher.page.reload()
        desk.wait_for("props.status === 'waiting' && !props.publishers.length")

    assert desk.numbers() == 3 * list(range(10))
    assert [batch["gap"] for batch in desk.data if batch["items"][0]["n"] == 0] == [False, True, True]


def test_a_rejection_is_told_in_the_publishers_words_until_another_accepts(set_up, console: Console) -> None:
    console.expect("no entitlement for prices")
    desk, publisher = set_up(PatientGateway)
    publisher.publish(rejection="no entitlement for prices")
    desk.wait_for("props.status === 'rejected' && props.error?.code === 'rejected'")
    desk.wait_for("props.error.message.endsWith(': no entitlement for prices')")

    publisher.page.reload()
    publisher.publish()
    desk.wait_for("props.status === 'subscribed' && props.error === null")


def test_other_arguments_are_another_subscription(set_up) -> None:
    desk, publisher = set_up(PatientGateway, args={"symbol": "A"})
    publisher.publish()
    desk.wait_for("props.status === 'subscribed'")
    subscriptions = "stream.subscriptions().map(({arguments: {symbol}}) => symbol).join()"
    assert publisher.page.evaluate(subscriptions) == "A"
    desk.page.evaluate("dash_clientside.set_props('prices', {args: {symbol: 'B'}})")
    publisher.page.wait_for_function(f"{subscriptions} === 'B'", polling=POLLING)
    desk.page.evaluate("dash_clientside.set_props('prices', {active: false})")
    publisher.page.wait_for_function(f"{subscriptions} === ''", polling=POLLING)
    desk.wait_for("props.status === null")


def new_grid(**options: Any) -> Any:
    # Not above: once it is imported, every page of every app loads its script, as large as all others together.
    from dash_ag_grid import AgGrid

    return AgGrid(id="grid", **options)


ROWS = """
() => {
    const rows = {};
    window.dash_ag_grid.getApi('grid').forEachNode(({id, data}) => (rows[id] = data.n));
    return rows;
}
"""

# As plotly's Python writes an array of numpy.
ENCODED = {"dtype": "i1", "bdata": "AQI="}

LAST_POINTS = """
() => Object.fromEntries(
    document.getElementById('graph').querySelector('.js-plotly-plot').data.map(({name, y}) => [name, y.at(-1)])
)
"""

STORED = """
() => Object.fromEntries(
    Object.entries(dash_component_api.getLayout('store').props.data).map(([symbol, {n}]) => [symbol, n])
)
"""


def test_a_grid_and_a_graph_show_the_items_while_the_callback_is_slow(set_up) -> None:
    to = [
        {"sink": "grid", "id": "grid", "key": "symbol"},
        {"sink": "graph", "id": "graph", "x": "time", "y": "n", "by": "symbol", "maxPoints": 100},
        {"sink": "prop", "id": "store", "prop": "data", "value": "latest"},
    ]
    graph = dcc.Graph(id="graph", figure={"data": [{"name": "S0", "x": ENCODED, "y": ENCODED}]})
    grid = new_grid(
        columnDefs=[{"field": "symbol"}, {"field": "n"}],
        getRowId="params.data.symbol",
        dashGridOptions={"animateRows": False},
    )
    desk, publisher = set_up(KilledWorker, grid, graph, dcc.Store(id="store"), to=to, conflateBy="symbol")
    publisher.publish()
    desk.wait_for("props.status === 'subscribed'")
    desk.gate.clear()
    publisher.push(1)
    desk.batches.wait_until_started(1)
    publisher.push(1999)

    last = {f"S{n % 7}": n for n in range(1993, 2000)}
    for shown in (ROWS, LAST_POINTS, STORED):
        has_all = f"last => (shown => Object.keys(last).every(name => shown[name] === last[name]))(({shown})())"
        desk.page.wait_for_function(has_all, arg=last, polling=POLLING)
    assert desk.page.evaluate(f"Object.keys(({ROWS})()).length") == 7
    assert len(desk.data) == 1
    desk.gate.open()


def test_a_sink_that_does_not_work_is_an_error_and_the_others_get_their_items(set_up, console: Console) -> None:
    console.expect("needs getRowId", "to_grid, to_graph, to_prop or to_function", "no dcc.Graph with the id")
    to = [
        {"sink": "grid", "id": "grid", "key": "symbol"},
        {"sink": "function", "name": "desk.show"},
    ]
    grid = new_grid(columnDefs=[{"field": "symbol"}])
    desk, publisher = set_up(KilledWorker, grid, to=to)
    desk.page.evaluate("dash_clientside.desk = {show: items => (window.shown = (window.shown ?? 0) + items.length)}")
    publisher.publish()
    desk.wait_for("props.status === 'subscribed'")
    publisher.push(10)
    desk.wait_for("props.error?.code === 'invalid_setting' && props.error.operation === 'to'")
    desk.page.wait_for_function("window.shown === 10", polling=POLLING)

    desk.page.evaluate("to => dash_clientside.set_props('prices', {to})", [{"sink": "nonsense"}, to[1]])
    desk.wait_for("props.error?.message.includes('to_graph')")
    publisher.push(10)
    desk.page.wait_for_function("window.shown === 20", polling=POLLING)
    missing = {"sink": "graph", "id": "absent", "x": "time", "y": "n"}
    desk.page.evaluate("to => dash_clientside.set_props('prices', {to})", [missing, to[1]])
    publisher.push(10)
    desk.wait_for("props.error?.message.includes('no dcc.Graph')")
    desk.page.wait_for_function("window.shown === 30", polling=POLLING)
    desk.page.evaluate("to => dash_clientside.set_props('prices', {to})", to[1])
    desk.wait_for("props.error === null")


def test_a_script_gets_every_item(set_up) -> None:
    desk, publisher = set_up(KilledWorker)
    desk.page.evaluate(
        "void glue42dash.onItems('prices', items => (window.seen ??= []).push(...items.map(({n}) => n)))"
    )
    publisher.publish()
    desk.wait_for("props.status === 'subscribed'")
    publisher.push(1000)
    desk.page.wait_for_function("window.seen?.length === 1000", polling=POLLING)
    assert desk.page.evaluate("seen") == list(range(1000))


def test_a_clientside_callback_of_data_gets_every_item_and_the_latest(set_up) -> None:
    desk, publisher = set_up(KilledWorker, html.Div(id="count"), conflateBy="n")
    desk.app.clientside_callback(
        """(data, latest) => {
            (window.seen ??= []).push(...data.items.map(({n}) => n));
            return `${seen.length} of ${Object.keys(latest).length}`;
        }""",
        Output("count", "children"),
        Input("prices", "data"),
        Input("prices", "latest"),
        prevent_initial_call=True,
    )
    desk.page.reload()
    desk.page.locator("h1").wait_for()
    publisher.publish()
    desk.wait_for("props.status === 'subscribed'")
    publisher.push(1000)
    desk.page.wait_for_function("document.getElementById('count').textContent === '1000 of 1000'", polling=POLLING)
    assert desk.page.evaluate("seen") == list(range(1000))
