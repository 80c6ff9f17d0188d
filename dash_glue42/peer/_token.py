"""The token with which a peer logs in."""

from __future__ import annotations

import asyncio
import base64
import inspect
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from .._callback_options import is_async
from .._shapes import as_dict

# A text, or what gives one at every login and before the present one expires.
TokenSource = str | Callable[[], "str | Awaitable[str]"]

# The part of a token's life after which the peer gets a new one. The rest is for a source that fails for a while.
_RENEW_AFTER = 2 / 3
# A source that gives the same old token again and again is not asked without a pause.
_SHORTEST_PAUSE_S = 0.5


async def present_token(source: TokenSource | None) -> str | None:
    """A token of the source. Raises TypeError when it gives none, and what the source raises."""
    if source is None or isinstance(source, str):
        return source
    # It may ask a server.
    given: Any = source() if is_async(source) else await asyncio.to_thread(source)
    token: Any = await given if inspect.isawaitable(given) else given
    if not isinstance(token, str) or not token:
        raise TypeError("token= returned no text")
    return token


def renewal_pause(token: str) -> float | None:
    """After how many seconds the token should be replaced by a new one; None if it does not say when it expires."""
    claims = _claims(token)
    expires = _number(claims.get("exp"))
    if expires is None:
        return None
    # This machine's clock may be wrong: that of the machine which made the token counts.
    issued = _number(claims.get("iat"))
    return max((expires - (time.time() if issued is None else issued)) * _RENEW_AFTER, _SHORTEST_PAUSE_S)


def _claims(token: str) -> dict[str, Any]:
    """What it says, without a check: that is for the gateway."""
    try:
        part = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError, RecursionError):
        return {}
    return as_dict(claims)


def _number(value: Any) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None
