"""Commands for `Notifications`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

from .command_dict import merged, without_none
from .json_values import json_value


def notification(
    *,
    title: str,
    body: str | None = None,
    click_interop: Mapping[str, Any] | None = None,
    actions: Sequence[Mapping[str, Any]] | None = None,
    severity: str | None = None,
    source: str | None = None,
    type: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """
    Raises a notification: a value for `Notifications.notify`.

    - `click_interop`: what a click on it invokes, an `interop_call`.
    - `actions`: its buttons, each a `notification_action`.
    - `severity`: "Low", "Medium", "High", "Critical" or "None", where the platform shows it.
    - `source`, `type`: who raises it, and "Notification" or "Alert".
    - `options`: whatever else the platform knows.

        notification(title="Order filled", body="100 EUR", click_interop=interop_call(method="ShowOrders"))
    """
    if not isinstance(cast("Any", title), str):
        raise TypeError(f"notification: title={title!r}: give a text")
    named = {
        "title": title,
        "body": body,
        "clickInterop": _call("notification: click_interop", click_interop),
        "actions": json_value(actions),
        "severity": severity,
        "source": source,
        "type": type,
    }
    return merged("notification", "options", json_value(options or {}), without_none(named))


def notification_action(*, action: str, title: str, interop: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """
    One button of a notification: `action` is its name, `title` what it shows, `interop` what a click on it invokes.

        notification_action(action="show", title="Show all", interop=interop_call(method="ShowOrders"))
    """
    named = {"action": action, "title": title, "interop": _call("notification_action: interop", interop)}
    return without_none(named)


def interop_call(
    *, method: str, arguments: Mapping[str, Any] | None = None, target: Literal["best", "all"] | None = None
) -> dict[str, Any]:
    """
    The invocation that a click on a notification makes.

        interop_call(method="ShowOrder", arguments={"id": 7})
    """
    return without_none({"method": method, "arguments": json_value(arguments), "target": target})


def _call(place: str, call: Any) -> Any:
    if call is not None and not isinstance(call, Mapping):
        raise TypeError(f'{place}={call!r}: give interop_call(method="…")')
    return json_value(call)
