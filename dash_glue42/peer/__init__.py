"""Python processes on the bus, without a page."""

try:
    import websockets as _websockets
except ImportError as error:
    raise ImportError('a Peer needs the package websockets: pip install "dash-glue42[peer]"') from error

from ._channels import Channels
from ._context import Context, ContextState
from ._peer import Peer
from ._publish import Stream
from ._sync import SyncPeer
from ._sync_parts import SyncChannels, SyncContext, SyncStream

__all__ = [
    "Channels",
    "Context",
    "ContextState",
    "Peer",
    "Stream",
    "SyncChannels",
    "SyncContext",
    "SyncPeer",
    "SyncStream",
]

del _websockets
