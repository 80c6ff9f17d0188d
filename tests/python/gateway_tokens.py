"""Makes tokens for a gateway by hand, so that they can be as wrong as an attacker likes."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

SECRET = "a secret of more than thirty-two bytes"


def token_of(secret: str = SECRET, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """A JWT (HS256) that is valid for an hour unless its claims say otherwise; a claim that is None is left out."""
    given = {"sub": "alice", "exp": int(time.time()) + 3600, **claims}
    payload = {name: value for name, value in given.items() if value is not None}
    return signed(secret, {"alg": "HS256", "typ": "JWT", **(header or {})}, payload)


def signed(secret: str, header: object, payload: object) -> str:
    content = f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(payload).encode())}"
    return f"{content}.{encoded(hmac.digest(secret.encode(), content.encode(), hashlib.sha256))}"


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
