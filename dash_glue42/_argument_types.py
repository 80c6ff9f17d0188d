"""The check of one argument's value by what its parameter is annotated."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from typing import Annotated, Any, cast, get_args, get_origin

from pydantic import ConfigDict, TypeAdapter
from pydantic.errors import PydanticSchemaGenerationError, PydanticUserError
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType

# JSON has no NaN and no infinity, but text such as "nan" and "1e400" would become them.
_FINITE = ConfigDict(allow_inf_nan=False)

_ALIASES = ("alias", "validation_alias", "serialization_alias", "alias_priority")

Validate = Callable[[Any], Any]


def validator(name: str, annotation: Any) -> Validate | None:
    if annotation is inspect.Parameter.empty or annotation is Any:
        return None
    try:
        # Under a name of its own a dataclass or TypedDict takes the configuration too, unless it has one itself. Models
        # always go by their own.
        alias = cast("Any", TypeAliasType)(name, _without_alias(annotation))
        adapter: TypeAdapter[Any] = TypeAdapter(alias, config=_FINITE)
        adapter.rebuild()
    except (PydanticSchemaGenerationError, PydanticUserError, NameError, TypeError) as error:
        reason = str(error).splitlines()[0]
        raise TypeError(
            f"on_invoke: pydantic cannot check the parameter {name}, annotated {annotation!r}: {reason} "
            "Annotate what JSON can hold: numbers, text, dates, lists, dicts, pydantic models, dataclasses; "
            "without an annotation nothing is checked"
        ) from error
    return adapter.validate_python


def _without_alias(annotation: Any) -> Any:
    """What the annotation says of the value alone."""
    if get_origin(annotation) is not Annotated:
        return annotation
    kind, *metadata = get_args(annotation)
    return Annotated[(kind, *(_bare(each) if isinstance(each, FieldInfo) else each for each in metadata))]  # type: ignore[return-value]


def _bare(info: FieldInfo) -> FieldInfo:
    bare: Any = copy.copy(info)
    for name in _ALIASES:
        setattr(bare, name, None)
    bare._attributes_set = {key: value for key, value in bare._attributes_set.items() if key not in _ALIASES}
    return bare
