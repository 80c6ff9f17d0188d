"""Plain Python functions as handlers: of the batches of a stream, and of the subscriptions that others request."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from dash import Dash, Input, Output, State
from typing_extensions import Unpack

from ._batches import Batch, batch_binder
from ._binding import Arguments, argument_binder
from ._callback_options import CallbackOptions, Given, Handler, checked
from ._callbacks import Run, Server, handler_callback
from ._component_id import ComponentId
from ._components import StreamPublish, StreamSubscribe
from ._errors import InteropError
from ._models import Caller, Invocation
from ._shapes import as_list
from ._signatures import is_meant, name_of, parameters_of


def on_stream(
    id: ComponentId, *extra: Output | State, app: Dash | None = None, **options: Unpack[CallbackOptions]
) -> Callable[[Handler], Handler]:
    """Makes a function the handler of a stream: of the `StreamSubscribe` with this id, or of several by MATCH.

    It is called once for each batch of items, with the list of the items as its first parameter and then the values of
    the States after the id, in order. It returns the values of the Outputs, as any callback of Dash. The next call is
    made when this one has ended; the items that come in between are its batch. The function stays a plain function that
    a test can call; it may be `async`.

    - `items: list[Tick]` has the items checked and converted by pydantic: `Tick` is a model, a dataclass or any other
      type that pydantic knows. Numbers are finite unless the annotation allows others. An item that does not fit is
      left out, and the first one is logged. Without an annotation, or with `list[dict]`, nothing is checked.
    - A parameter annotated `Batch` gets the batch: the items, and how many were conflated, dropped and invalid. A
      handler that has one may go without the list of the items.
    - A batch in which no item fits calls the handler only if it takes the `Batch`.

    Args:
        id: The id of the `StreamSubscribe`, or the component.
        *extra: Outputs and States.
        app: As in `on_invoke`.
        **options: As in `on_invoke`.

    Returns:
        A decorator that gives the function back.

    Raises:
        TypeError: The handler cannot be served as it is defined; the message says what to write instead.
        ValueError: A handler cannot have this id or this Output.

    Example:
        >>> class Tick(pydantic.BaseModel):
        ...     symbol: str
        ...     mid: float

        >>> @glue.on_stream("prices", Output("highest", "children"), app=app)
        ... def show_highest(items: list[Tick]):
        ...     return max(tick.mid for tick in items)
    """
    given = checked("on_stream", StreamSubscribe, id, extra, written=["data"], app=app, options=options)
    return given.decorator(
        (*given.outputs, Input(id, "data"), *given.states), functools.partial(_batch_callback, given)
    )


def on_subscription(
    id: ComponentId, *, app: Dash | None = None, **options: Unpack[CallbackOptions]
) -> Callable[[Handler], Handler]:
    """Makes a function decide who may subscribe: to the `StreamPublish` with this id and `accept="ask"`.

    It is called once for each request. The arguments of the subscription become those of the function, by name, checked
    by pydantic as in `on_invoke`; a subscriber that gives others is rejected with an error that names the argument. The
    function stays a plain function that a test can call; it may be `async`.

    - A parameter annotated `Caller` gets the instance that subscribes.
    - None accepts the subscriber as without a handler, a text accepts it on that branch, a list of texts on those.
    - `raise InteropError("…")` rejects: the subscriber gets the message. Any other exception is one as in any callback
      of Dash; the subscriber learns that it was rejected, nothing more.

    Args:
        id: The id of the `StreamPublish`, or the component.
        app: As in `on_invoke`.
        **options: As in `on_invoke`.

    Returns:
        A decorator that gives the function back.

    Raises:
        TypeError: The handler cannot be served as it is defined; the message says what to write instead.
        ValueError: A handler cannot have this id.

    Example:
        >>> @glue.on_subscription("prices", app=app)
        ... def admit(symbol: str, subscriber: glue.Caller):
        ...     if subscriber.verified_user not in ENTITLED[symbol]:
        ...         raise glue.InteropError(f"No entitlement for {symbol}.")
        ...     return symbol
    """
    given = checked("on_subscription", StreamPublish, id, (), written=(), app=app, options=options)
    return given.decorator((Output(id, "decide"), Input(id, "request")), functools.partial(_request_callback, given))


def _batch_callback(given: Given, handler: Callable[..., Any], names: Mapping[str, Any]) -> Callable[..., Any]:
    bind = batch_binder(given, handler, names)

    def arguments(values: tuple[Any, ...]) -> Arguments:
        set_progress, data, states = given.read(values)
        return bind(Batch.from_prop(data), states, set_progress)

    return handler_callback(handler, arguments)


def _request_callback(given: Given, handler: Callable[..., Any], names: Mapping[str, Any]) -> Callable[..., Any]:
    check_no_invocation(handler, names)
    bind = argument_binder(handler, "on_subscription", state_count=0, has_progress=given.has_progress, names=names)

    def read(values: tuple[Any, ...]) -> Run[Invocation]:
        set_progress, request, _ = given.read(values)
        subscriber = Caller.from_prop(request.get("subscriber") or {})
        subscription = Invocation(request["subscriptionId"], request.get("args") or {}, subscriber)
        return Run(subscription, True, (), set_progress)

    def write(run: Run[Invocation], returned: Any) -> Any:
        return {"subscriptionId": run.invocation.invocation_id, **decision(handler, returned)}

    return Server(handler, bind, write).callback(read)


def check_no_invocation(handler: Callable[..., Any], names: Mapping[str, Any]) -> None:
    """Refuses a handler of subscriptions that wants an invocation."""
    for param in parameters_of(handler, names, "on_subscription"):
        if is_meant(Invocation, param.annotation):
            raise TypeError(
                f"on_subscription: the parameter {param.name} is annotated Invocation, but a subscription is none: "
                "annotate Caller for the subscriber"
            )


def decision(handler: Callable[..., Any], returned: Any) -> dict[str, Any]:
    """The rest of the value for the component's `decide`."""
    if isinstance(returned, InteropError):
        return {"reject": str(returned) or "The publisher rejected the subscription."}
    if returned is None:
        return {"accept": True}
    branches = as_list(returned)
    if not branches or not all(isinstance(branch, str) and branch for branch in branches):
        raise TypeError(
            f"on_subscription: {name_of(handler)} must return None, a branch or a list of branches, not {returned!r}; "
            "it rejects by raise InteropError(…)"
        )
    return {"accept": True, "branch": returned}
