"""Two origins: research proposes trades to an app of another origin, over a gateway that knows who is logged in.

Run it with Docker, as compose.yaml says. Or without: pip install "dash-glue42[gateway,tokens]" flask-login, set
SECRET_KEY and DASH_GLUE42_GATEWAY_JWT_SECRET to long random texts, and then in this folder, in three terminals:
    python -m dash_glue42.gateway
    python research.py
    python trading.py
Open http://localhost:8051/ and http://localhost:8052/. Log in as ann or ben, with the password "portfolio": only what
ann proposes is taken, since the trading desk learns from the gateway, not from the page, who asks.
"""

import os

from dash import ALL, Dash, Input, Output, ctx, html
from dash.exceptions import PreventUpdate
from flask import Flask
from login import add_login, header, token_settings

import dash_glue42 as glue

IDEAS = [
    {"side": "Buy", "symbol": "NVDA", "reason": "Orders for data centres grow faster than the price says."},
    {"side": "Sell", "symbol": "XOM", "reason": "The margins of refineries fall for the third month."},
    {"side": "Buy", "symbol": "KO", "reason": "The third rise of the dividend in a row is likely."},
]

server = Flask(__name__)
add_login(server, "research")
app = Dash(__name__, server=server, title="Research", assets_folder="../assets")


def card(number, idea):
    text = html.Div([html.B(f"{idea['side']} {idea['symbol']}"), html.Div(idea["reason"], className="soft")])
    return html.Li([text, html.Button("Propose", id={"propose": number})], className="row")


def layout():
    """Made for each page that is opened, since it names the user."""
    content = [
        header("Research"),
        html.Ul([card(number, idea) for number, idea in enumerate(IDEAS)], className="cards"),
        html.Output(id="answer"),
        glue.MethodInvoke(id="ask"),
    ]
    return glue.Glue42(html.Main(content, className="app"), settings=SETTINGS)


SETTINGS = token_settings(app)
app.layout = layout


@app.callback(Output("ask", "invoke"), Input({"propose": ALL}, "n_clicks"), prevent_initial_call=True)
def propose(clicks):
    if not any(clicks):
        raise PreventUpdate
    return glue.call("ProposeTrade", arguments=IDEAS[ctx.triggered_id["propose"]])


@glue.on_result("ask", Output("answer", "children"), Output("answer", "className"), app=app)
def show(result: glue.Result):
    return (result.returned["text"], "notice") if result.ok else (result.error, "problem")


if __name__ == "__main__":
    server.run(port=int(os.environ.get("PORT", "8051")), threaded=True)
