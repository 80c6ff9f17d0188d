"""Apps in a notebook: JupyterLab shows them in frames, which share a bus when they are of the notebook's own site."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from caller import POLLING
from playwright.sync_api import BrowserContext, Frame, Page

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

SHOW = "apps[{n}].run(jupyter_mode='inline', host={host!r}, port={port})"

# With a kernel, so that its cells can run.
NOTEBOOK_IS_READY = """
() => {
    const widgets = [...(window.jupyterapp?.shell.widgets('main') ?? [])];
    const notebook = widgets.find(each => each.sessionContext?.session?.kernel);
    if (!notebook || document.querySelectorAll('.jp-CodeCell').length < 3) {
        return false;
    }
    jupyterapp.shell.activateById(notebook.id);
    return jupyterapp.shell.currentWidget === notebook;
}
"""

MEETS = "name => glue42dash.glueInstance?.interop.methods({name}).length === 1"


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
    ]
    if sys.platform == "linux" and os.getuid() == 0:
        options.append("--allow-root")
    program = [sys.executable, "-m", "jupyterlab", *options, "--ServerApp.ip=localhost"]
    process = subprocess.Popen(program, env={**os.environ, **own}, stderr=subprocess.PIPE, text=True)
    try:
        yield next(
            line.split()[-1].split("?")[0]
            for line in process.stderr or []
            if "] http://localhost:" in line or "http://localhost" in line.split()[-1]
        )
    finally:
        process.terminate()
        process.communicate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as entrance:
        return entrance.getsockname()[1]


@pytest.fixture
def run_notebook(lab: str, tmp_path: Path, context: BrowserContext) -> Iterator[Callable[[str], list[Frame]]]:
    """Runs the two apps on this host in a notebook, and gives their frames."""

    def run(host: str) -> list[Frame]:
        port = free_port()
        sources = [PROGRAM, *(SHOW.format(n=n, host=host, port=port) for n in range(2))]
        cells = [
            {
                "cell_type": "code",
                "id": str(n),
                "source": source,
                "metadata": {},
                "outputs": [],
                "execution_count": None,
            }
            for n, source in enumerate(sources)
        ]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
        notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
        (tmp_path / "root" / "apps.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        page: Page = context.new_page()
        page.goto(f"{lab}/tree/apps.ipynb")
        try:
            page.wait_for_function(NOTEBOOK_IS_READY, polling=POLLING)
            page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
            handles = [page.wait_for_selector(f"iframe[src*=':{port}/{name}/']") for name in ("one", "two")]
        except Exception:
            page.screenshot(path="/tmp/h2_lab.png")
            print(
                page.evaluate(
                    "[...jupyterapp.shell.widgets('main')].map(w => [w.id, !!w.sessionContext?.session?.kernel])"
                )
            )
            raise
        frames = [handle and handle.content_frame() for handle in handles]
        return [frame for frame in frames if frame]

    yield run
    for page in context.pages:
        page.close()


def test_two_inline_apps_of_one_server_meet(run_notebook):
    one, two = run_notebook("localhost")
    for frame, other in ((one, "two"), (two, "one")):
        frame.wait_for_function(MEETS, arg=other, polling=POLLING)
