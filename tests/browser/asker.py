"""A Dash app that invokes methods with `MethodInvoke`, and pages whose JavaScript answers."""

import json
from collections.abc import Callable
from typing import Any

from dash import Dash, Input, html
from playwright.sync_api import Page
from support.dash_app import AppServer, Calls, new_app

from dash_glue42 import Glue42, MethodInvoke

OFFER = """
async ([name, handler]) => {
    const glue = await window.glue42dash.glueInstancePromise;
    await glue.interop.register(name, eval(handler));
}
"""


def offer(page: Page, name: str, handler: str) -> None:
    """Registers a method on a page whose `Glue42` connects; the handler is a JavaScript function."""
    page.evaluate(OFFER, [name, handler])


def instance_of(page: Page) -> str:
    """What tells this page from another of the same app."""
    return page.evaluate("() => window.glue42dash.glueInstance.interop.instance.instance")


class Asker:
    """The app at /asker/. Commands are written by the page's JavaScript; a callback of the server sees the results."""

    def __init__(self, server: AppServer, open_page: Callable[[str], Page], *children: Any, **props: Any) -> None:
        self._open_page = open_page
        self.seen = Calls()
        self.app: Dash = new_app("/asker/", title="Asker")
        self.app.layout = Glue42([html.H1("Asker"), MethodInvoke(id="ask", **props), *children], id="glue")
        self.app.callback(Input("ask", "result"), prevent_initial_call=True)(self._see)
        server.mount(self.app)

    def _see(self, result: dict[str, Any]) -> None:
        self.seen.add(result)

    def open(self) -> "Asker":
        self.page = self._open_page("/asker/")
        self.page.locator("h1").wait_for()
        return self

    def write(self, *commands: Any) -> None:
        """All in one tick, as a clientside callback may do it."""
        # As text: of one object given twice Playwright makes one object, which is one command.
        self.page.evaluate(
            "text => JSON.parse(text).forEach(invoke => dash_clientside.set_props('ask', {invoke}))",
            json.dumps(commands),
        )

    def results(self, count: int) -> list[dict[str, Any]]:
        """The first ones that the callback has seen."""
        self.seen.wait_until_ended(count)
        return self.seen.values[:count]

    def ask(self, command: Any) -> dict[str, Any]:
        """Writes one command and waits for the result that comes next."""
        count = self.seen.ended + 1
        self.write(command)
        return self.results(count)[-1]
