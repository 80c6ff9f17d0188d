"""Lets the event loop run between operations that have nothing to wait for."""

from __future__ import annotations

import asyncio
import time

from ._limits import LONGEST_TURN_S


class Turn:
    """The time that code takes without a pause.

    An `await` whose result is there at once does not let other tasks run, such as those that read from the gateway and
    show it that the peer lives: a program that does nothing else would starve them.
    """

    def __init__(self) -> None:
        self._began_at = time.monotonic()

    async def give_way(self) -> None:
        """Lets other tasks run if this one may have run for long. Those that give way go on in their order."""
        if time.monotonic() - self._began_at >= LONGEST_TURN_S:
            await asyncio.sleep(0)
            self._began_at = time.monotonic()
