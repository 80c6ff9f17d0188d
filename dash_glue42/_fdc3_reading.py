"""Contexts of FDC3 as models, and as the dicts that go to the page. The models are loaded when they are needed."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from ._argument_errors import one_line, problems_of
from ._json import json_value

if TYPE_CHECKING:
    from .fdc3_contexts import Context

# How the channels of the bus keep a context: under this and its type, whose dots are encoded, and without the type.
_KEY = "fdc3_"
_ENCODED_DOT = "&"
# Some client libraries report the newest context under this key instead, with its type.
_NEWEST = "fdc3"

_log = logging.getLogger("dash_glue42")


def read(value: Any) -> Context:
    """The context in a dict, as the model of its type.

    Args:
        value: A dict with a "type", or a model.

    Returns:
        A model such as `fdc3.Instrument`; for a type that FDC3 does not define a `fdc3.Context`. Both have all keys.

    Raises:
        TypeError: The value is no dict and no model.
        ValueError: It has no type, or does not fit the model of its type.

    Example:
        >>> fdc3.read({"type": "fdc3.instrument", "id": {"ticker": "AAPL"}}).id.ticker
        'AAPL'
    """
    with error_place("read"):
        return model_of(value)


def contexts(data: Mapping[str, Any] | None) -> dict[str, Context]:
    """The contexts that FDC3 apps have left in the data of a channel or of a context of the bus.

    For apps that have a `Channels` or `Context`, and no `Fdc3Context`. A context that does not fit the model of its
    type is left out, with a warning of the logger `dash_glue42`.

    Args:
        data: "data" of `Channels.my` or of an entry of `Channels.list`, or of `Context.context`; None has no contexts.

    Returns:
        The model of each type, by the type.

    Example:
        >>> fdc3.contexts({"fdc3_fdc3&instrument": {"id": {"ticker": "AAPL"}}})["fdc3.instrument"].id.ticker
        'AAPL'
    """
    found: dict[str, Context] = {}
    for value in _stored(data or {}):
        try:
            context = model_of(value)
        except (TypeError, ValueError) as error:
            _log.warning("contexts: a context is left out: %s", error)
        else:
            found[context.type] = context
    return found


def _stored(data: Mapping[str, Any]) -> Iterator[Any]:
    """What may be contexts, each with its type; the newest comes last."""
    inner = data.get("data")
    if isinstance(inner, dict):
        # The shared context of a channel, as a whole.
        yield from _stored(cast("dict[str, Any]", inner))
    for key, value in data.items():
        if key.startswith(_KEY) and isinstance(value, dict):
            yield {**value, "type": key.removeprefix(_KEY).replace(_ENCODED_DOT, ".")}
    newest: Any = data.get(_NEWEST)
    if isinstance(newest, dict) and "type" in newest:
        yield newest


def model_of(value: Any) -> Context:
    """As `read`. The error texts do not name it."""
    return standard_model(plain_context(value))


def standard_model(plain: dict[str, Any]) -> Context:
    """The context as the model that FDC3 has for its type. Raises ValueError for one that does not fit."""
    from . import fdc3_contexts

    return fitted(fdc3_contexts.MODELS.get(plain["type"], fdc3_contexts.Context), plain)


def plain_context(value: Any) -> dict[str, Any]:
    """The dict of a context, which has a type. Raises TypeError or ValueError for what is none."""
    if isinstance(value, type):
        raise TypeError(f"{value.__name__} is a class and no context: write {value.__name__}(…)")
    plain: Any = json_value(value, "the context")
    if type(plain) is not dict:
        raise TypeError(f'{repr(value)[:100]} is no context: give a dict with a "type", or a model')
    name = cast("dict[str, Any]", plain).get("type")
    if not isinstance(name, str) or not name:
        raise ValueError('the context has no "type", which is a text')
    return cast("dict[str, Any]", plain)


def fitted(model: type[Context], value: dict[str, Any]) -> Context:
    """The context as this model. Raises ValueError for one that does not fit; the message is for its sender, too."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        reason = one_line(problems_of(error, value, (), "key"))
        raise ValueError(f"the context is not a valid {model.__name__}. {reason}") from None


def context_dict(value: Any) -> dict[str, Any]:
    """The dict for the page of a context that the app gives: a model or a dict, which its model completes."""
    return json_value(model_of(value), "the context")


@contextlib.contextmanager
def error_place(place: str) -> Generator[None]:
    """Puts the place before the text of a TypeError or ValueError, but not of one of a kind of its own."""
    try:
        yield
    except (TypeError, ValueError) as error:
        if type(error) not in (TypeError, ValueError):
            raise
        raise type(error)(f"{place}: {error}") from None
