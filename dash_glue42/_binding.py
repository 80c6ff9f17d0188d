"""
What each parameter of a handler takes, found out once when the handler is defined, and the check of what a caller gave.
"""

from __future__ import annotations

import inspect
import json
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from typing_extensions import Unpack

from ._argument_errors import InvalidArguments, missing, one_line, problems_of, unknown
from ._argument_names import argument_names
from ._argument_types import Validate, validator
from ._callback_options import name_of
from ._models import Caller, Invocation
from ._signatures import parameters_of

# Until Python 3.12 the two are not the same.
_UNPACKS = (Unpack, getattr(typing, "Unpack", Unpack))


class Arguments(NamedTuple):
    """What a handler is called with."""

    positional: list[Any]
    named: dict[str, Any]


Bind = Callable[[Invocation, Sequence[Any], Any], Arguments]


def argument_binder(
    handler: Callable[..., Any], *, state_count: int, has_progress: bool, names: Mapping[str, Any]
) -> Bind:
    """
    The function that makes a handler's arguments of an invocation, the State values and Dash's `set_progress`.

    It raises InvalidArguments for what the handler does not take. `names` are those that annotations given as text may
    use besides the handler's own module. Raises TypeError for a handler that cannot be served.
    """
    parameters = parameters_of(handler, names, "on_invoke")
    rest = next((each for each in parameters if each.kind is each.VAR_KEYWORD), None)
    free = [each for each in parameters if each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL)]
    _check_defaults(free)
    positional = [each for each in free if each.kind is each.POSITIONAL_ONLY]
    progress = _take_progress(free) if has_progress else None
    callers = _take(free, lambda each: is_meant(Caller, each.annotation))
    invocations = _take(free, lambda each: is_meant(Invocation, each.annotation))
    states = _take_states(handler, free, state_count)
    reserved = [each.name for each in (*([progress] if progress else []), *callers, *invocations, *states)]
    check = _argument_check(free, rest, reserved)

    def bind(invocation: Invocation, state_values: Sequence[Any], set_progress: Any) -> Arguments:
        named = check(invocation.args)
        if progress:
            named[progress.name] = set_progress
        for each in callers:
            named[each.name] = invocation.caller
        for each in invocations:
            named[each.name] = invocation
        for each, value in zip(states, state_values, strict=True):
            named[each.name] = value
        return Arguments([named.pop(each.name, each.default) for each in positional], named)

    return bind


def _argument_check(
    parameters: Sequence[inspect.Parameter], rest: inspect.Parameter | None, reserved: Sequence[str]
) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    names = argument_names(parameters, "on_invoke")
    validators = {names[each.name]: (each.name, validator(each.name, each.annotation)) for each in parameters}
    required = [names[each.name] for each in parameters if each.default is each.empty]
    # Not even `**rest` may fill in a parameter that callers know by another name.
    check_rest = _rest_check(rest, [*reserved, *names])

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
            problems.append("the arguments hold text that is no valid Unicode")
        if problems:
            raise InvalidArguments(one_line(problems))
        return named

    return check


def _rest_check(
    rest: inspect.Parameter | None, reserved: Sequence[str]
) -> Callable[[dict[str, Any], list[str]], dict[str, Any]]:
    """The check of the arguments that no parameter is named for: they are for `**rest`, or unknown."""
    validate: Validate | None = None
    known: frozenset[str] | None = frozenset()
    if rest is not None:
        is_dict = get_origin(rest.annotation) in _UNPACKS
        content: Any = get_args(rest.annotation)[0] if is_dict else dict[str, _value_type(rest.annotation)]
        validate = validator(f"**{rest.name}", content)
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
    """JavaScript knows text that no encoding can write: it would break whatever the handler does with it."""
    try:
        # Not pydantic's own, which fails over what is nested some 250 deep as well.
        json.dumps(args, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_defaults(parameters: Sequence[inspect.Parameter]) -> None:
    """A call of the handler knows Python's defaults only."""
    for each in parameters:
        metadata = get_args(each.annotation)[1:] if get_origin(each.annotation) is Annotated else ()
        has_default = any(isinstance(info, FieldInfo) and not info.is_required() for info in metadata)
        if has_default or isinstance(each.default, FieldInfo):
            raise TypeError(
                f"on_invoke: the default of the parameter {each.name} is in a pydantic Field: "
                f"write {each.name}: Annotated[type, Field(…)] = default"
            )


def _value_type(annotation: Any) -> Any:
    return Any if annotation is inspect.Parameter.empty else annotation


def _take(
    parameters: list[inspect.Parameter], is_wanted: Callable[[inspect.Parameter], bool]
) -> list[inspect.Parameter]:
    """Moves the wanted ones out of the list."""
    taken = [each for each in parameters if is_wanted(each)]
    parameters[:] = [each for each in parameters if each not in taken]
    return taken


def _take_progress(parameters: list[inspect.Parameter]) -> inspect.Parameter:
    if not parameters:
        raise TypeError("on_invoke: with progress the first parameter of the handler takes Dash's set_progress; add it")
    return parameters.pop(0)


def _take_states(
    handler: Callable[..., Any], parameters: list[inspect.Parameter], count: int
) -> list[inspect.Parameter]:
    """The last parameters take the State values."""
    if len(parameters) < count:
        raise TypeError(
            f"on_invoke: {name_of(handler)} has {len(parameters)} parameters for {count} State values: "
            "its last parameters take them, in order"
        )
    first = len(parameters) - count
    states = parameters[first:]
    del parameters[first:]
    return states


def is_meant(kind: type, annotation: Any) -> bool:
    """Is it this type, or this type or None? What Annotated adds to it changes nothing: no caller may fill it in."""
    annotation = getattr(annotation, "__value__", annotation)  # Of a `type` statement.
    origin = get_origin(annotation)
    if origin is Annotated:
        return is_meant(kind, get_args(annotation)[0])
    is_union = origin in (typing.Union, types.UnionType)
    return any(is_meant(kind, each) for each in get_args(annotation)) if is_union else annotation is kind
