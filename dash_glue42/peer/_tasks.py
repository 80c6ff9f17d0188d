"""What a peer does beside its owner's code."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from .._errors import PeerError
from ._session import Refused

_log = logging.getLogger("dash_glue42")


class Tasks:
    """Tasks that end with the peer. A failure is logged."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, what: str, work: Coroutine[Any, Any, Any]) -> asyncio.Task[None]:
        task = asyncio.create_task(_run(what, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # One that is cancelled before it begins has not awaited its work, of which Python would complain.
        task.add_done_callback(lambda _: work.close())
        return task

    def cancel(self) -> set[asyncio.Task[None]]:
        """Returns what is still to end."""
        for task in self._tasks:
            task.cancel()
        return set(self._tasks)


async def _run(what: str, work: Coroutine[Any, Any, Any]) -> None:
    try:
        await work
    except PeerError as problem:
        # What a loss has cut off is done again after the return.
        if problem.code != "connection_lost":
            _log.warning("peer: %s failed: %s", what, problem)
    except (Refused, asyncio.TimeoutError) as problem:
        _log.warning("peer: %s failed: %s", what, problem or "no answer in time")
    except Exception:
        _log.exception("peer: %s failed", what)
