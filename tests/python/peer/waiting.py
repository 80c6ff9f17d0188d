"""Waits for what a peer knows, which is no event."""

import asyncio
from collections.abc import Callable


async def until(is_so: Callable[[], object]) -> None:
    """Returns when it is; the limit of the test ends it otherwise."""
    while not is_so():
        await asyncio.sleep(0.005)
