"""What the Python tests share."""

import logging
import signal
from collections.abc import Iterator

import pytest
from dash import Dash, html

from dash_glue42 import Glue42, MethodInvoke, MethodRegister

# A shell that starts the tests in the background lets them ignore it, and all that they start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def log_level() -> Iterator[None]:
    """A level that a documented program sets ends with the test."""
    logger = logging.getLogger("dash_glue42")
    level = logger.level
    yield
    logger.setLevel(level)


@pytest.fixture
def app() -> Dash:
    """An app with a method, one that invokes, and places for outputs; errors of callbacks become status 500."""
    app = Dash(__name__)
    places = [html.Div(id=id) for id in ("log", "log2", "factor", {"row": 1}, {"row": 2})]
    app.layout = Glue42([MethodRegister(id="sum", definition="Sum", returns=True), MethodInvoke(id="ask"), *places])
    app.server.config["PROPAGATE_EXCEPTIONS"] = False
    return app
