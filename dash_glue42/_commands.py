"""Commands: functions that return the value for a component's Command prop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast, overload

from ._call import checked_dict, merged, without_none
from ._checks import check_texts
from ._json import json_dict, json_value
from ._shapes import as_list

_CLICK_CALL = 'click_call(method="…")'


def update_context(*, data: Any, name: str | None = None) -> dict[str, Any]:
    """Merges top-level keys into a context, and creates the context if there is none.

    Args:
        data: A dict, a pydantic model or a dataclass. A key that is None is removed, and so is one that is NaN or NaT,
            since JSON has None for these.
        name: The context. Without it the command is for one `Context` component, which has a name of its own.

    Returns:
        A value for `Contexts.update`, or without `name` for `Context.update`.

    Raises:
        TypeError: `data` has no keys.

    Example:
        >>> update_context(name="prices", data={"EUR": 1.07})
        {'name': 'prices', 'data': {'EUR': 1.07}}
    """
    return _data_command("update_context", data, name)


def set_context(*, data: Any, name: str | None = None) -> dict[str, Any]:
    """Replaces all data of a context, and creates the context if there is none.

    Args:
        data: A dict, a pydantic model or a dataclass.
        name: The context. Without it the command is for one `Context` component.

    Returns:
        A value for `Contexts.set`, or without `name` for `Context.set`.

    Raises:
        TypeError: `data` has no keys.

    Example:
        >>> set_context(name="prices", data={"EUR": 1.07})
        {'name': 'prices', 'data': {'EUR': 1.07}}
    """
    return _data_command("set_context", data, name)


def set_context_path(*, path: str, data: Any, name: str | None = None) -> dict[str, Any]:
    """Writes one place of a context.

    Args:
        path: The place; a dot goes one level down. A key that has a dot in it needs `update_context`.
        data: Any JSON.
        name: The context. Without it the command is for one `Context` component.

    Returns:
        A value for `Contexts.setPath`, or without `name` for `Context.setPath`.

    Example:
        >>> set_context_path(name="prices", path="EUR.bid", data=1.07)
        {'name': 'prices', 'path': 'EUR.bid', 'data': 1.07}
    """
    return {**without_none({"name": name}), "path": path, "data": json_value(data)}


@overload
def set_context_paths(*, paths: Mapping[str, Any], name: None = None) -> list[dict[str, Any]]: ...
@overload
def set_context_paths(*, paths: Mapping[str, Any], name: str) -> dict[str, Any]: ...
def set_context_paths(*, paths: Mapping[str, Any], name: str | None = None) -> dict[str, Any] | list[dict[str, Any]]:
    """Writes several places of a context, in the order of the dict.

    Args:
        paths: From each path to its data, any JSON.
        name: The context. Without it the command is for one `Context` component.

    Returns:
        A value for `Contexts.setPaths`, or without `name` for `Context.setPaths`.

    Raises:
        TypeError: `paths` is not a dict.

    Example:
        >>> set_context_paths(name="prices", paths={"EUR.bid": 1.07})
        {'name': 'prices', 'paths': [{'path': 'EUR.bid', 'data': 1.07}]}
    """
    checked = checked_dict("set_context_paths: paths", paths, "a dict, from each path to its data") or {}
    entries = [{"path": path, "data": json_value(data)} for path, data in checked.items()]
    return entries if name is None else {"name": name, "paths": entries}


def destroy_context(*, name: str) -> dict[str, Any]:
    """Removes a context.

    Args:
        name: The context.

    Returns:
        A value for `Contexts.destroy`.

    Example:
        >>> destroy_context(name="prices")
        {'name': 'prices'}
    """
    return {"name": name}


def join_channel(*, name: str) -> dict[str, Any]:
    """Joins a channel and leaves the current one.

    Args:
        name: The channel.

    Returns:
        A value for `Channels.join`.

    Example:
        >>> join_channel(name="Red")
        {'name': 'Red'}
    """
    return {"name": name}


def leave_channel() -> dict[str, Any]:
    """Leaves the current channel.

    Returns:
        A value for `Channels.leave`.

    Example:
        >>> leave_channel()
        {}
    """
    return {}


def publish_to_channel(*, data: Any, name: str | None = None) -> dict[str, Any]:
    """Merges keys into the data of a channel.

    Args:
        data: A dict, a pydantic model or a dataclass. A dot in a key goes one level down.
        name: The channel; without it the current one.

    Returns:
        A value for `Channels.publish`.

    Raises:
        TypeError: `data` has no keys.

    Example:
        >>> publish_to_channel(data={"ticker": "EURUSD"})
        {'data': {'ticker': 'EURUSD'}}
    """
    return {**without_none({"name": name}), "data": json_dict(data, f"publish_to_channel: data={data!r}: a channel")}


def open_window(
    *,
    name: str,
    url: str,
    width: int | None = None,
    height: int | None = None,
    left: int | None = None,
    top: int | None = None,
    title: str | None = None,
    mode: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Opens a window.

    Args:
        name: The window's name, unique among the windows that are open.
        url: The address of its page, whole or relative to this page.
        width: In pixels; the platform chooses what is left out.
        height: In pixels.
        left: In pixels.
        top: In pixels.
        title: The window's title, where the platform shows one.
        mode: The kind of window, where the platform has several.
        options: Further options of the platform.

    Returns:
        A value for `Windows.open`.

    Raises:
        TypeError: `name` or `url` is not a text, an option has no form in JSON, or is given by name and in `options`.

    Example:
        >>> open_window(name="details", url="/details", width=600)
        {'name': 'details', 'url': '/details', 'options': {'width': 600}}
    """
    check_texts("open_window", name=name, url=url)
    named = {"width": width, "height": height, "left": left, "top": top, "title": title, "mode": mode}
    all_options = _options("open_window", options, named)
    return {"name": name, "url": url, **({"options": all_options} if all_options else {})}


def notify(
    *,
    title: str,
    body: str | None = None,
    click_interop: Mapping[str, Any] | None = None,
    actions: Sequence[Mapping[str, Any]] | None = None,
    severity: str | None = None,
    source: str | None = None,
    type: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Raises a notification.

    Args:
        title: Its title.
        body: Its text.
        click_interop: What a click on it invokes, a `click_call`.
        actions: Its buttons, made by `notification_action`.
        severity: "Low", "Medium", "High", "Critical" or "None", where the platform shows it.
        source: The name of the app that raises it.
        type: "Notification" or "Alert".
        options: Further options of the platform.

    Returns:
        A value for `Notifications.notify`.

    Raises:
        TypeError: `title` is not a text, `click_interop` is not a dict, an option has no form in JSON, or is given by
            name and in `options`.

    Example:
        >>> notify(title="Order filled", click_interop=click_call(method="ShowOrders"))
        {'title': 'Order filled', 'clickInterop': {'method': 'ShowOrders'}}
    """
    check_texts("notify", title=title)
    named = {
        "title": title,
        "body": body,
        "clickInterop": checked_dict("notify: click_interop", click_interop, _CLICK_CALL),
        "actions": actions,
        "severity": severity,
        "source": source,
        "type": type,
    }
    return _options("notify", options, named)


def notification_action(*, action: str, title: str, interop: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One button of a notification.

    Args:
        action: Its name, which `Notifications.clicked` reports.
        title: What it shows.
        interop: What a click on it invokes, a `click_call`.

    Returns:
        An entry of `actions` of `notify`.

    Raises:
        TypeError: `interop` is not a dict.

    Example:
        >>> notification_action(action="show", title="Show all")
        {'action': 'show', 'title': 'Show all'}
    """
    checked = checked_dict("notification_action: interop", interop, _CLICK_CALL)
    return without_none({"action": action, "title": title, "interop": json_value(checked)})


def click_call(
    *, method: str, arguments: Mapping[str, Any] | None = None, target: Literal["best", "all"] | None = None
) -> dict[str, Any]:
    """The invocation that a click on a notification makes.

    Args:
        method: The method's name.
        arguments: Its arguments, any JSON.
        target: "best" (default) or "all".

    Returns:
        A value for `click_interop` of `notify` and `interop` of `notification_action`.

    Example:
        >>> click_call(method="ShowOrder", arguments={"id": 7})
        {'method': 'ShowOrder', 'arguments': {'id': 7}}
    """
    return without_none({"method": method, "arguments": json_value(arguments), "target": target})


def push_to_stream(
    items: Any, /, *, branch: str | Sequence[str] | None = None, subscription: str | None = None
) -> dict[str, Any]:
    """Publishes items to the subscribers of a stream.

    Args:
        items: An item or a list of items: dicts, pydantic models, dataclasses.
        branch: The branch whose subscribers get them, or a list of branches. Without it all subscribers get them, or
            those whom `branchBy` of the `StreamPublish` chooses.
        subscription: The "id" of an entry of `StreamPublish.subscribers`, for one subscriber alone.

    Returns:
        A value for `StreamPublish.push`, alone or in a list.

    Raises:
        TypeError: An item is no dict, model or dataclass, or has no form in JSON; an option is not a text.
        ValueError: `branch` names no branch.

    Example:
        >>> push_to_stream([{"symbol": "EURUSD", "mid": 1.07}])
        {'data': [{'symbol': 'EURUSD', 'mid': 1.07}]}
    """
    data = json_value(items, "items")
    rows = as_list(data)
    wrong = [row for row in rows if type(row) is not dict]
    if wrong:
        raise TypeError(
            f"push_to_stream: {wrong[0]!r} is not an item: give a dict, a model, a dataclass, or a list of them"
        )
    if branch is not None:
        branches = cast("Sequence[Any]", branch if isinstance(branch, (list, tuple)) else [branch])
        for text in branches:
            check_texts("push_to_stream", branch=text)
        if not branches or not all(branches):
            raise ValueError(f"push_to_stream: branch={branch!r}: give the name of a branch, or leave it out for all")
    check_texts("push_to_stream", **without_none({"subscription": subscription}))
    return {"data": data, **json_value(without_none({"branch": branch, "subscription": subscription}))}


def _data_command(public_name: str, data: Any, name: str | None) -> dict[str, Any]:
    written = json_dict(data, f"{public_name}: data={data!r}: a context")
    return written if name is None else {"name": name, "data": written}


def _options(public_name: str, options: Mapping[str, Any] | None, named: Mapping[str, Any]) -> dict[str, Any]:
    return json_value(merged(public_name, "options", options, without_none(named)), public_name)
