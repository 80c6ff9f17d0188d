"""Apps in a notebook: JupyterLab shows them in frames, which share a bus when they are of the notebook's own site."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from caller import POLLING
from playwright.sync_api import BrowserContext, Frame, Page
from support.documented import ROOT

PROGRAM = """
import flask
from dash import Dash, html
import dash_glue42 as glue

server = flask.Flask("notebook")
apps = []
for name in ("one", "two"):
    app = Dash(name, server=server, url_base_pathname=f"/{name}/", title=name)
    app.layout = glue.Glue42([html.H1(name), glue.MethodRegister(id="method", definition=name)], id="glue")
    apps.append(app)
"""

# One server serves both apps: a second run on its port would end it while the first page loads.
RUN = "apps[0].run(jupyter_mode='inline', host='localhost', port={port})"
SHOW = "from IPython.display import IFrame; IFrame('http://localhost:{port}/two/', '100%', 400)"

# Its cells are shown, and a kernel can run them.
NOTEBOOK_IS_READY = """
() => {
    const widgets = [...(window.jupyterapp?.shell.widgets('main') ?? [])];
    window.notebook = widgets.find(each => each.sessionContext?.session?.kernel);
    return window.notebook && document.querySelectorAll('.jp-CodeCell').length === 3;
}
"""

RUN_ALL = """
() => {
    jupyterapp.shell.activateById(notebook.id);
    void jupyterapp.commands.execute('notebook:run-all-cells');
}
"""

MEETS = "name => window.glue42dash?.glueInstance?.interop.methods({name}).length === 1"


@pytest.fixture
def console() -> None:
    """JupyterLab says there what it likes."""


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab with nothing in it but what the test writes into the folder."""
    own = {
        name: str(tmp_path / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    }
    root = tmp_path / "root"
    root.mkdir()
    options = [
        "--no-browser",
        "--port=0",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={root}",
        "--expose-app-in-browser",
        "--core-mode",
    ]
    if sys.platform == "linux" and os.getuid() == 0:
        options.append("--allow-root")
    program = [sys.executable, "-m", "jupyterlab", *options, "--ServerApp.ip=localhost"]
    process = subprocess.Popen(
        program, env={**os.environ, **own, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True
    )
    try:
        addresses = (re.search(r"http://localhost:\d+/lab", line) for line in process.stderr or [])
        yield next(found[0] for found in addresses if found)
    finally:
        process.terminate()
        process.communicate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as entrance:
        return entrance.getsockname()[1]


@pytest.fixture
def run_notebook(lab: str, tmp_path: Path, context: BrowserContext) -> Iterator[Callable[[], list[Frame]]]:
    """Runs the two apps in a notebook, and gives their frames."""

    def run() -> list[Frame]:
        port = free_port()
        sources = [PROGRAM, RUN.format(port=port), SHOW.format(port=port)]
        empty = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
        cells = [{**empty, "id": str(n), "source": source} for n, source in enumerate(sources)]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
        notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
        (tmp_path / "root" / "apps.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        page: Page = context.new_page()
        page.goto(f"{lab}/tree/apps.ipynb")
        page.wait_for_function(NOTEBOOK_IS_READY, polling=POLLING)
        page.evaluate(RUN_ALL)
        handles = [page.wait_for_selector(f"iframe[src*=':{port}/{name}/']") for name in ("one", "two")]
        frames = [handle and handle.content_frame() for handle in handles]
        return [frame for frame in frames if frame]

    yield run
    for page in context.pages:
        page.close()


def test_two_inline_apps_of_one_server_meet(run_notebook):
    one, two = run_notebook()
    for frame, other in ((one, "two"), (two, "one")):
        frame.wait_for_function(MEETS, arg=other, polling=POLLING)
