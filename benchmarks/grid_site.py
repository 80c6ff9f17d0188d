"""
A program: the site of the streams that go into AG Grid. Dash puts the scripts of dash-ag-grid into every page of a
program that imports it; here they cost no other page anything.
"""

import sys
from logging import ERROR, getLogger

import dash_ag_grid as dag
from flask import Flask

import dash_glue42 as glue42
from tests.support.dash_app import AppServer

from .apps import add_feed, app_at


def add_grid(flask: Flask) -> None:
    rows = dag.AgGrid(
        id="grid",
        columnDefs=[{"field": name} for name in ("symbol", "bid", "ask", "n")],
        getRowId="params.data.symbol",
    )
    prices = glue42.StreamSubscribe(
        id="prices", definition="Prices", conflateBy="symbol", to=glue42.to_grid(rows, key="symbol")
    )
    app_at(flask, "grid").layout = glue42.Glue42(id="glue", children=[rows, prices])


def main() -> None:
    flask = Flask(__name__)
    add_feed(flask)
    add_grid(flask)
    getLogger("werkzeug").setLevel(ERROR)
    server = AppServer()
    server.mount_wsgi("/", flask)
    print(server.origin, flush=True)
    # Until the benchmarks end it.
    sys.stdin.read()


if __name__ == "__main__":
    main()
