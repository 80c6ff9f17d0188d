"""A Dash app with all Fdc3 components: a page shows what they report, and its JavaScript writes their commands."""

import json
from collections.abc import Callable
from typing import Any

from caller import POLLING
from dash import Input, Output
from playwright.sync_api import Frame, Page
from support.dash_app import AppServer, new_app

from dash_glue42 import Fdc3Channels, Fdc3Context, Fdc3IntentListener, Fdc3Intents, Glue42

# The values of the Events, in order; the States are in the layout.
EVENTS = {"context": ("context",), "listener": ("raised",), "intents": ("delivered", "result", "choices")}
SEEN = "(window.seen ??= {})"
# Before the layout is there, Dash throws.
LAYOUT = "(() => { try { return dash_component_api.getLayout(id).props[prop] ?? null; } catch { return null; } })()"


def mount_desk(server: AppServer, name: str = "desk", **fdc3: Any) -> None:
    """The app is at /NAME/. It answers ViewQuote with a price, and refuses unknown tickers."""
    settings = {key: fdc3.pop(key) for key in ("trustedOrigins",) if key in fdc3}
    app = new_app(f"/{name}/", title=name)
    children = [
        Fdc3Channels(id="channels"),
        Fdc3Context(id="context", every=True),
        Fdc3IntentListener(id="listener", intent="ViewQuote", contextTypes=["fdc3.instrument"]),
        Fdc3Intents(id="intents"),
    ]
    app.layout = Glue42(children, id="glue", settings={**settings, "fdc3": fdc3})
    for component, props in EVENTS.items():
        for prop in props:
            keep = f"value => {{ ({SEEN}['{component}.{prop}'] ??= []).push(value); }}"
            app.clientside_callback(keep, Input(component, prop), prevent_initial_call=True)

    @app.callback(Output("listener", "result"), Input("listener", "raised"), prevent_initial_call=True)
    def quote(raised: dict[str, Any]) -> dict[str, Any]:
        answer = {"invocationId": raised["invocationId"]}
        if raised["context"]["id"]["ticker"] != "AAPL":
            return {**answer, "error": {"message": "No such ticker"}}
        return {**answer, "context": {"type": "fdc3.valuation", "value": 234.5, "CURRENCY_ISOCODE": "USD"}}

    server.mount(app)


def instrument(ticker: str) -> dict[str, Any]:
    return {"type": "fdc3.instrument", "id": {"ticker": ticker}}


class Desk:
    """A page of the app."""

    def __init__(self, page: Page | Frame) -> None:
        self.page = page

    def write(self, component: str, **props: Any) -> None:
        self.page.evaluate(
            "([id, text]) => dash_clientside.set_props(id, JSON.parse(text))", [component, json.dumps(props)]
        )

    def wait_for(self, component: str, prop: str, is_so: Callable[[Any], bool] = bool) -> Any:
        """Until the page has this, which is returned."""
        changed = f"([id, prop, before]) => JSON.stringify({LAYOUT}) !== before"
        text = json.dumps(None)
        while not is_so(json.loads(text)):
            self.page.wait_for_function(changed, arg=[component, prop, text], polling=POLLING)
            text = self.page.evaluate(f"([id, prop]) => JSON.stringify({LAYOUT})", [component, prop])
        return json.loads(text)

    def wait_for_events(self, component: str, prop: str, count: int = 1) -> list[Any]:
        """All that callbacks have been given, once there are so many."""
        key = f"{component}.{prop}"
        self.page.wait_for_function(
            f"([key, count]) => ({SEEN}[key] ?? []).length >= count", arg=[key, count], polling=POLLING
        )
        return self.page.evaluate(f"key => {SEEN}[key]", key)

    def join(self, channel: str) -> None:
        self.write("channels", channel=channel)
        self.wait_for("channels", "current", lambda current: bool(current) and current["id"] == channel)
