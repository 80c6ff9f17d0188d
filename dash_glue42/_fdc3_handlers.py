"""Plain Python functions as handlers of FDC3: of contexts, of intents, and of the results of intents."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from dash import Dash, Input, Output, State
from dash.exceptions import PreventUpdate
from typing_extensions import Unpack

from ._argument_errors import InvalidArguments
from ._binding import Arguments
from ._callback_options import CallbackOptions, Handler, checked
from ._callbacks import Run, Server, handler_callback, refusal, writer
from ._component_id import ComponentId
from ._components import Fdc3Context, Fdc3IntentListener, Fdc3Intents
from ._errors import InteropError
from ._fdc3_binding import OtherType, context_binder
from ._fdc3_reading import error_place
from ._fdc3_values import IntentResult, RaisedIntent, Source
from ._handlers import ResultProp, result_decorator
from ._served_log import Note, served_line
from ._signatures import name_of

_RESULT = ResultProp("on_intent_result", Fdc3Intents, "result", IntentResult.from_prop, ("result", "delivered"))

_log = logging.getLogger("dash_glue42")


def on_context(
    id: ComponentId, *extra: Output | State, app: Dash | None = None, **options: Unpack[CallbackOptions]
) -> Callable[[Handler], Handler]:
    """Makes a function the handler of contexts: of the `Fdc3Context` with this id, or of several by MATCH.

    It is called with the context, and then with the values of the States after the id, in order. It returns the values
    of the Outputs, as any callback of Dash. The function stays a plain function that a test can call; it may be
    `async`.

    - The annotation of the context's parameter says which contexts are taken: a model such as `fdc3.Instrument`, or a
      union of models. A context of another type does not call the handler. `fdc3.Context`, or no annotation, takes
      every type, each as the model that FDC3 has for it.
    - A context that does not fit its model does not call the handler; the first one is logged.
    - A parameter annotated `Source` gets the app that the context comes from.
    - While the handler runs, newer contexts wait: the newest of each type, or all of them where the component has
      `every=True`.

    Args:
        id: The id of the `Fdc3Context`, or the component.
        *extra: Outputs and States.
        app: As in `dash_glue42.on_invoke`.
        **options: As in `dash_glue42.on_invoke`.

    Returns:
        A decorator that gives the function back.

    Raises:
        TypeError: The handler cannot be served as it is defined; the message says what to write instead.
        ValueError: A handler cannot have this id or this Output.

    Example:
        >>> @fdc3.on_context("instrument", Output("shown", "children"), app=app)
        ... def show(instrument: fdc3.Instrument, source: fdc3.Source):
        ...     return f"{instrument.id.ticker or instrument.name}, from {source.app_id or 'the channel'}"
    """
    given = checked("on_context", Fdc3Context, id, extra, written=["context"], app=app, options=options)

    def callback_of(handler: Callable[..., Any], names: Mapping[str, Any]) -> Callable[..., Any]:
        bind = context_binder(given, handler, names, _first_warning(name_of(handler)))

        def arguments(values: tuple[Any, ...]) -> Arguments:
            set_progress, value, states = given.read(values)
            return bind(_Report.from_prop(value), states, set_progress)

        return handler_callback(handler, arguments)

    return given.decorator((*given.outputs, Input(id, "context"), *given.states), callback_of)


def on_intent(
    id: ComponentId, *extra: Output | State, app: Dash | None = None, **options: Unpack[CallbackOptions]
) -> Callable[[Handler], Handler]:
    """Makes a function the handler of an intent: of the `Fdc3IntentListener` with this id, or of several by MATCH.

    It is called once for each intent that another app raises, with the context, and then with the values of the States
    after the id, in order. The function stays a plain function that a test can call; it may be `async`.

    - The annotation of the context's parameter says which contexts are taken: a model such as `fdc3.Instrument`, or a
      union of models. Another one, or one that does not fit its model, is refused with a text that says what is wrong,
      and the function is not called. `fdc3.Context`, or no annotation, takes every type, each as the model that FDC3
      has for it.
    - A parameter annotated `Source` gets the app that raises the intent, one annotated `RaisedIntent` all of it.
    - What the function returns is the result: a context (a model, or a dict with a "type"), a `fdc3.Channel`, or None
      for none. `no_update` is an answer that comes later (`deferResult=True`).
    - With Outputs after the id it returns `(result, *outputs)`.
    - `raise fdc3.Refusal("…")` refuses, and outputs stay as they are. Returned in the result's place it refuses too,
      and the outputs are written. Any other exception is one as in any callback of Dash; the other app learns that the
      handler failed, nothing more.

    Args:
        id: The id of the `Fdc3IntentListener`, or the component.
        *extra: Outputs and States.
        app: As in `dash_glue42.on_invoke`.
        **options: As in `dash_glue42.on_invoke`.

    Returns:
        A decorator that gives the function back.

    Raises:
        TypeError: The handler cannot be served as it is defined; the message says what to write instead.
        ValueError: A handler cannot have this id or this Output.

    Example:
        >>> @fdc3.on_intent("quote", app=app)
        ... def quote(instrument: fdc3.Instrument):
        ...     if instrument.id.ticker not in PRICES:
        ...         raise fdc3.Refusal(f"No price for {instrument.id.ticker or instrument.name}.")
        ...     return fdc3.Valuation(value=PRICES[instrument.id.ticker], CURRENCY_ISOCODE="USD")
    """
    given = checked(
        "on_intent", Fdc3IntentListener, id, extra, written=["raised"], result="result", app=app, options=options
    )

    def read(values: tuple[Any, ...]) -> Run[RaisedIntent]:
        set_progress, raised, states = given.read(values)
        return Run(RaisedIntent.from_prop(raised), True, states, set_progress)

    def callback_of(handler: Callable[..., Any], names: Mapping[str, Any]) -> Callable[..., Any]:
        write = writer("on_intent", handler, len(given.outputs), functools.partial(_answer, handler))
        return Server(handler, context_binder(given, handler, names, _refused), write, _log_line).callback(read)

    dependencies = (Output(id, "result"), *given.outputs, Input(id, "raised"), *given.states)
    return given.decorator(dependencies, callback_of)


def on_intent_result(
    id: ComponentId, *extra: Output | State, app: Dash | None = None, **options: Unpack[CallbackOptions]
) -> Callable[[Handler], Handler]:
    """Makes a function the handler of results of intents: of the `Fdc3Intents` with this id, or of several by MATCH.

    It is called once for each intent that has ended, with an `IntentResult` and then the values of the States after the
    id, in order. It returns the values of the Outputs, as any callback of Dash. The function stays a plain function
    that a test can call; it may be `async`.

    Args:
        id: The id of the `Fdc3Intents`, or the component.
        *extra: Outputs and States.
        app: As in `dash_glue42.on_invoke`.
        **options: As in `dash_glue42.on_invoke`.

    Returns:
        A decorator that gives the function back.

    Raises:
        TypeError: The handler cannot be served as it is defined; the message says what to write instead.
        ValueError: A handler cannot have this id or this Output.

    Example:
        >>> @fdc3.on_intent_result("intents", Output("answer", "children"), app=app)
        ... def answered(result: fdc3.IntentResult):
        ...     if isinstance(result.context, fdc3.Valuation):
        ...         return f"{result.context.value} USD"
        ...     return result.error or "no answer"
    """
    return result_decorator(_RESULT, id, extra, app, options)


@dataclass(frozen=True)
class _Report:
    """A value of `Fdc3Context.context`."""

    context: Any
    source: Source

    @classmethod
    def from_prop(cls, value: Mapping[str, Any]) -> _Report:
        return cls(value["context"], Source.from_prop(value.get("source")))


def _first_warning(handler_name: str) -> Callable[[Exception], Exception]:
    """Logs the first context that does not fit, and no more: another app may broadcast it at every click."""
    has_warned = False

    def warn(error: Exception) -> Exception:
        nonlocal has_warned
        if not has_warned and not isinstance(error, OtherType):
            has_warned = True
            _log.warning("on_context: %s is not called with a context that does not fit: %s", handler_name, error)
        return PreventUpdate()

    return warn


def _refused(error: Exception) -> Exception:
    text = str(error)
    return InvalidArguments(f"{text[0].upper()}{text[1:].removesuffix('.')}.")


def _log_line(run: Run[RaisedIntent]) -> AbstractContextManager[Note]:
    return served_line(run.invocation.intent, run.invocation.source.app_id)


def _answer(handler: Callable[..., Any], run: Run[RaisedIntent], result: Any) -> Any:
    """The value for the component's `result`."""
    if isinstance(result, InteropError):
        return refusal(run.invocation, result, "The app refused the intent.")
    with error_place(f"on_intent: {name_of(handler)} must return a context, a Channel or None"):
        return run.invocation.answer(result)
