"""The caller: it invokes the engine's method, and draws what that returns."""

from dash import Dash, Input, Output, State, dcc, html

import dash_glue42 as glue

PORTFOLIOS = ["Cautious", "Balanced", "Growth"]
YEARS = [{"value": n, "label": f"{n:,} years"} for n in (50_000, 500_000, 2_000_000)]
TEN_MINUTES = 600_000

caller = Dash(
    __name__,
    server=False,
    url_base_pathname="/caller/",
    title="Portfolio risk",
    update_title=None,
    assets_folder="../assets",
)
caller.layout = glue.Glue42(
    html.Main(
        [
            html.H1("Portfolio risk"),
            html.Div(
                [
                    html.Label(["Portfolio", dcc.Dropdown(PORTFOLIOS, "Balanced", id="portfolio", clearable=False)]),
                    html.Label(["Simulate", dcc.Dropdown(YEARS, 50_000, id="years", clearable=False)]),
                ],
                className="fields",
            ),
            html.Button("Make the report", id="make", className="main"),
            html.Output(id="problem", className="problem"),
            html.Div(id="report", className="fill"),
            glue.MethodInvoke(id="ask"),
        ],
        className="app",
    )
)


@caller.callback(
    Output("ask", "invoke"),
    Output("problem", "children"),
    Input("make", "n_clicks"),
    State("portfolio", "value"),
    State("years", "value"),
    prevent_initial_call=True,
)
def make(_clicks, portfolio, years):
    return glue.call("SimulateYear", portfolio=portfolio, value=1_000_000, years=years, timeout_ms=TEN_MINUTES), ""


@glue.on_result("ask", Output("report", "children"), Output("problem", "children", allow_duplicate=True), app=caller)
def show(result: glue.Result):
    if not result.ok:
        return None, result.error
    report = result.returned
    figures = {"Today": 1_000_000, "Expected in a year": report["mean"], "Worst of 20 years": report["worst_of_20"]}
    names = html.Dl([html.Div([html.Dt(name), html.Dd(f"{value:,.0f} USD")]) for name, value in figures.items()])
    return [names, dcc.Graph(figure=figure_of(report), config={"displayModeBar": False}, responsive=True)], ""


def figure_of(report):
    ends = [report["lowest"] + (n + 0.5) * report["width"] for n in range(len(report["counts"]))]
    colors = ["#d9475a" if end < report["worst_of_20"] else "#4f83e8" for end in ends]
    return {
        "data": [{"type": "bar", "x": ends, "y": report["counts"], "marker": {"color": colors}}],
        "layout": {
            "bargap": 0.12,
            "margin": {"l": 8, "r": 8, "t": 16, "b": 40},
            "xaxis": {"title": {"text": "Value in a year, USD"}, "tickformat": ",.0f", "nticks": 6},
            "yaxis": {"visible": False},
        },
    }
