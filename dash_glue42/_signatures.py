"""What the signature of a handler says: its parameters, their types, and the names of the arguments that they take."""

from __future__ import annotations

import functools
import inspect
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Annotated, Any, cast, get_args, get_origin

from pydantic.fields import FieldInfo


def parameters_of(handler: Callable[..., Any], names: Mapping[str, Any], public_name: str) -> list[inspect.Parameter]:
    """The handler's parameters with their annotations as types, also those that were written as text.

    `names` are those that annotations written as text may use besides those of the handler's module. Raises TypeError
    for a handler without a signature, or with an annotation that is not a type; its text begins with `public_name`, the
    function that the user has called.
    """
    # The type of the result is not checked, and may exist for type checkers only.
    annotations = _annotations(handler, names, lambda key: key != "return", public_name)
    try:
        parameters = list(inspect.signature(handler).parameters.values())
    except ValueError as error:
        raise TypeError(f"{public_name}: {error}: write a def around it") from error
    _check_receiver(handler, parameters, public_name)
    return [param.replace(annotation=annotations.get(param.name, param.empty)) for param in parameters]


def return_annotation_of(handler: Callable[..., Any], names: Mapping[str, Any], public_name: str) -> Any:
    """What the handler says that it returns, as a type; `inspect.Signature.empty` when it says nothing."""
    return _annotations(handler, names, lambda key: key == "return", public_name).get("return", inspect.Signature.empty)


def names_around(handler: Callable[..., Any], frame: FrameType | None) -> dict[str, Any]:
    """The names in the function around the handler, such as a model's, which annotations written as text may use."""
    around = frame and frame.f_back
    return around.f_locals if around and around.f_globals is getattr(handler, "__globals__", None) else {}


def function_of(handler: Callable[..., Any]) -> Any:
    """The function under a `functools.partial`, or the `__call__` of an object."""
    function: Any = handler
    while isinstance(function, functools.partial):
        function = cast("functools.partial[Any]", function).func
    return function if inspect.isroutine(function) else type(function).__call__


def name_of(handler: Callable[..., Any]) -> str:
    """The handler's name for error texts."""
    return getattr(handler, "__name__", repr(handler))


def is_meant(kind: type, annotation: Any) -> bool:
    """Whether the annotation is this type, or this type or None; also within Annotated, as no caller may fill it in."""
    annotation = getattr(annotation, "__value__", annotation)  # Of a `type` statement.
    origin = get_origin(annotation)
    if origin is Annotated:
        return is_meant(kind, get_args(annotation)[0])
    is_union = origin in (typing.Union, types.UnionType)
    return any(is_meant(kind, part) for part in get_args(annotation)) if is_union else annotation is kind


def argument_names(parameters: Sequence[inspect.Parameter], public_name: str) -> dict[str, str]:
    """For each parameter the name that callers use: its own, or the alias of a pydantic `Field`."""
    names: dict[str, str] = {}
    for param in parameters:
        name = _alias(param, public_name) or param.name
        other = next((other for other, taken in names.items() if taken == name), None)
        if other is not None:
            raise TypeError(f'{public_name}: the parameters {other} and {param.name} both take the argument "{name}"')
        names[param.name] = name
    return names


def _annotations(
    handler: Callable[..., Any], names: Mapping[str, Any], is_wanted: Callable[[str], bool], public_name: str
) -> dict[str, Any]:
    function = function_of(handler)
    written = {key: text for key, text in getattr(function, "__annotations__", {}).items() if is_wanted(key)}
    names_of_module = getattr(inspect.unwrap(function), "__globals__", {})
    annotated: Any = types.SimpleNamespace(__annotations__=written, __globals__=names_of_module)
    try:
        return typing.get_type_hints(annotated, localns=dict(names), include_extras=True)
    except (NameError, AttributeError) as error:
        raise TypeError(
            f"{public_name}: an annotation of {name_of(handler)} cannot be found: {error}. Define it above the handler"
        ) from error
    except (SyntaxError, TypeError) as error:
        raise TypeError(
            f"{public_name}: an annotation of {name_of(handler)} cannot be read: {error}. "
            "Write a type, or its name as text"
        ) from error


def _check_receiver(handler: Callable[..., Any], parameters: Sequence[inspect.Parameter], public_name: str) -> None:
    """Refuses a method without its object: `self` would be one more argument for callers to give."""
    if inspect.isfunction(handler) and parameters and parameters[0].name == "self":
        raise TypeError(
            f"{public_name}: {name_of(handler)} is a method of a class: the handler must be the one of an object, "
            f"desk.{name_of(handler)}"
        )


def _alias(parameter: inspect.Parameter, public_name: str) -> str | None:
    is_annotated = get_origin(parameter.annotation) is Annotated
    for info in get_args(parameter.annotation)[1:] if is_annotated else ():
        alias = cast("Any", info.validation_alias or info.alias) if isinstance(info, FieldInfo) else None
        if alias is not None and not isinstance(alias, str):
            raise TypeError(
                f"{public_name}: the alias of the parameter {parameter.name} must be one name, not {alias!r}"
            )
        if alias:
            return alias
    return None
