"""Pages that are no Dash apps: the vendor's browser platform, a plain client of it, and a page that is neither."""

from pathlib import Path

from flask import Flask, Response, send_from_directory
from playwright.sync_api import Frame, Page

LIBRARIES = Path(__file__).parents[2] / "node_modules" / "@glue42"

# `start(config)` starts the platform.
HOST = """
<!doctype html>
<title>Platform</title>
<link rel="icon" href="data:,">
<script src="/platform/web-platform/platform.web.umd.min.js"></script>
<script>
    window.start = async (config = {}) => {
        const {glue} = await GlueWebPlatform(config);
        window.glue = glue;
    };
</script>
"""

PEER = """
<!doctype html>
<title>Peer</title>
<link rel="icon" href="data:,">
<script src="/platform/web/web.umd.min.js"></script>
<script>
    window.connected = GlueWeb({application: 'Peer'}).then(glue => (window.glue = glue));
</script>
"""

# `connect(url)` connects to a gateway, which has nothing of what a container offers besides.
DESKTOP = """
<!doctype html>
<title>Desktop</title>
<link rel="icon" href="data:,">
<script src="/platform/desktop/desktop.umd.min.js"></script>
<script>
    const off = {activities: false, appManager: false, displays: false, hotkeys: false, intents: false, layouts: false,
                 notifications: false, windows: false};
    window.connect = async url => {
        const gateway = {ws: url, protocolVersion: 3};
        const auth = {username: 'glue42', password: 'glue42'};
        window.glue = await Glue({...off, application: 'Desktop', gateway, auth, channels: true});
    };
</script>
"""

PLAIN = """
<!doctype html>
<title>Plain</title>
<link rel="icon" href="data:,">
"""


def platform_pages() -> Flask:
    """To be mounted at /platform/."""
    pages = Flask(__name__)
    for name, text in {"host": HOST, "peer": PEER, "desktop": DESKTOP, "plain": PLAIN}.items():
        pages.add_url_rule(f"/platform/{name}", name, lambda text=text: Response(text, mimetype="text/html"))

    @pages.get("/platform/<library>/<file>")
    def library_file(library: str, file: str) -> Response:
        return send_from_directory(LIBRARIES / library / "dist", file)

    return pages


def add_frame(page: Page, path: str) -> Frame:
    """A frame of the page that shows `path`, once that has been loaded."""
    frame = page.evaluate_handle(
        """path => new Promise(resolve => {
            const frame = document.createElement('iframe');
            frame.onload = () => resolve(frame);
            frame.src = path;
            document.body.append(frame);
        })""",
        path,
    )
    return frame.as_element().content_frame()
