"""Pages of an app in a browser, and another application on the bus that they share."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dash import Dash

from .._call import Target, merged
from .._json import json_dict, json_value
from .._models import Result
from .._signatures import names_around
from ._peer import CALL, PATH, PATIENCE_MS, Peer, join_bus
from ._servers import Apps, Server
from ._workers import without_bus

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


class Bus:
    """The embedded bus of a browser, with pages of the app that is tested and another application, the test.

    It is the fixture `bus`.

    Args:
        browser: Playwright's.

    Example:
        >>> def test_a_sum(bus):
        ...     page = bus.open(app)
        ...     assert bus.invoke("Sum", a=37, b=5).returned == {"sum": 42}
    """

    def __init__(self, browser: Browser) -> None:
        self._context = browser.new_context()
        self._context.set_default_timeout(PATIENCE_MS)
        self._apps = Apps()
        self._server: Server | None = None
        self._peer: Peer | None = None
        self._pages: list[Page] = []

    def open(self, app: Dash, path: str = "") -> Page:
        """Opens a page of the app in a new tab, and waits until it is on the bus.

        Args:
            app: The app. It is served by this process; its callbacks run in threads. Further apps share the origin, and
                with it the bus, if each has a `url_base_pathname` of its own.
            path: The path of the page within the app.

        Returns:
            Playwright's page.

        Raises:
            ValueError: The app cannot be served beside those that are open; the message says why.

        Example:
            >>> page = bus.open(app)
            >>> page.click("#buy")
            >>> expect(page.locator("#answer")).to_have_text("Settles in 2 days")
        """
        config: Any = app.config
        prefix: str = config.requests_pathname_prefix
        if self._server:
            self._apps.add(prefix, app.server)
        else:
            self._server = self._apps.serve(prefix, app.server)
        page = self._context.new_page()
        join_bus(page, self._server.origin + prefix + path.lstrip("/"))
        self._pages.append(page)
        if self._peer is None:
            self._peer = Peer(self._context.new_page(), self._server.origin + prefix + PATH)
            page.bring_to_front()
        return page

    def invoke(
        self,
        method: str,
        /,
        *,
        target: Target = "best",
        timeout_ms: float = PATIENCE_MS,
        wait_ms: float = PATIENCE_MS,
        arguments: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Result:
        """Invokes a method, as another application on the bus.

        Args:
            method: Its name.
            target: "best", "all", an instance (`result.executed_by`, a dict) or several.
            timeout_ms: How long to wait for the answer, in milliseconds.
            wait_ms: How long to wait for the method to appear, in milliseconds.
            arguments: Arguments whose names are those of the options above, or not valid in Python.
            **named: The arguments: any JSON, pydantic models, dataclasses, datetimes, numpy values.

        Returns:
            The result; that of a failed invocation has its `error` and `code`.

        Example:
            >>> bus.invoke("Sum", a=37, b=5).returned
            {'sum': 42}
        """
        args = json_value(merged("bus.invoke", "arguments", arguments, named), "arguments")
        options = {"methodResponseTimeoutMs": timeout_ms, "waitTimeoutMs": wait_ms}
        return Result.from_prop(self._other().invoke(method, args, json_value(target, "target"), options))

    def register(self, method: str | Mapping[str, Any], handler: Callable[..., Any]) -> None:
        """Offers a method, as another application on the bus.

        The handler is called while the test waits for the browser: within `bus.invoke` or Playwright's `expect`.

        Args:
            method: Its name, or a dict with "name" and further keys of its definition.
            handler: Gets the arguments by name, as a handler of `on_invoke`. It refuses by `raise InteropError("…")`.

        Example:
            >>> bus.register("Quote", lambda symbol: {"price": 101.5})
        """
        definition = {"name": method} if isinstance(method, str) else json_dict(method, f"bus.register: {method!r}")
        self._other().register(definition, handler, names_around(handler, inspect.currentframe()))

    def context(self, name: str, /) -> BusContext:
        """A context, as another application sees it.

        Args:
            name: Its name.

        Example:
            >>> bus.context("Portfolio").update(client="Acme")
        """
        return BusContext(self._other(), name)

    def channel(self, name: str, /) -> BusChannel:
        """A channel.

        Args:
            name: Its name.

        Example:
            >>> bus.channel("Red").join()
        """
        return BusChannel(self._other(), self._pages[-1], name)

    @property
    def peer(self) -> Page:
        """The other application, a page without Dash, whose JavaScript has the bus and the FDC3 desktop agent.

        Example:
            >>> bus.peer.evaluate("() => fdc3.broadcast({type: 'fdc3.instrument', id: {ticker: 'AAPL'}})")
        """
        return self._other().page

    @contextmanager
    def away(self) -> Generator[None]:
        """Takes the bus away from all pages while the block runs. After it, all pages are on the bus again.

        Example:
            >>> with bus.away():
            ...     expect(page.locator("#status")).to_have_text("disconnected")
        """
        self._other()
        assert self._server
        with without_bus(self._context, self._server.origin):
            yield

    def close(self) -> None:
        """Ends what the bus was made of. The fixture does it after the test."""
        self._context.close()
        if self._server:
            self._server.stop()

    def _other(self) -> Peer:
        if self._peer is None:
            raise RuntimeError("the bus has no pages yet: call bus.open(app) first")
        return self._peer


class BusContext:
    """A context, as another application sees it."""

    def __init__(self, peer: Peer, name: str) -> None:
        self._peer = peer
        self._name = name

    def update(self, **data: Any) -> None:
        """Merges top-level keys."""
        self._peer.call("contexts", "update", self._name, json_value(data))

    def set(self, **data: Any) -> None:
        """Replaces all data."""
        self._peer.call("contexts", "set", self._name, json_value(data))

    def wait_for(self, **data: Any) -> dict[str, Any]:
        """Waits until the context has these keys with these values. Returns all its data."""
        return self._peer.wait_for_context(self._name, json_value(data))


class BusChannel:
    """A channel: for the page that was opened last, and for another application."""

    def __init__(self, peer: Peer, page: Page, name: str) -> None:
        self._peer = peer
        self._page = page
        self._name = name

    def join(self) -> None:
        """Puts the page that was opened last on the channel, as a container does whose user chooses it."""
        self._page.evaluate(CALL, ["channels", "join", self._name])

    def leave(self) -> None:
        """Takes the page that was opened last off its channel."""
        self._page.evaluate(CALL, ["channels", "leave"])

    def publish(self, **data: Any) -> None:
        """Merges keys into the channel's data, as another application."""
        self._peer.call("channels", "publish", json_value(data), self._name)
