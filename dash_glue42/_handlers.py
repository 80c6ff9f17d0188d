"""Methods that others invoke, as plain Python functions."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar, cast

from dash import Dash, Input, Output, State, ctx, no_update
from dash.exceptions import PreventUpdate
from typing_extensions import Unpack

from ._argument_errors import InvalidArguments
from ._binding import argument_binder
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
from ._errors import InteropError
from ._models import Invocation
from ._signatures import names_around

Handler = TypeVar("Handler", bound=Callable[..., Any])

# A job in another process may have an instance of its own.
NoUpdate = type(no_update)

_log = logging.getLogger("dash_glue42")


def on_invoke(
    id: ComponentId, *extra: Output | State, app: Dash | None = None, **options: Unpack[CallbackOptions]
) -> Callable[[Handler], Handler]:
    """Makes a function the handler of a method: of the `MethodRegister` with this id, or of several by MATCH.

    The arguments of an invocation become those of the function, by name. Annotations say what is taken, and pydantic
    checks and converts it: numbers, dates, `Literal`, models, `list[Model]`. Numbers are finite unless the annotation
    allows others. A caller that gives something else, too little or too much gets an error that names the argument, and
    the function is not called. The function stays a plain function that a test can call; it may be `async`.

    - A parameter annotated `Caller` gets who invokes, one annotated `Invocation` all of the invocation.
    - With States after the id, the last parameters take their values, in order. No caller can give those.
    - What the function returns is the result: any JSON, pydantic models, dataclasses, and datetimes, numpy and pandas
      values as Dash writes them. `no_update` is none, for an answer that comes later (`deferResult=True`).
    - With Outputs after the id it returns `(result, *outputs)`.
    - A method without `returns=True` has no result: the function returns the outputs alone, if there are any.
    - `raise InteropError("…")` refuses: the caller gets the message, and outputs stay as they are. Returned in the
      result's place it refuses too, and the outputs are written. Any other exception is one as in any callback of Dash;
      the caller is told that the callback failed, nothing more.

    Args:
        id: The id of the `MethodRegister`, or the component.
        *extra: Outputs and States.
        app: The Dash app; without it the handler belongs to the app that is there when the server starts, as with
            `dash.callback`.
        **options: Those of Dash's callbacks: `background`, `running`, `websocket`, … With `progress` the first
            parameter takes Dash's `set_progress`.

    Returns:
        A decorator that gives the function back.

    Raises:
        TypeError: The handler cannot be served as it is defined; the message says what to write instead.
        ValueError: The id or an Output is none that a handler can have.

    Example:
        >>> @glue.on_invoke("sum", app=app)
        ... def add(a: float, b: float):
        ...     return {"sum": a + b}
    """
    check_id("on_invoke", "MethodRegister", id)
    check_app("on_invoke", app)
    result = Output(id, "result")
    own = {result: "what the handler returns goes there", Output(id, "invoke"): "the component writes it"}
    outputs, states = split_extra("on_invoke", extra, own)
    checked_options = check_options("on_invoke", options)
    dependencies = (result, *outputs, Input(id, "invoke"), State(id, "returns"), *states)

    def decorate(handler: Handler) -> Handler:
        check_handler("on_invoke", handler, checked_options)
        callback = _callback(
            handler,
            output_count=len(outputs),
            state_count=len(states),
            has_progress=bool(options.get("progress")),
            names=names_around(handler, inspect.currentframe()),
        )
        add_callback(app, dependencies, checked_options, callback)
        return handler

    return decorate


class _Run(NamedTuple):
    """What Dash gives the callback for one invocation."""

    invocation: Invocation
    is_returning: bool
    states: Sequence[Any]
    set_progress: Any


def _callback(
    handler: Callable[..., Any], *, output_count: int, state_count: int, has_progress: bool, names: dict[str, Any]
) -> Callable[..., Any]:
    bind = argument_binder(handler, state_count=state_count, has_progress=has_progress, names=names)

    def read(values: tuple[Any, ...]) -> _Run:
        invoke, returns, *states = values[1:] if has_progress else values
        if invoke is None:
            raise PreventUpdate
        return _Run(Invocation.from_prop(invoke), returns is True, states, values[0])

    def write(run: _Run, returned: Any) -> Any:
        result, outputs = _split(handler, run.is_returning, returned, output_count)
        return _with_outputs(_answer(run, result), outputs)

    if is_async(handler):

        @functools.wraps(handler)
        async def serve_async(*values: Any) -> Any:
            run = read(values)
            try:
                positional, named = bind(run.invocation, run.states, run.set_progress)
                returned = await handler(*positional, **named)
            except InteropError as refusal:
                returned = refusal
            return write(run, returned)

        return serve_async

    @functools.wraps(handler)
    def serve(*values: Any) -> Any:
        run = read(values)
        try:
            positional, named = bind(run.invocation, run.states, run.set_progress)
            returned = handler(*positional, **named)
        except InteropError as refusal:
            returned = refusal
        return write(run, returned)

    return serve


def _split(
    handler: Callable[..., Any], is_returning: bool, returned: Any, output_count: int
) -> tuple[Any, Sequence[Any]]:
    """The result and the values of the further Outputs."""
    if isinstance(returned, (NoUpdate, InteropError)):
        return returned, _untouched() if output_count else []
    if not output_count:
        # A value for nobody: the component tells the developer that returns=True is missing.
        return (returned if is_returning or returned is not None else no_update), []
    if not is_returning and output_count == 1:
        return no_update, [returned]
    wanted = output_count + is_returning
    values: tuple[Any, ...] = tuple(cast("list[Any]", returned)) if isinstance(returned, (tuple, list)) else ()
    if len(values) != wanted:
        form = ", ".join([*(["result"] if is_returning else []), *["output"] * output_count])
        why = "" if is_returning else " (its method has no returns=True, so there is no result)"
        raise TypeError(f"on_invoke: {name_of(handler)} must return ({form}){why}, not {returned!r}")
    return (values[0], values[1:]) if is_returning else (no_update, values)


def _untouched() -> list[Any]:
    """Leaves the further Outputs as they are: for one with ALL Dash wants `no_update` for each of its components."""
    specs: list[Any] = cast("Any", ctx).outputs_list[1:]
    return [[no_update] * len(cast("list[Any]", spec)) if isinstance(spec, list) else no_update for spec in specs]


def _answer(run: _Run, result: Any) -> Any:
    """The value for the component's `result`."""
    if isinstance(result, NoUpdate):
        return no_update
    if not isinstance(result, InteropError):
        return run.invocation.answer(result)
    if run.is_returning:
        refusal = run.invocation.refusal(str(result) or "The method refused the invocation.")
        if isinstance(result, InvalidArguments):
            refusal["error"]["code"] = "invalid_arguments"
        return refusal
    # The page has answered the caller already: only the log is left to tell.
    _log.warning("an invocation of a method without returns=True was refused: %s", result)
    return no_update


def _with_outputs(result: Any, outputs: Sequence[Any]) -> Any:
    return (result, *outputs) if outputs else result
