"""Method definitions from Python functions, so that every viewer of the bus shows typed methods."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, cast, get_args, get_origin

from pydantic import TypeAdapter
from pydantic.errors import PydanticInvalidForJsonSchema, PydanticUndefinedAnnotation, PydanticUserError
from pydantic.json_schema import GenerateJsonSchema

from ._errors import InteropError
from ._models import Caller, Invocation
from ._signatures import (
    argument_names,
    function_of,
    is_meant,
    name_of,
    names_around,
    parameters_of,
    return_annotation_of,
)

_Schema = Mapping[str, Any]

_UNKNOWN = "composite: {}"
_TEXT_FORMATS = {"date-time": "datetime", "date": "datetime"}
_NUMBERS = {"integer": "int", "number": "double", "boolean": "bool"}


class _OnTheBus(GenerateJsonSchema):
    def decimal_schema(self, schema: Any) -> dict[str, Any]:
        """A Decimal travels as a number. For pydantic it is text, or either of the two."""
        return {"type": "number"}


def definition(name: str, handler: Callable[..., Any], /, **more: Any) -> dict[str, Any]:
    """A method definition that describes what the handler takes and returns, for other apps.

    `accepts` and `returns` are signatures in the form of the Interop API, made of the handler's annotations;
    `description` is the first paragraph of its docstring. Parameters annotated `Caller` or `Invocation` are left out.

    Args:
        name: The method's name.
        handler: The function that `on_invoke` makes the handler.
        **more: Further keys of the definition, or others in place of those made here. A handler whose last parameters
            take State values, or whose first one takes `set_progress`, needs an `accepts` without them. A handler with
            Outputs, which returns a tuple, needs `returns`.

    Returns:
        A value for `MethodRegister.definition`.

    Raises:
        TypeError: An annotation cannot be found, or has no JSON form, or the handler is a method without its object.

    Example:
        >>> def add(a: float, b: float = 0) -> float:
        ...     '''Adds two numbers.'''
        ...     return a + b
        >>> definition("Sum", add)
        {'name': 'Sum', 'accepts': 'double a, double b?', 'returns': 'double value', 'description': 'Adds two numbers.'}
    """
    return described(name, handler, names_around(handler, inspect.currentframe()), more)


def described(
    name: str, handler: Callable[..., Any], names: Mapping[str, Any], more: Mapping[str, Any]
) -> dict[str, Any]:
    """The definition of a method. `names`: see `parameters_of`."""
    made = {
        "accepts": None if "accepts" in more else _accepts(handler, names),
        "returns": None if "returns" in more else _returns(handler, names),
        "description": " ".join((inspect.getdoc(function_of(handler)) or "").split("\n\n")[0].split()),
    }
    return {"name": name, **{key: text for key, text in made.items() if text}, **more}


def _accepts(handler: Callable[..., Any], names: Mapping[str, Any]) -> str:
    taken = [
        param
        for param in parameters_of(handler, names, "definition")
        if param.kind not in (param.VAR_POSITIONAL, param.VAR_KEYWORD)
        and not is_meant(Caller, param.annotation)
        and not is_meant(Invocation, param.annotation)
    ]
    arguments = argument_names(taken, "definition")
    schemas = [(param, _schema(handler, param.annotation)) for param in taken]
    return ", ".join(
        _member(arguments[param.name], schema, schema, param.default is param.empty) for param, schema in schemas
    )


def _returns(handler: Callable[..., Any], names: Mapping[str, Any]) -> str:
    annotation = _without_refusal(return_annotation_of(handler, names, "definition"))
    # The further values of a tuple go to the Outputs, which are not known here.
    if annotation in (inspect.Signature.empty, None, type(None), Any) or tuple in (annotation, get_origin(annotation)):
        return ""
    schema = _schema(handler, annotation, mode="serialization")
    resolved = _resolved(schema, schema)
    if resolved.get("type") != "object":
        # The bus carries objects only: this is how the value reaches the caller.
        return _member("value", schema, schema, True)
    return _members(resolved, schema, ())


def _is_refusal(annotation: Any) -> bool:
    return InteropError in getattr(annotation, "__mro__", ())


def _without_refusal(annotation: Any) -> Any:
    """What the handler may return besides an InteropError."""
    if get_origin(annotation) not in (typing.Union, types.UnionType):
        return None if _is_refusal(annotation) else annotation
    return typing.Union[tuple(part for part in get_args(annotation) if not _is_refusal(part))]  # noqa: UP007


def _schema(handler: Callable[..., Any], annotation: Any, mode: Any = "validation") -> _Schema:
    if annotation is inspect.Parameter.empty:
        return {}
    try:
        return TypeAdapter(annotation).json_schema(mode=mode, schema_generator=_OnTheBus)
    except (PydanticInvalidForJsonSchema, PydanticUserError, PydanticUndefinedAnnotation) as error:
        reason = str(error).splitlines()[0]
        raise TypeError(
            f"definition: {annotation!r} in {name_of(handler)} has no JSON form: {reason} "
            "Annotate it otherwise, or give accepts= or returns="
        ) from error


def _member(name: str, schema: _Schema, root: _Schema, is_required: bool, seen: tuple[str, ...] = ()) -> str:
    kind, is_optional = _kind(schema, root, seen)
    return f"{kind} {name}{'' if is_required and not is_optional else '?'}"


def _members(schema: _Schema, root: _Schema, seen: tuple[str, ...]) -> str:
    required = cast("list[str]", schema.get("required", []))
    properties = cast("dict[str, _Schema]", schema.get("properties", {}))
    return ", ".join(_member(name, prop, root, name in required, seen) for name, prop in properties.items())


def _kind(schema: _Schema, root: _Schema, seen: tuple[str, ...]) -> tuple[str, bool]:
    """The signature's type, and whether None is one of the values."""
    reference = schema.get("$ref")
    if reference in seen:
        # A model that contains itself.
        return _UNKNOWN, False
    inside = (*seen, reference) if reference else seen
    resolved = _resolved(schema, root)
    choices = cast("list[_Schema]", resolved.get("anyOf", []))
    if choices:
        values = [choice for choice in choices if choice.get("type") != "null"]
        kinds = {_kind(choice, root, inside)[0] for choice in values}
        return (kinds.pop() if len(kinds) == 1 else _UNKNOWN), len(values) < len(choices)
    kind = resolved.get("type")
    if kind == "array":
        return f"{_kind(resolved.get('items', {}), root, inside)[0]}[]", False
    if kind == "object":
        return f"composite: {{{_members(resolved, root, inside)}}}", False
    if kind == "string":
        return _TEXT_FORMATS.get(resolved.get("format", ""), "string"), False
    return _NUMBERS.get(str(kind), _UNKNOWN), False


def _resolved(schema: _Schema, root: _Schema) -> _Schema:
    reference = schema.get("$ref")
    return root["$defs"][reference.rsplit("/", 1)[1]] if reference else schema
