"""A publisher that pushes far more than its stream may send, and a callback that takes nothing for as long."""

from typing import Any

import pytest
from buses import Bus
from caller import POLLING
from dash import html
from playwright.sync_api import BrowserContext, Page
from stream_desk import COUNT_ARRIVED, Desk
from support.dash_app import AppServer, new_app

from dash_glue42 import Glue42, StreamPublish

# A busy page pushes later what it could not push in time. Keys come several times in a row, and again 5,000 items on.
PUSH = """
async ([first, count, perSecond]) => {
    const startedAt = performance.now();
    for (let n = 0; n < count; await new Promise(resolve => setTimeout(resolve, 5))) {
        const due = Math.min(count, Math.ceil((performance.now() - startedAt) * perSecond / 1000));
        const numbers = Array.from({length: due - n}, (_, index) => first + n + index);
        glue42dash.push('prices', numbers.map(n => ({n, symbol: n % 4 ? `S${Math.floor(n / 8) % 625}` : `T${n}`})));
        n = due;
    }
}
"""


class Load:
    """The app that publishes, and a desk that is subscribed to it."""

    def __init__(self, server: AppServer, context: BrowserContext, **conflation: Any) -> None:
        bus = Bus(context, server)
        app = new_app("/other/", title="Publisher")
        stream = StreamPublish(id="prices", definition="Prices", maxRate=5000, maxPending=1000, **conflation)
        app.layout = Glue42([html.H1("Publisher"), stream])
        server.mount(app)
        self.desk = Desk(bus, server, maxPending=2000, **conflation)
        self.page: Page = bus.open("/other/")
        self.desk.open()
        self.desk.wait_for("props.status === 'subscribed'")
        self.desk.page.evaluate(COUNT_ARRIVED)
        self.pushed = 0

    def push(self, count: int, per_second: int = 1_000_000) -> None:
        self.page.evaluate(PUSH, [self.pushed, count, per_second])
        self.pushed += count

    def wait_until_sent(self) -> dict[str, int]:
        """Until everything has been sent or counted, and the desk's page has it; the publisher's statistics."""
        is_so = "stats?.waiting === 0 && stats.sent + stats.conflated + stats.dropped === pushed"
        stats = self.page.wait_for_function(
            f"pushed => (({{stats}}) => {is_so} && stats)(dash_component_api.getLayout('prices').props)",
            arg=self.pushed,
            polling=POLLING,
        ).json_value()
        self.desk.page.wait_for_function("sent => window.arrived === sent", arg=stats["sent"], polling=POLLING)
        return stats

    def wait_until_shown(self) -> None:
        """The newest item is never the one that goes."""
        self.desk.batches.wait_until(lambda: self.pushed - 1 in self.desk.numbers(), "the last item")


@pytest.mark.parametrize("conflation", [{}, {"conflateBy": "symbol"}], ids=["without a key", "with a key"])
def test_of_20000_items_a_second_each_is_shown_or_counted(
    conflation: dict[str, str], server: AppServer, context: BrowserContext
) -> None:
    load = Load(server, context, **conflation)
    desk = load.desk
    desk.gate.clear()
    load.push(60_000, per_second=20_000)
    sent = load.wait_until_sent()
    assert len(desk.data) == 1
    desk.gate.open()
    load.wait_until_shown()

    is_conflated = bool(conflation)
    assert sent["dropped"] > 0
    assert (sent["conflated"] > 0) == is_conflated
    assert sent["sent"] == len(desk.items()) + desk.counted("conflated", "dropped")
    dropped = desk.counted("dropped")
    assert dropped > 0
    assert (desk.counted("conflated") > 0) == is_conflated
    # The first batch, and no more than may wait.
    assert len(desk.items()) == len(desk.data[0]["items"]) + 2000
    numbers = desk.numbers()
    assert numbers == sorted(set(numbers))

    load.push(400)
    later = load.wait_until_sent()
    load.wait_until_shown()
    assert later["dropped"] == sent["dropped"]
    assert later["sent"] == len(desk.items()) + desk.counted("conflated", "dropped")
    assert desk.counted("dropped") == dropped
    assert desk.counted("gap") == 0
    assert server.most_callbacks_at_once == 1
