"""FDC3: a watch list and a chart that follow each other, and a news page that knows nothing of Dash.

Run it: python examples/fdc3/app.py
Put the watch list and the chart on one channel: the chart follows. "Chart" shows a company in a chart, and asks which
one if there are several. The news page follows too: it is plain JavaScript with FINOS's getAgent().
"""

import os
from pathlib import Path

from chart import chart
from flask import Flask, send_file, send_from_directory
from watch import watch

import dash_glue42 as glue

FOLDER = Path(__file__).parent

server = Flask(__name__)
for app in (watch, chart):
    app.init_app(server)


@server.get("/")
def desk():
    return send_file(FOLDER / "desk.html")


@server.get("/news/")
def news():
    return send_file(FOLDER / "news.html")


# The news page is no Dash page: it takes the script of dash_glue42 from a route of its own.


@server.get("/dash_glue42/<file>")
def package_file(file):
    return send_from_directory(Path(glue.__file__).parent, file)


if __name__ == "__main__":
    server.run(port=int(os.environ.get("PORT", "8050")), threaded=True)
