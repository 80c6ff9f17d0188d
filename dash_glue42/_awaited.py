"""Invocations that a callback over WebSocket awaits."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import dash
from dash import State
from dash.exceptions import DashException, MissingCallbackContextException
from plotly.io import json as plotly_json

from ._call import Target, call
from ._callback_options import ComponentId
from ._components import MethodInvoke
from ._errors import NoWebSocketError
from ._page_results import page_results
from ._result import Result

# Dash's own annotations are not whole.
_dash: Any = dash

# What the bus waits for by itself, in milliseconds.
_DEFAULT_MS = 30000

_INSTEAD = "Without, return glue.call(…) to the MethodInvoke's invoke, and read its result with on_result"


async def invoke(
    id: ComponentId,
    method: str | Mapping[str, Any],
    /,
    *,
    target: Target | None = None,
    timeout_ms: float | None = None,
    wait_ms: float | None = None,
    meta: Any = None,
    arguments: Mapping[str, Any] | None = None,
    **named: Any,
) -> Result:
    """Invokes a method through the `MethodInvoke` with this id in the page, and waits for the result.

    For `async` callbacks and handlers over WebSocket: Dash 4.2 or newer on FastAPI or Quart, `websocket=True`.
    `asyncio.gather` runs several at once, and `asyncio.timeout` ends the waiting. When the page goes, the callback ends
    here: at once, or after 30 seconds of silence where another page of its browser keeps the WebSocket that they share.

    Args:
        id: The id of the `MethodInvoke`.
        method: As in `call`, like the options and arguments that follow.
        target: See `call`.
        timeout_ms: See `call`.
        wait_ms: See `call`.
        meta: See `call`.
        arguments: See `call`.
        **named: The arguments.

    Returns:
        The result; that of a failed invocation has its `error` and `code`. No other callback sees it, not even one of
        `on_result`.

    Raises:
        NoWebSocketError: The callback has no WebSocket to the page.
        ComponentNotFoundError: The page has no `MethodInvoke` with this id.
        TypeError: An option has the wrong type, or an argument is given twice.
        ValueError: An option has the right type and a wrong value.

    Example:
        >>> @app.callback(Output("answer", "children"), Input("go", "n_clicks"), websocket=True)
        ... async def go(_clicks):
        ...     result = await glue.invoke("ask", "Sum", a=37, b=5)
        ...     return result.returned["sum"] if result.ok else result.error
    """
    if "invocation_id" in named:
        raise TypeError("invoke: the invocation_id is made up; an argument of that name goes in arguments={…}")
    websocket, id_text = _websocket(), _text_of(id)
    command = call(
        method,
        target=target,
        timeout_ms=timeout_ms,
        wait_ms=wait_ms,
        invocation_id=uuid.uuid4().hex,
        arguments=arguments,
        **named,
    )
    # What is no JSON fails here, and not the others that are written with it.
    cast("Any", plotly_json).to_json_plotly(command)
    limit_ms = sum(_DEFAULT_MS if each is None else each for each in (timeout_ms, wait_ms))
    result = await page_results(websocket, id_text).result_of(command, limit_ms)
    return replace(result, meta=meta)


def _text_of(id: Any) -> str:
    """The id as the page knows it."""
    is_id = isinstance(id, (str, dict, MethodInvoke))
    if not is_id or id in ("", {}):
        problem = ValueError if is_id else TypeError
        raise problem(f'invoke: {id!r} is no id: write await invoke("id of the MethodInvoke", "Method", …)')
    place = State(id, "id")
    if place.has_wildcard():
        raise ValueError(f"invoke: {id!r} stands for several components: give the id of one, without MATCH or ALL")
    return place.component_id_str()


def _websocket() -> Any:
    """Dash's connection to the page. Raises NoWebSocketError where there is none."""
    if not hasattr(cast("type[Any]", type(_dash.ctx)), "websocket"):
        raise NoWebSocketError(f"invoke: it needs Dash 4.2 or newer, this is Dash {dash.__version__}. {_INSTEAD}")
    try:
        websocket = _dash.ctx.websocket
    except (MissingCallbackContextException, LookupError) as error:
        # The latter in a thread of the app's own.
        raise NoWebSocketError("invoke: it was called outside of a callback, where there is no page") from error
    except (RuntimeError, DashException):
        # Dash knows that it cannot be, or is asked in a process that has no app.
        websocket = None
    if websocket is None:
        raise NoWebSocketError(
            "invoke: this callback does not run over WebSocket. It needs websocket=True, no background=True, an app on "
            f'FastAPI or Quart (Dash(…, backend="fastapi")), and a browser that has SharedWorker. {_INSTEAD}'
        )
    return websocket
