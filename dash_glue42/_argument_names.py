"""The names that callers know a handler's parameters by: their own, or the alias of a pydantic `Field`."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Annotated, Any, cast, get_args, get_origin

from pydantic.fields import FieldInfo


def argument_names(parameters: Sequence[inspect.Parameter], asker: str) -> dict[str, str]:
    """
    For each parameter the name of its argument. Raises TypeError, in the asker's name, where two have the same one.
    """
    names: dict[str, str] = {}
    for each in parameters:
        name = _alias(each, asker) or each.name
        twice = next((other for other, taken in names.items() if taken == name), None)
        if twice is not None:
            raise TypeError(f'{asker}: the parameters {twice} and {each.name} both take the argument "{name}"')
        names[each.name] = name
    return names


def _alias(parameter: inspect.Parameter, asker: str) -> str | None:
    is_annotated = get_origin(parameter.annotation) is Annotated
    for info in get_args(parameter.annotation)[1:] if is_annotated else ():
        alias = cast("Any", info.validation_alias or info.alias) if isinstance(info, FieldInfo) else None
        if alias is not None and not isinstance(alias, str):
            raise TypeError(f"{asker}: the alias of the parameter {parameter.name} must be one name, not {alias!r}")
        if alias:
            return alias
    return None
