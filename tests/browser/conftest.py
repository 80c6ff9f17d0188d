"""What all browser tests share: one browser, a context for each test, servers, a caller, the watch over the console."""

import itertools
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from buses import Bus
from caller import Caller, open_caller
from console import Console
from dash import Dash
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from support.container import Container, module_files
from support.dash_app import PATIENCE, AppServer, new_app
from support.gateway_process import GatewayProcess
from support.processes import REDIS, Processes
from tabs import open_tab

import dash_glue42
from dash_glue42.testing._chromium import browser_path, launch, shell_path
from dash_glue42.testing._servers import AsgiServer
from dash_glue42.testing._workers import shared_workers


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def headless_shell(playwright: Playwright) -> Iterator[Browser]:
    """Pages of a context and a site share a process: one of its own would be a third of what a page costs."""
    # Scripts that stream are parsed each time, those of the process's cache are not.
    browser = launch(playwright, shell_path(), "--process-per-site", "--js-flags=--no-script-streaming")
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    """Each page has a process of its own, as tabs of users have."""
    browser = launch(playwright, browser_path())
    yield browser
    browser.close()


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Browser:
    is_whole = request.node.get_closest_marker("whole_browser")
    return request.getfixturevalue("whole_browser" if is_whole else "headless_shell")


@pytest.fixture
def is_warm(request: pytest.FixtureRequest) -> bool:
    """The pages of the test share a process and its caches with those of other tests."""
    return not {mark.name for mark in request.node.iter_markers()} & {"cold", "whole_browser"}


@pytest.fixture(scope="session")
def warm_server() -> Iterator[AppServer]:
    server = AppServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def warm_context(new_shared_context: Callable[[], BrowserContext], warm_server: AppServer) -> Iterator[BrowserContext]:
    """An empty page keeps the process alive that has compiled the scripts of the server."""
    context = new_shared_context()
    context.new_page().goto(f"{warm_server.origin}/empty")
    yield context
    context.close()


def clear(context: BrowserContext, origin: str) -> None:
    """Leaves what a new context has: an empty page, and nothing that the pages of a test have stored."""
    empty, *others = context.pages
    for page in others:
        page.close()
    # The bus ends with its last page, a moment later.
    limit = time.monotonic() + PATIENCE
    while shared_workers(context, origin):
        assert time.monotonic() < limit, "the bus has outlived its pages"
    context.clear_cookies()
    context.clear_permissions()
    empty.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")


@pytest.fixture
def server(request: pytest.FixtureRequest, is_warm: bool) -> Iterator[AppServer]:
    if is_warm:
        server = request.getfixturevalue("warm_server")
        yield server
        # A test that failed may have left it stopped.
        server.start()
        server.unmount_all()
        return
    server = AppServer()
    yield server
    server.stop()


@pytest.fixture
def serve(context: BrowserContext) -> Iterator[Callable[[Dash], Page]]:
    """Serves an app that is no WSGI program and opens its page."""
    servers: list[AsgiServer] = []
    pages: list[Page] = []

    def serve(app: Dash) -> Page:
        servers.append(AsgiServer(app.server))
        pages.append(open_tab(context, servers[-1].origin))
        return pages[-1]

    yield serve
    for page in pages:
        page.close()
    for server in servers:
        server.stop()


def context_maker(browser: Browser) -> Callable[..., BrowserContext]:
    """Makes contexts: pages that share nothing with those of other contexts, no bus either."""

    def new_context(**options: bool) -> BrowserContext:
        context = browser.new_context(**options)
        context.set_default_timeout(20000)
        return context

    return new_context


@pytest.fixture
def new_context(browser: Browser) -> Callable[..., BrowserContext]:
    return context_maker(browser)


@pytest.fixture(scope="session")
def new_shared_context(headless_shell: Browser) -> Callable[..., BrowserContext]:
    """For what several tests share."""
    return context_maker(headless_shell)


@pytest.fixture
def buses() -> Iterator[list[Bus]]:
    """Those that the test has made."""
    buses: list[Bus] = []
    yield buses
    for bus in buses:
        bus.close()


@pytest.fixture
def context(
    request: pytest.FixtureRequest,
    new_context: Callable[[], BrowserContext],
    server: AppServer,
    buses: list[Bus],
    is_warm: bool,
) -> Iterator[BrowserContext]:
    """Closed before the server, and the buses that its pages would look for."""
    if is_warm:
        context = request.getfixturevalue("warm_context")
        yield context
        clear(context, server.origin)
        return
    context = new_context()
    yield context
    context.close()


@pytest.fixture(autouse=True)
def console(context: BrowserContext) -> Iterator[Console]:
    console = Console(context)
    yield console
    console.check()


@pytest.fixture
def make_bus(context: BrowserContext, server: AppServer, buses: list[Bus]) -> Callable[[type[Bus]], Bus]:
    def make_bus(kind: type[Bus]) -> Bus:
        buses.append(kind(context, server))
        return buses[-1]

    return make_bus


@pytest.fixture
def open_page(context: BrowserContext, server: AppServer) -> Callable[[str], Page]:
    """Opens a page of the server in a new tab."""

    def open_page(path: str) -> Page:
        return open_tab(context, server.origin + path)

    return open_page


@pytest.fixture
def caller(server: AppServer, context: BrowserContext) -> Caller:
    return open_caller(server, context)


@pytest.fixture(scope="session")
def new_bus_url() -> Iterator[Callable[[], str]]:
    """Addresses at one gateway, each that of a bus of its own."""
    numbers = itertools.count(1)
    with GatewayProcess() as gateway:
        yield lambda: f"{gateway.url}/bus/test-{next(numbers)}"


@pytest.fixture
def container(server: AppServer, context: BrowserContext, new_bus_url: Callable[[], str]) -> Iterator[Container]:
    """A desktop container for pages of the server."""
    server.mount_wsgi("/modules/", module_files())
    container = Container(context, server.origin, new_bus_url())
    yield container
    container.close()


@pytest.fixture
def provider(server: AppServer) -> Callable[..., Dash]:
    """Makes the app that registers methods, at /provider/; the test adds its callbacks."""

    def provider(*children: object, **options: object) -> Dash:
        app = new_app("/provider/", title="Provider", **options)
        app.layout = dash_glue42.Glue42(list(children), id="glue")
        server.mount(app)
        return app

    return provider


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    processes = Processes(tmp_path)
    yield processes
    processes.stop()
    # Shown when the test has failed.
    print(processes.logs())


@pytest.fixture
def redis_url(processes: Processes) -> Iterator[str]:
    """A Redis of the test's own; its socket in a folder of a short name, since the system allows no long ones."""
    assert REDIS is not None
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder, "redis.sock")
        processes.start("redis", REDIS, "--port", "0", "--unixsocket", at, "--save", "", "--dir", folder)
        processes.wait_until_said("redis", "ready to accept connections at")
        yield f"redis+socket://{at}"
        processes.stop()
