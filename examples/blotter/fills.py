"""The fills of the order that is in the context. This app knows nothing of the blotter."""

from dash import Dash, Input, Output, html

import dash_glue42 as glue

COLORS = {"New": "tag new", "Working": "tag", "Filled": "tag good"}

fills = Dash(
    __name__, server=False, url_base_pathname="/fills/", title="Fills", update_title=None, assets_folder="../assets"
)
fills.layout = glue.Glue42(
    [html.Main(id="shown", className="app"), glue.Context(id="order", contextName="Blotter.Order")]
)


@fills.callback(Output("shown", "children"), Input("order", "context"))
def show(context):
    if context is None:
        return [html.H1("Fills"), html.P("Select an order in the blotter.", className="soft")]
    order = context["data"]
    heading = html.Tr([html.Th(name) for name in ("Time", "Quantity", "Price", "Venue")])
    return [
        html.Header([html.H1(order["number"]), html.Span(order["state"], className=COLORS[order["state"]])]),
        html.Div(
            [
                html.H2(f"{order['side']} {order['quantity']:,} {order['symbol']}"),
                html.P(f"for {order['client']}", className="soft"),
            ]
        ),
        html.Progress(value=str(order["done"]), max="1", title="Done"),
        html.Table([heading, *map(fill_row, order["fills"])]),
    ]


def fill_row(fill):
    cells = fill["time"], f"{fill['quantity']:,}", f"{fill['price']:,.2f}", fill["venue"]
    return html.Tr([html.Td(cell) for cell in cells])
