"""Clients, portfolio and news: three apps that follow each other over a channel, as the user groups them.

Run it: python examples/client_desk/app.py
Pick a client: the portfolio and the news follow. Pick a holding: the news follow that. Put the news on another channel,
and they stay with what they show. Each app also works in a tab of its own, on the channel that its user picks there.
"""

import os

from clients import clients
from dash import Dash, html
from flask import Flask
from news import news
from portfolio import portfolio

server = Flask(__name__)
for app in (clients, portfolio, news):
    app.init_app(server)

desk = Dash(__name__, server=server, title="Client desk", assets_folder="../assets")
desk.layout = html.Main(
    [
        html.H1("Client desk"),
        html.Iframe(src="/clients/", title="Clients"),
        html.Iframe(src="/portfolio/", title="Portfolio"),
        html.Iframe(src="/news/", title="News"),
    ],
    className="desk",
    style={"--columns": "minmax(0, 8fr) minmax(0, 10fr) minmax(0, 8fr)"},
)

if __name__ == "__main__":
    server.run(port=int(os.environ.get("PORT", "8050")), threaded=True)
