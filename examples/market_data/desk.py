"""The desk subscribes three times: to all prices for the grid, to those of one symbol for the chart, and to all prices
once a second for a Python callback. The first two go to the grid and the chart without the server.
"""

import dash_ag_grid as dag
from dash import Dash, Input, Output, dcc, html
from look import COLUMNS, LOOK, empty_chart
from market import STREAM, Tick

import dash_glue42 as glue

FIRST_SYMBOL = "EURUSD"

desk = Dash(
    __name__, server=False, url_base_pathname="/desk/", title="FX desk", update_title=None, assets_folder="../assets"
)
desk.layout = glue.Glue42(
    html.Main(
        [
            html.Header(
                [
                    html.H1("FX desk"),
                    html.Output("Connecting", id="status", className="tag"),
                    html.Span(id="volume", className="soft"),
                ]
            ),
            html.Section(
                [
                    dag.AgGrid(
                        id="grid",
                        columnDefs=COLUMNS,
                        rowData=[],
                        getRowId="params.data.symbol",
                        dashGridOptions={"theme": {"function": LOOK}, "animateRows": False, "cellFlashDuration": 150},
                        style={"height": "100%", "minHeight": 240},
                    ),
                    html.Div(
                        [
                            html.H2(FIRST_SYMBOL, id="symbol"),
                            dcc.Graph(
                                id="chart", figure=empty_chart(), config={"displayModeBar": False}, responsive=True
                            ),
                            html.H2("Moved most"),
                            html.Table(html.Tbody(id="movers")),
                        ],
                        className="card fill",
                    ),
                ],
                className="beside",
            ),
            glue.StreamSubscribe(id="all-prices", definition=STREAM, conflateBy="symbol", to=glue.to_grid("grid")),
            glue.StreamSubscribe(
                id="one-symbol",
                definition=STREAM,
                args={"symbol": FIRST_SYMBOL},
                to=glue.to_graph("chart", x="time", y="mid", max_points=1500),
            ),
            glue.StreamSubscribe(id="each-second", definition=STREAM, conflateBy="symbol", intervalMs=1000),
        ],
        className="app",
    )
)

COLORS = {"subscribed": "good", "rejected": "bad", "disconnected": "bad"}
STATUS = {"waiting": "Waiting for a feed", "subscribed": "Live", "rejected": "Rejected", "disconnected": "Disconnected"}


@desk.callback(Output("status", "children"), Output("status", "className"), Input("all-prices", "status"))
def show_status(status):
    return STATUS.get(status, "Connecting"), f"tag {COLORS.get(status, '')}"


@glue.on_stream("each-second", Output("movers", "children"), Output("volume", "children"), app=desk)
def show_movers(ticks: list[Tick], batch: glue.Batch):
    movers = sorted(ticks, key=lambda tick: abs(tick.change), reverse=True)[:6]
    received = len(ticks) + batch.conflated
    return [mover(tick) for tick in movers], f"{received:,} prices in the last second, {batch.dropped} dropped"


def mover(tick):
    change = html.Td(f"{tick.change:+.3f} %", className="up" if tick.change > 0 else "down")
    return html.Tr([html.Td(tick.symbol), html.Td(f"{tick.mid:.5g}"), change])


@desk.callback(
    Output("one-symbol", "args"),
    Output("chart", "figure"),
    Output("symbol", "children"),
    Input("grid", "cellClicked"),
    prevent_initial_call=True,
)
def choose(cell):
    symbol = cell["rowId"]
    return {"symbol": symbol}, empty_chart(), symbol
