"""A gateway for all tests of a file, and tests that are async."""

import asyncio
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from support.gateway_process import GatewayProcess

from dash_glue42 import Peer

TOKEN = "something-long"
# In seconds: a test that hangs is over then.
LONGEST = 60


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: Any) -> bool | None:
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    asyncio.run(asyncio.wait_for(pyfuncitem.obj(**arguments), LONGEST))
    return True


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    with GatewayProcess("--token", TOKEN, "--log-level", "error") as gateway:
        yield gateway


@pytest.fixture
def new_peer(gateway: GatewayProcess) -> Callable[..., Peer]:
    """Makes a peer of the gateway."""

    def new_peer(application: str, **options: Any) -> Peer:
        return Peer(gateway.url, token=TOKEN, application=application, **options)

    return new_peer
