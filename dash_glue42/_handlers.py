"""Plain Python functions as handlers: of the methods that other apps invoke, and of the results of invocations."""

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
from ._callback_options import CallbackOptions, ComponentId, add_callback, check_handler, checked, is_async
from ._components import MethodInvoke, MethodRegister
from ._errors import InteropError
from ._models import Invocation, Result
from ._signatures import name_of, names_around

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

    - A parameter annotated `Caller` gets the instance that invokes, a parameter annotated `Invocation` the invocation.
    - With States after the id, the last parameters take their values, in order. No caller can give those.
    - What the function returns is the result: any JSON, pydantic models, dataclasses, and datetimes, numpy and pandas
      values as Dash writes them. `no_update` is none, for an answer that comes later (`deferResult=True`).
    - With Outputs after the id it returns `(result, *outputs)`.
    - A method without `returns=True` has no result: the function returns the outputs alone, if there are any.
    - `raise InteropError("…")` refuses: the caller gets the message, and outputs stay as they are. Returned in the
      result's place it refuses too, and the outputs are written. Any other exception is one as in any callback of Dash;
      the caller learns that the callback failed, nothing more.

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
        ValueError: A handler cannot have this id or this Output.

    Example:
        >>> @glue.on_invoke("sum", app=app)
        ... def add(a: float, b: float):
        ...     return {"sum": a + b}
    """
    result = Output(id, "result")
    own = {result: "what the handler returns goes there", Output(id, "invoke"): "the component writes it"}
    outputs, states, callback_options = checked("on_invoke", MethodRegister, id, extra, own, app=app, options=options)

    def decorate(handler: Handler) -> Handler:
        check_handler("on_invoke", handler, callback_options)
        callback = _invoke_callback(
            handler,
            output_count=len(outputs),
            state_count=len(states),
            has_progress=bool(options.get("progress")),
            names=names_around(handler, inspect.currentframe()),
        )
        dependencies = (result, *outputs, Input(id, "invoke"), State(id, "returns"), *states)
        add_callback(app, dependencies, callback_options, callback)
        return handler

    return decorate


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
        ValueError: A handler cannot have this id or this Output.

    Example:
        >>> @glue.on_result("ask", Output("answer", "children"), app=app)
        ... def show(result: glue.Result):
        ...     return result.returned["sum"] if result.ok else result.error
    """
    own = {Output(id, "result"): "the component writes it"}
    outputs, states, callback_options = checked("on_result", MethodInvoke, id, extra, own, app=app, options=options)
    has_progress = bool(options.get("progress"))

    def decorate(handler: Handler) -> Handler:
        check_handler("on_result", handler, callback_options)
        _check_parameters(handler, has_progress, len(states))
        callback = _result_callback(handler, int(has_progress))
        add_callback(app, (*outputs, Input(id, "result"), *states), callback_options, callback)
        return handler

    return decorate


class _Run(NamedTuple):
    """What Dash gives the callback for one invocation."""

    invocation: Invocation
    is_returning: bool
    states: Sequence[Any]
    set_progress: Any


def _invoke_callback(
    handler: Callable[..., Any], *, output_count: int, state_count: int, has_progress: bool, names: dict[str, Any]
) -> Callable[..., Any]:
    bind = argument_binder(handler, "on_invoke", state_count=state_count, has_progress=has_progress, names=names)

    def read(values: tuple[Any, ...]) -> _Run:
        invoke, returns, *states = values[1:] if has_progress else values
        if invoke is None:
            raise PreventUpdate
        set_progress = values[0] if has_progress else None
        return _Run(Invocation.from_prop(invoke), returns is True, states, set_progress)

    def write(run: _Run, returned: Any) -> Any:
        result, outputs = _split(handler, run.is_returning, returned, output_count)
        answer = _answer(run, result)
        return (answer, *outputs) if outputs else answer

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
        # Without returns=True no caller gets a value: the component warns the developer.
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
    # The page has answered the caller already: the refusal can only be logged.
    _log.warning("an invocation of a method without returns=True was refused: %s", result)
    return no_update


def _result_callback(handler: Callable[..., Any], place: int) -> Callable[..., Any]:
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
