"""Opens a WebSocket to a gateway, and says in our words why it does not open."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import ssl
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidMessage, InvalidProxy, InvalidStatus, InvalidURI

from .._addresses import without_url_secrets
from .._errors import PeerError
from ._failures import FinalError, not_connected
from ._limits import CLOSE_S, LARGEST_RECEIVED, OPEN_S

_log = logging.getLogger("dash_glue42")
# The library would write the login with its token, and the headers with a password, where everything is logged.
_socket_log = logging.getLogger("dash_glue42.websockets")
_socket_log.setLevel(logging.WARNING)

# A server says these of itself when it may do better soon, and a proxy while the gateway behind it is away.
_PASSING = (408, 425, 429, 500, 502, 503, 504)


async def open_socket(url: str) -> ClientConnection:
    """Raises PeerError when the gateway cannot be reached, FinalError when it never will be."""
    name = without_url_secrets(url)
    try:
        return await connect(
            url,
            logger=_socket_log,
            # A proxy of the network does not reach this machine.
            proxy=None if _is_local(url) else True,
            compression=None,
            open_timeout=OPEN_S,
            close_timeout=CLOSE_S,
            # The peer's own heartbeat also notices a gateway that takes everything and does nothing.
            ping_interval=None,
            max_size=LARGEST_RECEIVED,
        )
    except InvalidStatus as error:
        raise _refused(name, error.response.status_code) from None
    except ssl.SSLCertVerificationError as error:
        raise FinalError(f"The certificate of {name} is not trusted by this machine: {error.verify_message}.") from None
    except ssl.SSLError as error:
        if isinstance(error, (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)):
            # It ends in this moment.
            raise not_connected(f"The gateway at {name} ended the connection.") from None
        raise FinalError(
            f"What answers at {name} does not speak TLS as this machine does. The address of a gateway without TLS "
            "begins with ws://.",
        ) from None
    except InvalidURI:
        raise FinalError(f'{name} is no address of a gateway: give one like "ws://host:8385".') from None
    except InvalidMessage as error:
        # A gateway that ends in this moment says nothing more.
        if isinstance(error.__cause__, EOFError):
            advice = "" if url.startswith("wss:") else "; the address of a gateway with TLS begins with wss://"
            raise not_connected(f"What is at {name} ends the connection without an answer{advice}.") from None
        raise FinalError(f"What answers at {name} is no gateway.") from None
    except InvalidHandshake as error:
        _log.debug("peer: %s is no gateway: %s", name, without_url_secrets(str(error)))
        raise FinalError(f"What answers at {name} is no gateway.") from None
    except (InvalidProxy, ImportError, ValueError) as error:
        _log.debug("peer: %s cannot be opened: %s", name, without_url_secrets(str(error)))
        raise FinalError(
            f"{name} cannot be opened: check the address, and the proxy that is set on this machine (a SOCKS proxy "
            "needs the package python-socks).",
        ) from None
    except (OSError, asyncio.TimeoutError) as error:
        # The words of asyncio name the address once more.
        words = "nothing listens there" if isinstance(error, ConnectionRefusedError) else None
        reason = words or getattr(error, "strerror", None) or "it does not answer"
        raise not_connected(f"The gateway at {name} cannot be reached ({reason}).") from None


def _refused(name: str, status: int) -> PeerError:
    if status == 403:
        return FinalError(
            f"The gateway at {name} refused this program: a program sends no Origin, and a gateway without a token "
            "lets in web pages only. Start the gateway with --token, and give Peer the same token=.",
        )
    if status in _PASSING:
        return not_connected(f"The gateway at {name} is not there yet (HTTP status {status}).")
    return FinalError(f"What answers at {name} is no gateway (HTTP status {status}): check the address.")


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
