"""FDC3: a watch list and a chart that follow each other, and a news page that knows nothing of Dash.

Run it: python examples/fdc3_two_apps.py
Put the watch list and the chart on one channel: the chart follows. "Chart" shows a company in a chart, and asks which
one if there are several. The news page follows too: it is plain JavaScript with FINOS's getAgent().
"""

import math
import random
from pathlib import Path

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.exceptions import PreventUpdate
from flask import Flask, send_from_directory

import dash_glue42 as glue
from dash_glue42 import fdc3

FOLDER = Path(__file__).parent
COMPANIES = {
    "AAPL": ("Apple", 234.5),
    "MSFT": ("Microsoft", 415.2),
    "NVDA": ("NVIDIA", 138.1),
    "AMZN": ("Amazon", 207.9),
    "JPM": ("JPMorgan Chase", 249.7),
    "XOM": ("Exxon Mobil", 117.3),
}
# The app directory: what can be started, and for which intents. Other apps call each app by its appId.
APPS = [
    {"appId": "watch-list", "title": "Watch list", "details": {"url": "/watch/"}},
    {"appId": "news", "title": "News", "details": {"url": "/news/"}},
    {
        "appId": "chart",
        "title": "Chart",
        "details": {"url": "/chart/"},
        "interop": {
            "intents": {
                "listensFor": {
                    "ViewChart": {
                        "displayName": "View chart",
                        "contexts": ["fdc3.instrument"],
                        "resultType": "fdc3.chart",
                    }
                }
            }
        },
    },
]

server = Flask(__name__)


def new_app(prefix, title):
    return Dash(
        __name__,
        server=server,
        url_base_pathname=prefix,
        title=title,
        update_title=None,
        assets_folder="fdc3_assets",
        suppress_callback_exceptions=True,
    )


def page(title, app_id, *content):
    """A page that is on a user channel, with the picker of the channels in its heading."""
    header = html.Header([html.H1(title), dcc.RadioItems(id="channel", className="channels")])
    components = [glue.Fdc3Channels(id="channels"), glue.Fdc3Context(id="instrument", contextType="fdc3.instrument")]
    settings = {"fdc3": {"appId": app_id, "apps": APPS}}
    return glue.Glue42(html.Main([header, *components, *content]), settings=settings)


def add_channel_picker(app):
    @app.callback(Output("channel", "options"), Input("channels", "list"))
    def offer(channels):
        colours = {each["id"]: each["displayMetadata"] for each in channels or []}
        return [
            {"value": id, "label": html.Span(style={"background": shown["color"]}, title=shown["name"])}
            for id, shown in colours.items()
        ]

    @app.callback(
        Output("channels", "channel"),
        Output("channel", "value"),
        Input("channels", "channel"),
        Input("channel", "value"),
        prevent_initial_call=True,
    )
    def follow(joined, picked):
        newest = picked if ctx.triggered_id == "channel" else joined
        return newest, newest


def history(ticker):
    """A year of prices that end at today's: the same ones each time."""
    walk, price = random.Random(ticker), COMPANIES.get(ticker, ("", 100.0))[1]
    prices = [price]
    for _ in range(250):
        prices.append(prices[-1] / math.exp(walk.gauss(0.0008, 0.018)))
    return prices[::-1]


# The watch list broadcasts the row that is clicked, and marks the row of what other apps broadcast.

watch = new_app("/watch/", "Watch list")


def row(ticker):
    name, price = COMPANIES[ticker]
    change = (price / history(ticker)[-2] - 1) * 100
    cells = [
        html.B(ticker),
        html.Span(name, className="name"),
        html.Span(f"{price:,.2f}"),
        html.Span(f"{change:+.2f} %", className="up" if change > 0 else "down"),
    ]
    return html.Li(
        [
            html.Button(cells, id={"row": ticker}, className="row"),
            html.Button("Chart", id={"chart": ticker}, className="chart"),
        ]
    )


watch.layout = page(
    "Watch list",
    "watch-list",
    glue.Fdc3Intents(id="intents"),
    dcc.Store(id="selected"),
    dcc.Store(id="asked"),
    html.Ul([row(ticker) for ticker in COMPANIES]),
    html.Section(id="resolver"),
    html.Footer("Pick a channel, then a row", id="status"),
)
add_channel_picker(watch)


def instrument_of(ticker):
    return fdc3.Instrument(id={"ticker": ticker}, name=COMPANIES[ticker][0])


@watch.callback(
    Output("instrument", "broadcast"),
    Output("selected", "data"),
    Input({"row": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
def select(_clicks):
    ticker = ctx.triggered_id["row"]
    return fdc3.broadcast(instrument_of(ticker)), ticker


@fdc3.on_context(
    "instrument", Output("selected", "data", allow_duplicate=True), Output("status", "children"), app=watch
)
def follow_others(instrument: fdc3.Instrument, source: fdc3.Source):
    # Another app may know an instrument by its ISIN only.
    name = instrument.id.ticker or instrument.name or "An instrument"
    return instrument.id.ticker, f"{name} was picked in {source.app_id or 'the channel'}"


@watch.callback(Output({"row": ALL}, "aria-pressed"), Input("selected", "data"), State({"row": ALL}, "id"))
def mark(ticker, ids):
    return ["true" if id["row"] == ticker else "false" for id in ids]


@watch.callback(Output("intents", "raiseIntent"), Input({"chart": ALL}, "n_clicks"), prevent_initial_call=True)
def view_chart(_clicks):
    return fdc3.intent("ViewChart", instrument_of(ctx.triggered_id["chart"]))


@watch.callback(
    Output("resolver", "children"),
    Output("asked", "data"),
    Output("intents", "choose"),
    Input("intents", "choices"),
    State("asked", "data"),
    prevent_initial_call=True,
)
def ask(choices, older):
    """The resolver: several charts are open, or could be. A newer question cancels the one that is open."""
    apps = choices["apps"]
    names = [
        f"{app['title']} {n}" if app.get("instanceId") else f"New {app['title'].lower()}" for n, app in enumerate(apps)
    ]
    buttons = [html.Button(name, id={"choice": n}) for n, name in enumerate(names)]
    question = [html.H2("Which chart?"), *buttons, html.Button("Cancel", id={"choice": -1})]
    return question, choices, {"raiseId": older["raiseId"], "app": None} if older else no_update


@watch.callback(
    Output("intents", "choose", allow_duplicate=True),
    Output("resolver", "children", allow_duplicate=True),
    Output("asked", "data", allow_duplicate=True),
    Input({"choice": ALL}, "n_clicks"),
    State("asked", "data"),
    prevent_initial_call=True,
)
def choose(clicks, asked):
    if not any(clicks):
        raise PreventUpdate
    n = ctx.triggered_id["choice"]
    return {"raiseId": asked["raiseId"], "app": asked["apps"][n] if n >= 0 else None}, None, None


@fdc3.on_intent_result("intents", Output("status", "children", allow_duplicate=True), app=watch)
def charted(result: fdc3.IntentResult):
    return f"Shown in {result.source.app_id}" if result.ok else result.error


# The chart shows what is broadcast on its channel, and what it is asked to show by the intent ViewChart.

chart = new_app("/chart/", "Chart")
chart.layout = page(
    "Chart",
    "chart",
    glue.Fdc3IntentListener(
        id="view",
        intent="ViewChart",
        contextTypes=["fdc3.instrument"],
        resultType="fdc3.chart",
        displayName="View chart",
    ),
    dcc.Store(id="ticker"),
    html.H2("Nothing yet", id="title"),
    dcc.Graph(id="graph", config={"displayModeBar": False}, responsive=True),
    html.Footer("Waits for a channel or an intent", id="status"),
)
add_channel_picker(chart)


@fdc3.on_context("instrument", Output("ticker", "data"), Output("status", "children"), app=chart)
def show(instrument: fdc3.Instrument, source: fdc3.Source):
    if instrument.id.ticker is None:
        raise PreventUpdate
    return instrument.id.ticker, f"From {source.app_id or 'the channel'}"


@fdc3.on_intent(
    "view",
    Output("ticker", "data", allow_duplicate=True),
    Output("status", "children", allow_duplicate=True),
    app=chart,
)
def view(instrument: fdc3.Instrument, source: fdc3.Source):
    ticker = instrument.id.ticker
    if ticker not in COMPANIES:
        raise fdc3.Refusal(f"There are no prices of {ticker or instrument.name}.")
    return fdc3.Chart(instruments=[instrument]), ticker, f"Asked for by {source.app_id}"


@chart.callback(Output("graph", "figure"), Output("title", "children"), Input("ticker", "data"))
def draw(ticker):
    axis = {"gridcolor": "#222a35", "zeroline": False, "color": "#8b97a8"}
    prices = history(ticker) if ticker else []
    line = {
        "y": prices,
        "mode": "lines",
        "fill": "tozeroy",
        "fillcolor": "#16222e",
        "line": {"color": "#4cc2ff", "width": 2},
    }
    lowest, highest = (min(prices) * 0.95, max(prices) * 1.02) if prices else (0, 1)
    layout = {
        "paper_bgcolor": "rgba(0, 0, 0, 0)",
        "plot_bgcolor": "rgba(0, 0, 0, 0)",
        "margin": {"l": 8, "r": 48, "t": 8, "b": 32},
        "xaxis": {**axis, "visible": bool(prices)},
        "yaxis": {**axis, "visible": bool(prices), "side": "right", "range": [lowest, highest]},
    }
    name = COMPANIES.get(ticker, (ticker or "Nothing yet",))[0]
    return {"data": [line], "layout": layout}, f"{name} · {ticker}" if ticker else name


# The news page is no Dash page: it takes the script of dash_glue42 from a route of its own.


@server.route("/news/")
def news():
    return (FOLDER / "fdc3_news.html").read_text(encoding="utf-8")


@server.route("/dash_glue42/<file>")
def package_file(file):
    return send_from_directory(Path(glue.__file__).parent, file)


@server.route("/")
def desk():
    return (FOLDER / "fdc3_desk.html").read_text(encoding="utf-8")


if __name__ == "__main__":
    print("The desk is at http://127.0.0.1:8050/")
    server.run(port=8050)
