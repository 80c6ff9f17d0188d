"""Plain Python functions as handlers: of the methods that other apps invoke, and of the results of invocations."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from dash import Dash, Input, Output, State, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from typing_extensions import Unpack

from ._binding import Arguments, argument_binder
from ._callback_options import CallbackOptions, Given, Handler, checked, is_async
from ._callbacks import Run, Server, handler_callback, refusal, writer
from ._component_id import ComponentId
from ._components import MethodInvoke, MethodRegister
from ._errors import InteropError
from ._models import Invocation, Result
from ._runs import ListRun, is_batched
from ._served_log import served_line
from ._signatures import name_of

_log = logging.getLogger("dash_glue42")


def on_invoke(
    id: ComponentId,
    *extra: Output | State,
    app: Dash | None = None,
    concurrency: int = 1,
    batch: bool | None = None,
    **options: Unpack[CallbackOptions],
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
    - Invocations that wait are served in one run of the callback, in order, one at a time, for at most 100 ms: many at
      once cost little more than one. A run's callers get their answers when it ends (over WebSocket at once), and
      `methodResponseTimeoutMs` counts from its begin. A handler with Outputs, States, `background`, `progress` or
      `running` serves one invocation in a run; so does one that calls `set_props`, over HTTP.

    Args:
        id: The id of the `MethodRegister`, or the component.
        *extra: Outputs and States.
        app: The Dash app; without it the handler belongs to the app that is there when the server starts, as with
            `dash.callback`.
        concurrency: How many invocations of a run are served at once: in threads with copies of the callback's context
            variables, or in tasks if the function is `async`. They begin in order. The default, 1, is one at a time.
        batch: True: also a handler with States takes many invocations in a run; all of them see the same values. False:
            one invocation in a run.
        **options: Those of Dash's callbacks: `background`, `running`, `websocket`, … With `progress` the first
            parameter takes Dash's `set_progress`.

    Returns:
        A decorator that gives the function back.

    Raises:
        TypeError: The handler cannot be served as it is defined; the message says what to write instead.
        ValueError: A handler cannot have this id or this Output, or `concurrency` is less than 1.

    Example:
        >>> @glue.on_invoke("sum", app=app)
        ... def add(a: float, b: float):
        ...     return {"sum": a + b}
    """
    given = checked(
        "on_invoke",
        MethodRegister,
        id,
        extra,
        written=["invoke", "invocations"],
        result="result",
        app=app,
        options=options,
    )
    takes_lists = is_batched(batch, concurrency, given)

    def read(values: tuple[Any, ...]) -> Run[Invocation]:
        set_progress, invoke, (returns, definition, *states) = given.read(values)
        return Run(Invocation.from_prop(invoke), returns is True, states, set_progress, definition)

    def callback_of(handler: Callable[..., Any], names: Mapping[str, Any]) -> Callable[..., Any]:
        name = name_of(handler)
        server = Server(
            handler,
            argument_binder(
                handler, "on_invoke", state_count=len(given.states), has_progress=given.has_progress, names=names
            ),
            writer("on_invoke", handler, len(given.outputs), _answer),
            lambda run: served_line(run.definition or name, run.invocation.caller.application),
        )
        if takes_lists:
            return _list_callback(server, concurrency, options.get("on_error"), app)
        return server.callback(read)

    event = Input(id, "invocations" if takes_lists else "invoke")
    # The definition is for the log: an invocation does not name its method.
    own = (event, State(id, "returns"), State(id, "definition"))
    return given.decorator((Output(id, "result"), *given.outputs, *own, *given.states), callback_of)


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
    return result_decorator(_ONE, id, extra, app, options)


def on_results(
    id: ComponentId, *extra: Output | State, app: Dash | None = None, **options: Unpack[CallbackOptions]
) -> Callable[[Handler], Handler]:
    """Makes a function the handler of lists of results: of the `MethodInvoke` with this id, or of several by MATCH.

    As `on_result`, but it is called with a list of `Result`: all that have arrived, in order of arrival, at most 256.
    The next list comes when its callback has ended, so many results cost little more than one. Beside a handler of
    `on_result` for the same component, every list has one result.

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
        >>> @glue.on_results("ask", Output("answer", "children"), app=app)
        ... def show(results: list[glue.Result]):
        ...     return f"{sum(result.ok for result in results)} of {len(results)} succeeded"
    """
    return result_decorator(_ALL, id, extra, app, options)


class ResultProp(NamedTuple):
    """A prop with results, and the decorator of its handlers."""

    public_name: str
    component: type[Component]
    prop: str
    read: Callable[[Any], Any]
    # The props of the component that no handler can write.
    own: Sequence[str]


def _results(values: list[Any]) -> list[Result]:
    return [Result.from_prop(value) for value in values]


_ONE = ResultProp("on_result", MethodInvoke, "result", Result.from_prop, ("result", "results"))
_ALL = ResultProp("on_results", MethodInvoke, "results", _results, ("result", "results"))


def result_decorator(
    source: ResultProp, id: ComponentId, extra: Sequence[Output | State], app: Dash | None, options: CallbackOptions
) -> Callable[[Handler], Handler]:
    """The decorator of handlers that are called with what the component writes into a prop, and with State values."""
    public_name, component, prop, read, written = source
    given = checked(public_name, component, id, extra, written=written, app=app, options=options)

    def arguments(values: tuple[Any, ...]) -> Arguments:
        set_progress, value, states = given.read(values)
        return Arguments([*[set_progress] * given.has_progress, read(value), *states], {})

    def callback_of(handler: Callable[..., Any], _names: object) -> Callable[..., Any]:
        _check_parameters(given, handler, prop)
        return handler_callback(handler, arguments)

    return given.decorator((*given.outputs, Input(id, prop), *given.states), callback_of)


def _list_callback(server: Server[Invocation], concurrency: int, on_error: Any, app: Dash | None) -> Callable[..., Any]:
    """The callback that gets lists of invocations."""
    handler = server.handler

    def read(invocations: Any) -> ListRun:
        if not invocations:
            raise PreventUpdate
        return ListRun(handler, [Invocation.from_prop(invocation) for invocation in invocations], concurrency, app)

    async def serve_async(invocations: Any, returns: Any, definition: Any, *states: Any) -> Any:
        async def serve_one(invocation: Invocation) -> Any:
            return await server.serve_async(Run(invocation, returns is True, states, definition=definition))

        return await read(invocations).serve_async(serve_one, on_error)

    def serve(invocations: Any, returns: Any, definition: Any, *states: Any) -> Any:
        def serve_one(invocation: Invocation) -> Any:
            return server.serve(Run(invocation, returns is True, states, definition=definition))

        return read(invocations).serve(serve_one, on_error)

    return functools.wraps(handler)(serve_async if is_async(handler) else serve)


def _answer(run: Run[Invocation], result: Any) -> Any:
    """The value for the component's `result`."""
    if not isinstance(result, InteropError):
        return run.invocation.answer(result)
    if run.is_returning:
        return refusal(run.invocation, result, "The method refused the invocation.")
    # The page has answered the caller already: the refusal can only be logged.
    _log.warning("an invocation of a method without returns=True was refused: %s", result)
    return no_update


def _check_parameters(given: Given, handler: Callable[..., Any], prop: str) -> None:
    taken = [*["set_progress"] * given.has_progress, f"the {prop}", *["the value of a State"] * len(given.states)]
    try:
        inspect.signature(handler).bind(*[None] * len(taken))
    except TypeError as error:
        form = ", ".join(taken)
        raise TypeError(f"{given.public_name}: {name_of(handler)} is called with ({form}): {error}") from error
