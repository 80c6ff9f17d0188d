"""A Dash app with `Channels` and what its callbacks have seen; another app, whose JavaScript uses them too."""

import json
from collections.abc import Callable
from typing import Any

from caller import POLLING
from dash import Dash, Input, html
from playwright.sync_api import Frame, Page
from support.dash_app import AppServer, Calls, new_app

from dash_glue42 import Channels, Glue42

PROP = "(dash_component_api.getLayout('channels').props[name] ?? null)"
REPORTS = ("all", "list", "my", "channel", "error")


class Desk:
    """The app at /desk/; commands are written by the page's JavaScript or by callbacks that a test adds."""

    def __init__(self, server: AppServer, *more: Any, settings: Any = None, **props: Any) -> None:
        self.seen = {prop: Calls() for prop in REPORTS}
        self.app: Dash = new_app("/desk/", title="Desk")
        children = [html.H1("Desk"), html.Button("Go", id="go"), Channels(id="channels", **props), *more]
        self.app.layout = Glue42(children, id="glue", settings=settings)
        for prop in REPORTS:
            self.app.callback(Input("channels", prop), prevent_initial_call=True)(self.seen[prop].add)
        server.mount(self.app)

    def open(self, show: Callable[[str], Page | Frame]) -> "Desk":
        self.page = show("/desk/")
        self.page.evaluate("async () => void (await window.glue42dash.glueInstancePromise)")
        return self

    def write(self, *commands: dict[str, Any]) -> None:
        """All in one tick, one write for each dict."""
        self.page.evaluate(
            "text => JSON.parse(text).forEach(props => dash_clientside.set_props('channels', props))",
            json.dumps(commands),
        )

    def wait_for(self, prop: str, value: Any) -> None:
        """Until the page has this, and a callback has been given it."""
        self.wait_until(prop, lambda newest: newest == value, json.dumps(value))

    def wait_until(self, prop: str, is_so: Callable[[Any], bool], what: str) -> Any:
        # The page's own value: the callbacks of two values may overtake each other on the server.
        is_another = f"([name, before]) => JSON.stringify({PROP}) !== before"
        text = self.page.evaluate(f"name => JSON.stringify({PROP})", prop)
        while not is_so(json.loads(text)):
            self.page.wait_for_function(is_another, arg=[prop, text], polling=POLLING)
            text = self.page.evaluate(f"name => JSON.stringify({PROP})", prop)
        seen = self.seen[prop]
        seen.wait_until(lambda: any(map(is_so, seen.values)), f"{prop} to be {what}")
        return json.loads(text)

    def wait_for_data(self, channel: str, data: dict[str, Any]) -> None:
        """Until `list` has this for the channel."""
        found = {"name": channel, "data": data}
        self.wait_until("list", lambda newest: any(found.items() <= each.items() for each in newest), f"with {found}")

    def wait_for_my(self, name: str | None) -> None:
        """Until the page is on this channel."""
        self.wait_until("my", lambda my: (my and my["name"]) == name, f"{name}")

    def wait_for_error(self, words: str) -> dict[str, Any]:
        return self.wait_until("error", lambda error: bool(error) and words in error["message"], words)

    def prop(self, name: str) -> Any:
        """What the page has now."""
        return self.page.evaluate(f"name => {PROP}", name)


class Peer:
    """Any page that has an Interop API object with channels, whichever library made it."""

    def __init__(self, page: Page | Frame, glue: str = "window.glue42dash.glueInstance") -> None:
        self._page = page
        self._glue = glue

    def call(self, operation: str, *given: Any) -> Any:
        run = f"async ([name, ...given]) => await {self._glue}.channels[name](...given)"
        return self._page.evaluate(run, [operation, *given])

    def follow(self, name: str) -> None:
        """Keeps what the channel holds, once it is there."""
        follow = f"""
        async name => {{
            const {{channels}} = {self._glue};
            for (const end = Date.now() + 10000; !(await channels.all()).includes(name); ) {{
                if (Date.now() > end) {{
                    throw new Error(`no channel ${{name}} has come`);
                }}
                await new Promise(resolve => setTimeout(resolve, 25));
            }}
            await channels.subscribeFor(name, data => ((window.held ??= {{}})[name] = data));
        }}"""
        self._page.evaluate(follow, name)

    def wait_for(self, name: str, data: dict[str, Any]) -> None:
        """Until the channel that is followed holds this."""
        text = json.dumps(data, separators=(",", ":"))
        is_so = "([name, text]) => JSON.stringify(window.held?.[name]) === text"
        self._page.wait_for_function(is_so, arg=[name, text], polling=POLLING)
