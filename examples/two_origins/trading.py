"""The trading desk, of another origin: it takes the proposals of users whom the gateway has proven."""

import os
from typing import Literal

from dash import Dash, Output, Patch, html
from flask import Flask
from login import add_login, header, token_settings

import dash_glue42 as glue

MAY_PROPOSE = {"ann"}

server = Flask(__name__)
add_login(server, "trading")
app = Dash(__name__, server=server, title="Trading", assets_folder="../assets")


def layout():
    """Made for each page that is opened, since it names the user."""
    content = [
        header("Trading"),
        html.Ul([], id="proposals", className="cards"),
        glue.MethodRegister(id="propose", definition="ProposeTrade", returns=True),
    ]
    return glue.Glue42(html.Main(content, className="app"), settings=SETTINGS)


SETTINGS = token_settings(app)
app.layout = layout


@glue.on_invoke("propose", Output("proposals", "children"), app=app)
def propose_trade(side: Literal["Buy", "Sell"], symbol: str, reason: str, caller: glue.Caller):
    # What else a caller says of itself proves nothing.
    if caller.verified_user not in MAY_PROPOSE:
        raise glue.InteropError(f"{caller.verified_user} may not propose trades.")
    proposals = Patch()
    text = html.Div([html.B(f"{side} {symbol}"), html.Div(reason, className="soft")])
    proposals.prepend(html.Li([text, html.Span(f"by {caller.verified_user}", className="tag good")], className="row"))
    return {"text": f"{side} {symbol} is with the trading desk."}, proposals


if __name__ == "__main__":
    server.run(port=int(os.environ.get("PORT", "8052")), threaded=True)
