"""Addresses of gateways. By the standard library alone, since the command line starts without other packages too."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_gateway_address(text: str) -> bool:
    """Whether it is one such as ws://127.0.0.1:8385."""
    try:
        parts = urlsplit(text)
        # Reading the port checks it.
        return parts.scheme in ("ws", "wss") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
