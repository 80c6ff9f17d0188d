"""The batches of a stream, and what each parameter of their handler takes."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, cast, get_args, get_origin

from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from ._argument_errors import one_line, problems_of
from ._binding import Arguments, Validate, validator
from ._callback_options import Given
from ._signatures import is_meant, name_of, parameters_of

_PUBLIC_NAME = "on_stream"

# Of the values that the component gives: dicts of any content.
_UNCHECKED = (Any, dict, dict[str, Any])

_log = logging.getLogger("dash_glue42")


@dataclass(frozen=True)
class Batch:
    """A batch of a stream. A handler's parameter that is annotated `Batch` gets it.

    The counts are those since the last batch.

    Attributes:
        items: The items in order; in a handler those that fit its annotation, checked and converted.
        conflated: How many items were replaced by a newer one of their key (`conflateBy`) while they waited.
        dropped: How many items were left out because more than `maxPending` waited, the oldest of which go, or because
            the component got other `args` while they waited.
        gap: Whether items may have been missed before this batch: the subscription was closed, or the bus was lost.
        invalid: How many items of this batch do not fit the handler's annotation, and are not in `items`.

    Example:
        >>> @glue.on_stream("prices", Output("lag", "children"), app=app)
        ... def show(items: list[Tick], batch: glue.Batch):
        ...     return f"{len(items)} shown, {batch.conflated} conflated, {batch.dropped} dropped"
    """

    items: Sequence[Any]
    conflated: int = 0
    dropped: int = 0
    gap: bool = False
    invalid: int = 0

    @classmethod
    def from_prop(cls, value: Mapping[str, Any] | None) -> Batch:
        """The batch in a value of the prop `StreamSubscribe.data`.

        Args:
            value: The prop's value.

        Raises:
            ValueError: `value` is None, as the prop is before the first batch.
        """
        if value is None:
            raise ValueError("no batch yet: give the callback prevent_initial_call=True, or use on_stream")
        counts = {name: value.get(name, 0) for name in ("conflated", "dropped")}
        return cls(value["items"], gap=value.get("gap") is True, **counts)


# Of a batch, the State values and Dash's `set_progress`. It raises PreventUpdate for a batch that has nothing for the
# handler.
Bind = Callable[[Batch, Sequence[Any], Any], Arguments]


def batch_binder(given: Given, handler: Callable[..., Any], names: Mapping[str, Any]) -> Bind:
    """The function that makes a handler's arguments of a batch, the State values and Dash's `set_progress`.

    `names`: see `parameters_of`. A handler that cannot be served as it is defined is a TypeError.
    """
    taken = _taken(given, handler, parameters_of(handler, names, _PUBLIC_NAME))
    check = _item_check(handler, taken.items) if taken.items else None

    def bind(batch: Batch, states: Sequence[Any], set_progress: Any) -> Arguments:
        batch = check(batch) if check else batch
        if not batch.items and not taken.batch:
            raise PreventUpdate
        values = {param.name: state for param, state in zip(taken.states, states, strict=True)}
        values.update((param.name, batch) for param in taken.batch)
        values.update((param.name, set_progress) for param in taken.progress)
        if taken.items:
            values[taken.items.name] = batch.items
        return Arguments([values.pop(param.name, param.default) for param in taken.positional], values)

    return bind


class _Taken(NamedTuple):
    """The parameters of a handler by what they take."""

    progress: Sequence[inspect.Parameter]
    items: inspect.Parameter | None
    batch: Sequence[inspect.Parameter]
    states: Sequence[inspect.Parameter]
    # Of all, those that cannot be given by name.
    positional: Sequence[inspect.Parameter]


def _taken(given: Given, handler: Callable[..., Any], parameters: Sequence[inspect.Parameter]) -> _Taken:
    has_progress, state_count = given.has_progress, len(given.states)
    own = [param for param in parameters if param.kind not in (param.VAR_KEYWORD, param.VAR_POSITIONAL)]
    progress, rest = own[: int(has_progress)], own[int(has_progress) :]
    batch = [param for param in rest if is_meant(Batch, param.annotation)]
    others = [param for param in rest if param not in batch]
    # The items are in the batch as well.
    item_count = 0 if batch and len(others) == state_count else 1
    items, states = others[:item_count], others[item_count : item_count + state_count]
    left_over = [param.name for param in others[item_count + state_count :] if param.default is param.empty]
    if len(items) + len(states) < item_count + state_count or left_over:
        form = [*["set_progress"] * has_progress, "the items", *["the value of a State"] * state_count]
        raise TypeError(
            f"{_PUBLIC_NAME}: {name_of(handler)} must take ({', '.join(form)}), and where it needs the counts a "
            f"parameter annotated Batch; it takes ({', '.join(param.name for param in own)})"
        )
    positional = [param for param in own if param.kind is param.POSITIONAL_ONLY]
    return _Taken(progress, items[0] if items else None, batch, states, positional)


def _item_check(handler: Callable[..., Any], param: inspect.Parameter) -> Callable[[Batch], Batch] | None:
    """The check of the items; None where the handler takes any."""
    item = _item_type(handler, param)
    if item in _UNCHECKED:
        return None
    # With an annotation there is a check.
    check_all = cast("Validate", validator(param.name, cast("Any", list)[item], _PUBLIC_NAME))
    check_one = cast("Validate", validator(param.name, item, _PUBLIC_NAME))
    warn = _first_warning(name_of(handler))

    def check(batch: Batch) -> Batch:
        try:
            # One call of pydantic for all is much faster.
            return replace(batch, items=check_all(batch.items))
        except ValidationError:
            fitting: list[Any] = []
            for number, value in enumerate(batch.items):
                try:
                    fitting.append(check_one(value))
                except ValidationError as error:
                    warn(error, value, (param.name, number))
            return replace(batch, items=fitting, invalid=len(batch.items) - len(fitting))

    return check


def _item_type(handler: Callable[..., Any], param: inspect.Parameter) -> Any:
    """What the annotation says of an item: `Tick` in `list[Tick]`."""
    if param.annotation in (param.empty, Any):
        return Any
    annotation = getattr(param.annotation, "__value__", param.annotation)  # Of a `type` statement.
    if (get_origin(annotation) or annotation) not in (list, Sequence):
        is_class = isinstance(annotation, type) and get_origin(annotation) is None
        written = annotation.__name__ if is_class else inspect.formatannotation(annotation)
        raise TypeError(
            f"{_PUBLIC_NAME}: items come in lists, but {name_of(handler)} takes {param.name}: {written}: "
            f"write {param.name}: list[{written}]"
        )
    return next(iter(get_args(annotation)), Any)


def _first_warning(handler_name: str) -> Callable[[ValidationError, Any, Sequence[Any]], None]:
    """Logs the first item that does not fit, and no more: a stream may have a thousand a second."""
    has_warned = False

    def warn(error: ValidationError, value: Any, place: Sequence[Any]) -> None:
        nonlocal has_warned
        if not has_warned:
            has_warned = True
            reason = one_line(problems_of(error, value, place)[:1])
            text = "%s: %s leaves out items that do not fit its annotation; Batch.invalid counts them. The first: %s"
            _log.warning(text, _PUBLIC_NAME, handler_name, reason)

    return warn
