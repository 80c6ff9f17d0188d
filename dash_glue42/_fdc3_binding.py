"""What each parameter of a handler of FDC3 takes, and which contexts reach the handler."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Protocol, get_args, get_origin

from ._binding import Arguments
from ._callback_options import Given
from ._fdc3_reading import fitted, plain_context, standard_model
from ._fdc3_values import RaisedIntent, Source
from ._signatures import is_meant, name_of, parameters_of

if TYPE_CHECKING:
    from .fdc3_contexts import Context


class Event(Protocol):
    """What a handler is called for."""

    @property
    def context(self) -> Any: ...
    @property
    def source(self) -> Source: ...


class OtherType(ValueError):
    """The context is of a type that the handler does not take."""


# Of an event, the State values and Dash's `set_progress`.
Bind = Callable[[Event, Sequence[Any], Any], Arguments]


def context_binder(
    given: Given, handler: Callable[..., Any], names: Mapping[str, Any], on_unfit: Callable[[Exception], Exception]
) -> Bind:
    """The function that makes a handler's arguments of an event, the State values and Dash's `set_progress`.

    For a context that the handler does not take it raises what `on_unfit` makes of the error, a TypeError, ValueError
    or `OtherType`. `names`: see `parameters_of`. A handler that cannot be served as it is defined is a
    TypeError.
    """
    taken = _taken(given, handler, parameters_of(handler, names, given.public_name))
    check = _context_check(handler, given.public_name, taken.context)

    def bind(event: Event, states: Sequence[Any], set_progress: Any) -> Arguments:
        try:
            context = check(event.context)
        except (TypeError, ValueError) as error:
            raise on_unfit(error) from error
        values = {param.name: state for param, state in zip(taken.states, states, strict=True)}
        values.update((param.name, set_progress) for param in taken.progress)
        values.update((param.name, event.source) for param in taken.sources)
        values.update((param.name, event) for param in taken.events)
        values[taken.context.name] = context
        return Arguments([values.pop(param.name, param.default) for param in taken.positional], values)

    return bind


class _Taken(NamedTuple):
    """The parameters of a handler by what they take."""

    progress: Sequence[inspect.Parameter]
    sources: Sequence[inspect.Parameter]
    events: Sequence[inspect.Parameter]
    context: inspect.Parameter
    states: Sequence[inspect.Parameter]
    # Of all, those that cannot be given by name.
    positional: Sequence[inspect.Parameter]


def _taken(given: Given, handler: Callable[..., Any], parameters: Sequence[inspect.Parameter]) -> _Taken:
    public_name, has_progress, state_count = given.public_name, given.has_progress, len(given.states)
    own = [param for param in parameters if param.kind not in (param.VAR_KEYWORD, param.VAR_POSITIONAL)]
    progress, rest = own[: int(has_progress)], own[int(has_progress) :]
    sources = [param for param in rest if is_meant(Source, param.annotation)]
    events = [param for param in rest if public_name == "on_intent" and is_meant(RaisedIntent, param.annotation)]
    others = [param for param in rest if param not in sources and param not in events]
    wanted = 1 + state_count
    left_over = [param.name for param in others[wanted:] if param.default is param.empty]
    if len(others) < wanted or left_over:
        form = [*["set_progress"] * has_progress, "the context", *["the value of a State"] * state_count]
        raise TypeError(
            f"{public_name}: {name_of(handler)} must take ({', '.join(form)}), and where it needs the app that the "
            f"context comes from a parameter annotated fdc3.Source; it takes ({', '.join(param.name for param in own)})"
        )
    positional = [param for param in own if param.kind is param.POSITIONAL_ONLY]
    return _Taken(progress, sources, events, others[0], others[1:wanted], positional)


def _context_check(handler: Callable[..., Any], public_name: str, param: inspect.Parameter) -> Callable[[Any], Context]:
    """The check of the contexts: by the models of the annotation, or of every type by the model that it has."""
    from . import fdc3_contexts

    models = [] if param.annotation in (param.empty, Any) else _union_of(param.annotation)
    takes_every = not models or fdc3_contexts.Context in models
    by_type: dict[str, type[Context]] = {}
    for model in models:
        if model is not fdc3_contexts.Context:
            for name in _types(handler, public_name, param, model):
                other = by_type.setdefault(name, model)
                if other is not model:
                    raise TypeError(
                        f"{_begin(handler, public_name, param)}; {other.__name__} and {model.__name__} are both of "
                        f"type {name}: annotate one of them"
                    )

    def check(value: Any) -> Context:
        plain = plain_context(value)
        name: str = plain["type"]
        if name in by_type:
            return fitted(by_type[name], plain)
        if not takes_every:
            raise OtherType(f"the context must be of type {' or '.join(by_type)}, not {name[:100]!r}")
        return standard_model(plain)

    return check


def _union_of(annotation: Any) -> list[Any]:
    """The types of a union but None, or the type itself."""
    annotation = getattr(annotation, "__value__", annotation)  # Of a `type` statement.
    origin = get_origin(annotation)
    if origin is Annotated:
        return _union_of(get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return [kind for part in get_args(annotation) for kind in _union_of(part)]
    return [] if annotation is type(None) else [annotation]


def _begin(handler: Callable[..., Any], public_name: str, param: inspect.Parameter) -> str:
    """The begin of error texts."""
    return f"{public_name}: {name_of(handler)} takes {param.name}: {inspect.formatannotation(param.annotation)}"


def _types(handler: Callable[..., Any], public_name: str, param: inspect.Parameter, model: Any) -> tuple[str, ...]:
    """The types of contexts that the model is for."""
    from . import fdc3_contexts

    begin = _begin(handler, public_name, param)
    if not isinstance(model, type) or not issubclass(model, fdc3_contexts.Context):
        raise TypeError(
            f"{begin}; annotate a model such as fdc3.Instrument, a union of models, or fdc3.Context for every type"
        )
    model.model_rebuild()
    literal: Any = model.model_fields["type"].annotation
    if get_origin(literal) is not Literal:
        raise TypeError(
            f'{begin}; {model.__name__} must say of which type it is: write type: Literal["acme.idea"] = "acme.idea"'
        )
    return get_args(literal)
