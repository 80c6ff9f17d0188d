"""The exceptions of this package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._models import Result

# The codes that an app may use of itself when it refuses an invocation (`busError.ts`); others count as "refused".
CALLEE_CODES = frozenset(
    {
        "refused",
        "invalid_arguments",
        "callback_failed",
        "no_result",
        "no_callback",
        "queue_full",
        "removed",
        "timeout",
        "rejected",
    }
)


class GlueError(Exception):
    """The base of the exceptions that this package raises of its own."""


class InteropError(GlueError):
    """Raised by a handler to refuse an invocation: the caller gets the message word for word, and the code "refused".

    A refusal is an answer like any other: nothing is logged, `on_error` is not called, and further Outputs keep their
    values. A method without `returns=True` has answered its caller already; there the refusal is logged as a
    warning of the logger `dash_glue42`.

    Example:
        >>> raise InteropError("The account 4711 is closed.")

        A handler with Outputs that are to be written returns it in the result's place:

        >>> return InteropError("The account 4711 is closed."), "refused an order"
    """


class ResultError(GlueError):
    """The base of the exceptions that have the result which they are about."""

    def __init__(self, result: Any) -> None:
        super().__init__(result.error)
        self.result = result

    def __reduce__(self) -> tuple[type[ResultError], tuple[Any]]:
        # For background callbacks: by default Python would copy the exception by its message.
        return type(self), (self.result,)


class InvocationError(ResultError):
    """Raised by `Result.raise_for_error()` and `Result.returned_as(…)`: an invocation of another app's method failed.

    Attributes:
        result: The `Result` of the invocation, with its `code`, `responses` and `meta`.
    """

    result: Result


class NoWebSocketError(GlueError, RuntimeError):
    """Raised by `invoke` where its callback has no WebSocket to the page."""


class ComponentNotFoundError(GlueError, LookupError):
    """Raised by `invoke` when the page has no `MethodInvoke` with this id."""


class PeerError(GlueError):
    """Raised by a `Peer` that cannot do what it was asked for.

    A failed invocation raises nothing: its `Result` has the error.

    Attributes:
        code: One of those in docs/errors.md, such as "not_connected".
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[type[PeerError], tuple[str, str]]:
        return type(self), (self.code, str(self))
