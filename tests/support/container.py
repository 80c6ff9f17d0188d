"""A stand-in for a desktop container: what one puts into its pages, of which the gateway is a real one."""

import json
from pathlib import Path
from typing import Any

from flask import Flask, Response, send_from_directory
from playwright.sync_api import BrowserContext, Page

MODULES = Path(__file__).parents[2] / "node_modules"

# A container's preload script runs before all scripts of the page.
PRELOAD = """
window.glue42gd = {getGWToken: async () => 'token', addCloseHandler: () => () => undefined, ...%s};
"""

# Another program on the container's gateway, with the vendor's core library.
PEER = """
<!doctype html>
<title>Peer</title>
<link rel="icon" href="data:,">
<script src="/modules/@glue42/core/dist/core.umd.min.js"></script>
<script>
    const gateway = {ws: new URLSearchParams(location.search).get('gateway'), protocolVersion: 3};
    const auth = {username: 'glue42', password: 'glue42'};
    // Under the names that the pages of Dash apps have them, for what tests share.
    window.glue42dash = {glueInstancePromise: GlueCore({application: 'Peer', gateway, auth})};
    glue42dash.glueInstancePromise.then(glue => (window.glue = glue42dash.glueInstance = glue));
</script>
"""

# The peer does what the pages of a container ask of it.
OFFER_APIS = """
async () => {
    const {interop} = glue;
    window.asked = [];
    const offer = (name, answer) => interop.register(name, args => {
        asked.push({...args, method: name});
        return answer(args);
    });
    const events = await interop.createStream('T42.Wnd.OnEvent', {
        subscriptionAddedHandler: subscription => subscription.push({type: 'Snapshot', windows: []}),
    });
    await interop.createStream('T42.ACS.OnLayoutEvent');
    await offer('T42.Wnd.Create', ({name, url}) => {
        const id = `created-${asked.length}`;
        events.push({type: 'Created', windowId: id, data: {name, url, bounds: {}, settings: {}}});
        events.push({type: 'UrlChanged', windowId: id, data: url});
        return {id};
    });
    await offer('T42.ACS.GetApplications', () => ({applications: {}, configuration: {}}));
    await offer('T42.Channels.Announce', () => ({}));
    await offer('T42.Displays.Command', () => ({data: []}));
    await offer('T42.GNS.Publish.RaiseNotification', () => ({id: 'raised'}));
}
"""


def preload_script(gateway_url: str, number: int, **properties: Any) -> str:
    """For the page of that number; `properties` are those of `glue42gd`."""
    given = {
        "gwURL": gateway_url,
        "application": f"app-{number}",
        "applicationName": f"app-{number}",
        "appName": f"app-{number}",
        "appInstanceId": f"instance-{number}",
        "windowId": f"window-{number}",
        "pid": number,
        "user": "somebody",
        "env": {"env": "TEST", "region": "LOCAL"},
    }
    return PRELOAD % json.dumps({**given, **properties})


def module_files() -> Flask:
    """The files of the packages in node_modules, at /modules/, and a page of a peer."""
    files = Flask(__name__)
    files.add_url_rule("/modules/peer", "peer", lambda: Response(PEER, mimetype="text/html"))

    @files.get("/modules/<path:file>")
    def module_file(file: str) -> Response:
        return send_from_directory(MODULES, file)

    return files


class Container:
    """Opens pages that find themselves inside of a container, and peers on its bus at `gateway_url`."""

    def __init__(self, context: BrowserContext, origin: str, gateway_url: str) -> None:
        self.gateway_url = gateway_url
        self._context = context
        self._origin = origin
        self._pages: list[Page] = []

    def open(self, path: str, *preload: str, **properties: Any) -> Page:
        """A page of the server; `properties` are those of `glue42gd`, `preload` are scripts that run after it."""
        number = len(self._pages) + 1
        page = self._new_page()
        page.add_init_script(preload_script(self.gateway_url, number, **properties))
        for script in preload:
            page.add_init_script(script)
        page.goto(self._origin + path)
        return page

    def open_outside(self, path: str) -> Page:
        """A page of the server that is not inside, though it may find the gateway by itself."""
        page = self._new_page()
        page.goto(self._origin + path)
        return page

    def open_peer(self) -> Page:
        """A page whose `glue` is a connected one of the vendor's core library."""
        page = self.open_outside(f"/modules/peer?gateway={self.gateway_url}")
        page.evaluate("async () => void (await glue42dash.glueInstancePromise)")
        return page

    def offer_apis(self) -> Page:
        """Lets a peer offer the container's own methods; what it is asked is in its `asked`."""
        peer = self.open_peer()
        peer.evaluate(OFFER_APIS)
        return peer

    def close(self) -> None:
        """The pages go first: to lose their bus would be worth a line in their consoles."""
        for page in self._pages:
            if not page.is_closed():
                page.evaluate("() => undefined")
                page.close()

    def _new_page(self) -> Page:
        self._pages.append(self._context.new_page())
        return self._pages[-1]
