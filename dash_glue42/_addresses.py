"""Addresses of gateways. By the standard library alone, since the command line starts without other packages too."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# A user name and password as far as the last "@", since they may have any character that was to be encoded.
_ADDRESS = re.compile(
    r"\b(\w+://)(?:[^\s\"'<>]*@)?([^\s?#\"']*)(\?[^\s\"']*?)?(#[^\s\"']*?)?(?=[:;,.)]*(?:[\s\"'<>]|$))"
)


def without_url_secrets(text: str) -> str:
    """A text without what logs in by an address: its user and password, its query, its fragment.

    Args:
        text: An address, or a sentence with some.

    Returns:
        The text with "?…" for a query, and nothing for the rest.

    Example:
        >>> without_url_secrets("wss://ann:pw@desk.example:8385/gw?token=abc")
        'wss://desk.example:8385/gw?…'
    """
    return _ADDRESS.sub(lambda found: f"{found[1]}{found[2]}{'?…' if found[3] else ''}", text)


def is_gateway_address(text: str) -> bool:
    """Whether it is one such as ws://127.0.0.1:8385."""
    try:
        parts = urlsplit(text)
        # Reading the port checks it.
        return parts.scheme in ("ws", "wss") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
