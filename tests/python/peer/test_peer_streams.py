"""Streams that peers publish and subscribe to: on a real gateway."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from support.waiting import until

import dash_glue42 as glue


async def collect(batches: AsyncIterator[glue.Batch], count: int) -> list[dict]:
    """So many items, or more."""
    items: list[dict] = []
    while len(items) < count:
        items += (await anext(batches)).items
    return items


async def test_five_thousand_items_arrive_in_order(new_peer):
    feed, desk = new_peer("Feed"), new_peer("Desk")
    prices = feed.stream("Prices")
    async with feed, desk:
        collected = asyncio.create_task(collect(desk.subscribe("Prices"), 5001))
        await prices.push({"n": -1})
        await until(prices.subscribers)
        assert [subscriber.application for subscriber in prices.subscribers()] == ["Desk"]
        for n in range(0, 5000, 500):
            await prices.push([{"n": m, "pad": "x" * 140} for m in range(n, n + 500)])
        # The last item that was pushed before the subscription comes first.
        assert [item["n"] for item in await collected] == list(range(-1, 5000))


async def test_branches_and_the_last_item_of_each_key(new_peer):
    feed = new_peer("Feed")
    prices = feed.stream("Prices", branch_by="symbol", snapshot_by="symbol")
    async with feed, new_peer("Desk") as desk:
        await prices.push([{"symbol": symbol, "bid": bid} for bid in (1, 2) for symbol in ("A", "B")])
        everything, only_b = desk.subscribe("prices"), desk.subscribe("Prices", symbol="B")
        assert await collect(everything, 2) == [{"symbol": "A", "bid": 2}, {"symbol": "B", "bid": 2}]
        assert await collect(only_b, 1) == [{"symbol": "B", "bid": 2}]
        await prices.push([{"symbol": "A", "bid": 3}, {"symbol": "B", "bid": 3}])
        await prices.push({"symbol": "C", "bid": 4}, branch="B")
        assert await collect(everything, 3) == [
            {"symbol": "A", "bid": 3},
            {"symbol": "B", "bid": 3},
            {"symbol": "C", "bid": 4},
        ]
        assert await collect(only_b, 2) == [{"symbol": "B", "bid": 3}, {"symbol": "C", "bid": 4}]
        await everything.aclose()
        await only_b.aclose()
        await until(lambda: not prices.subscribers())


async def test_a_publisher_decides_who_may_subscribe(new_peer, caplog):
    feed = new_peer("Feed")
    prices = feed.stream({"name": "Prices", "accepts": "String symbol"}, snapshot=False)

    @prices.on_subscription
    def admit(symbol: str, subscriber: glue.Caller):
        if symbol == "fail":
            raise RuntimeError("the password is 1234")
        if symbol == "secret":
            raise glue.InteropError(f"No entitlement for {subscriber.application}.")
        return ["one", symbol]

    async with feed, new_peer("Desk") as desk:
        reasons = {
            "secret": 'rejected the subscription to "Prices": No entitlement for Desk.',
            "fail": "the handler that decides on subscriptions failed.",
            7: 'Argument "symbol": Input should be a valid string (got 7).',
        }
        for symbol, reason in reasons.items():
            with pytest.raises(glue.PeerError) as raised:
                await anext(desk.subscribe("Prices", symbol=symbol))
            assert (raised.value.code, reason in str(raised.value)) == ("rejected", True), str(raised.value)
        assert "the password is 1234" in caplog.text
        got = asyncio.create_task(collect(desk.subscribe("Prices", symbol="A"), 1))
        await until(prices.subscribers)
        await prices.push({"n": 1}, branch="B")
        await prices.push({"n": 2}, branch="A")
        assert await got == [{"n": 2}]


async def test_what_waits_is_conflated_or_dropped_and_counted(new_peer):
    feed = new_peer("Feed")
    prices = feed.stream("Prices", snapshot=False)

    @feed.method("Answer")
    async def answer():
        return {}

    async with feed, new_peer("Desk") as desk:
        newest = desk.subscribe("Prices", conflate_by="symbol", max_batch=2)
        last = desk.subscribe("Prices", max_pending=3)
        first = asyncio.gather(anext(newest), anext(last))
        await until(lambda: len(prices.subscribers()) == 2)
        await prices.push({"symbol": "A", "n": 0})
        await first
        await prices.push([{"symbol": "ABC"[n % 3], "n": n} for n in range(1, 10)])
        # The answer comes behind them.
        await desk.invoke("Answer")
        batches = [await anext(newest), await anext(newest), await anext(last)]
        assert [[item["n"] for item in batch.items] for batch in batches] == [[7, 8], [9], [7, 8, 9]]
        assert [(batch.conflated, batch.dropped) for batch in batches] == [(6, 0), (0, 0), (0, 6)]


async def test_a_subscription_follows_its_publisher_and_others(new_peer):
    one, two = new_peer("One"), new_peer("Two")
    async with one, new_peer("Desk") as desk:
        best, every = desk.subscribe("Prices"), desk.subscribe("Prices", target="all")
        got = asyncio.gather(collect(best, 1), collect(every, 1))
        await one.stream("Prices").push({"from": "one"})
        assert await got == [[{"from": "one"}]] * 2
        late = asyncio.create_task(collect(every, 1))
        async with two:
            await two.stream("Prices").push({"from": "two"})
            assert await late == [{"from": "two"}]
            switched = asyncio.create_task(anext(best))
            await one.unregister("Prices")
            batch = await switched
            assert (batch.items, batch.gap) == ([{"from": "two"}], True)


async def test_a_stream_is_no_method(new_peer):
    feed = new_peer("Feed")
    feed.stream("Prices")
    async with feed, new_peer("Desk") as desk:
        result = await desk.invoke("Prices")
        assert (result.code, result.error) == (
            "method_not_found",
            '"Prices" is a stream, not a method: it can be subscribed to, not invoked.',
        )
