"""Results of invocations, handed to plain Python functions."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate
from typing_extensions import Unpack

from ._callback_options import (
    CallbackOptions,
    ComponentId,
    add_callback,
    check_app,
    check_handler,
    check_id,
    check_options,
    is_async,
    name_of,
    split_extra,
)
from ._result import Result

Handler = TypeVar("Handler", bound=Callable[..., Any])


def on_result(
    id: ComponentId, *extra: Output | State, app: Dash | None = None, **options: Unpack[CallbackOptions]
) -> Callable[[Handler], Handler]:
    """Makes a function the handler of results: of the `MethodInvoke` with this id, or of several by MATCH.

    It is called once for each result, with a `Result` and then the values of the States after the id, in order. It
    returns the values of the Outputs, as any callback of Dash. There is no call without a result. The function stays a
    plain function that a test can call; it may be `async`.

    Args:
        id: The id of the `MethodInvoke`, or the component.
        *extra: Outputs and States.
        app: As in `on_invoke`.
        **options: As in `on_invoke`.

    Returns:
        A decorator that gives the function back.

    Raises:
        TypeError: The handler cannot be served as it is defined; the message says what to write instead.
        ValueError: The id or an Output is none that a handler can have.

    Example:
        >>> @glue.on_result("ask", Output("answer", "children"), app=app)
        ... def show(result: glue.Result):
        ...     return result.returned["sum"] if result.ok else result.error
    """
    check_id("on_result", "MethodInvoke", id)
    check_app("on_result", app)
    own = {Output(id, "result"): "the component writes it"}
    outputs, states = split_extra("on_result", extra, own)
    checked_options = check_options("on_result", options)
    has_progress = bool(options.get("progress"))
    dependencies = (*outputs, Input(id, "result"), *states)

    def decorate(handler: Handler) -> Handler:
        check_handler("on_result", handler, checked_options)
        _check_parameters(handler, has_progress, len(states))
        add_callback(app, dependencies, checked_options, _callback(handler, int(has_progress)))
        return handler

    return decorate


def _callback(handler: Callable[..., Any], place: int) -> Callable[..., Any]:
    def read(values: tuple[Any, ...]) -> tuple[Any, ...]:
        if values[place] is None:
            raise PreventUpdate
        return (*values[:place], Result.from_prop(values[place]), *values[place + 1 :])

    if is_async(handler):

        @functools.wraps(handler)
        async def show_async(*values: Any) -> Any:
            return await handler(*read(values))

        return show_async

    @functools.wraps(handler)
    def show(*values: Any) -> Any:
        return handler(*read(values))

    return show


def _check_parameters(handler: Callable[..., Any], has_progress: bool, state_count: int) -> None:
    taken = [*["set_progress"] * has_progress, "the result", *["the value of a State"] * state_count]
    try:
        inspect.signature(handler).bind(*[None] * len(taken))
    except TypeError as error:
        raise TypeError(f"on_result: {name_of(handler)} is called with ({', '.join(taken)}): {error}") from error
