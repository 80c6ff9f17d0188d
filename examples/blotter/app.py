"""Blotter in AG Grid: the row that is selected becomes a shared context, which any app of the bus can follow.

Run it: pip install dash-ag-grid && python examples/blotter/app.py
Select an order: the fills beside it follow. Open /fills/ in a tab of its own: it shows the same order at once, since a
context keeps its state. By keyboard: the arrows move, Space selects.
"""

import os

from blotter import blotter
from dash import Dash, html
from fills import fills
from flask import Flask

server = Flask(__name__)
for app in (blotter, fills):
    app.init_app(server)

both = Dash(__name__, server=server, title="Blotter and fills", assets_folder="../assets")
both.layout = html.Main(
    [
        html.H1("Blotter and fills"),
        html.Iframe(src="/blotter/", title="Blotter"),
        html.Iframe(src="/fills/", title="Fills"),
    ],
    className="desk",
    style={"--columns": "minmax(0, 2fr) minmax(0, 1fr)"},
)

if __name__ == "__main__":
    server.run(port=int(os.environ.get("PORT", "8050")), threaded=True)
