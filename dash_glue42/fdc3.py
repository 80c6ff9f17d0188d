"""FDC3: the contexts and intents of financial desktops, in handlers and callbacks.

Contexts are pydantic models, one for each type of FDC3 2.2: `Action`, `Chart`, `ChatInitSettings`, `ChatMessage`,
`ChatRoom`, `ChatSearchCriteria`, `Contact`, `ContactList`, `Country`, `Currency`, `Email`, `FileAttachment`,
`Instrument`, `InstrumentList`, `Interaction`, `Message`, `Nothing`, `Order`, `OrderList`, `Organization`, `Portfolio`,
`Position`, `Product`, `TimeRange`, `Trade`, `TradeList`, `TransactionResult`, `Valuation`. The type is filled in, and
keys that a model does not name are kept. `Context` is the base of the models, and of those of your own types.

Example:
    >>> instrument = fdc3.Instrument(id={"ticker": "AAPL"}, name="Apple")
    >>> instrument.type, instrument.id.ticker
    ('fdc3.instrument', 'AAPL')
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ._fdc3_awaited import raise_intent
from ._fdc3_commands import broadcast, intent, intent_for
from ._fdc3_handlers import on_context, on_intent, on_intent_result
from ._fdc3_reading import contexts, read
from ._fdc3_values import Channel, IntentError, IntentResult, RaisedIntent, Refusal, Source

# Without the models: help() would show thousands of lines that they inherit.
__all__ = [
    "Channel",
    "IntentError",
    "IntentResult",
    "RaisedIntent",
    "Refusal",
    "Source",
    "broadcast",
    "contexts",
    "intent",
    "intent_for",
    "on_context",
    "on_intent",
    "on_intent_result",
    "raise_intent",
    "read",
]

if TYPE_CHECKING:
    from .fdc3_contexts import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        """Loads the models, which takes time, with the first use of one."""
        if not name.startswith("_"):
            models = importlib.import_module(".fdc3_contexts", __package__)
            if name in models.__all__:
                return getattr(models, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    models = importlib.import_module(".fdc3_contexts", __package__)
    return sorted({*__all__, *models.__all__, *(name for name in globals() if name.startswith("__"))})
