"""Commands for `Channels`."""

from __future__ import annotations

from typing import Any

from .json_values import json_dict


def join(*, name: str) -> dict[str, Any]:
    """
    Joins a channel and leaves the one before: a value for `Channels.join`.

        join(name="Red")
    """
    return {"name": name}


def leave() -> dict[str, Any]:
    """
    Leaves the current channel: a value for `Channels.leave`.

        leave()
    """
    return {}


def publish(*, data: Any, name: str | None = None) -> dict[str, Any]:
    """
    Merges top-level keys into the data of a channel: a value for `Channels.publish`. Without `name` it is the current
    channel. `data` is a dict, a pydantic model or a dataclass.

        publish(data={"ticker": "EURUSD"})
    """
    written = json_dict(data, f"publish: data={data!r}: a channel")
    return {**({} if name is None else {"name": name}), "data": written}
