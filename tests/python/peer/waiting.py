"""Waits for what a peer knows, which is no event. The limit of the test ends it otherwise."""

import asyncio
from collections.abc import Callable


async def until(is_so: Callable[[], object]) -> None:
    """Looks again after each step of the event loop."""
    while not is_so():
        await asyncio.sleep(0)


def wait_until(is_so: Callable[[], object]) -> None:
    """The same for tests that are not async: each question goes to another thread or process and waits there."""
    while not is_so():
        pass
