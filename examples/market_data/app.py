"""Market data: one page publishes 1,000 prices a second, another shows them in a grid and a chart.

Run it: pip install dash-ag-grid && python examples/market_data/app.py
Both pages also work in tabs of their own. A browser slows down the timer of a tab that is out of sight: the feed then
publishes as much, in fewer and larger parts.
"""

import os

from dash import Dash, html
from desk import desk
from feed import feed
from flask import Flask

server = Flask(__name__)
for app in (feed, desk):
    app.init_app(server)

both = Dash(__name__, server=server, title="Market data", assets_folder="../assets")
both.layout = html.Main(
    [
        html.H1("Market data"),
        html.Iframe(src="/feed/", title="Price feed", style={"height": 140}),
        html.Iframe(src="/desk/", title="FX desk"),
    ],
    className="desk",
    style={"--columns": "minmax(0, 1fr)", "--rows": "auto auto minmax(0, 1fr)", "--frame": "760px"},
)

if __name__ == "__main__":
    server.run(port=int(os.environ.get("PORT", "8050")), threaded=True)
