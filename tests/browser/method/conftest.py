"""
One server, one caller and one bus for all tests of a file in this folder: the caller's page stays open and with it the
bus, and the other pages find their scripts in the browser's cache. Each test still has apps and pages of its own.
"""

import socket
from collections.abc import Callable, Iterator

import pytest
from caller import POLLING, Caller, open_caller
from playwright.sync_api import BrowserContext
from support.dash_app import AppServer

# Methods of the client library itself are always there.
NOBODY_ELSE = """
known => window.glue42dash.glueInstance.interop.methods().every(
    method => known.includes(method.name) || !method.getServers().length
)
"""


@pytest.fixture(scope="module")
def shared_server() -> Iterator[AppServer]:
    server = AppServer()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def shared_context(new_shared_context: Callable[[], BrowserContext]) -> Iterator[BrowserContext]:
    context = new_shared_context()
    yield context
    context.close()


@pytest.fixture(scope="module")
def shared_caller(shared_server: AppServer, shared_context: BrowserContext) -> Caller:
    return open_caller(shared_server, shared_context)


@pytest.fixture
def server(shared_server: AppServer) -> Iterator[AppServer]:
    # A test that failed may have left it stopped.
    shared_server.start()
    shared_server.most_callbacks_at_once = 0
    yield shared_server
    shared_server.check_faults()


@pytest.fixture
def context(shared_context: BrowserContext, shared_caller: Caller) -> Iterator[BrowserContext]:
    page = shared_caller.page
    known = page.evaluate("() => window.glue42dash.glueInstance.interop.methods().map(({name}) => name)")
    yield shared_context
    for other in shared_context.pages:
        if other is not page:
            other.close()
    # The next test must not meet the methods of this one.
    page.wait_for_function(NOBODY_ELSE, arg=known, polling=POLLING)


@pytest.fixture
def caller(context: BrowserContext, shared_caller: Caller) -> Caller:
    return shared_caller


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """Where a handler in another process may wait until the test hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(20)
        yield listening
