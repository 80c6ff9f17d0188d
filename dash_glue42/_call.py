"""The Command that invokes a method of another app."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast, get_args

from ._commands import merged, without_none
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
        method: Its name, or a dict with "name" and what else tells it from others.
        target: "best" (default), "all", "skipMine", an instance (`result.executed_by`, a caller, a dict) or several.
        timeout_ms: How long to wait for the answer, in milliseconds; default 30000.
        wait_ms: How long to wait for the method to appear, in milliseconds; default 30000.
        invocation_id: Comes back with the result, exactly; one is made when absent.
        meta: Any JSON; comes back with the result, exactly.
        arguments: Arguments whose names are those of the options above, or no Python names.
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
    all_arguments = merged("call", "arguments", _given(arguments), named)
    times = {"methodResponseTimeoutMs": _time("timeout_ms", timeout_ms), "waitTimeoutMs": _time("wait_ms", wait_ms)}
    optional = {
        "target": _target(target),
        "options": without_none(times) or None,
        "invocationId": _text("invocation_id", invocation_id),
        "meta": json_value(meta, "meta"),
    }
    return {
        "definition": _definition(method),
        "argumentObj": json_value(all_arguments, "arguments"),
        **without_none(optional),
    }


def _given(arguments: Any) -> dict[str, Any]:
    if arguments is not None and not isinstance(arguments, Mapping):
        raise TypeError(f"call: arguments={arguments!r}: give a dict, its keys are the names of the arguments")
    given = dict(cast("Mapping[Any, Any]", arguments or {}))
    nameless = next((name for name in given if not isinstance(name, str)), None)
    if nameless is not None:
        raise TypeError(f"call: arguments has the key {nameless!r}; names of arguments are strings")
    return given


def _definition(method: str | Mapping[str, Any]) -> str | dict[str, Any]:
    name = method.get("name") if isinstance(method, Mapping) else method
    if not isinstance(name, str) or not name:
        problem = ValueError if name == "" else TypeError
        raise problem(f'call: {method!r} is no method: give its name, or a dict with "name"')
    return cast("str | dict[str, Any]", json_value(method, "method"))


def _target(target: Any) -> Any:
    if target is None or (isinstance(target, str) and target in get_args(TargetName)):
        return target
    several: list[Any] = list(cast("list[Any]", target)) if isinstance(target, (list, tuple)) else []
    if not all(isinstance(each, (Instance, Mapping)) for each in several or [target]):
        problem = ValueError if isinstance(target, str) else TypeError
        raise problem(f'call: target={target!r}: give "best", "all", "skipMine", an instance or a list of them')
    return json_value(several or target, "target")


def _text(option: str, value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError(f"call: {option}={value!r}: give a text")
    return value


def _time(option: str, milliseconds: float | None) -> float | None:
    is_number = isinstance(milliseconds, (int, float)) and not isinstance(milliseconds, bool)
    # JSON has no infinity.
    if milliseconds is not None and not (is_number and 0 <= milliseconds < math.inf):
        problem = ValueError if is_number else TypeError
        raise problem(f"call: {option}={milliseconds!r}: give a number of milliseconds")
    return milliseconds
