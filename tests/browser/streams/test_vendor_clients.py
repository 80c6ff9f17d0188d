"""Streams between our components and pages that have only a client library of the vendor, old or new."""

from collections.abc import Callable
from typing import Any

import pytest
from buses import Bus, PatientGateway
from caller import POLLING
from playwright.sync_api import Page
from stream_desk import Desk
from support.container import module_files
from support.dash_app import AppServer, new_app

from dash_glue42 import Glue42, StreamPublish

COUNT = 3000

CONNECT = """
async ([factory, url]) => {
    const auth = {username: 'me', password: 'mine'};
    window.client = await window[factory]({application: 'Vendor', auth, gateway: {ws: url, protocolVersion: 3}});
}
"""


@pytest.fixture
def bus(make_bus: Callable[[type[Bus]], Bus]) -> Bus:
    return make_bus(PatientGateway)


@pytest.fixture(
    params=[("@glue42/core", "GlueCore"), ("@interopio/core", "IOConnectCore")], ids=["glue42", "interopio"]
)
def client(request: Any, bus: Bus, server: AppServer) -> Page:
    """A page with the library alone, connected to the gateway."""
    package, factory = request.param
    server.mount_wsgi("/modules/", module_files())
    app = new_app("/vendor/", title="Vendor")
    app.layout = []
    server.mount(app)
    page = bus.open("/vendor/")
    page.add_script_tag(url=f"/modules/{package}/dist/core.umd.min.js")
    page.evaluate(CONNECT, [factory, bus.settings("other")["gateway"]["url"]])
    return page


def test_a_vendor_client_publishes_and_every_item_is_shown_or_counted(
    bus: Bus, server: AppServer, client: Page
) -> None:
    client.evaluate("async () => void (window.stream = await client.interop.createStream('Prices'))")
    desk = Desk(bus, server, maxPending=2 * COUNT).open()
    desk.wait_for("props.status === 'subscribed'")
    client.evaluate(
        """async count => {
            for (let n = 0; n < count; n += 50) {
                Array.from({length: 50}, (_, m) => stream.push({n: n + m}));
                await new Promise(resolve => setTimeout(resolve, 10));
            }
        }""",
        COUNT,
    )
    desk.batches.wait_until(lambda: len(desk.items()) == COUNT, f"{COUNT} items")
    assert desk.numbers() == list(range(COUNT))
    assert desk.counted("conflated", "dropped") == 0


def test_a_vendor_client_subscribes_and_gets_the_last_item_first(bus: Bus, server: AppServer, client: Page) -> None:
    app = new_app("/publisher/", title="Publisher")
    app.layout = Glue42(StreamPublish(id="prices", definition="Prices", maxRate=5000), settings=bus.settings("one"))
    server.mount(app)
    publisher = bus.open("/publisher/")
    publisher.evaluate("async () => void (await window.glue42dash.glueInstancePromise)")
    publisher.wait_for_function("() => dash_component_api.getLayout('prices')", polling=POLLING)
    publisher.evaluate("() => glue42dash.push('prices', {n: -1})")
    client.evaluate(
        """async () => {
            window.got = [];
            await client.interop.subscribe('Prices', {waitTimeoutMs: 15000, onData: ({data}) => got.push(data.n)});
        }"""
    )
    publisher.evaluate("count => glue42dash.push('prices', Array.from({length: count}, (_, n) => ({n})))", COUNT)
    client.wait_for_function("count => got.length > count", arg=COUNT, polling=POLLING)
    assert client.evaluate("got") == [-1, *range(COUNT)]
