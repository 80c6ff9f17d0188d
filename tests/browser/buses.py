"""Buses that can be lost and come back, each in the way of its platform."""

from typing import Any, ClassVar

from network import Network
from playwright.sync_api import BrowserContext, Page
from support.container import Container, module_files
from support.dash_app import AppServer
from support.gateway_process import GatewayProcess
from support.platform_page import add_frame, platform_pages
from tabs import open_tab

from dash_glue42.testing._workers import end_shared_workers

# Chromium itself notes it whenever a WebSocket does not open or breaks off.
NO_SOCKET = "WebSocket connection to .* failed"

# Quick enough for a test.
PACE = {"reconnectInterval": 100, "heartbeatInterval": 400}


class Bus:
    """One to which two pages connect: `one` loses it, and the `other` one too unless `is_others_too` is false."""

    platform: str
    is_others_too = True
    gateway_options: ClassVar[tuple[str, ...]] = ("--log-level", "error")
    # Lines in the console that belong to a loss.
    noise: tuple[str, ...] = ()

    def __init__(self, context: BrowserContext, server: AppServer) -> None:
        self._context = context
        self._server = server

    def settings(self, name: str) -> dict[str, Any]:
        return {}

    def open(self, path: str) -> Page:
        return open_tab(self._context, self._server.origin + path)

    def lose(self) -> None:
        raise NotImplementedError

    def restore(self) -> None:
        """Does nothing where the pages themselves bring the bus back."""

    def close(self) -> None:
        """Ends what the bus was made of."""


class StoppedGateway(Bus):
    """The gateway ends and starts again, with nothing in it."""

    platform = "gateway"
    noise = (NO_SOCKET,)

    def __init__(self, context: BrowserContext, server: AppServer) -> None:
        super().__init__(context, server)
        self._gateway = GatewayProcess(*self.gateway_options)

    def settings(self, name: str) -> dict[str, Any]:
        return {"gateway": {"url": self._gateway.url, **PACE}}

    def lose(self) -> None:
        self._gateway.stop()

    def restore(self) -> None:
        self._gateway.start()

    def close(self) -> None:
        self._gateway.stop()


class PatientGateway(StoppedGateway):
    """A page that is busy may be silent for a while."""

    def settings(self, name: str) -> dict[str, Any]:
        return {"gateway": {"url": self._gateway.url}}


class CutNetwork(Bus):
    """One page's connection to the gateway breaks; the other page stays on the bus."""

    platform = "gateway"
    is_others_too = False
    noise = (NO_SOCKET,)

    def __init__(self, context: BrowserContext, server: AppServer) -> None:
        super().__init__(context, server)
        self._gateway = GatewayProcess(*self.gateway_options)
        self.network = Network(self._gateway.port)

    def settings(self, name: str) -> dict[str, Any]:
        url = f"ws://127.0.0.1:{self.network.port}" if name == "one" else self._gateway.url
        return {"gateway": {"url": url, **PACE}}

    def lose(self) -> None:
        self.network.cut()

    def restore(self) -> None:
        self.network.mend()

    def close(self) -> None:
        self.network.close()
        self._gateway.stop()


class SwallowingNetwork(CutNetwork):
    """The network swallows what one page sends and is sent, and tells nobody."""

    def lose(self) -> None:
        self.network.swallow()

    def restore(self) -> None:
        # The attempt is swallowed too, and breaks off now.
        self.network.wait_for_attempts(1)
        super().restore()


class KilledWorker(Bus):
    """The worker that is the embedded bus dies."""

    platform = "embedded"

    def lose(self) -> None:
        end_shared_workers(self._context, self._server.origin)


class ReloadedHost(Bus):
    """The page that is the browser platform is reloaded; the windows that it opened stay."""

    platform = "browser"
    # Of the platform.
    config: ClassVar[dict[str, Any]] = {}

    def __init__(self, context: BrowserContext, server: AppServer) -> None:
        super().__init__(context, server)
        server.mount_wsgi("/platform/", platform_pages())
        self._host = super().open("/platform/host")
        self.restore()

    def open(self, path: str) -> Page:
        with self._context.expect_page() as opened:
            self._host.evaluate("path => void glue.windows.open(path, path)", path)
        return opened.value

    def lose(self) -> None:
        self._host.reload()

    def restore(self) -> None:
        self._host.evaluate("config => start(config)", self.config)


class OwnPlatform(Bus):
    """The first page is the browser platform itself, and those that are opened later are in frames of it."""

    platform = "browserPlatform"
    first = "one"
    _page: Page | None = None

    def settings(self, name: str) -> dict[str, Any]:
        return {"type": "platform"} if name == self.first else {}

    def open(self, path: str) -> Any:
        if self._page:
            return add_frame(self._page, path)
        self._page = super().open(path)
        self._page.evaluate("async () => void (await glue42dash.glueInstancePromise)")
        return self._page


class RestartedContainer(StoppedGateway):
    """The desktop container around the pages ends its bus and starts it again."""

    platform = "desktop"

    def __init__(self, context: BrowserContext, server: AppServer) -> None:
        super().__init__(context, server)
        server.mount_wsgi("/modules/", module_files())
        self._container = Container(context, server.origin, self._gateway.url)

    def settings(self, name: str) -> dict[str, Any]:
        return {}

    def open(self, path: str) -> Page:
        return self._container.open(path)


BUSES: list[type[Bus]] = [
    StoppedGateway,
    CutNetwork,
    SwallowingNetwork,
    KilledWorker,
    ReloadedHost,
    RestartedContainer,
]
