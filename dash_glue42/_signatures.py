"""What the signature of a handler says: its parameters, and the types that its annotations name."""

from __future__ import annotations

import functools
import inspect
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Any, cast

from ._callback_options import name_of


def parameters_of(handler: Callable[..., Any], names: Mapping[str, Any], asker: str) -> list[inspect.Parameter]:
    """
    The handler's parameters with their annotations as types, also those that were written as text. Raises TypeError, in
    the name of the function that asks, for a handler that has none that can be known.
    """
    # What it returns is not checked, and may be known to type checkers only.
    annotations = _annotations(handler, names, lambda key: key != "return", asker)
    try:
        parameters = list(inspect.signature(handler).parameters.values())
    except ValueError as error:
        raise TypeError(f"{asker}: {error}: write a def around it") from error
    _check_receiver(handler, parameters, asker)
    return [each.replace(annotation=annotations.get(each.name, each.empty)) for each in parameters]


def return_annotation_of(handler: Callable[..., Any], names: Mapping[str, Any], asker: str) -> Any:
    """What the handler says that it returns, as a type; `inspect.Signature.empty` when it says nothing."""
    return _annotations(handler, names, lambda key: key == "return", asker).get("return", inspect.Signature.empty)


def names_around(handler: Callable[..., Any], frame: FrameType | None) -> dict[str, Any]:
    """For annotations that are written as text: the names in the function around the handler, such as a model's."""
    around = frame and frame.f_back
    return around.f_locals if around and around.f_globals is getattr(handler, "__globals__", None) else {}


def function_of(handler: Callable[..., Any]) -> Any:
    """The function that was written: that of a partial one, or the `__call__` of an object."""
    function: Any = handler
    while isinstance(function, functools.partial):
        function = cast("functools.partial[Any]", function).func
    return function if inspect.isroutine(function) else type(function).__call__


def _annotations(
    handler: Callable[..., Any], names: Mapping[str, Any], is_wanted: Callable[[str], bool], asker: str
) -> dict[str, Any]:
    function = function_of(handler)
    written = {key: each for key, each in getattr(function, "__annotations__", {}).items() if is_wanted(key)}
    names_of_module = getattr(inspect.unwrap(function), "__globals__", {})
    annotated: Any = types.SimpleNamespace(__annotations__=written, __globals__=names_of_module)
    try:
        return typing.get_type_hints(annotated, localns=dict(names), include_extras=True)
    except (NameError, AttributeError) as error:
        raise TypeError(
            f"{asker}: an annotation of {name_of(handler)} cannot be found: {error}. Define it above the handler"
        ) from error
    except (SyntaxError, TypeError) as error:
        raise TypeError(
            f"{asker}: an annotation of {name_of(handler)} cannot be read: {error}. Write a type, or its name as text"
        ) from error


def _check_receiver(handler: Callable[..., Any], parameters: Sequence[inspect.Parameter], asker: str) -> None:
    """A method is only bound once its class is there; before, `self` would be one more argument for callers to give."""
    if inspect.isfunction(handler) and parameters and parameters[0].name == "self":
        raise TypeError(
            f"{asker}: {name_of(handler)} is a method of a class: the handler must be the one of an object, "
            f"desk.{name_of(handler)}"
        )
