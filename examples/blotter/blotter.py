"""The blotter sets the context to the order that the user selects."""

import dash_ag_grid as dag
from dash import Dash, Input, Output, html
from dash.exceptions import PreventUpdate
from orders import ORDERS

import dash_glue42 as glue


def number(written):
    return {"type": "rightAligned", "valueFormatter": {"function": f"d3.format('{written}')(params.value)"}}


BUY_OR_SELL = {"up": "params.value == 'Buy'", "down": "params.value == 'Sell'"}
COLUMNS = [
    {"field": "number", "headerName": "Order", "width": 92},
    {"field": "time", "width": 92, "sort": "desc"},
    {"field": "client", "flex": 1, "minWidth": 140},
    {"field": "side", "width": 68, "cellClassRules": BUY_OR_SELL},
    {"field": "symbol", "width": 84},
    {"field": "quantity", "width": 96, **number(",")},
    {"field": "done", "width": 78, **number(".0%")},
]
# The colours are those of the stylesheet, light or dark.
LOOK = """themeQuartz.withParams({
    browserColorScheme: 'inherit', backgroundColor: 'var(--card)', foregroundColor: 'var(--text)',
    chromeBackgroundColor: 'var(--soft-card)', borderColor: 'var(--line)', accentColor: 'var(--accent)',
    selectedRowBackgroundColor: 'var(--accent-soft)', fontFamily: 'inherit', fontSize: 13, spacing: 6
})"""

blotter = Dash(
    __name__, server=False, url_base_pathname="/blotter/", title="Blotter", update_title=None, assets_folder="../assets"
)
blotter.layout = glue.Glue42(
    html.Main(
        [
            html.Header([html.H1("Blotter"), html.Span(f"{len(ORDERS)} orders today", className="soft")]),
            dag.AgGrid(
                id="grid",
                columnDefs=COLUMNS,
                rowData=ORDERS,
                getRowId="params.data.number",
                dashGridOptions={
                    "theme": {"function": LOOK},
                    "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
                },
                style={"flex": 1},
            ),
            glue.Context(id="order", contextName="Blotter.Order"),
        ],
        className="app",
    )
)


@blotter.callback(Output("order", "set"), Input("grid", "selectedRows"), prevent_initial_call=True)
def select(rows):
    if not rows:
        raise PreventUpdate
    return glue.set_context(data=rows[0])
