"""What a `SyncPeer` hands out: contexts, channels and streams whose methods wait."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, TypeVar

from .._models import Instance
from .._signatures import names_around
from ._channels import Channels
from ._context import Context, ContextState
from ._loop_thread import LoopThread
from ._publish import Stream

Handler = TypeVar("Handler", bound=Callable[..., Any])


class SyncContext:
    """A context that apps share under its name. Made by `peer.context(name)` of a `SyncPeer`."""

    def __init__(self, loop: LoopThread, context: Context) -> None:
        self._loop = loop
        self._context = context
        self.name = context.name

    def get(self) -> dict[str, Any] | None:
        """As `get` of a `Context`."""
        return self._loop.run(self._context.get)

    def update(self, data: Any, /) -> None:
        """As `update` of a `Context`."""
        self._loop.run(lambda: self._context.update(data))

    def set(self, data: Any, /) -> None:
        """As `set` of a `Context`."""
        self._loop.run(lambda: self._context.set(data))

    def set_path(self, path: str, data: Any, /) -> None:
        """As `set_path` of a `Context`."""
        self._loop.run(lambda: self._context.set_path(path, data))

    def set_paths(self, paths: Mapping[str, Any], /) -> None:
        """As `set_paths` of a `Context`."""
        self._loop.run(lambda: self._context.set_paths(paths))

    def destroy(self) -> None:
        """As `destroy` of a `Context`."""
        self._loop.run(self._context.destroy)

    def follow(self) -> Generator[ContextState, None, None]:
        """As `follow` of a `Context`; the iterator waits for the next state."""
        return self._loop.iterate(self._context.follow)


class SyncChannels:
    """The coloured channels that group apps. Made by `peer.channels` of a `SyncPeer`."""

    def __init__(self, loop: LoopThread, channels: Channels) -> None:
        self._loop = loop
        self._channels = channels

    def all(self) -> list[str]:
        """As `all` of `Channels`."""
        return self._loop.run(self._channels.all)

    def list(self) -> list[dict[str, Any]]:
        """As `list` of `Channels`."""
        return self._loop.run(self._channels.list)

    def my(self) -> str | None:
        """As `my` of `Channels`."""
        return self._channels.my()

    def join(self, name: str) -> None:
        """As `join` of `Channels`."""
        self._loop.run(lambda: self._channels.join(name))

    def leave(self) -> None:
        """As `leave` of `Channels`."""
        self._loop.call(self._channels.leave)

    def publish(self, data: Any, /, name: str | None = None) -> None:
        """As `publish` of `Channels`."""
        self._loop.run(lambda: self._channels.publish(data, name))

    def follow(self) -> Generator[dict[str, Any] | None, None, None]:
        """As `follow` of `Channels`; the iterator waits for the next state."""
        return self._loop.iterate(self._channels.follow)


class SyncStream:
    """A stream that a `SyncPeer` publishes. Made by `peer.stream(…)`."""

    def __init__(self, loop: LoopThread, stream: Stream) -> None:
        self._loop = loop
        self._stream = stream
        self.name = stream.name

    def subscribers(self) -> list[Instance]:
        """As `subscribers` of a `Stream`."""
        return self._loop.call(self._stream.subscribers)

    def push(self, items: Any, /, *, branch: str | Sequence[str] | None = None) -> None:
        """As `push` of a `Stream`."""
        self._loop.run(lambda: self._stream.push(items, branch=branch))

    def on_subscription(self, handler: Handler) -> Handler:
        """As `on_subscription` of a `Stream`."""
        return self._stream.decide_by(handler, names_around(handler, inspect.currentframe()))
