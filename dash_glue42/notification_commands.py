"""Commands for `Notifications`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

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
    named = {
        "title": title,
        "body": body,
        "clickInterop": click_interop,
        "actions": actions,
        "severity": severity,
        "source": source,
        "type": type,
    }
    given = {key: json_value(value) for key, value in named.items() if value is not None}
    twice = sorted(given.keys() & (options or {}).keys())
    if twice:
        raise TypeError(f"notification: {', '.join(twice)} is given by name and in options={{…}}: leave one out")
    return {**(options or {}), **given}


def notification_action(*, action: str, title: str, interop: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """
    One button of a notification: `action` is its name, `title` what it shows, `interop` what a click on it invokes.

        notification_action(action="show", title="Show all", interop=interop_call(method="ShowOrders"))
    """
    return {"action": action, "title": title, **({} if interop is None else {"interop": dict(interop)})}


def interop_call(
    *, method: str, arguments: Mapping[str, Any] | None = None, target: str | Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """
    The invocation that a click on a notification makes.

        interop_call(method="ShowOrder", arguments={"id": 7})
    """
    optional = {"arguments": json_value(arguments), "target": target}
    return {"method": method, **{key: value for key, value in optional.items() if value is not None}}
