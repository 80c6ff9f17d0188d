"""The news of what the channel's client holds, or of the one holding that is picked."""

from dash import Input, Output, html
from data import CLIENTS, NEWS
from frame import new_app

news = new_app("news", html.P(id="about", className="soft"), html.Ul(id="list", className="cards"))


@news.callback(Output("about", "children"), Output("list", "children"), Input("channel", "my"))
def show(channel):
    data = channel["data"] if channel else {}
    name, symbol = data.get("client"), data.get("symbol")
    if symbol:
        symbols, about = [symbol], f"News of {symbol}"
    elif name in CLIENTS:
        symbols, about = CLIENTS[name][1], f"What {name} holds"
    else:
        symbols, about = [of for _, of, _ in NEWS], "All news"
    return about, [entry(*item) for item in NEWS if item[1] in symbols]


def entry(time, symbol, text):
    return html.Li([html.Div(text), html.Span(f"{time} · {symbol}", className="soft")])
