"""The Command that invokes a method of another app, and the checks of options that all commands share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast, get_args

from ._checks import check_texts, check_times
from ._json import json_value
from ._models import Instance

TargetName = Literal["best", "all", "skipMine"]
Server = Instance | Mapping[str, Any]
Target = TargetName | Server | Sequence[Server]


def call(
    method: str | Mapping[str, Any],
    /,
    *,
    target: Target | None = None,
    timeout_ms: float | None = None,
    wait_ms: float | None = None,
    invocation_id: str | None = None,
    meta: Any = None,
    arguments: Mapping[str, Any] | None = None,
    **named: Any,
) -> dict[str, Any]:
    """Invokes a method of another app.

    Args:
        method: Its name, or a dict with "name" and further keys of its definition.
        target: "best" (default), "all", "skipMine", an instance (`result.executed_by`, a caller, a dict) or several.
        timeout_ms: How long to wait for the answer, in milliseconds; default 30000.
        wait_ms: How long to wait for the method to appear, in milliseconds; default 30000.
        invocation_id: Comes back with the result, exactly; one is made when absent.
        meta: Any JSON; comes back with the result, exactly.
        arguments: Arguments whose names are those of the options above, or not valid in Python.
        **named: The arguments: any JSON, pydantic models, dataclasses, datetimes, numpy values.

    Returns:
        A value for `MethodInvoke.invoke`.

    Raises:
        TypeError: An option has the wrong type, or an argument is given twice.
        ValueError: An option has the right type and a wrong value.

    Example:
        >>> call("Sum", a=37, b=5, timeout_ms=2000)
        {'definition': 'Sum', 'argumentObj': {'a': 37, 'b': 5}, 'options': {'methodResponseTimeoutMs': 2000}}
    """
    check_texts("call", **without_none({"invocation_id": invocation_id}))
    check_times("call", **without_none({"timeout_ms": timeout_ms, "wait_ms": wait_ms}))
    all_arguments = merged("call", "arguments", arguments, named)
    unnamed = next((name for name in all_arguments if not isinstance(cast("Any", name), str)), None)
    if unnamed is not None:
        raise TypeError(f"call: arguments has the key {unnamed!r}; names of arguments are strings")
    optional = {
        "target": _target(target),
        "options": without_none({"methodResponseTimeoutMs": timeout_ms, "waitTimeoutMs": wait_ms}) or None,
        "invocationId": invocation_id,
        "meta": json_value(meta, "meta"),
    }
    return {
        "definition": _definition(method),
        "argumentObj": json_value(all_arguments, "arguments"),
        **without_none(optional),
    }


def without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    """The dict without the keys whose value is None."""
    return {key: value for key, value in values.items() if value is not None}


def merged(
    public_name: str, parameter: str, values: Mapping[str, Any] | None, named: Mapping[str, Any]
) -> dict[str, Any]:
    """The dict of this parameter and the named values together. Raises TypeError for a name that is in both."""
    checked = checked_dict(f"{public_name}: {parameter}", values) or {}
    twice = sorted(checked.keys() & named.keys())
    if twice:
        raise TypeError(f"{public_name}: {', '.join(twice)} is given by name and in {parameter}={{…}}: leave one out")
    return {**checked, **named}


def checked_dict(place: str, value: Any, form: str = "a dict") -> Mapping[str, Any] | None:
    """The value. Raises TypeError unless it is a dict or None."""
    if value is not None and not isinstance(value, Mapping):
        raise TypeError(f"{place}={value!r}: give {form}")
    return cast("Mapping[str, Any] | None", value)


def _definition(method: str | Mapping[str, Any]) -> str | dict[str, Any]:
    name = method.get("name") if isinstance(method, Mapping) else method
    if not isinstance(name, str) or not name:
        problem = ValueError if name == "" else TypeError
        raise problem(f'call: {method!r} is not a method: give its name, or a dict with "name"')
    return cast("str | dict[str, Any]", json_value(method, "method"))


def _target(target: Any) -> Any:
    if target is None or (isinstance(target, str) and target in get_args(TargetName)):
        return target
    servers: list[Any] = list(cast("list[Any]", target)) if isinstance(target, (list, tuple)) else []
    if not all(isinstance(server, (Instance, Mapping)) for server in servers or [target]):
        problem = ValueError if isinstance(target, str) else TypeError
        raise problem(f'call: target={target!r}: give "best", "all", "skipMine", an instance or a list of them')
    return json_value(servers or target, "target")
