"""Blotter: offers the method PlaceOrder and shows the orders of all apps; on a channel, those of its client."""

import inspect
from datetime import datetime
from typing import Annotated, Any

from dash import Dash, Input, Output, Patch, State, dcc, html
from pydantic import Field

import dash_glue42 as glue

app = Dash(__name__, title="Blotter", update_title="", url_base_pathname="/blotter/")
COLUMNS = ("Time", "Client", "Symbol", "Quantity", "Price")
Prices = dict[str, dict[str, Any]]


@glue.on_invoke("take-orders", Output("orders", "data"), State("prices", "latest"), app=app)
def place_order(client: str, symbol: str, quantity: Annotated[int, Field(gt=0, le=5000)], prices: Prices | None):
    if not prices or symbol not in prices:
        raise glue.InteropError(f"There is no price of {symbol} yet.")
    order = {**prices[symbol], "client": client, "quantity": quantity}
    return order, kept(order)


def kept(order: dict[str, Any]):
    # The handler writes it itself: of a callback that is called again before it has ended, Dash drops the first answer.
    orders = Patch()
    orders.prepend({**order, "time": f"{datetime.now():%H:%M:%S}"})
    return orders


app.layout = glue.Glue42(
    html.Main(
        [
            glue.Channels(id="channels"),
            # The method's description is its source, so that other apps can show it.
            glue.MethodRegister(
                id="take-orders",
                definition=glue.definition(
                    "PlaceOrder",
                    place_order,
                    accepts="String client, String symbol, Int quantity",
                    returns="String symbol, Int quantity, Double price",
                    description=inspect.getsource(place_order),
                ),
                returns=True,
            ),
            glue.StreamSubscribe(id="prices", definition="Prices", conflateBy="symbol"),
            dcc.Store(id="orders", data=[], storage_type="session"),
            html.Header([html.H1("Blotter"), glue.status_badge(), glue.channel_selector()]),
            html.Div(
                html.Table(
                    [
                        html.Thead(html.Tr([html.Th(name, scope="col") for name in COLUMNS])),
                        html.Tbody(id="rows"),
                    ],
                    className="orders",
                ),
                className="table",
                tabIndex=0,
            ),
            html.P(id="note", className="note"),
        ]
    )
)


@app.callback(
    Output("rows", "children"),
    Output("note", "children"),
    Input("orders", "modified_timestamp"),
    Input("channels", "my"),
    State("orders", "data"),
)
def show(_modified: int, my: dict[str, Any] | None, orders: list[dict[str, Any]] | None):
    client = my["data"].get("client", {}).get("name") if my else None
    shown = [order for order in orders or [] if client in (None, order["client"])]
    rows = [html.Tr([html.Td(order[key]) for key in ("time", "client", "symbol")] + figures(order)) for order in shown]
    return rows, None if rows else f"No orders{f' of {client}' if client else ''} yet. Place one in Portfolio."


def figures(order: dict[str, Any]):
    return [html.Td(f"{order['quantity']:,}"), html.Td(f"{order['price']:,.2f}")]


if __name__ == "__main__":
    app.run()
