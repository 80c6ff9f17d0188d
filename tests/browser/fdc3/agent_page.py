"""A page with a desktop agent of FINOS's web implementation."""

import subprocess
from pathlib import Path

from flask import Flask, Response, send_from_directory

ROOT = Path(__file__).parents[3]
WEBPACK = ROOT / "node_modules" / "webpack" / "bin" / "webpack.js"

PAGE = """
<!doctype html>
<title>Agent</title>
<link rel="icon" href="data:,">
<script src="/agent/agent_page.js"></script>
"""


def bundle(entry: Path, folder: Path) -> None:
    """Writes the module with all that it imports into the folder, under its own name."""
    options = ["--mode", "development", "--devtool", "false", "--output-path", folder, "--output-filename", entry.name]
    # Not in the source folder, whose configuration it would take.
    subprocess.run(["node", WEBPACK, "--entry", entry, *options], check=True, capture_output=True, cwd=folder)


def agent_pages(folder: Path) -> Flask:
    """To be mounted at /agent/: the page, and its script in this folder."""
    pages = Flask(__name__)
    pages.add_url_rule("/agent/page", "page", lambda: Response(PAGE, mimetype="text/html"))
    pages.add_url_rule("/agent/<file>", "file", lambda file: send_from_directory(folder, file))
    return pages
