"""Commands of FDC3: functions that return the value for a component's Command prop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, overload

from ._call import without_none
from ._checks import check_texts
from ._fdc3_reading import context_dict, error_place
from ._fdc3_values import Source
from ._json import json_value

if TYPE_CHECKING:
    from .fdc3_contexts import Context

App = str | Mapping[str, Any] | Source


@overload
def broadcast(context: Context | Mapping[str, Any], /) -> dict[str, Any]: ...
@overload
def broadcast(*contexts: Context | Mapping[str, Any]) -> dict[str, Any] | list[dict[str, Any]]: ...
def broadcast(*contexts: Context | Mapping[str, Any]) -> dict[str, Any] | list[dict[str, Any]]:
    """Broadcasts a context on the channel of an `Fdc3Context`, or several: those that say less first.

    Args:
        *contexts: Models, or dicts with a "type", which the model of their type checks and completes.

    Returns:
        A value for `Fdc3Context.broadcast`.

    Raises:
        TypeError: There is no context, or one is no dict and no model.
        ValueError: A context has no type, or does not fit the model of its type.

    Example:
        >>> fdc3.broadcast(fdc3.Instrument(id={"ticker": "AAPL"}))
        {'type': 'fdc3.instrument', 'id': {'ticker': 'AAPL'}}
    """
    if not contexts:
        raise TypeError("broadcast: give a context")
    with error_place("broadcast"):
        written = [context_dict(context) for context in contexts]
    return written if len(written) > 1 else written[0]


def intent(
    name: str,
    context: Context | Mapping[str, Any],
    /,
    *,
    app: App | None = None,
    raise_id: str | None = None,
    meta: Any = None,
) -> dict[str, Any]:
    """Raises an intent: an app that handles it gets the context.

    Args:
        name: The intent, such as "ViewChart".
        context: A model, or a dict with a "type"; `fdc3.Nothing()` where the intent needs none.
        app: The app that shall get it: its id, a `Source` for a running instance, or a dict {"appId", "instanceId"?}.
            Without it the desktop agent or the user chooses.
        raise_id: Comes back with the result, exactly; one is made when absent.
        meta: Any JSON; comes back with the result, exactly.

    Returns:
        A value for `Fdc3Intents.raiseIntent`, alone or in a list.

    Raises:
        TypeError: An option has the wrong type.
        ValueError: An option has the right type and a wrong value, or the context does not fit the model of its type.

    Example:
        >>> fdc3.intent("ViewChart", fdc3.Instrument(id={"ticker": "AAPL"}), app="charts")
        {'intent': 'ViewChart', 'context': {'type': 'fdc3.instrument', 'id': {'ticker': 'AAPL'}}, 'app': 'charts'}
    """
    return intent_command("intent", name, context, app, raise_id, meta)


def intent_for(
    context: Context | Mapping[str, Any],
    /,
    *,
    app: App | None = None,
    raise_id: str | None = None,
    meta: Any = None,
) -> dict[str, Any]:
    """Raises an intent that fits a context: which one, the desktop agent or the user chooses.

    Args:
        context: As in `intent`, like the options that follow.
        app: See `intent`.
        raise_id: See `intent`.
        meta: See `intent`.

    Returns:
        A value for `Fdc3Intents.raiseIntent`, alone or in a list.

    Raises:
        TypeError: An option has the wrong type.
        ValueError: An option has the right type and a wrong value, or the context does not fit the model of its type.

    Example:
        >>> fdc3.intent_for(fdc3.Contact(id={"email": "jane@mail.com"}))
        {'context': {'type': 'fdc3.contact', 'id': {'email': 'jane@mail.com'}}}
    """
    return _command("intent_for", context, app, raise_id, meta)


def intent_command(
    public_name: str, name: Any, context: Any, app: Any, raise_id: Any = None, meta: Any = None
) -> dict[str, Any]:
    """As `intent`. The error texts begin with `public_name`."""
    if not isinstance(name, str) or not name:
        problem = ValueError if name == "" else TypeError
        raise problem(f"{public_name}: {name!r} is not the name of an intent: give a text")
    return {"intent": name, **_command(public_name, context, app, raise_id, meta)}


def _command(public_name: str, context: Any, app: Any, raise_id: Any, meta: Any) -> dict[str, Any]:
    check_texts(public_name, **without_none({"raise_id": raise_id}))
    with error_place(public_name):
        written = context_dict(context)
    options = {"app": _app(public_name, app), "raiseId": raise_id, "meta": json_value(meta, "meta")}
    return {"context": written, **without_none(options)}


def _app(public_name: str, app: Any) -> str | dict[str, Any] | None:
    if app is None or (isinstance(app, str) and app):
        return app
    written: dict[str, Any] = json_value(app, "app") if isinstance(app, (Source, Mapping)) else {}
    if not isinstance(written.get("appId"), str):
        problem = ValueError if isinstance(app, (str, Source, Mapping)) else TypeError
        raise problem(
            f'{public_name}: app={app!r}: give the id of an app, a Source that has one, or a dict {{"appId", '
            '"instanceId"?}'
        )
    return written
