"""Another application on the bus: a page whose JavaScript invokes methods."""

from dataclasses import dataclass
from typing import Any

from dash import html
from playwright.sync_api import BrowserContext, JSHandle, Page
from support.dash_app import AppServer, new_app
from tabs import open_tab

from dash_glue42 import Glue42

# Polled by time, because a page behind another one may draw no frames.
POLLING = 25

START = """
async ({name, given, options, target}) => {
    const glue = await window.glue42dash.glueInstancePromise;
    const burst = {settled: 0};
    const invoke = async argument => {
        const startedAt = performance.now();
        const seconds = () => (performance.now() - startedAt) / 1000;
        try {
            const {returned} = await glue.interop.invoke(name, argument ?? undefined, target, {...options});
            return {returned, error: null, seconds: seconds()};
        } catch (reason) {
            return {returned: null, error: typeof reason === 'string' ? reason : reason.message, seconds: seconds()};
        } finally {
            burst.settled++;
        }
    };
    burst.answers = Promise.all(given.map(invoke));
    return burst;
}
"""

HAS_METHOD = """
([name, isWanted]) => {
    const glue = window.glue42dash?.glueInstance;
    const isOffered = method => method.name === name && method.getServers().length > 0;
    return !!glue && glue.interop.methods().some(isOffered) === isWanted;
}
"""


@dataclass
class Answer:
    """How one invocation ended for the application that made it."""

    returned: Any
    error: str | None
    seconds: float


class Burst:
    """Invocations on their way."""

    def __init__(self, page: Page, handle: JSHandle) -> None:
        self._page = page
        self._handle = handle

    def wait_for_settled(self, count: int) -> None:
        is_so = "([burst, count]) => burst.settled >= count"
        self._page.wait_for_function(is_so, arg=[self._handle, count], polling=POLLING)

    def settled(self) -> int:
        return self._handle.evaluate("burst => burst.settled")

    def answers(self) -> list[Answer]:
        return [Answer(**answer) for answer in self._handle.evaluate("burst => burst.answers")]

    def answer(self) -> Answer:
        [answer] = self.answers()
        return answer


class Caller:
    """Invokes through any page that has a connected `Glue42`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.evaluate("async () => void (await window.glue42dash.glueInstancePromise)")

    def start(self, name: str, *given: Any, target: Any = "best", **options: Any) -> Burst:
        """Invokes the method once for each argument given, all in one tick."""
        what = {"name": name, "given": list(given), "target": target, "options": options}
        return Burst(self.page, self.page.evaluate_handle(START, what))

    def invoke(self, name: str, argument: Any = None, **options: Any) -> Answer:
        return self.start(name, argument, **options).answer()

    def wait_for_method(self, name: str) -> None:
        self.page.wait_for_function(HAS_METHOD, arg=[name, True], polling=POLLING)

    def wait_for_no_method(self, name: str) -> None:
        self.page.wait_for_function(HAS_METHOD, arg=[name, False], polling=POLLING)


def open_caller(server: AppServer, context: BrowserContext) -> Caller:
    """An app of the same origin as the others, at a prefix of its own."""
    app = new_app("/caller/", title="Caller")
    app.layout = Glue42(html.H1("Caller"))
    server.mount(app)
    return Caller(open_tab(context, server.origin + "/caller/"))
