"""Long report: a method that computes for seconds runs in Celery and shows its progress.

Run it: pip install "dash[celery]", start a Redis, and then in this folder, in two terminals:
    celery --app engine:celery worker
    python app.py
Windows lacks Celery's usual pool of processes: add --pool solo there. "Stop" ends a report that is being made, and its
caller is told so. The server's own processes stay free. Nothing but the engine knows of Celery: for the caller it is a
method like others.
"""

import os

from caller import caller
from dash import Dash, html
from engine import engine
from flask import Flask

server = Flask(__name__)
for app in (caller, engine):
    app.init_app(server)

both = Dash(__name__, server=server, title="Risk reports", assets_folder="../assets")
both.layout = html.Main(
    [
        html.H1("Risk reports"),
        html.Iframe(src="/caller/", title="Portfolio risk"),
        html.Iframe(src="/engine/", title="Risk engine"),
    ],
    className="desk",
    style={"--columns": "minmax(0, 3fr) minmax(0, 2fr)"},
)

if __name__ == "__main__":
    server.run(port=int(os.environ.get("PORT", "8050")), threaded=True)
