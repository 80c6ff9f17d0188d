"""What other apps say about their methods and themselves. It is copied, within limits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeGuard, cast

from .._models import Instance
from .._shapes import as_dict
from ._limits import LONGEST_NAME

_LONGEST_TEXT = 2000
_LONGEST_FLAGS = 4000
_MOST_OBJECT_TYPES = 100

# What an app says about itself, by the names that instances have.
_ABOUT = (
    "application",
    "applicationName",
    "instance",
    "machine",
    "user",
    "windowId",
    "environment",
    "region",
    "api",
)


class Method(NamedTuple):
    """A method or a stream that an app has announced."""

    id: str
    name: str
    is_stream: bool
    # As the component `Methods` describes it, without the servers.
    description: Mapping[str, Any]


def read_instance(peer_id: str, identity: Mapping[str, Any], verifies_users: bool) -> Instance:
    about: dict[str, Any] = {key: identity[key] for key in _ABOUT if _is_name(identity.get(key))}
    pid = _pid(identity.get("process"))
    if pid is not None:
        about["pid"] = pid
    if verifies_users and "user" in about:
        about["verifiedUser"] = about["user"]
    return Instance.from_prop({**about, "peerId": peer_id})


def read_method(announced: Any) -> Method | None:
    """None when it has no such form."""
    method = as_dict(announced)
    id, name = method.get("id"), method.get("name")
    if not _is_name(id) or not _is_name(name):
        return None
    flags = as_dict(method.get("flags"))
    is_stream = flags.get("streaming") is True
    types, version = method.get("object_types"), method.get("version")
    description = {
        "name": name,
        "displayName": _text(method.get("display_name")),
        "description": _text(method.get("description")),
        "accepts": _text(method.get("input_signature")),
        "returns": _text(method.get("result_signature")),
        "objectTypes": [
            kind[:_LONGEST_TEXT]
            for kind in cast("list[Any]", types if isinstance(types, list) else [])[:_MOST_OBJECT_TYPES]
            if isinstance(kind, str)
        ],
        "version": version if isinstance(version, (int, float)) and not isinstance(version, bool) else None,
        "flags": _metadata(flags),
        "supportsStreaming": is_stream,
    }
    return Method(id, name, is_stream, description)


def _metadata(flags: Mapping[str, Any]) -> dict[str, Any]:
    """Flags that are too long are left out as a whole."""
    metadata = as_dict(flags.get("metadata"))
    return metadata if len(json.dumps(metadata)) <= _LONGEST_FLAGS else {}


def _text(value: Any) -> str | None:
    return value[:_LONGEST_TEXT] if isinstance(value, str) else None


def _is_name(value: Any) -> TypeGuard[str]:
    # It is not cut, because the rest would name something else.
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME


def _pid(process: Any) -> int | None:
    text = str(process) if isinstance(process, (int, str)) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
