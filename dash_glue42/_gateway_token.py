"""Tokens by which a gateway knows who asks."""

from __future__ import annotations

import math
import os
import re
import time
import unicodedata
from collections.abc import Sequence
from typing import Any, cast

from ._bus_names import bus_patterns
from ._call import without_none
from ._checks import check_texts, check_times

SECRET_VARIABLE = "DASH_GLUE42_GATEWAY_JWT_SECRET"

# What HS256 needs for its strength.
_SHORTEST_SECRET = 32
_LONGEST_NAME = 256
# The gateway refuses names that look like others, and what is longer than this.
_UNPRINTABLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
_MOST_NAMES = 200
_LONGEST_TOKEN = 8192


def gateway_token(
    *,
    user: str,
    bus: str | Sequence[str] = "default",
    secret: str | bytes | None = None,
    expires_in: float = 300,
    applications: Sequence[str] | None = None,
    issuer: str | None = None,
    audience: str | None = None,
) -> str:
    """A token with which one user joins a gateway, for a time.

    The gateway needs the same secret in its environment variable DASH_GLUE42_GATEWAY_JWT_SECRET. All others on the bus
    see `user` as the verified user of the app. A client with the token is this user until it expires: give it to that
    user's page alone, and never write it into a layout or a log.

    Args:
        user: Who joins, as the app's login knows them.
        bus: The name of the bus that the token is for, or a list of names. "*" in a name stands for any characters.
        secret: 32 bytes or more; default: the environment variable DASH_GLUE42_GATEWAY_JWT_SECRET.
        expires_in: How long the token is valid, in seconds.
        applications: The names of the only apps that may join with it; without it any app may.
        issuer: What the gateway has as --jwt-issuer.
        audience: What the gateway has as --jwt-audience.

    Returns:
        The token, a JWT that is signed with HS256.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An argument has a wrong value, or the secret is missing or shorter than 32 bytes.
        ImportError: The package PyJWT is missing.

    Example:
        >>> peer = glue.Peer(url, token=lambda: glue.gateway_token(user="feed", bus="desk-1"))
    """
    if _UNSEEN.search(_name("user", user)):
        raise ValueError("gateway_token: user has a character that cannot be printed")
    names = without_none({"buses": bus_patterns("gateway_token", bus), "applications": _names(applications)})
    for claim, values in names.items():
        if len(values) > _MOST_NAMES:
            raise ValueError(f"gateway_token: {claim} has {len(values)} names: a token has {_MOST_NAMES} or fewer")
    check_lifetime("gateway_token", expires_in)
    now = time.time()
    times = {"iat": int(now), "exp": math.ceil(now + expires_in)}
    claims = {"sub": user, **names, **times, **without_none({"iss": issuer, "aud": audience})}
    token = jwt_library("gateway_token").encode(claims, check_secret("gateway_token", secret), algorithm="HS256")
    if len(token) > _LONGEST_TOKEN:
        raise ValueError(
            f"gateway_token: the token has {len(token):,} characters: the gateway takes {_LONGEST_TOKEN:,}; give fewer "
            'names, or patterns such as bus="desk-*"'
        )
    return token


def check_secret(public_name: str, secret: str | bytes | None) -> bytes:
    """The secret as bytes. Raises ValueError when there is none, or it is too short."""
    value: Any = os.environ.get(SECRET_VARIABLE) if secret is None else secret
    if not value:
        raise ValueError(f"{public_name}: there is no secret: set {SECRET_VARIABLE}, or give secret=")
    if not isinstance(value, (str, bytes)):
        raise TypeError(f"{public_name}: secret= must be a text or bytes")
    whole: bytes = value.encode() if isinstance(value, str) else value
    if len(whole) < _SHORTEST_SECRET:
        raise ValueError(f"{public_name}: the secret has {len(whole)} bytes: it needs {_SHORTEST_SECRET} or more")
    return whole


def check_lifetime(public_name: str, expires_in: Any) -> None:
    """Raises TypeError or ValueError unless it is a number of seconds."""
    check_times(public_name, "a number of seconds, 1 or more", 1, expires_in=expires_in)


def jwt_library(public_name: str) -> Any:
    """The package for tokens. Raises ImportError, with what to do, when it is missing."""
    try:
        import jwt
    except ImportError as error:
        raise ImportError(f'{public_name} needs the package PyJWT: pip install "dash-glue42[tokens]"') from error
    return jwt


def _name(option: str, value: Any) -> str:
    check_texts("gateway_token", **{option: value})
    # As the gateway counts, in JavaScript.
    if not 0 < len(value.encode("utf-16-le", "surrogatepass")) // 2 <= _LONGEST_NAME:
        raise ValueError(f"gateway_token: {option} has 1 to {_LONGEST_NAME} characters")
    if any(unicodedata.category(character) in _UNPRINTABLE for character in value):
        raise ValueError(f"gateway_token: {option} has a character that cannot be printed")
    if value != value.strip():
        raise ValueError(f"gateway_token: {option} has a blank at an end")
    return value


def _names(applications: Any) -> list[str] | None:
    if applications is None:
        return None
    if not isinstance(applications, (list, tuple)):
        raise TypeError(f"gateway_token: applications={applications!r}: give a list of names")
    return [_name("applications", name) for name in cast("Sequence[Any]", applications)]
