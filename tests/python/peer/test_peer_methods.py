"""Methods of a peer, and its invocations of others: on a real gateway."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pydantic import BaseModel
from support.waiting import until

import dash_glue42 as glue


class Order(BaseModel):
    side: str
    quantity: int


async def test_arguments_are_checked_and_results_are_what_pages_get(new_peer):
    desk, feed = new_peer("Desk"), new_peer("Feed")

    @feed.method("PlaceOrder")
    def place(order: Order, caller: glue.Caller, limit: float = 10):
        return {"text": f"{order.side} {order.quantity} below {limit} for {caller.application}"}

    @feed.method("Double")
    async def double(value: float) -> float:
        return 2 * value

    async with feed, desk:
        placed = await desk.invoke("PlaceOrder", order=Order(side="buy", quantity=3))
        assert placed.returned == {"text": "buy 3 below 10 for Desk"}
        assert placed.executed_by == feed.instance
        # Names are compared as on the bus, and what is no dict is wrapped.
        assert (await desk.invoke("dOUBLE", value=4)).returned == {"value": 8}
        wrong = await desk.invoke("PlaceOrder", order={"side": "buy", "quantity": "many"})
        assert (wrong.code, wrong.error) == (
            "invalid_arguments",
            'Argument "order.quantity": Input should be a valid integer, unable to parse string as an integer '
            '(got "many").',
        )
        assert (await desk.invoke("Double")).error == 'Argument "value" is missing.'


async def test_failures_have_codes_and_say_nothing_about_exceptions(new_peer, caplog):
    feed = new_peer("Feed")

    @feed.method("Refuse")
    async def refuse():
        raise glue.InteropError("The account 4711 is closed.")

    @feed.method("RefuseAtLength")
    async def refuse_at_length():
        raise glue.InteropError("x" * 20_000_000)

    @feed.method("Fail")
    def fail():
        raise RuntimeError("the password is 1234")

    @feed.method("NoForm")
    async def no_form():
        return object()

    @feed.method("Cancelled")
    async def cancelled():
        raise asyncio.CancelledError

    started = asyncio.Event()

    @feed.method("Slow", concurrency=2)
    async def slow():
        started.set()
        await asyncio.Event().wait()

    async with feed, new_peer("Desk") as desk:
        outcomes = {name: await desk.invoke(name) for name in ("Refuse", "Fail", "NoForm", "Cancelled")}
        assert {name: (result.code, result.error) for name, result in outcomes.items()} == {
            "Refuse": ("refused", "The account 4711 is closed."),
            "Fail": ("callback_failed", 'Method "Fail": the handler failed.'),
            "NoForm": ("no_result", 'Method "NoForm": its result has no form in JSON.'),
            "Cancelled": ("callback_failed", 'Method "Cancelled": the handler failed.'),
        }
        assert "the password is 1234" in caplog.text
        assert (await desk.invoke("RefuseAtLength")).error == "x" * 10_000
        late = await desk.invoke("Slow", timeout_ms=50)
        assert (late.code, late.error) == ("timeout", 'Method "Slow": "Feed" did not answer within 50 ms.')
        missing = await desk.invoke("Missing", wait_ms=50)
        assert (missing.code, missing.error) == (
            "method_not_found",
            'No app on this bus offers "Missing" (waited 0.05 s).',
        )
        started.clear()
        pending = asyncio.create_task(desk.invoke("Slow", timeout_ms=20000))
        await started.wait()
        await feed.close()
        assert ((await pending).code, (await pending).error) == (
            "removed",
            'Method "Slow": it was removed before it answered.',
        )


async def test_of_several_servers_all_are_asked_or_those_that_are_named(new_peer):
    one, two, desk = new_peer("One"), new_peer("Two"), new_peer("Desk")

    @one.method("Where")
    def in_one():
        return {"in": "one"}

    @two.method("Where")
    def in_two():
        raise glue.InteropError("Not here.")

    @desk.method("Where")
    async def in_desk():
        return {"in": "desk"}

    async with one, two, desk:
        everywhere = await desk.invoke("Where", target="all")
        assert everywhere.ok
        assert len(everywhere.responses) == 3
        assert [failure.error for failure in everywhere.failures] == ["Not here."]
        others = await desk.invoke("Where", target="skipMine")
        assert [response.executed_by.application for response in others.responses] == ["One", "Two"]
        refused = await desk.invoke("Where", target=two.instance)
        assert (refused.code, refused.executed_by) == ("refused", two.instance)
        assert (await desk.invoke("Where", target={"application": "one"})).returned == {"in": "one"}
        nowhere = await desk.invoke("Where", target={"application": "Nobody"}, wait_ms=0)
        assert nowhere.error == 'None of the apps that were asked offers "Where".'


async def test_a_method_that_comes_later_is_waited_for_and_can_go_again(new_peer):
    async with new_peer("Feed") as feed, new_peer("Desk") as desk:
        waiting = asyncio.create_task(desk.invoke("Later"))
        await asyncio.sleep(0)

        @feed.method("Later")
        async def later():
            return {}

        assert (await waiting).ok
        with pytest.raises(ValueError, match='this peer offers "later" already'):
            feed.method("later")(later)
        await feed.unregister("Later")
        assert (await desk.invoke("Later", wait_ms=0)).code == "method_not_found"


async def test_a_method_that_goes_answers_those_who_wait_for_it(new_peer):
    feed = new_peer("Feed")
    started = asyncio.Event()

    @feed.method("Slow", max_pending=1)
    async def slow():
        started.set()
        await asyncio.Event().wait()

    async with feed, new_peer("Desk") as desk:
        pending = [asyncio.create_task(desk.invoke("Slow")) for _ in range(3)]
        await started.wait()
        # The one that is too much: the other two are there as well.
        done, _ = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        assert {task.result().code for task in done} == {"queue_full"}
        await feed.unregister("Slow")
        results = await asyncio.gather(*pending)
        assert [result.code for result in results] == ["removed", "removed", "queue_full"]
        assert results[0].error == 'Method "Slow": it was removed before it answered.'


async def test_invocations_are_served_in_order_one_at_a_time_without_stopping_the_peer(new_peer):
    feed = new_peer("Feed", heartbeat_ms=1000)
    served: list[int] = []
    may_end = threading.Event()

    @feed.method("Slow", max_pending=3)
    def slow(n: int):
        may_end.wait(20)
        served.append(n)

    async with feed, new_peer("Desk") as desk:
        running = [asyncio.create_task(desk.invoke("Slow", n=n)) for n in range(5)]
        refused = await running[4]
        assert (refused.code, refused.error) == (
            "queue_full",
            'Method "Slow": 3 invocations are waiting already, no more are taken now.',
        )
        # The thread is busy, and the peer still answers its gateway and others.
        assert feed.status == "connected"
        assert (await desk.invoke("Missing", wait_ms=200)).code == "method_not_found"
        may_end.set()
        results = await asyncio.gather(*running[:4])
        assert [result.error for result in results] == [None] * 4
        assert served == [0, 1, 2, 3]


@pytest.mark.parametrize("kind", ["async", "plain"])
async def test_a_handler_that_takes_too_long_holds_up_no_other_invocation(new_peer, kind):
    feed = new_peer("Feed")
    may_end = threading.Event()

    async def wait(n: int):
        if n == 0:
            await asyncio.Event().wait()
        return n

    def wait_in_thread(n: int):
        if n == 0:
            may_end.wait(20)
        return n

    feed.method("Wait", timeout_ms=50)(wait if kind == "async" else wait_in_thread)
    async with feed, new_peer("Desk") as desk:
        late, fine = await asyncio.gather(desk.invoke("Wait", n=0), desk.invoke("Wait", n=1))
        assert (late.code, late.error) == ("timeout", 'Method "Wait": the handler did not answer within 50 ms.')
        assert fine.returned == {"value": 1}
        may_end.set()


async def test_a_void_method_answers_before_it_runs(new_peer, caplog):
    feed = new_peer("Feed")
    may_end, ended = asyncio.Event(), asyncio.Event()

    @feed.method("Note", returns=False)
    async def note():
        await may_end.wait()
        ended.set()
        raise glue.InteropError("too late to refuse")

    async with feed, new_peer("Desk") as desk:
        result = await desk.invoke("Note")
        assert result.ok
        assert result.returned is None
        assert not ended.is_set()
        may_end.set()
        await until(lambda: "too late to refuse" in caplog.text)


@pytest.mark.parametrize(("kind", "number"), [("async", 3_000), ("plain", 2_000)])
async def test_thousands_of_invocations_are_all_answered_in_order(new_peer, kind, number):
    feed = new_peer("Feed")
    served: list[int] = []

    async def count(n: int):
        served.append(n)
        return {"n": n}

    def count_in_thread(n: int):
        served.append(n)
        return {"n": n}

    feed.method("Count")(count if kind == "async" else count_in_thread)
    async with feed, new_peer("Desk") as desk:
        results = await asyncio.gather(*(desk.invoke("Count", n=n) for n in range(number)))
        assert [result.returned["n"] for result in results] == list(range(number))
        assert served == list(range(number))


@pytest.mark.parametrize("what", ["context", "names", "channels", "stream", "push"])
async def test_a_peer_lives_beside_code_whose_results_are_there_at_once(new_peer, what):
    async with new_peer("Busy") as peer:
        prices = peer.stream("Prices")
        await peer.context("followed").update({"a": 1})
        following = peer.context("followed").follow()
        await anext(following)
        await until(lambda: peer.methods(own=True))
        await peer.channels.all()
        act: Callable[[], Awaitable[Any]] = {
            "context": lambda: peer.context("followed").get(),
            "names": peer.contexts,
            "channels": peer.channels.all,
            "stream": lambda: peer.invoke("Prices"),
            "push": lambda: prices.push({"n": 1}),
        }[what]
        # It needs the gateway, as the heartbeat does.
        alive = asyncio.create_task(peer.context("written").update({"n": 1}))
        while not alive.done():
            await act()
        await alive
