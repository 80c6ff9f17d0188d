"""Another application on the bus: a page without Dash, beside those of the app that is tested."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .._argument_errors import InvalidArguments
from .._binding import argument_binder
from .._errors import InteropError
from .._json import json_value
from .._models import Caller, Invocation
from .._shapes import as_object

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATH = "_glue42-test-peer"
PAGE = """
<!doctype html>
<title>pytest</title>
<link rel="icon" href="data:,">
<script src="_dash-component-suites/dash_glue42/dash_glue42.page.js"></script>
"""

_IS_CONNECTED = "() => window.glue42dash?.glueInstance"

# The client library's own words become those of this package.
_INVOKE = """
async ([name, args, target, options]) => {
    const {interop} = glue42dash.glueInstance;
    const isOffered = () => interop.methods().some(method => method.name === name && method.getServers().length);
    for (const end = Date.now() + options.waitTimeoutMs; !isOffered(); ) {
        if (Date.now() >= end) {
            const waited = options.waitTimeoutMs / 1000;
            return {code: 'method_not_found', message: `No app on this bus offers "${name}" (waited ${waited} s).`};
        }
        await new Promise(resolve => setTimeout(resolve, 10));
    }
    try {
        return {result: JSON.parse(JSON.stringify(await interop.invoke(name, args, target, options)))};
    } catch (reason) {
        const {executed_by} = reason;
        const message = typeof reason === 'string' ? reason : reason.message;
        if (/^Invocation timeout/.test(message)) {
            const limit = options.methodResponseTimeoutMs;
            return {code: 'timeout', message: `Method "${name}": the app did not answer within ${limit} ms.`};
        }
        return {code: reason.returned?.code ?? 'refused', message, executed_by};
    }
}
"""

_REGISTER = """
async definition => {
    await glue42dash.glueInstance.interop.register(definition, async (args, caller) => {
        const {error, returned} = await serve(definition.name, args ?? {}, JSON.parse(JSON.stringify(caller)));
        if (error) {
            throw error;
        }
        return returned;
    });
}
"""

CALL = "([api, operation, ...args]) => glue42dash.glueInstance[api][operation](...args)"

_WAIT_FOR_CONTEXT = """
([name, wanted, limit]) => new Promise((resolve, reject) => {
    let newest;
    const late = () => reject(new Error(`the context "${name}" has ${JSON.stringify(newest)} after ${limit} ms`));
    const timer = setTimeout(late, limit);
    const isSame = key => JSON.stringify(newest[key]) === JSON.stringify(wanted[key]);
    glue42dash.glueInstance.contexts.subscribe(name, data => {
        newest = data;
        if (Object.keys(wanted).every(isSame)) {
            clearTimeout(timer);
            resolve(data);
        }
    });
})
"""

# How long to wait for what must happen; it comes much sooner.
PATIENCE_MS = 20000
# By time, because a page behind another one may draw no frames.
POLLING_MS = 25

_log = logging.getLogger("dash_glue42")


def join_bus(page: Page, url: str) -> None:
    """Loads an address, and waits until the page is on the bus. Raises RuntimeError if that takes too long."""
    from playwright.sync_api import ConsoleMessage, TimeoutError

    errors: list[str] = []

    def keep(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    page.on("console", keep)
    page.goto(url)
    try:
        page.wait_for_function(_IS_CONNECTED, polling=POLLING_MS, timeout=PATIENCE_MS)
    except TimeoutError as error:
        raise RuntimeError(
            f"{url} has not joined the embedded bus: it needs a Glue42 component, without settings for another bus. "
            f"Errors in its console: {'; '.join(errors) or 'none'}"
        ) from error
    page.remove_listener("console", keep)


class Peer:
    """Does on the bus what a test asks for."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self._servers: dict[str, Callable[[Invocation], Any]] = {}
        page.route(url, lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        # Playwright's own annotation is not complete.
        untyped: Any = page
        untyped.expose_function("serve", self._serve)
        join_bus(page, url)

    def invoke(self, name: str, args: Any, target: Any, options: Mapping[str, float]) -> dict[str, Any]:
        """The value that `MethodInvoke.result` would have."""
        answer: Any = self.page.evaluate(_INVOKE, [name, args, target, dict(options)])
        result = answer.pop("result", None)
        return {"invocationId": "", "invocationResult": result, "error": None if result else answer}

    def register(self, definition: Mapping[str, Any], handler: Callable[..., Any], names: Mapping[str, Any]) -> None:
        """Offers a method."""
        bind = argument_binder(handler, "bus.register", state_count=0, has_progress=False, names=names)

        def serve(invocation: Invocation) -> Any:
            positional, named = bind(invocation, [], None)
            return handler(*positional, **named)

        self._servers[definition["name"]] = serve
        self.page.evaluate(_REGISTER, dict(definition))

    def call(self, api: str, operation: str, *args: Any) -> Any:
        """Calls a function of the client library."""
        return self.page.evaluate(CALL, [api, operation, *args])

    def wait_for_context(self, name: str, wanted: Mapping[str, Any]) -> Any:
        """The data of the context once it has all that is wanted."""
        return self.page.evaluate(_WAIT_FOR_CONTEXT, [name, dict(wanted), PATIENCE_MS])

    def _serve(self, name: str, args: Any, caller: Any) -> dict[str, Any]:
        invocation = Invocation("", args, Caller.from_prop(caller))
        try:
            returned = self._servers[name](invocation)
            return {"returned": as_object(json_value(returned, "result"))}
        except InteropError as refusal:
            code = "invalid_arguments" if isinstance(refusal, InvalidArguments) else "refused"
            return {"error": {"message": str(refusal), "code": code}}
        except Exception as error:
            _log.error('the handler of "%s", of bus.register, raised an exception', name, exc_info=error)
            return {"error": {"message": f'Method "{name}": the handler failed.', "code": "callback_failed"}}
