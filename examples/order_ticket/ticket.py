"""The ticket invokes the desk's method PlaceOrder, and offers OrderDecided to the desk."""

from dash import Dash, Input, Output, Patch, State, dcc, html
from market import PRICES

import dash_glue42 as glue

FIELDS = [
    html.Label(["Instrument", dcc.Dropdown(list(PRICES), "AAPL", id="symbol", clearable=False)]),
    html.Label(["Side", dcc.Dropdown(["Buy", "Sell"], "Buy", id="side", clearable=False)]),
    html.Label(["Quantity", dcc.Input(id="quantity", type="number", value=500)]),
    html.Label(["Limit in USD", dcc.Input(id="limit", type="number", value=PRICES["AAPL"])]),
]
ticket = Dash(
    __name__, server=False, url_base_pathname="/ticket/", title="Ticket", update_title=None, assets_folder="../assets"
)
ticket.layout = glue.Glue42(
    html.Main(
        [
            html.H1("Order ticket"),
            html.Div(FIELDS, className="fields"),
            html.Button("Send order", id="send", className="main"),
            html.Output(id="problem", className="problem"),
            html.Ul(id="list", className="cards"),
            dcc.Store(id="orders", data={}),
            glue.MethodInvoke(id="place"),
            glue.MethodRegister(id="decided", definition="OrderDecided"),
        ],
        className="app",
    )
)


@ticket.callback(Output("limit", "value"), Input("symbol", "value"))
def propose_limit(symbol):
    return PRICES[symbol]


@ticket.callback(
    Output("place", "invoke"),
    Input("send", "n_clicks"),
    *[State(name, "value") for name in ("symbol", "side", "quantity", "limit")],
    prevent_initial_call=True,
)
def send(_clicks, symbol, side, quantity, limit):
    return glue.call("PlaceOrder", symbol=symbol, side=side, quantity=quantity, limit=limit)


@glue.on_result("place", Output("orders", "data"), Output("problem", "children"), app=ticket)
def placed(result: glue.Result):
    orders = Patch()
    if result.ok:
        orders[result.returned["number"]] = {"text": result.returned["text"], "state": "Waiting"}
    return orders, result.error or ""


@glue.on_invoke("decided", Output("orders", "data", allow_duplicate=True), app=ticket)
def decided(number: str, state: str):
    orders = Patch()
    orders[number]["state"] = state
    return orders


@ticket.callback(Output("list", "children"), Input("orders", "data"))
def show(orders):
    colors = {"Waiting": "tag", "Accepted": "tag good", "Rejected": "tag bad"}
    return [
        html.Li([order["text"], html.Span(order["state"], className=colors[order["state"]])], className="row")
        for order in reversed(orders.values())
    ]
