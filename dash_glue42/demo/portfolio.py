"""Portfolio: follows the client on its channel, with live prices; places orders with whichever app takes them."""

from typing import Any

from dash import Dash, Input, Output, State, dcc, html

import dash_glue42 as glue
from dash_glue42.demo.market import INSTRUMENTS, history, holdings

app = Dash(__name__, title="Portfolio", update_title="", url_base_pathname="/portfolio/")
AXIS = {"showgrid": False, "zeroline": False, "tickfont": {"size": 11}, "fixedrange": True}

heads = html.Tr([html.Th(name, scope="col") for name in ("Holding", "Quantity", "Price", "Today", "Value")])
table = html.Table([html.Thead(heads), html.Tbody(id="rows")], className="holdings")
chart = dcc.Graph(id="chart", config={"displayModeBar": False}, responsive=True, style={"height": "100%"})
ticket = [
    html.Label(["Symbol", dcc.Dropdown(list(INSTRUMENTS), "ASML", id="symbol", clearable=False)]),
    html.Label(["Quantity", dcc.Input(id="quantity", type="text", value="100")]),
    html.Button("Buy", id="buy", className="primary", disabled=True),
    html.Output(id="answer"),
]

app.layout = glue.Glue42(
    html.Main(
        [
            glue.Channels(id="channels", channel="Red"),
            glue.StreamSubscribe(id="prices", definition="Prices", conflateBy="symbol", intervalMs=500),
            glue.Methods(id="takers", filter={"name": "PlaceOrder"}),
            glue.MethodInvoke(id="order"),
            html.Header([html.H1("Portfolio"), glue.status_badge(), glue.channel_selector()]),
            html.H2(id="client"),
            html.Div(chart, className="chart"),
            html.Div(table, className="table", tabIndex=0),
            html.Div(ticket, className="ticket"),
            html.Div(id="refusal"),
        ]
    )
)


def client_of(my: dict[str, Any] | None):
    return my["data"].get("client") if my else None


@app.callback(
    Output("rows", "children"), Output("client", "children"), Input("channels", "my"), Input("prices", "latest")
)
def follow(my: dict[str, Any] | None, latest: dict[str, dict[str, Any]] | None):
    client = client_of(my)
    if client is None:
        return [], "Pick a channel that has a client"
    rows, total = [], 0.0
    for symbol, quantity in holdings(client["id"]).items():
        name, opened = INSTRUMENTS[symbol]
        price = (latest or {}).get(symbol, {"price": opened, "change": 0.0})
        total += quantity * price["price"]
        change = html.Td(f"{price['change']:+.2f} %", className="rises" if price["change"] >= 0 else "falls")
        figures = [html.Td(f"{quantity:,}"), html.Td(f"{price['price']:,.2f}"), change]
        instrument = html.Td([html.Strong(symbol), html.Small(name)])
        rows.append(html.Tr([instrument, *figures, html.Td(f"{quantity * price['price']:,.0f}")]))
    return rows, [html.Span(client["name"]), html.Small(client["country"]), html.Strong(f"$ {total:,.0f}")]


@app.callback(Output("chart", "figure"), Input("channels", "my"))
def draw(my: dict[str, Any] | None):
    client = client_of(my)
    layout: dict[str, Any] = {
        "margin": {"l": 44, "r": 4, "t": 4, "b": 22},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "xaxis": {**AXIS, "type": "date", "tickformat": "%b", "nticks": 8},
        "yaxis": {**AXIS, "tickformat": ".3s", "nticks": 4},
        "hovermode": "x",
    }
    if client is None:
        return {"data": [], "layout": layout}
    value = sum(quantity * INSTRUMENTS[symbol][1] for symbol, quantity in holdings(client["id"]).items())
    days, values = history(client["id"], value)
    layout["yaxis"] |= {"range": [min(values) * 0.98, max(values) * 1.01]}
    line = {"x": days, "y": values, "fill": "tozeroy", "line": {"color": "#6d7cff", "width": 2}, "name": client["name"]}
    return {"data": [line], "layout": layout}


@app.callback(Output("buy", "disabled"), Output("answer", "children"), Input("takers", "available"))
def offer(is_available: bool | None):
    return not is_available, None if is_available else "No app takes orders: open Blotter."


@app.callback(
    Output("order", "invoke"),
    Input("buy", "n_clicks"),
    State("symbol", "value"),
    State("quantity", "value"),
    State("channels", "my"),
    prevent_initial_call=True,
)
def buy(_clicks: int, symbol: str, quantity: str, my: dict[str, Any] | None):
    client = client_of(my) or {"name": "House account"}
    return glue.call("PlaceOrder", client=client["name"], symbol=symbol, quantity=quantity)


@glue.on_result(
    "order",
    Output("answer", "children", allow_duplicate=True),
    Output("refusal", "children"),
    State("takers", "methods"),
    app=app,
)
def show(result: glue.Result, takers: list[dict[str, Any]]):
    if result.ok:
        order = result.returned
        return f"Bought {order['quantity']:,} {order['symbol']} at {order['price']:,.2f}.", None
    source = takers[0]["description"] if takers else None
    return None, [html.P(result.error), html.Pre(source, tabIndex=0)]


if __name__ == "__main__":
    app.run()
