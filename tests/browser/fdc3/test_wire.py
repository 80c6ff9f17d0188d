"""Every row of the mapping of FDC3 to Interop, between two pages with an agent: two of ours, or one of the vendor's."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from console import Console
from playwright.sync_api import BrowserContext

from .conftest import Pair, pairs
from .pages import Platform

APPLE = {"type": "fdc3.instrument", "name": "Apple", "id": {"ticker": "AAPL"}}
MICROSOFT = {"type": "fdc3.instrument", "name": "Microsoft", "id": {"ticker": "MSFT", "ISIN": "US5949181045"}}
JANE = {"type": "fdc3.contact", "name": "Jane", "id": {"email": "jane@example.com"}}

RED, ORANGE = "fdc3.channel.1", "fdc3.channel.2"


@pytest.fixture
def context(pair: Pair) -> BrowserContext:
    """That of the pair, whose console is watched."""
    return pair.place.context


@pytest.fixture(autouse=True)
def no_channel(pair: Pair) -> Iterator[None]:
    yield
    for app in (pair.one, pair.other):
        app.leave()


def new_name(what: str) -> str:
    """For a channel or an intent that no other test has touched."""
    return f"{what}-{uuid4().hex[:8]}"


def test_the_same_user_channels_are_known(pair: Pair) -> None:
    known = "(await fdc3.getUserChannels()).map(({id, type}) => [id, type])"
    assert sorted(pair.one.run(known)) == sorted(pair.other.run(known))
    assert [RED, "user"] in pair.one.run(known)
    names = pair.one.run("(await fdc3.getUserChannels()).map(({displayMetadata}) => displayMetadata.name)")
    # A channel of the bus that is none for FDC3.
    assert "Lime" not in names


def test_a_broadcast_reaches_the_listeners_of_its_type_and_says_who_sent_it(pair: Pair) -> None:
    pair.one.join(RED)
    pair.other.join(RED)
    pair.one.listen("echo")
    listened = {"all": None, "instruments": "fdc3.instrument", "contacts": "fdc3.contact"}
    for key, type in listened.items():
        pair.other.listen(key, type)
    start = {key: len(pair.other.run("heard[given]", key)) for key in listened}
    for n, context in enumerate((APPLE, JANE, MICROSOFT), 1):
        pair.one.broadcast(context)
        pair.other.heard("all", start["all"] + n)
    source = pair.one.instance
    for key, contexts in {
        "all": [APPLE, JANE, MICROSOFT],
        "instruments": [APPLE, MICROSOFT],
        "contacts": [JANE],
    }.items():
        heard = pair.other.heard(key, start[key] + len(contexts))[start[key] :]
        assert heard == [{"context": context, "source": source} for context in contexts]
    # Nothing comes back to its sender: what the other app broadcasts later is the first that is heard.
    answer = {"type": "acme.answer", "n": 1}
    pair.other.broadcast(answer)
    assert pair.one.contexts_heard("echo", 1)[-1] == answer
    assert all(context not in pair.one.contexts_heard("echo", 1) for context in (JANE, MICROSOFT))


def test_a_listener_hears_no_more_after_unsubscribe(pair: Pair) -> None:
    channel = new_name("channel")
    pair.other.listen("ended", None, channel)
    pair.other.listen("kept", None, channel)
    pair.one.broadcast(APPLE, channel=channel)
    pair.other.heard("ended", 1)
    pair.other.unsubscribe("ended")
    pair.one.broadcast(JANE, channel=channel)
    assert pair.other.contexts_heard("kept", 2) == [APPLE, JANE]
    assert pair.other.contexts_heard("ended", 1) == [APPLE]


def test_a_channel_object_of_a_user_channel_needs_no_join(pair: Pair) -> None:
    pair.other.listen("on object", "fdc3.contact", ORANGE)
    pair.one.broadcast(APPLE, JANE, channel=ORANGE)
    assert pair.other.heard("on object", 1) == [{"context": JANE, "source": pair.one.instance}]


def test_the_present_context_of_a_user_channel_comes_first_and_can_be_read(pair: Pair) -> None:
    pair.one.broadcast(APPLE, JANE, channel=ORANGE)
    read = "await (await fdc3.getOrCreateChannel(given[0])).getCurrentContext(given[1])"
    pair.other.wait_for(f"(async () => (({read})?.name) === 'Jane')()", [ORANGE, None])
    assert pair.other.run(read, [ORANGE, None]) == JANE
    assert pair.other.run(read, [ORANGE, "fdc3.instrument"]) == APPLE
    assert pair.other.run(read, [ORANGE, "acme.unknown"]) is None
    pair.other.join(ORANGE)
    pair.other.listen("late", "fdc3.instrument")
    assert pair.other.contexts_heard("late", 1) == [APPLE]


def test_an_app_channel_carries_contexts_and_keeps_the_last_of_each_type(pair: Pair) -> None:
    channel = new_name("app")
    assert pair.one.run("(await fdc3.getOrCreateChannel(given)).type", channel) == "app"
    pair.other.listen("ideas", "acme.idea", channel)
    first, second = ({"type": "acme.idea", "score": score, "tags": ["a.b", {"c": None}]} for score in (5, 6))
    pair.one.broadcast(first, channel=channel)
    pair.other.heard("ideas", 1)
    pair.one.broadcast(second, JANE, channel=channel)
    assert pair.other.heard("ideas", 2) == [
        {"context": context, "source": pair.one.instance} for context in (first, second)
    ]
    read = "await (await fdc3.getOrCreateChannel(given[0])).getCurrentContext(given[1])"
    pair.other.wait_for(f"(async () => (({read})?.type) === 'fdc3.contact')()", [channel, None])
    assert pair.other.run(read, [channel, "acme.idea"]) == second
    # What was broadcast before is not replayed to listeners of app channels.
    pair.other.listen("later", None, channel)
    pair.one.broadcast(APPLE, channel=channel)
    assert pair.other.contexts_heard("later", 1) == [APPLE]


def test_what_lies_on_the_bus_is_in_the_format_of_the_vendor(pair: Pair) -> None:
    channel = new_name("app")
    pair.one.broadcast(APPLE, channel=channel)
    pair.one.broadcast(JANE, channel=RED)
    without_type = {key: value for key, value in APPLE.items() if key != "type"}
    stored = f"{pair.other.glue}.contexts.get(given)"
    pair.other.wait_for(f"(async () => (await {stored}).latest_fdc3_type === 'fdc3&instrument')()", channel)
    assert pair.other.run(f"await {stored}", channel)["data"] == {"fdc3_fdc3&instrument": without_type}
    pair.other.wait_for(f"(async () => (await {stored}).latest_fdc3_type === 'fdc3&contact')()", "___channel___Red")
    state = pair.other.run(f"await {stored}", "___channel___Red")
    assert state["name"] == "Red"
    assert state["data"]["fdc3_fdc3&contact"] == {"name": "Jane", "id": {"email": "jane@example.com"}}


# The vendor's client library tells no app of an update that changes nothing; ours makes every broadcast a change.
@pairs(lambda is_one_ours, is_other_ours: is_one_ours)
def test_the_same_context_again_is_heard_again(pair: Pair) -> None:
    for key, channel in {"user": ORANGE, "app": new_name("app")}.items():
        pair.other.listen(key, "fdc3.instrument", channel)
        for n in range(1, 4):
            pair.one.broadcast(MICROSOFT, channel=channel)
            assert pair.other.contexts_heard(key, n) == [MICROSOFT] * n


def test_a_burst_arrives_as_a_whole_and_between_ours_in_order(pair: Pair) -> None:
    channel = new_name("burst")
    for key, where in {"user": RED, "app": channel}.items():
        pair.other.listen(key, "acme.tick", where)
        # Not awaited one by one.
        pair.one.run(
            """{
                const channel = await fdc3.getOrCreateChannel(given);
                await Promise.all(Array.from({length: 50}, (_, n) => channel.broadcast({type: 'acme.tick', n})));
            }""",
            where,
        )
        numbers = [context["n"] for context in pair.other.contexts_heard(key, 50)]
        # The vendor's agent looks things up before it sends, and before it calls a listener.
        is_ordered = pair.one.is_ours and pair.other.is_ours
        assert (numbers if is_ordered else sorted(numbers)) == list(range(50))


# The vendor's agent passes the last FDC3 context on again.
@pairs(lambda is_one_ours, is_other_ours: is_other_ours)
def test_what_a_glue_app_publishes_is_no_broadcast_for_ours(pair: Pair) -> None:
    pair.other.join(RED)
    pair.one.broadcast(APPLE, channel=RED)
    pair.other.listen("joined")
    pair.other.listen("on object", None, RED)
    start = len(pair.other.run("heard.joined"))
    pair.one.run(f"void (await {pair.one.glue}.channels.publish({{portfolio: {{ric: given}}}}, 'Red'))", uuid4().hex)
    pair.one.broadcast(JANE, channel=RED)
    assert pair.other.contexts_heard("on object", 1) == [JANE]
    assert JANE in pair.other.contexts_heard("joined", 1)
    assert len(pair.other.contexts_heard("joined", 1)) <= start + 2


# To its own agent, the vendor's libraries speak themselves.
@pairs(lambda is_one_ours, is_other_ours: is_other_ours)
def test_a_glue_app_can_broadcast_by_hand(pair: Pair) -> None:
    pair.other.listen("by hand", "acme.hand", RED)
    publish = f"void (await {pair.one.glue}.channels.publish({{'fdc3_acme&hand': {{n: 1}}}}, 'Red'))"
    pair.one.run(publish)
    assert pair.other.contexts_heard("by hand", 1) == [{"type": "acme.hand", "n": 1}]


# How the handler of an intent ends, and what the raiser then gets from `getResult`.
RESULTS: dict[str, tuple[str, Any]] = {
    "context": ("({type: 'acme.result', about: context.id, from: metadata?.source ?? null})", None),
    "nothing": ("undefined", None),
    "app channel": ("fdc3.getOrCreateChannel('results')", {"id": "results", "type": "app"}),
    "user channel": ("fdc3.getOrCreateChannel('fdc3.channel.3')", {"id": "fdc3.channel.3", "type": "user"}),
}


@pytest.fixture
def intent(pair: Pair) -> Iterator[str]:
    """Its listener is in `intentListener` of the other page while the test runs."""
    yield new_name("Intent").replace("-", "")
    pair.other.run("{ await window.intentListener?.unsubscribe(); delete window.intentListener; }")


def handle(pair: Pair, intent: str, result: str) -> None:
    pair.other.run(
        f"{{ window.intentListener = await fdc3.addIntentListener(given, async (context, metadata) => {result}); }}",
        intent,
    )
    pair.one.wait_for_intent(intent)


RAISE = "{ const resolution = await fdc3.raiseIntent(given[0], given[1]); return resolution.getResult(); }"


@pytest.mark.parametrize("kind", RESULTS)
def test_an_intent_reaches_its_handler_and_the_result_its_raiser(pair: Pair, intent: str, kind: str) -> None:
    result, expected = RESULTS[kind]
    handle(pair, intent, result)
    answer = pair.one.run(
        """{
            const resolution = await fdc3.raiseIntent(given[0], given[1]);
            const result = await resolution.getResult();
            const {id, type} = result ?? {};
            return {source: resolution.source, result: result?.broadcast ? {id, type} : result};
        }""",
        [intent, APPLE],
    )
    assert answer["source"] == pair.other.instance
    if kind == "context":
        source = answer["result"].pop("from")
        expected = {"type": "acme.result", "about": APPLE["id"]}
        # The browser platform raises in its own name, and its client library tells no handler who raised.
        assert source == pair.one.instance or isinstance(pair.place, Platform)
    assert answer.get("result") == expected


def test_a_listener_is_found_with_its_instance(pair: Pair, intent: str) -> None:
    find = "await fdc3.findIntent(given)"
    assert pair.one.outcome(f"{{ return {find}; }}", intent) == {"error": "NoAppsFound"}
    handle(pair, intent, "undefined")
    found = pair.one.run(find, intent)
    assert found["intent"]["name"] == intent
    assert [{key: app[key] for key in ("appId", "instanceId")} for app in found["apps"]] == [pair.other.instance]


def test_an_intent_ends_with_the_names_of_the_standard(pair: Pair, intent: str, console: Console) -> None:
    # The vendor's libraries note what is refused.
    console.allow("IntentHandlerRejected")
    assert pair.one.outcome(RAISE, [intent, APPLE]) == {"error": "NoAppsFound"}
    handle(pair, intent, "{ throw new Error('No prices today.'); }")
    refused = pair.one.outcome(RAISE, [intent, APPLE])
    if not pair.one.is_ours:
        # It knows only the words of newer libraries of its own.
        assert refused == {"error": "IntentDeliveryFailed"}
    else:
        # What a script throws may hold anything: it stays in its page.
        assert refused == {"error": "IntentHandlerRejected"}


def test_what_is_no_result_is_an_error(pair: Pair, intent: str) -> None:
    handle(pair, intent, "({price: 5})")
    assert pair.one.outcome(RAISE, [intent, APPLE]) == {"error": "NoResultReturned"}


# Serves prices to the listener of the private channel, and keeps what happens to it in `events`.
SERVE_PRICES = """
{
    const channel = await fdc3.createPrivateChannel();
    window.events = [];
    channel.onAddContextListener(async type => {
        events.push(['listener', type]);
        for (let price = 1; price <= 3; price++) await channel.broadcast({type: 'acme.price', price});
    });
    channel.onUnsubscribe(type => events.push(['unsubscribed', type]));
    channel.onDisconnect(() => events.push(['disconnected']));
    await channel.addContextListener('acme.order', order => events.push(['order', order.size]));
    return channel;
}
"""

TAKE_PRICES = """
{
    const resolution = await fdc3.raiseIntent(given[0], given[1]);
    window.channel = await resolution.getResult();
    heard.prices = [];
    window.priceListener = await channel.addContextListener('acme.price', (context, metadata) => {
        heard.prices.push({context, source: metadata?.source ?? null});
    });
    return {type: channel.type, id: channel.id};
}
"""


def test_a_private_channel_carries_contexts_and_events_both_ways(pair: Pair, intent: str, console: Console) -> None:
    # The vendor's agent may still tell of a listener that goes when the channel has ended.
    console.allow("AccessDenied", "Uncaught Object")
    handle(pair, intent, SERVE_PRICES)
    events = "JSON.stringify(events) === JSON.stringify(given)"
    expected: list[list[Any]] = [["listener", "acme.price"]]
    channel = pair.one.run(TAKE_PRICES, [intent, APPLE])
    assert channel["type"] == "private"
    assert pair.one.heard("prices", 3) == [
        {"context": {"type": "acme.price", "price": price}, "source": pair.other.instance} for price in (1, 2, 3)
    ]
    pair.one.run("void (await channel.broadcast({type: 'acme.order', size: 7}))")
    pair.other.wait_for(events, expected := [*expected, ["order", 7]])
    pair.one.run("void (await priceListener.unsubscribe())")
    pair.other.wait_for(events, expected := [*expected, ["unsubscribed", "acme.price"]])
    pair.one.run("void (await channel.addContextListener(null, () => undefined))")
    pair.other.wait_for(events, expected := [*expected, ["listener", None]])
    assert pair.one.outcome("fdc3.getOrCreateChannel(given)", channel["id"])["error"] == "AccessDenied"
    pair.one.run("void (await channel.disconnect())")
    pair.other.wait_for(events, [*expected, ["unsubscribed", None], ["disconnected"]])
    assert pair.one.outcome("channel.broadcast({type: 'acme.order', size: 8})")["error"] == "AccessDenied"


@pairs(lambda is_one_ours, is_other_ours: is_other_ours)
def test_a_third_app_cannot_take_part_in_a_private_channel(pair: Pair, intent: str) -> None:
    handle(pair, intent, SERVE_PRICES)
    channel = pair.one.run(TAKE_PRICES, [intent, APPLE])
    pair.one.heard("prices", 3)
    third = pair.place.open_ours("Third")
    target = {"instance": pair.other.instance["instanceId"]}
    for action in ("joinPrivateChannel", "publishOnPrivateChannel", "disconnectedFromPrivateChannel"):
        order = {"channelId": channel["id"], "contextType": "acme.order", "payload": {"type": "acme.order", "size": 99}}
        message = {"action": action, "correlationId": channel["id"], "collaborationObject": order}
        invoke = f"{third.glue}.interop.invoke('FDC3.Collaborate', ...given)"
        assert "AccessDenied" in third.outcome(invoke, [message, target])["error"]
    pair.one.run("void (await channel.broadcast({type: 'acme.order', size: 7}))")
    pair.other.wait_for("events.some(([name]) => name === 'order')")
    assert pair.other.run("events") == [["listener", "acme.price"], ["order", 7]]
    third.leave_page()


# The vendor's agent learns it from the container, which is not there.
@pairs(lambda is_one_ours, is_other_ours: is_one_ours and is_other_ours)
def test_the_end_of_a_page_disconnects_its_private_channels(pair: Pair, intent: str) -> None:
    handle(pair, intent, SERVE_PRICES)
    guest = pair.place.open_ours("Guest")
    guest.wait_for_intent(intent)
    guest.run(TAKE_PRICES, [intent, APPLE])
    guest.heard("prices", 3)
    guest.leave_page()
    pair.other.wait_for("events.some(([name]) => name === 'disconnected')")
