"""Apps in a notebook: JupyterLab shows them in frames, which share a bus when they are of the notebook's own site."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from caller import POLLING
from console import Console
from playwright.sync_api import BrowserContext, Page, expect
from support.axe import expect_no_findings
from support.documented import ROOT
from support.gallery import take_picture
from support.processes import EXAMPLES, free_port

# Its cells are shown, and a kernel can run them.
NOTEBOOK_IS_READY = """
() => {
    const widgets = [...(window.jupyterapp?.shell.widgets('main') ?? [])];
    window.notebook = widgets.find(each => each.sessionContext?.session?.kernel);
    return window.notebook && document.querySelectorAll('.jp-CodeCell').length === 5;
}
"""

RUN_ALL = """
() => {
    jupyterapp.shell.activateById(notebook.id);
    void jupyterapp.commands.execute('notebook:run-all-cells');
}
"""


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """The address of a JupyterLab with nothing in it but the example."""
    own = {
        name: str(tmp_path / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    }
    # It follows the system's theme, as the apps do.
    settings = tmp_path / "JUPYTER_CONFIG_DIR" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "themes.jupyterlab-settings").write_text('{"adaptive-theme": true}', encoding="utf-8")
    root = tmp_path / "root"
    shutil.copytree(EXAMPLES / "assets", root / "assets")
    shutil.copy(EXAMPLES / "notebook.ipynb", root)
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
    environment = {**os.environ, **own, "PYTHONPATH": str(ROOT), "PORT": str(free_port())}
    process = subprocess.Popen(program, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        addresses = (re.search(r"http://localhost:\d+/", line) for line in process.stderr or [])
        yield next(found[0] for found in addresses if found)
    finally:
        process.terminate()
        process.communicate()


@pytest.fixture
def page(lab: str, context: BrowserContext, console: Console) -> Iterator[Page]:
    # What JupyterLab says of the kernel's own messages; nothing of the apps is among it.
    console.allow("comm")
    page = context.new_page()
    page.set_viewport_size({"width": 1000, "height": 760})
    page.goto(f"{lab}doc/tree/notebook.ipynb")
    yield page
    page.close()


def test_two_apps_of_one_server_in_a_notebook_share_a_context(page: Page) -> None:
    page.wait_for_function(NOTEBOOK_IS_READY, polling=POLLING)
    page.evaluate(RUN_ALL)
    controls, chart = (page.frame_locator(f"iframe[src*='/{name}/']") for name in ("controls", "chart"))
    # JupyterLab draws what is in sight, and both are then.
    page.locator("iframe[src*='/chart/']").scroll_into_view_if_needed()
    lines = chart.locator(".legendtext")
    expect(lines).to_have_text(["AAPL", "mean of 20 days"], timeout=20000)
    controls.get_by_text("NVDA").click()
    expect(lines).to_have_text(["NVDA", "mean of 20 days"])
    controls.get_by_role("slider").press("ArrowRight")
    expect(lines).to_have_text(["NVDA", "mean of 30 days"])
    # In a cell, an app needs no heading and no landmark of its own.
    apps = [frame for frame in page.frames if re.search("/(controls|chart)/", frame.url)]
    expect_no_findings(page, *apps, rules=["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
    take_picture("notebook", page, in_sight=page.locator("iframe[src*='/chart/']"))
