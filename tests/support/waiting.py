"""Waits for what is no event. The limit of the test ends it otherwise."""

import asyncio
import time
from collections.abc import Callable

# Between two looks, in seconds: without it they would take the processor from what they wait for. What tests wait for
# lasts longer, such as the state of a peer until it connects again.
PAUSE_S = 0.005


async def until(is_so: Callable[[], object]) -> None:
    while not is_so():
        await asyncio.sleep(PAUSE_S)


def wait_until(is_so: Callable[[], object]) -> None:
    while not is_so():
        time.sleep(PAUSE_S)
