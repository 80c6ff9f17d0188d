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

REPORTED = """
() => {
    const props = window.dash_component_api?.getLayout('glue')?.props;
    const {status, error} = props ?? {};
    return (status === 'connected' || error) && {status, error};
}
"""

MEETS = "name => glue42dash.glueInstance?.interop.methods({name}).length === 1"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab with nothing in it but what the test writes into the folder."""
    own = {name: str(tmp_path / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")}
    root = tmp_path / "root"
    root.mkdir()
    options = ["--no-browser", "--port=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={root}", "--expose-app-in-browser"]
    if sys.platform == "linux" and os.getuid() == 0:
        options.append("--allow-root")
    program = [sys.executable, "-m", "jupyterlab", *options, "--ServerApp.ip=localhost"]
    process = subprocess.Popen(program, env={**os.environ, **own}, stderr=subprocess.PIPE, text=True)
    try:
        yield next(line.split()[-1].split("?")[0] for line in process.stderr or [] if "] http://localhost:" in line or "http://localhost" in line.split()[-1])
    finally:
        process.terminate()
        process.communicate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as entrance:
        return entrance.getsockname()[1]


@pytest.fixture
def run_notebook(lab: str, tmp_path: Path, context: BrowserContext) -> Callable[[str], list[Frame]]:
    """Runs the two apps on this host in a notebook, and gives their frames."""

    def run(host: str) -> list[Frame]:
        port = free_port()
        sources = [PROGRAM, *(SHOW.format(n=n, host=host, port=port) for n in range(2))]
        cells = [
            {"cell_type": "code", "id": str(n), "source": source, "metadata": {}, "outputs": [], "execution_count": None}
            for n, source in enumerate(sources)
        ]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
        notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
        (tmp_path / "root" / "apps.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        page: Page = context.new_page()
        page.goto(f"{lab}/tree/apps.ipynb")
        page.wait_for_function("window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel", polling=POLLING)
        page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
        frames = [page.wait_for_selector(f"iframe[src='http://{host}:{port}/{name}/']").content_frame() for name in ("one", "two")]
        return [frame for frame in frames if frame]

    return run


def test_two_inline_apps_of_one_server_meet(run_notebook):
    one, two = run_notebook("localhost")
    for frame, other in ((one, "two"), (two, "one")):
        frame.wait_for_function(MEETS, arg=other, polling=POLLING)


def test_an_inline_app_of_another_site_says_what_to_do(run_notebook):
    for frame in run_notebook("127.0.0.1"):
        print(frame.wait_for_function(REPORTED, polling=POLLING).json_value())
    assert 0
