"""Intents that a callback over WebSocket awaits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ._awaited import Awaited, result_of
from ._component_id import ComponentId
from ._components import Fdc3Intents
from ._fdc3_commands import App, intent_command
from ._fdc3_values import IntentResult

if TYPE_CHECKING:
    from .fdc3_contexts import Context


_RESULT = Awaited(
    "raise_intent",
    Fdc3Intents,
    IntentResult.from_prop,
    example='await raise_intent("id of the Fdc3Intents", "ViewChart", context)',
    instead="return fdc3.intent(…) to the Fdc3Intents' raiseIntent, and read its result with on_intent_result",
)


async def raise_intent(
    id: ComponentId, name: str, context: Context | Mapping[str, Any], /, *, app: App | None = None
) -> IntentResult:
    """Raises an intent through the `Fdc3Intents` with this id in the page, and waits for the result.

    For `async` callbacks and handlers over WebSocket, as `dash_glue42.invoke`. `asyncio.gather` runs several at once.
    An app may ask its user before it answers. The page waits for an hour at most; `asyncio.timeout` limits it further.

    Args:
        id: The id of the `Fdc3Intents`.
        name: The intent, as in `intent`, like the context and the option that follow.
        context: See `intent`.
        app: See `intent`.

    Returns:
        The result; that of a failed intent has its `error` and `code`. No other callback sees it.

    Raises:
        NoWebSocketError: The callback has no WebSocket to the page.
        ComponentNotFoundError: The page has no `Fdc3Intents` with this id.
        WebsocketDisconnected: The page has gone (an exception of Dash, which ends the callback quietly).
        TypeError: An option has the wrong type.
        ValueError: An option has the right type and a wrong value, or the context does not fit the model of its type.

    Example:
        >>> @app.callback(Output("answer", "children"), Input("ask", "n_clicks"), websocket=True)
        ... async def ask(_clicks):
        ...     result = await fdc3.raise_intent("intents", "ViewQuote", fdc3.Instrument(id={"ticker": "AAPL"}))
        ...     return result.context.value if isinstance(result.context, fdc3.Valuation) else result.error
    """
    # The page ends each intent that it has.
    return await result_of(_RESULT, id, intent_command("raise_intent", name, context, app), math.inf)
