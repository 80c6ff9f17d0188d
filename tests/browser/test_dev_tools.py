"""What fails in a page without a fallback, which looks as if it worked, is shown by Dash's dev tools in debug mode."""

import pytest
from console import Console
from dash import html
from playwright.sync_api import expect
from support.dash_app import PATIENCE, new_app

from dash_glue42 import Glue42

# Nothing listens there.
NOWHERE = "ws://127.0.0.1:9"


@pytest.mark.parametrize(
    ("settings", "reason", "noise"),
    [
        ({"type": "nonsense"}, "nonsense", []),
        ({"gateway": {"url": NOWHERE}}, f"The gateway at {NOWHERE} cannot be reached", ["WebSocket connection to"]),
    ],
    ids=["failed", "still connecting"],
)
def test_the_dev_tools_say_why_a_page_is_not_connected(server, open_page, console: Console, settings, reason, noise):
    app = new_app("/app/")
    app.layout = Glue42(html.H1("Looks well"), id="glue", settings=settings)
    app.enable_dev_tools(debug=True, dev_tools_hot_reload=False, dev_tools_disable_version_check=True)
    server.mount(app)
    # What the dev tools list is in the console as well.
    console.expect(reason, *noise)
    page = open_page("/app/")
    expect(page.locator("h1")).to_have_text("Looks well")
    expect(page.locator(".test-devtools-error-count")).to_have_text("1", timeout=PATIENCE * 1000)
