"""What the tests in other engines share: the browser that --engine names, a context for each test, a server."""

from collections.abc import Iterator
from typing import Any

import pytest
from member import add_member
from support.dash_app import AppServer


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=["firefox", "webkit"], default="firefox")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Iterator[Any]:
    # Selenium is there only where WebKit is tested.
    if request.config.getoption("--engine") == "webkit":
        from webkit import WebKit

        yield WebKit()
    else:
        from firefox import started_firefox

        with started_firefox() as firefox:
            yield firefox


@pytest.fixture
def server() -> Iterator[AppServer]:
    server = AppServer()
    yield server
    server.stop()


@pytest.fixture
def context(engine: Any, server: AppServer) -> Iterator[Any]:
    context = engine.new_context()
    yield context
    context.close()


@pytest.fixture
def members(server: AppServer) -> None:
    for name in ("one", "other"):
        add_member(server, name)
