"""Values of FDC3, as handlers and callbacks see them: where a context comes from, raised intents and their results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ._call import without_none
from ._errors import InteropError, ResultError
from ._fdc3_reading import context_dict, error_place, fitted, model_of, plain_context

if TYPE_CHECKING:
    from .fdc3_contexts import Context

Model = TypeVar("Model", bound="Context")


class Refusal(InteropError):
    """Raised by a handler to refuse an intent. A handler with Outputs that are to be written returns it instead.

    FDC3 has no text for a refusal: the message, word for word, and the code "refused" reach an app on the bus of this
    package, others on that bus only "IntentHandlerRejected". Over an agent of FINOS's `getAgent()` the app that raised
    the intent gets an empty result. `InteropError` does the same.

    Example:
        >>> raise fdc3.Refusal("No entitlement for LSE.")
    """


class IntentError(ResultError):
    """Raised by `IntentResult.raise_for_error()` and `IntentResult.context_as(…)`: an intent that was raised failed.

    Attributes:
        result: The `IntentResult`, with its `code` and `meta`.
    """

    result: IntentResult


@dataclass(frozen=True)
class Source:
    """The app that a context or an intent comes from. A handler's parameter that is annotated `Source` gets it.

    It is an `app` for `intent`. What an app says about itself proves nothing.

    Attributes:
        app_id: The app's id; None where the desktop agent does not say who it is, and for the context that a channel
            holds already when the page joins it.
        instance_id: The id of the running instance.
    """

    app_id: str | None = None
    instance_id: str | None = None

    @classmethod
    def from_prop(cls, value: Mapping[str, Any] | None) -> Source:
        """The app in "source" of what a component of FDC3 reports.

        Args:
            value: A dict {"appId", "instanceId"}, or None.
        """
        return cls(value.get("appId"), value.get("instanceId")) if value else cls()

    def to_plotly_json(self) -> dict[str, Any]:
        """The dict of FDC3 again. The name is the one that Dash looks for when it writes JSON."""
        return without_none({"appId": self.app_id, "instanceId": self.instance_id})


@dataclass(frozen=True)
class Channel:
    """A channel as the result of an intent: the app that raised it goes on talking there.

    Attributes:
        id: The id of a user channel or app channel.

    Example:
        >>> @fdc3.on_intent("prices", app=app)
        ... def offer_prices(instrument: fdc3.Instrument):
        ...     return fdc3.Channel("prices-of-the-desk")
    """

    id: str

    def __post_init__(self) -> None:
        if not isinstance(cast("Any", self.id), str) or not self.id:
            problem = ValueError if self.id == "" else TypeError
            raise problem(f"Channel: {self.id!r} is not the id of a channel: give a text")


@dataclass(frozen=True)
class RaisedIntent:
    """An intent that another app raises. A handler's parameter that is annotated `RaisedIntent` gets all of it.

    Attributes:
        invocation_id: Unique.
        intent: The intent's name.
        context: The context as it came, a dict, unchecked.
        source: The app that raises it.

    Example:
        With `deferResult=True` another callback answers later:

        >>> @app.callback(Output("order", "result"), Input("yes", "n_clicks"), State("order", "raised"))
        ... def say_yes(_clicks, raised):
        ...     return fdc3.RaisedIntent.from_prop(raised).answer(fdc3.TransactionResult(status="Created"))
    """

    invocation_id: str
    intent: str
    context: Mapping[str, Any]
    source: Source

    @classmethod
    def from_prop(cls, value: Mapping[str, Any] | None) -> RaisedIntent:
        """The intent in a value of the prop `Fdc3IntentListener.raised`.

        Args:
            value: The prop's value.

        Raises:
            ValueError: `value` is None, as the prop is before the first intent.
        """
        if value is None:
            raise ValueError("no intent yet: give the callback prevent_initial_call=True, or use on_intent")
        return cls(value["invocationId"], value["intent"], value["context"], Source.from_prop(value.get("source")))

    def answer(self, result: Any = None) -> dict[str, Any]:
        """The value for the prop `result` that ends the intent.

        Args:
            result: A context (a model, or a dict with a "type"), a `Channel`, or None for an intent without a result.

        Raises:
            TypeError: `result` is something else.
            ValueError: `result` is a context that does not fit the model of its type.
        """
        if isinstance(result, Channel):
            return {"invocationId": self.invocation_id, "channelId": result.id}
        context = None if result is None else context_dict(result)
        return without_none({"invocationId": self.invocation_id, "context": context})

    def refusal(self, message: str) -> dict[str, Any]:
        """The value for the prop `result` that refuses the intent.

        Args:
            message: See `Refusal`.
        """
        return {"invocationId": self.invocation_id, "error": {"message": message}}


@dataclass(frozen=True)
class IntentResult:
    """How an intent that this app has raised has ended: a value of `Fdc3Intents.result`.

    Attributes:
        raise_id: That of the command, exactly.
        intent: The intent's name; of one that was raised for a context the one that was chosen.
        source: The app that has got the intent; None where no app has.
        context: The model of the context that the app returned; None when it failed or returned none.
        channel_id: The id of the channel that the app returned, for the `channelId` of an `Fdc3Context`.
        error: Why it failed, one line; None when it succeeded.
        code: The error's code, such as "method_not_found"; None when it succeeded.
        fdc3_error: The name of the error in FDC3, such as "NoAppsFound", where it has one.
        meta: That of the command, exactly.

    Example:
        >>> @fdc3.on_intent_result("intents", Output("answer", "children"), app=app)
        ... def show(result: fdc3.IntentResult):
        ...     return result.context.value if isinstance(result.context, fdc3.Valuation) else result.error
    """

    raise_id: str
    intent: str | None = None
    source: Source | None = None
    # Of any type, which the annotation of a model would not allow to read.
    context: Any = None
    channel_id: str | None = None
    error: str | None = None
    code: str | None = None
    fdc3_error: str | None = None
    meta: Any = None

    @classmethod
    def from_prop(cls, value: Mapping[str, Any] | None) -> IntentResult:
        """The result in a value of the prop `Fdc3Intents.result`.

        Args:
            value: The prop's value.

        Raises:
            ValueError: `value` is None, as the prop is before the first result.
        """
        if value is None:
            raise ValueError("no result yet: give the callback prevent_initial_call=True, or use on_intent_result")
        context, failure = _returned(value)
        error = failure or {}
        source = value.get("source")
        return cls(
            # Of one that is awaited it is the id of its invocation.
            raise_id=value.get("raiseId") or value["invocationId"],
            intent=value.get("intent"),
            source=Source.from_prop(source) if source else None,
            context=context,
            channel_id=value.get("channelId"),
            error=None if failure is None else str(error.get("message") or "the intent failed"),
            code=error.get("code"),
            fdc3_error=error.get("fdc3"),
            meta=value.get("meta"),
        )

    @property
    def ok(self) -> bool:
        """Whether it succeeded; an app that returns nothing has succeeded too."""
        return self.error is None

    def raise_for_error(self) -> IntentResult:
        """Raises the failure of the intent, if it failed.

        Returns:
            This result.

        Raises:
            IntentError: The intent failed.
        """
        if not self.ok:
            raise IntentError(self)
        return self

    def context_as(self, model: type[Model]) -> Model:
        """The context that the app returned, if it is of this model.

        Args:
            model: Such as `fdc3.Valuation`, or a model of your own.

        Raises:
            IntentError: The intent failed.
            ValueError: The app returned no context, or one that does not fit.

        Example:
            >>> value = result.context_as(fdc3.Valuation).value
        """
        context = self.raise_for_error().context
        if context is None:
            raise ValueError(f"context_as: the app returned no context, but {model.__name__} is wanted")
        with error_place("context_as"):
            return context if isinstance(context, model) else cast("Model", fitted(model, plain_context(context)))


def _returned(value: Mapping[str, Any]) -> tuple[Context | None, Mapping[str, Any] | None]:
    """The context and the error of a result: a context that does not fit is an error, and no program gets it."""
    error: Mapping[str, Any] | None = value.get("error")
    if error is not None or value.get("context") is None:
        return None, error
    try:
        return model_of(value["context"]), None
    except (TypeError, ValueError) as problem:
        message = f"The app that handles the intent returned no valid result: {problem}"
        return None, {"message": message, "code": "no_result", "fdc3": "NoResultReturned"}
