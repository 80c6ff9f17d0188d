"""A page that is no Dash app: the vendor's browser platform."""

from pathlib import Path

from flask import Flask, Response, send_from_directory

LIBRARY = Path(__file__).parents[1] / "node_modules" / "@glue42" / "web-platform" / "dist"

HTML = """
<!doctype html>
<title>Platform</title>
<link rel="icon" href="data:,">
<script src="/platform/platform.web.umd.min.js"></script>
<script>window.started = GlueWebPlatform();</script>
"""


def add_platform_page(flask: Flask) -> None:
    flask.add_url_rule("/platform/", "platform", lambda: Response(HTML, mimetype="text/html"))

    @flask.get("/platform/<file>")
    def platform_library(file: str) -> Response:
        return send_from_directory(LIBRARY, file)
