"""Pages with a `window.fdc3`, on one bus: that of a Dash app is ours, that of the vendor's app `@interopio/fdc3`."""

import json
from html import escape
from pathlib import Path
from typing import Any

from caller import POLLING
from flask import Flask, Response, send_from_directory
from playwright.sync_api import BrowserContext, Frame, Page
from support.container import module_files
from support.dash_app import AppServer, new_app
from support.gateway_process import GatewayProcess
from support.platform_page import add_frame, platform_pages
from tabs import open_tab

import dash_glue42

VENDOR = """
<!doctype html>
<title>Vendor</title>
<link rel="icon" href="data:,">
<script src="/vendor/vendor_app.js"></script>
"""

# In every page: `listen` keeps what a listener hears under a key, `channelOf` keeps channel objects, `outcome` is how a
# promise ends.
RECORDER = """
window.heard = {};
window.channels = {};
window.channelOf = async id => (channels[id] ??= await fdc3.getOrCreateChannel(id));
window.listen = async (key, type, channelId) => {
    const source = channelId ? await channelOf(channelId) : fdc3;
    heard[key] = [];
    return source.addContextListener(type, (context, metadata) => {
        heard[key].push({context, source: metadata?.source ?? null});
    });
};
window.outcome = async promise => {
    try {
        return {value: (await promise) ?? null};
    } catch (reason) {
        return {error: reason.message ?? reason};
    }
};
"""

# What a platform that brings channels of its own is given: ours have these ids too.
CHANNELS = {
    "definitions": [
        {"name": "Red", "meta": {"color": "red", "fdc3": {"id": "fdc3.channel.1"}}},
        {"name": "Orange", "meta": {"color": "orange", "fdc3": {"id": "fdc3.channel.2"}}},
        {"name": "Yellow", "meta": {"color": "yellow", "fdc3": {"id": "fdc3.channel.3"}}},
        {"name": "Green", "meta": {"color": "green", "fdc3": {"id": "fdc3.channel.4"}}},
        {"name": "Lime", "meta": {"color": "lime"}},
    ]
}


def vendor_pages() -> Flask:
    """To be mounted at /vendor/."""
    pages = Flask(__name__)
    pages.add_url_rule("/vendor/app", "app", lambda: Response(VENDOR, mimetype="text/html"))

    @pages.get("/vendor/<file>")
    def script(file: str) -> Response:
        return send_from_directory(Path(__file__).parent, file)

    return pages


def package_scripts() -> Flask:
    """To be mounted at /scripts/: the package's scripts, for pages without Dash."""
    scripts = Flask(__name__)
    folder = Path(dash_glue42.__file__).parent
    scripts.add_url_rule("/scripts/<file>", "script", lambda file: send_from_directory(folder, file))
    return scripts


class Fdc3App:
    """A page with an agent. Arguments of scripts are in `given`."""

    def __init__(self, page: Page | Frame, is_ours: bool) -> None:
        self.page = page
        self.is_ours = is_ours
        self.glue = "glue42dash.glueInstance" if is_ours else "glue"
        self.instance: dict[str, str] = self.run(
            f"(({{applicationName, instance}}) => ({{appId: applicationName, instanceId: instance}}))"
            f"({self.glue}.interop.instance)"
        )

    def run(self, script: str, given: Any = None) -> Any:
        return self.page.evaluate(f"async given => {script}", given)

    def outcome(self, script: str, given: Any = None) -> dict[str, Any]:
        """`value`, or `error` with its message."""
        return self.run(f"outcome((async () => {script})())", given)

    def join(self, channel: str) -> None:
        self.run("void (await fdc3.joinUserChannel(given))", channel)

    def leave(self) -> None:
        self.run("void (await fdc3.leaveCurrentChannel())")

    def listen(self, key: str, type: str | None = None, channel: str | None = None) -> None:
        """To the page's own user channel, or to a channel of that id."""
        self.run("{ (window.listeners ??= {})[given[0]] = await listen(...given); }", [key, type, channel])

    def unsubscribe(self, key: str) -> None:
        self.run("void (await listeners[given].unsubscribe())", key)

    def broadcast(self, *contexts: dict[str, Any], channel: str | None = None) -> None:
        """One after another."""
        self.run(
            """{
                const target = given.channel ? await channelOf(given.channel) : fdc3;
                for (const context of given.contexts) await target.broadcast(context);
            }""",
            {"channel": channel, "contexts": list(contexts)},
        )

    def wait_for(self, is_so: str, given: Any = None) -> Any:
        return self.page.wait_for_function(f"given => {is_so}", arg=given, polling=POLLING).json_value()

    def heard(self, key: str, count: int) -> list[dict[str, Any]]:
        """What the listener has been called with, once that is so much at least."""
        self.wait_for("heard[given[0]].length >= given[1]", [key, count])
        return self.run("heard[given]", key)

    def contexts_heard(self, key: str, count: int) -> list[dict[str, Any]]:
        return [each["context"] for each in self.heard(key, count)]

    def wait_for_intent(self, intent: str, count: int = 1) -> None:
        """Until so many instances on the bus, as this page knows it, handle the intent."""
        is_so = f"{self.glue}.interop.servers({{name: 'Tick42.FDC3.Intents.' + given[0]}}).length === given[1]"
        self.wait_for(is_so, [intent, count])

    def leave_page(self) -> None:
        """As when its tab or frame is closed."""
        self.page.evaluate("() => { setTimeout(() => location.replace('about:blank')); }")


def mount_ours(server: AppServer, name: str, settings: dict[str, Any], script: str = "") -> str:
    """Serves a Dash app with this title, and with a script of this folder; returns its path."""
    path = f"/{name.lower()}/"
    scripts = [f"/vendor/{script}"] if script else []
    app = new_app(path, title=name, external_scripts=scripts)
    app.layout = dash_glue42.Glue42(dash_glue42.Fdc3Channels(id="channels"), id="glue", settings=settings)
    server.mount(app)
    return path


PLAIN = """
<!doctype html>
<title>{name}</title>
<link rel="icon" href="data:,">
<script src="/scripts/dash_glue42.page.js" data-settings="{settings}"></script>
{scripts}
"""


def mount_plain(
    server: AppServer, name: str, settings: dict[str, Any], script: str = "", attribute: str | None = None
) -> str:
    """
    Serves a page without Dash, which has our agent by one script of the package; returns its path. `attribute` is the
    text of its settings where they are no JSON or wrong.
    """
    path = f"/{name.lower()}/"
    scripts = script and f'<script src="/vendor/{script}"></script>'
    text = PLAIN.format(name=name, settings=escape(attribute or json.dumps(settings)), scripts=scripts)
    page = Flask(name)
    page.add_url_rule(path, "page", lambda: Response(text, mimetype="text/html"))
    server.mount_wsgi(path, page)
    return path


def our_app(page: Page | Frame) -> Fdc3App:
    """The page of a Dash app, once it has its agent and the bus has channels."""
    page.wait_for_function("() => window.fdc3", polling=POLLING)
    page.evaluate("async () => void (await fdc3.getUserChannels())")
    return Fdc3App(page, is_ours=True)


class Place:
    """A bus, and how pages get to it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.server = AppServer()
        self.server.mount_wsgi("/modules/", module_files())
        self.server.mount_wsgi("/platform/", platform_pages())
        self.server.mount_wsgi("/vendor/", vendor_pages())
        self.server.mount_wsgi("/scripts/", package_scripts())
        context.add_init_script(RECORDER)

    def settings(self) -> dict[str, Any]:
        return {}

    def open(self, path: str) -> Page | Frame:
        return open_tab(self.context, self.server.origin + path)

    def open_ours(self, name: str, **fdc3: Any) -> Fdc3App:
        """The page of a Dash app with this title; `fdc3` are settings of its agent."""
        settings = {**self.settings(), **({"fdc3": fdc3} if fdc3 else {})}
        return our_app(self.open(mount_ours(self.server, name, settings)))

    def open_plain(self, name: str) -> Fdc3App:
        """A page without Dash that has our agent."""
        return our_app(self.open(mount_plain(self.server, name, self.settings())))

    def open_vendor(self) -> Fdc3App:
        page = self.open("/vendor/app")
        self.connect_vendor(page)
        page.evaluate("startFdc3()")
        return Fdc3App(page, is_ours=False)

    def connect_vendor(self, page: Page | Frame) -> None:
        raise NotImplementedError

    def close(self) -> None:
        self.context.close()
        self.server.stop()


class Embedded(Place):
    """The bus in a worker."""


class Gateway(Place):
    """A gateway which answers what the vendor's libraries ask a container for."""

    def __init__(self, context: BrowserContext) -> None:
        super().__init__(context)
        self.gateway = GatewayProcess("--answer-desktop-clients")

    def settings(self) -> dict[str, Any]:
        return {"gateway": {"url": self.gateway.url}}

    def connect_vendor(self, page: Page | Frame, library: str = "@glue42/desktop", factory: str = "Glue") -> None:
        page.evaluate("given => connectToGateway(...given)", [library, factory, self.gateway.url])

    def close(self) -> None:
        super().close()
        self.gateway.stop()


class Platform(Place):
    """The vendor's browser platform; the pages are in frames of it."""

    def __init__(self, context: BrowserContext) -> None:
        super().__init__(context)
        self.host = context.new_page()
        self.host.goto(self.server.origin + "/platform/host")
        self.host.evaluate("config => start(config)", self.config())

    def config(self) -> dict[str, Any]:
        """Of the platform."""
        return {"channels": CHANNELS}

    def open(self, path: str) -> Frame:
        return add_frame(self.host, path)

    def connect_vendor(self, page: Page | Frame) -> None:
        page.evaluate("connectToPlatform()")
