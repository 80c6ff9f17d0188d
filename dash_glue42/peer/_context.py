"""One shared context, as a peer's owner uses it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any

from .._commands import set_context, set_context_paths, update_context
from .._models import Instance
from ._contexts import Contexts, merge_delta, path_delta
from ._directory import Directory
from ._problems import check_name, check_paths
from ._wire import copied


@dataclass(frozen=True)
class ContextState:
    """One state of a context.

    Attributes:
        data: The context's data, a copy; None when the context is gone.
        updater: The app that wrote last; None when that is not known.
        is_own: Whether this peer wrote last.
    """

    data: dict[str, Any] | None
    updater: Instance | None = None
    is_own: bool = False


class Context:
    """A context that apps share under its name. Made by `peer.context(name)`."""

    def __init__(self, contexts: Contexts, directory: Directory, name: str) -> None:
        self._contexts = contexts
        self._directory = directory
        self.name = check_name("context", name)

    async def get(self) -> dict[str, Any] | None:
        """Reads the context.

        Returns:
            Its data; None when no app has written it.

        Raises:
            PeerError: The bus was lost, or refused it.
        """
        return await self._contexts.get(self.name)

    async def update(self, data: Any, /) -> None:
        """Merges top-level keys into the context, and creates it if there is none.

        Args:
            data: A dict, a pydantic model or a dataclass. A key that is None is removed. A key with a dot is a key like
                any other.

        Raises:
            TypeError: `data` has no keys.
            PeerError: A key is not allowed, or the bus was lost or refused it.

        Example:
            >>> await peer.context("prices").update({"EUR": 1.07})
        """
        written = update_context(data=data)
        check_paths("update", [*written])
        await self._contexts.write("update", self.name, *merge_delta(written))

    async def set(self, data: Any, /) -> None:
        """Replaces all data of the context, and creates it if there is none.

        Args:
            data: A dict, a pydantic model or a dataclass.

        Raises:
            TypeError: `data` has no keys.
            PeerError: A key is not allowed, or the bus was lost or refused it.
        """
        written = set_context(data=data)
        check_paths("set", [*written])
        await self._contexts.write("set", self.name, {"reset": written}, written)

    async def set_path(self, path: str, data: Any, /) -> None:
        """Writes one place of the context.

        Args:
            path: The place; a dot goes one level down. A key that has a dot in it needs `update`.
            data: Any JSON; None removes what is there.

        Raises:
            PeerError: The path is not allowed, or the bus was lost or refused it.

        Example:
            >>> await peer.context("prices").set_path("EUR.bid", 1.07)
        """
        await self.set_paths({path: data})

    async def set_paths(self, paths: Mapping[str, Any], /) -> None:
        """Writes several places of the context, in the order of the dict.

        Args:
            paths: From each path to its data, any JSON.

        Raises:
            PeerError: A path is not allowed, or the bus was lost or refused it.
        """
        written = {entry["path"]: entry["data"] for entry in set_context_paths(paths=paths)}
        check_paths("set_paths", [*written])
        if "" in written:
            raise ValueError("set_paths: an empty path is no place of a context: use set")
        await self._contexts.write("set_paths", self.name, *path_delta(written))

    async def destroy(self) -> None:
        """Removes the context.

        Raises:
            PeerError: There is no such context, or the bus was lost or refused it.
        """
        await self._contexts.destroy(self.name)

    async def follow(self) -> AsyncGenerator[ContextState, None]:
        """Follows the context: the present state first, then the newest one after each change, until the peer closes.

        States that come while the loop is busy may be skipped, the last one never. After a loss of the bus the context
        is followed again; a gateway that has lost it gets it back.

        Returns:
            An async iterator of `ContextState`.

        Example:
            >>> async for state in peer.context("client").follow():
            ...     print(state.data)
        """
        followed = self._contexts.follow(self.name)
        seen = 0
        try:
            while not self._contexts.is_closed:
                if followed.version == seen:
                    await followed.changed.wait()
                    continue
                seen = followed.version
                updater = self._directory.app(followed.updater_id or "")
                is_own = updater is not None and updater.is_own
                yield ContextState(copied(followed.data), updater and updater.instance, is_own)
        finally:
            self._contexts.unfollow(self.name)
