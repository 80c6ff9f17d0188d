"""Order ticket: a trading desk checks an order at once, and answers it when its trader has decided.

Run it: python examples/order_ticket/app.py
Send 500, then -500: pydantic refuses the second one before the desk's handler runs. Accept or reject what waits at the
desk: it invokes a method of the page that has sent the order. Ticket and desk also work in tabs of their own.
"""

import os

from dash import Dash, html
from desk import desk
from flask import Flask
from ticket import ticket

server = Flask(__name__)
for app in (ticket, desk):
    app.init_app(server)

both = Dash(__name__, server=server, title="Orders", assets_folder="../assets")
both.layout = html.Main(
    [
        html.H1("Orders"),
        html.Iframe(src="/ticket/", title="Order ticket"),
        html.Iframe(src="/desk/", title="Trading desk"),
    ],
    className="desk",
)

if __name__ == "__main__":
    server.run(port=int(os.environ.get("PORT", "8050")), threaded=True)
