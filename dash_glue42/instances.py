"""Who is at the other end: instances of applications on the Interop bus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from typing_extensions import Self

# The attributes below, and what the bus calls them.
_KEYS = {
    "application": "application",
    "application_name": "applicationName",
    "instance": "instance",
    "machine": "machine",
    "user": "user",
    "pid": "pid",
    "peer_id": "peerId",
    "window_id": "windowId",
    "environment": "environment",
    "region": "region",
}


@dataclass(frozen=True)
class Instance:
    """
    One running instance of an application, as the bus describes it; None stands for what the bus does not tell.

    An instance is a `target` for `invocation`. `details` is the whole dict that came from the bus, with the keys that
    have no attribute here.
    """

    application: str | None = None
    application_name: str | None = None
    instance: str | None = None
    machine: str | None = None
    user: str | None = None
    pid: int | None = None
    peer_id: str | None = None
    window_id: str | None = None
    environment: str | None = None
    region: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False, compare=False)

    @classmethod
    def of(cls, description: Mapping[str, Any]) -> Self:
        """The instance that a dict of the bus describes, such as `invoke["caller"]`."""
        return cls(**{name: description.get(key) for name, key in _KEYS.items()}, details=dict(description))

    def to_plotly_json(self) -> dict[str, Any]:
        """The dict of the bus again. The name is the one that Dash looks for when it writes JSON."""
        own = {key: getattr(self, name) for name, key in _KEYS.items()}
        return {**self.details, **{key: value for key, value in own.items() if value is not None}}


class Caller(Instance):
    """
    The instance that invokes a method. A handler's parameter that is annotated so gets it.

        @glue.on_invoke("greet")
        def greet(name: str, caller: glue.Caller):
            return {"greeting": f"Hello {name} in {caller.application}"}
    """
