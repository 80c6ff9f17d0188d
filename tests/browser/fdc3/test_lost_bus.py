"""A bus that is lost and comes back: no broadcast is heard that no app has made, and nothing waits for ever."""

from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from buses import Bus, CutNetwork, KilledWorker, ReloadedHost, RestartedContainer, StoppedGateway
from console import LOGGED_IN_TOO_LATE, SENT_TOO_LATE, Console
from playwright.sync_api import BrowserContext
from support.dash_app import AppServer

from .pages import CHANNELS, RECORDER, Fdc3App, mount_ours, our_app

LOST = "connection to the Glue42 bus was lost"

APPLE, JANE, PRICE = (
    {"type": "fdc3.instrument", "id": {"ticker": "AAPL"}},
    {"type": "fdc3.contact", "name": "Jane"},
    {"type": "acme.price", "price": 5},
)

RED = "fdc3.channel.1"

# What is listened to, under these keys: the page's user channel, a user channel as an object, an app channel.
LISTENED = {"joined": None, "object": RED, "app": "trade-ideas"}


class ReloadedPlatform(ReloadedHost):
    """With channels that FDC3 apps see."""

    config: ClassVar[dict[str, Any]] = {"channels": CHANNELS}


BUSES = [StoppedGateway, CutNetwork, KilledWorker, ReloadedPlatform, RestartedContainer]

Open = Callable[[type[Bus]], tuple[Bus, Fdc3App, Fdc3App]]


@pytest.fixture
def open_both(
    context: BrowserContext, server: AppServer, make_bus: Callable[[type[Bus]], Bus], console: Console
) -> Open:
    """A bus that can be lost, and the pages of two Dash apps on it."""

    def open_both(kind: type[Bus]) -> tuple[Bus, Fdc3App, Fdc3App]:
        bus = make_bus(kind)
        console.expect(LOST, *bus.noise)
        console.allow(LOGGED_IN_TOO_LATE, SENT_TOO_LATE)
        context.add_init_script(RECORDER)
        one, other = (our_app(bus.open(mount_ours(server, name, bus.settings(name)))) for name in ("one", "other"))
        return bus, one, other

    return open_both


def wait_for_status(app: Fdc3App, status: str) -> None:
    app.wait_for("dash_component_api.getLayout('glue').props.status === given", status)


def wait_for_peer(app: Fdc3App, peer: Fdc3App) -> None:
    app.wait_for(f"{app.glue}.interop.servers().some(server => server.instance === given)", peer.instance["instanceId"])


def lose_and_restore(bus: Bus, one: Fdc3App, other: Fdc3App) -> None:
    losers = (one, other) if bus.is_others_too else (one,)
    bus.lose()
    for app in losers:
        wait_for_status(app, "disconnected")
    bus.restore()
    for app in losers:
        wait_for_status(app, "connected")
    wait_for_peer(one, other)
    wait_for_peer(other, one)


@pytest.mark.parametrize("kind", BUSES)
def test_a_return_of_the_bus_is_no_broadcast_and_the_next_one_is_heard(kind: type[Bus], open_both: Open) -> None:
    bus, one, other = open_both(kind)
    known = "(await fdc3.getUserChannels()).map(({id}) => id)"
    channels = one.run(known)
    for app in (one, other):
        app.join(RED)
    for listener in (one, other):
        for key, channel in LISTENED.items():
            listener.listen(key, None, channel)

    def broadcast(sender: Fdc3App, listener: Fdc3App, context: dict, count: int) -> None:
        sender.broadcast(context, channel=RED)
        sender.broadcast(context, channel="trade-ideas")
        for key in LISTENED:
            assert listener.contexts_heard(key, count)[count - 1 :] == [context]

    broadcast(one, other, APPLE, 1)
    broadcast(other, one, PRICE, 1)
    for n in range(2):
        lose_and_restore(bus, one, other)
        broadcast(one, other, JANE, 2 * n + 2)
        broadcast(other, one, JANE, 2 * n + 2)
        # The same as before the loss is a broadcast too.
        broadcast(one, other, APPLE, 2 * n + 3)
        broadcast(other, one, PRICE, 2 * n + 3)
    assert one.run(known) == other.run(known) == channels


def test_a_page_that_was_cut_off_hears_what_was_broadcast_meanwhile(open_both: Open) -> None:
    bus, one, other = open_both(CutNetwork)
    one.join(RED)
    for key, channel in LISTENED.items():
        one.listen(key, None, channel)
    other.broadcast(APPLE, channel=RED)
    other.broadcast(APPLE, channel="trade-ideas")
    for key in LISTENED:
        one.heard(key, 1)
    bus.lose()
    wait_for_status(one, "disconnected")
    other.broadcast(APPLE, JANE, channel=RED)
    other.broadcast(APPLE, JANE, channel="trade-ideas")
    bus.restore()
    for key in LISTENED:
        assert one.contexts_heard(key, 2) == [APPLE, JANE]
    other.broadcast(PRICE, channel=RED)
    other.broadcast(PRICE, channel="trade-ideas")
    for key in LISTENED:
        assert one.contexts_heard(key, 3) == [APPLE, JANE, PRICE]


@pytest.mark.parametrize("kind", [StoppedGateway, KilledWorker, ReloadedPlatform])
def test_intents_under_way_end_with_the_bus_and_later_ones_arrive(kind: type[Bus], open_both: Open) -> None:
    bus, one, other = open_both(kind)
    other.run("void (await fdc3.addIntentListener('Hang', () => new Promise(() => undefined)))")
    other.run(
        "void (await fdc3.addIntentListener('Answer', async context => ({type: 'acme.answer', of: context.type})))"
    )
    for intent in ("Hang", "Answer"):
        one.wait_for_intent(intent)
    one.run(
        """{
            const resolution = await fdc3.raiseIntent('Hang', given);
            void outcome(resolution.getResult()).then(ended => (window.ended = ended));
        }""",
        APPLE,
    )
    lose_and_restore(bus, one, other)
    assert one.wait_for("window.ended")["error"]
    one.wait_for_intent("Answer")
    result = one.run("await (await fdc3.raiseIntent('Answer', given)).getResult()", APPLE)
    assert result == {"type": "acme.answer", "of": "fdc3.instrument"}


@pytest.mark.parametrize("kind", [StoppedGateway, KilledWorker, ReloadedPlatform])
def test_private_channels_end_with_the_bus(kind: type[Bus], open_both: Open) -> None:
    bus, one, other = open_both(kind)
    serve = """
        void (await fdc3.addIntentListener('Serve', async () => {
            const channel = await fdc3.createPrivateChannel();
            channel.onDisconnect(() => (window.isDisconnected = true));
            return channel;
        }))
    """
    other.run(serve)
    one.wait_for_intent("Serve")
    one.run(
        """{
            window.channel = await (await fdc3.raiseIntent('Serve', given)).getResult();
            channel.onDisconnect(() => (window.isDisconnected = true));
        }""",
        APPLE,
    )
    lose_and_restore(bus, one, other)
    for app in (one, other):
        app.wait_for("window.isDisconnected === true")
    assert one.outcome("channel.broadcast(given)", APPLE)["error"] == "AccessDenied"
