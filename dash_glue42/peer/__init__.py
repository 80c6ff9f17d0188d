"""Python processes on the bus, without a page."""

try:
    import websockets as _websockets
except ImportError as error:
    raise ImportError('a Peer needs the package websockets: pip install "dash-glue42[peer]"') from error

from ._peer import Peer

__all__ = ["Peer"]

del _websockets
