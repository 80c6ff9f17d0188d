"""The worker that is the embedded bus."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ._peer import POLLING_MS

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

# In place of the worker comes one whose script does not load.
_TAKE_WORKERS = """
() => {
    const {connection} = glue42dash.glueInstance;
    Object.assign(window, {takenWorker: SharedWorker, isAway: false});
    connection.disconnected(() => (isAway = true));
    connection.connected(() => (isAway = false));
    window.SharedWorker = function () {
        setTimeout(() => this.onerror?.());
        this.port = new MessageChannel().port1;
    };
}
"""


def shared_workers(context: BrowserContext, origin: str) -> list[str]:
    """The ids of those that apps of this origin have."""
    targets: list[dict[str, Any]] = _send(context, "Target.getTargets", {})["targetInfos"]
    workers = [target for target in targets if target["type"] == "shared_worker"]
    return [worker["targetId"] for worker in workers if worker["url"].startswith(origin)]


def end_shared_workers(context: BrowserContext, origin: str) -> None:
    """Ends them as a crash does."""
    for worker in shared_workers(context, origin):
        _send(context, "Target.closeTarget", {"targetId": worker})


@contextmanager
def without_bus(context: BrowserContext, origin: str) -> Generator[None]:
    """Ends the embedded bus of all pages, and keeps them from starting it again while the block runs."""
    pages = context.pages
    for page in pages:
        page.evaluate(_TAKE_WORKERS)
    end_shared_workers(context, origin)
    for page in pages:
        page.wait_for_function("() => isAway", polling=POLLING_MS)
    try:
        yield
    finally:
        for page in pages:
            page.evaluate("() => void (window.SharedWorker = takenWorker)")
        for page in pages:
            page.wait_for_function("() => !isAway", polling=POLLING_MS)


def _send(context: BrowserContext, command: str, params: dict[str, Any]) -> Any:
    assert context.browser
    session: Any = context.browser.new_browser_cdp_session()
    try:
        return session.send(command, params)
    finally:
        session.detach()
