"""What each parameter of a handler takes, and the check of the arguments of an invocation."""

from __future__ import annotations

import copy
import functools
import inspect
import json
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple, cast, get_args, get_origin

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.errors import PydanticSchemaGenerationError, PydanticUserError
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType, Unpack

from ._argument_errors import InvalidArguments, missing, one_line, problems_of, unknown
from ._models import Caller, Invocation
from ._signatures import argument_names, is_meant, name_of, parameters_of

# Before Python 3.12 these are two.
_UNPACKS = (Unpack, getattr(typing, "Unpack", Unpack))

# JSON has no NaN and no infinity, but text such as "nan" and "1e400" would become them.
_FINITE = ConfigDict(allow_inf_nan=False)

_ALIASES = ("alias", "validation_alias", "serialization_alias", "alias_priority")


class Arguments(NamedTuple):
    """What a handler is called with."""

    positional: list[Any]
    named: dict[str, Any]


# Of an invocation, the State values and Dash's `set_progress`.
Bind = Callable[[Invocation, Sequence[Any], Any], Arguments]
Source = Callable[[Invocation, Sequence[Any], Any], Any]
Validate = Callable[[Any], Any]


def argument_binder(
    handler: Callable[..., Any], public_name: str, *, state_count: int, has_progress: bool, names: Mapping[str, Any]
) -> Bind:
    """The function that makes a handler's arguments of an invocation, the State values and Dash's `set_progress`.

    It raises InvalidArguments for arguments that the handler does not take. `public_name`, `names`: see
    `parameters_of`. A handler that cannot be served as it is defined is a TypeError.
    """
    parameters = parameters_of(handler, names, public_name)
    rest = next((param for param in parameters if param.kind is param.VAR_KEYWORD), None)
    own = [param for param in parameters if param.kind not in (param.VAR_KEYWORD, param.VAR_POSITIONAL)]
    _check_defaults(own, public_name)
    sources = _sources(handler, own, state_count, has_progress, public_name)
    check = _argument_check([param for param in own if param.name not in sources], rest, [*sources], public_name)
    positional = [param for param in own if param.kind is param.POSITIONAL_ONLY]

    def bind(invocation: Invocation, states: Sequence[Any], set_progress: Any) -> Arguments:
        named = check(invocation.args)
        named.update((name, source(invocation, states, set_progress)) for name, source in sources.items())
        return Arguments([named.pop(param.name, param.default) for param in positional], named)

    return bind


def _sources(
    handler: Callable[..., Any],
    parameters: Sequence[inspect.Parameter],
    state_count: int,
    has_progress: bool,
    public_name: str,
) -> dict[str, Source]:
    """For each parameter that no caller can give: where its value comes from."""
    sources: dict[str, Source] = {}
    if has_progress and not parameters:
        raise TypeError(
            f"{public_name}: with progress the first parameter of the handler takes Dash's set_progress; add it"
        )
    if has_progress:
        sources[parameters[0].name] = lambda _invocation, _states, set_progress: set_progress
    for param in parameters[int(has_progress) :]:
        if is_meant(Caller, param.annotation):
            sources[param.name] = lambda invocation, _states, _progress: invocation.caller
        elif is_meant(Invocation, param.annotation):
            sources[param.name] = lambda invocation, _states, _progress: invocation
    others = [param for param in parameters if param.name not in sources]
    first = len(others) - state_count
    if first < 0:
        raise TypeError(
            f"{public_name}: {name_of(handler)} has {len(others)} parameters for {state_count} State values: "
            "its last parameters take them, in order"
        )
    sources.update((param.name, functools.partial(_state, place)) for place, param in enumerate(others[first:]))
    return sources


def _state(place: int, _invocation: Invocation, states: Sequence[Any], _progress: Any) -> Any:
    return states[place]


def _argument_check(
    parameters: Sequence[inspect.Parameter], rest: inspect.Parameter | None, reserved: Sequence[str], public_name: str
) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    names = argument_names(parameters, public_name)
    validators = {
        names[param.name]: (param.name, validator(param.name, param.annotation, public_name)) for param in parameters
    }
    required = [names[param.name] for param in parameters if param.default is param.empty]
    # Not even `**rest` may fill in a parameter that has an alias.
    check_rest = _rest_check(rest, [*reserved, *names], public_name)

    def check(args: Mapping[str, Any]) -> dict[str, Any]:
        problems = [missing((name,)) for name in required if name not in args]
        named = {
            parameter: _checked(validate, args[name], (name,), problems)
            for name, (parameter, validate) in validators.items()
            if name in args
        }
        others = {name: value for name, value in args.items() if name not in validators}
        named.update(check_rest(others, problems))
        if not problems and not _is_text_fine(args):
            problems.append("the arguments hold text that is not valid Unicode")
        if problems:
            raise InvalidArguments(one_line(problems))
        return named

    return check


def _rest_check(
    rest: inspect.Parameter | None, reserved: Sequence[str], public_name: str
) -> Callable[[dict[str, Any], list[str]], dict[str, Any]]:
    """The check of the arguments that have no parameter of their name: `**rest` takes them, or they are unknown."""
    validate: Validate | None = None
    known: frozenset[str] | None = frozenset()
    if rest is not None:
        is_dict = get_origin(rest.annotation) in _UNPACKS
        content: Any = get_args(rest.annotation)[0] if is_dict else dict[str, _value_type(rest.annotation)]
        validate = validator(f"**{rest.name}", content, public_name)
        known = content.__required_keys__ | content.__optional_keys__ if is_dict else None

    def check(others: dict[str, Any], problems: list[str]) -> dict[str, Any]:
        refused = [name for name in others if name in reserved or (known is not None and name not in known)]
        problems += [unknown((name,)) for name in refused]
        if refused or validate is None:
            return {}
        return _checked(validate, others, (), problems) or {}

    return check


def _checked(validate: Validate | None, value: Any, place: tuple[str, ...], problems: list[str]) -> Any:
    if validate is None:
        return value
    try:
        return validate(value)
    except ValidationError as error:
        problems += problems_of(error, value, place)
        return None


def _is_text_fine(args: Mapping[str, Any]) -> bool:
    """Whether an encoding can write the text. JavaScript allows other text, which would make the handler fail."""
    try:
        # Not by pydantic, which fails over some 250 levels as well.
        json.dumps(args, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_defaults(parameters: Sequence[inspect.Parameter], public_name: str) -> None:
    """Refuses a default in a pydantic Field, which a call of the handler would not use."""
    for param in parameters:
        metadata = get_args(param.annotation)[1:] if get_origin(param.annotation) is Annotated else ()
        has_default = any(isinstance(info, FieldInfo) and not info.is_required() for info in metadata)
        if has_default or isinstance(param.default, FieldInfo):
            raise TypeError(
                f"{public_name}: the default of the parameter {param.name} is in a pydantic Field: "
                f"write {param.name}: Annotated[type, Field(…)] = default"
            )


def _value_type(annotation: Any) -> Any:
    return Any if annotation is inspect.Parameter.empty else annotation


def validator(name: str, annotation: Any, public_name: str) -> Validate | None:
    """The check of the values for the parameter of this name; None where its annotation allows any."""
    if annotation is inspect.Parameter.empty or annotation is Any:
        return None
    try:
        # Under a name of its own a dataclass or TypedDict takes the configuration too, unless it has its own. A model
        # always has its own.
        alias = cast("Any", TypeAliasType)(name, _without_alias(annotation))
        adapter: TypeAdapter[Any] = TypeAdapter(alias, config=_FINITE)
        adapter.rebuild()
    except (PydanticSchemaGenerationError, PydanticUserError, NameError, TypeError) as error:
        reason = str(error).splitlines()[0]
        raise TypeError(
            f"{public_name}: pydantic cannot check the parameter {name}, annotated {annotation!r}: {reason} "
            "Annotate what JSON can hold: numbers, text, dates, lists, dicts, pydantic models, dataclasses; "
            "without an annotation nothing is checked"
        ) from error
    return adapter.validate_python


def _without_alias(annotation: Any) -> Any:
    """The annotation without the names that a Field gives the argument."""
    if get_origin(annotation) is not Annotated:
        return annotation
    kind, *metadata = get_args(annotation)
    return Annotated[(kind, *(_bare(info) if isinstance(info, FieldInfo) else info for info in metadata))]  # type: ignore[return-value]


def _bare(info: FieldInfo) -> FieldInfo:
    bare: Any = copy.copy(info)
    for name in _ALIASES:
        setattr(bare, name, None)
    bare._attributes_set = {key: value for key, value in bare._attributes_set.items() if key not in _ALIASES}
    return bare
