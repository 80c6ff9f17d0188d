"""Why a peer is not on its bus."""

from __future__ import annotations

from .._errors import PeerError


def not_connected(message: str) -> PeerError:
    return PeerError("not_connected", message)


def lost() -> PeerError:
    return PeerError("connection_lost", "The connection to the bus was lost before the answer came.")


class FinalError(PeerError):
    """Trying again does not help."""

    def __init__(self, message: str) -> None:
        super().__init__("not_connected", message)
