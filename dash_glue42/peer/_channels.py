"""Channels: shared contexts of a certain form, as on every bus without a container."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from .._commands import publish_to_channel
from .._errors import PeerError
from ._contexts import Contexts, Followed, path_delta
from ._problems import check_name, check_paths
from ._signal import Signal
from ._tasks import Tasks
from ._wire import copied

_PREFIX = "___channel___"
# Clients that speak FDC3 look here for the type of what was published last.
_FDC3_TYPE = "latest_fdc3_type"
_FDC3_PREFIX = "fdc3_"

# The channels of a bus where no app brings others: the colour of each, and which channel of FDC3 it is.
DEFAULT_CHANNELS: dict[str, tuple[str, int | None]] = {
    "Red": ("red", 1),
    "Green": ("green", 4),
    "Blue": ("blue", 6),
    "Pink": ("deeppink", 7),
    "Yellow": ("yellow", 3),
    "DarkYellow": ("darkgoldenrod", None),
    "Orange": ("orange", 2),
    "Purple": ("purple", 8),
    "Lime": ("lime", None),
    "Cyan": ("cyan", 5),
}


class Channels:
    """The coloured channels that group apps. Made by `peer.channels`.

    A channel is a dict `{"name", "meta": {"color"}, "data"}`. On a bus that has none, the first use brings the ten
    channels that pages know.
    """

    def __init__(self, contexts: Contexts, tasks: Tasks) -> None:
        self._contexts = contexts
        self._tasks = tasks
        self._current: str | None = None
        self._seen: set[str] = set()
        # Which channel the peer is on, or that the peer is closed.
        self._changed = Signal()
        contexts.changed.subscribe(self._changed.fire)

    async def all(self) -> list[str]:
        """The names of the channels.

        Raises:
            PeerError: The bus was lost.
        """
        # After a restart of the gateway a bus has at first those only that some app follows. One that is created while
        # its followers return is empty, and stays so.
        expected = self._seen or DEFAULT_CHANNELS.keys()
        await self._contexts.when_restored(lambda: expected <= set(self._present()))
        names = await self._names()
        missing = [name for name in DEFAULT_CHANNELS if name not in names and (not names or name in self._seen)]
        if missing:
            await asyncio.gather(*(self._create(name) for name in missing))
            names = await self._names()
        self._seen.update(names)
        return names

    async def list(self) -> list[dict[str, Any]]:
        """The channels with what they hold.

        Raises:
            PeerError: The bus was lost.
        """
        channels = await asyncio.gather(*(self._contexts.get(_PREFIX + name) for name in await self.all()))
        return [_channel(channel) for channel in channels if channel]

    def my(self) -> str | None:
        """The name of the channel that this peer is on; None: on none."""
        return self._current

    async def join(self, name: str) -> None:
        """Joins a channel, and leaves the current one.

        Args:
            name: The channel.

        Raises:
            PeerError: There is no such channel, or the bus was lost.
        """
        self._current = await self._require("join", name)
        self._changed.fire()

    def leave(self) -> None:
        """Leaves the current channel."""
        self._current = None
        self._changed.fire()

    async def publish(self, data: Any, /, name: str | None = None) -> None:
        """Merges keys into the data of a channel.

        Args:
            data: A dict, a pydantic model or a dataclass. A dot in a key goes one level down.
            name: The channel; without it the current one.

        Raises:
            TypeError: `data` has no keys.
            PeerError: There is no such channel, or this peer is on none; a key is not allowed; the bus was lost.

        Example:
            >>> await peer.channels.publish({"ticker": "EURUSD"}, "Red")
        """
        written = publish_to_channel(data=data)["data"]
        check_paths("publish", [*written])
        fdc3 = [key for key in written if key.startswith(_FDC3_PREFIX)]
        if len(fdc3) > 1:
            raise PeerError(
                "invalid_command",
                f"publish: only one FDC3 context can be published at a time, not {', '.join(fdc3)}.",
            )
        if name is None and self._current is None:
            raise PeerError("rejected", "publish: this peer is on no channel; join one first, or give the name of one.")
        channel = self._current if name is None else name
        paths = {f"data.{key}": value for key, value in written.items()}
        if fdc3:
            paths[_FDC3_TYPE] = fdc3[0].removeprefix(_FDC3_PREFIX)
        delta, _ = path_delta(paths)
        # After a restart of the gateway in between there is no such channel for a while.
        while not await self._contexts.change("publish", _PREFIX + await self._require("publish", channel), delta):
            pass

    async def follow(self) -> AsyncGenerator[dict[str, Any] | None, None]:
        """Follows the channel that this peer is on: what it holds now, then after each change, until the peer closes.

        States that come while the loop is busy may be skipped, the last one never.

        Returns:
            An async iterator of channels, which are dicts; None while the peer is on no channel.

        Example:
            >>> await peer.channels.join("Red")
            >>> async for channel in peer.channels.follow():
            ...     print(channel["data"] if channel else "on no channel")
        """
        while not self._contexts.is_closed:
            name = self._current
            # Versions count from the beginning of a following.
            seen: int | None = None
            followed = self._contexts.follow(_PREFIX + name) if name is not None else Followed()
            stop = self._changed.subscribe(followed.changed.fire)
            try:
                while True:
                    now = followed.version
                    if self._current != name or self._contexts.is_closed:
                        break
                    if now != seen and (name is None or followed.data is not None):
                        seen = now
                        yield followed.data and _channel(followed.data)
                        continue
                    await followed.changed.wait()
            finally:
                stop()
                if name is not None:
                    self._contexts.unfollow(_PREFIX + name)

    def restore(self) -> None:
        """The peer is on a bus again: brings the channels back that no other app brings back."""
        if self._seen:
            self._tasks.start("restoring the channels", self.all())

    async def _names(self) -> list[str]:
        await self._contexts.names()
        return self._present()

    def _present(self) -> list[str]:
        names = [name.removeprefix(_PREFIX) for name in self._contexts.present_names() if name.startswith(_PREFIX)]
        in_order = [name for name in DEFAULT_CHANNELS if name in names]
        return in_order + [name for name in names if name not in in_order]

    async def _require(self, operation: str, name: Any) -> str:
        names = await self.all()
        if check_name(operation, name) not in names:
            existing = ", ".join(map(repr, names))
            raise PeerError("rejected", f"{operation}: there is no channel {name!r}; there are {existing}.")
        return name

    async def _create(self, name: str) -> None:
        color, number = DEFAULT_CHANNELS[name]
        meta: dict[str, Any] = {"color": color}
        if number is not None:
            display = {"name": f"Channel {number}", "color": "magenta" if number == 7 else color, "glyph": str(number)}
            meta["fdc3"] = {"id": f"fdc3.channel.{number}", "displayMetadata": display}
        await self._contexts.create("all", _PREFIX + name, {"name": name, "meta": meta, "data": {}})


def _channel(context: dict[str, Any]) -> dict[str, Any]:
    """A copy of the context as a channel."""
    return {key: value for key, value in copied(context).items() if key != _FDC3_TYPE}
