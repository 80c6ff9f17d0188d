"""What the decorators of handlers take and pass on to Dash. A mistake in it raises where the handler is defined."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, cast

import dash
from dash import Dash, Input, Output, State
from dash.dependencies import DashDependency
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from typing_extensions import TypedDict

from ._dash_version import dash_version
from ._signatures import function_of, name_of, names_around

# Dash's own annotations are not complete.
_dash: Any = dash


class CallbackOptions(TypedDict, total=False):
    """Options of Dash's own `callback`, with the meaning that they have there."""

    background: bool
    manager: Any
    interval: int
    progress: Output | Sequence[Output]
    progress_default: Any
    cancel: Input | Sequence[Input]
    running: Sequence[Any]
    on_error: Callable[[Exception], Any]
    websocket: bool
    persistent: bool
    optional: bool
    hidden: bool
    prevent_initial_call: Literal[True]


# Where an option is younger than the oldest Dash that is supported.
_SINCE = {"optional": "3.1", "hidden": "3.1", "websocket": "4.2", "persistent": "4.2"}

_REASONS = {
    "output": "give Outputs after the id",
    "inputs": "what the component delivers is the only Input",
    "state": "give States after the id",
    "cache_args_to_ignore": "each call has something new to handle, nothing is answered from a cache",
    "cache_ignore_triggered": "each call has something new to handle, nothing is answered from a cache",
    "api_endpoint": "a handler is called by the page",
    "prevent_initial_call": "a handler is never called without something to handle, leave it out",
}


Handler = TypeVar("Handler", bound=Callable[..., Any])
# Of a handler and the names around it (see `parameters_of`) the callback that calls it.
CallbackOf = Callable[[Callable[..., Any], Mapping[str, Any]], Callable[..., Any]]


@dataclass(frozen=True)
class Given:
    """What a decorator of handlers has been given, checked."""

    public_name: str
    outputs: Sequence[Output]
    states: Sequence[State]
    options: Mapping[str, Any]
    app: Dash | None

    @property
    def has_progress(self) -> bool:
        """Whether the callback's first argument is Dash's `set_progress`."""
        return bool(self.options.get("progress"))

    def read(self, values: tuple[Any, ...]) -> tuple[Any, Any, list[Any]]:
        """Of the callback's arguments: `set_progress`, what the component delivers, and all that follow."""
        set_progress, (delivered, *others) = (values[0], values[1:]) if self.has_progress else (None, values)
        if delivered is None:
            raise PreventUpdate
        return set_progress, delivered, others

    def decorator(
        self, dependencies: Sequence[DashDependency], callback_of: CallbackOf
    ) -> Callable[[Handler], Handler]:
        """Adds the callback of a handler to the app: without one, to that which is there when the server starts."""

        def decorate(handler: Handler) -> Handler:
            _check_handler(self.public_name, handler, self.options)
            callback = callback_of(handler, names_around(handler, inspect.currentframe()))
            owner: Any = _dash if self.app is None else self.app
            owner.callback(*dependencies, **self.options)(callback)
            return handler

        return decorate


def checked(
    public_name: str,
    component: type[Component],
    id: Any,
    extra: Sequence[Any],
    *,
    written: Sequence[str],
    result: str | None = None,
    app: Any,
    options: Mapping[str, Any],
) -> Given:
    """What a decorator has been given. Raises for what a handler cannot have.

    `component` is the class of the component that `id` stands for; `written` are those of its props that it writes
    itself, and `result` is the one for what the handler returns.
    """
    _check_id(public_name, component, id)
    if app is not None and not hasattr(app, "callback"):
        raise TypeError(f"{public_name}: app={app!r} is not a Dash app: give the Dash object, or leave it out")
    own = {Output(id, name): "the component writes it" for name in written}
    if result is not None:
        own[Output(id, result)] = "what the handler returns goes there"
    for dependency in extra:
        _check_dependency(public_name, dependency, own)
    outputs = [dependency for dependency in extra if isinstance(dependency, Output)]
    states = [dependency for dependency in extra if isinstance(dependency, State)]
    return Given(public_name, outputs, states, _checked_options(public_name, options), app)


def _check_id(public_name: str, component: type[Component], id: Any) -> None:
    example = f'@{public_name}("id of the {component.__name__}")'
    if isinstance(id, component):
        return
    if isinstance(id, Component):
        raise TypeError(f"{public_name}: {type(id).__name__} is not a {component.__name__}: write {example}")
    if callable(id) or id is None:
        raise TypeError(f"{public_name}: it is used without an id: write {example}")
    if not isinstance(id, (str, dict)):
        raise TypeError(f"{public_name}: {id!r} is not a valid id: write {example}")
    if not id:
        raise ValueError(f"{public_name}: {id!r} is not a valid id: write {example}")
    parts: list[Any] = [*cast("dict[str, Any]", id).values()] if isinstance(id, dict) else []
    for part in parts:
        if isinstance(part, type(dash.MATCH)) and part is not dash.MATCH:
            raise ValueError(f"{public_name}: {part} in the id gives a list; write MATCH for one at a time")


def _check_dependency(public_name: str, dependency: Any, own: Mapping[Output, str]) -> None:
    if isinstance(dependency, Input):
        raise TypeError(
            f"{public_name}: {dependency!r} must not be an Input, only the component calls the handler: write State"
        )
    if isinstance(dependency, dash.Dash):
        raise TypeError(f"{public_name}: the app is not an Output or State: write the app as app=")
    if not isinstance(dependency, (Output, State)):
        raise TypeError(f"{public_name}: {dependency!r} is not an Output or State: give them one by one after the id")
    # By comparison, since an id with MATCH means others as well.
    reason = next((reason for output, reason in own.items() if output == dependency), None)
    if reason and isinstance(dependency, Output):
        raise ValueError(f"{public_name}: {dependency!r} must not be an Output: {reason}")


def _checked_options(public_name: str, options: Mapping[str, Any]) -> dict[str, Any]:
    supported = inspect.signature(_dash.callback).parameters
    allowed = CallbackOptions.__annotations__.keys()
    for option, value in options.items():
        if option == "prevent_initial_call" and value is True:
            continue
        if option in _REASONS:
            raise TypeError(f"{public_name}: {option} cannot be given: {_REASONS[option]}")
        if option not in allowed:
            similar = difflib.get_close_matches(option, allowed, 1)
            hint = f"did you mean {similar[0]}?" if similar else f"the options are {', '.join(sorted(allowed))}"
            raise TypeError(f"{public_name}: unknown option {option}; {hint}")
        if option not in supported:
            raise TypeError(
                f"{public_name}: {option} needs Dash {_SINCE[option]} or newer; this is Dash {dash.__version__}"
            )
    if options.get("progress") and not options.get("background"):
        raise TypeError(f"{public_name}: progress needs a handler in the background: add background=True")
    # Tools for language models would be offered the raw dict of an invocation.
    unlisted = {"mcp_enabled": False} if "mcp_enabled" in supported else {}
    return {**options, **unlisted, "prevent_initial_call": True}


def check_function(public_name: str, handler: Any) -> None:
    if not callable(handler) or isinstance(handler, type):
        raise TypeError(f"{public_name}: {handler!r} is not a function: put the decorator above the handler")
    function = function_of(handler)
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise TypeError(f"{public_name}: {name_of(handler)} yields, but a handler has one result: write return")


def _check_handler(public_name: str, handler: Any, options: Mapping[str, Any]) -> None:
    check_function(public_name, handler)
    if options.get("background") and not inspect.isroutine(inspect.unwrap(handler)):
        # Dash tells background callbacks apart by their source.
        raise TypeError(f"{public_name}: {handler!r} has no source, which background=True needs: write a def around it")
    if is_async(handler) and dash_version() < (3, 1):
        raise TypeError(f"{public_name}: an async handler needs Dash 3.1 or newer; this is Dash {dash.__version__}")


def is_async(handler: Callable[..., Any]) -> bool:
    """Whether it is an async function, or an object whose call is one, also within a `functools.partial`."""
    return inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(function_of(handler))
