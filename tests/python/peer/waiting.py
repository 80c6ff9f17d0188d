"""Waits for what a peer knows, which is no event."""

import asyncio
import time
from collections.abc import Callable


async def until(is_so: Callable[[], object]) -> None:
    """Returns when it is; the limit of the test ends it otherwise."""
    while not is_so():
        await asyncio.sleep(0.005)


def wait_until(is_so: Callable[[], object]) -> None:
    """The same for tests that are not async."""
    while not is_so():
        time.sleep(0.005)
