"""A price feed in a Python process of its own, without a page, and a Dash app that shows it.

Run it: pip install "dash-glue42[gateway,peer]" && python examples/peer_price_feed.py
It starts a gateway, the feed and the app. In production these are three programs, on any machines.
"""

import asyncio
import contextlib
import multiprocessing
import os
import random

from dash import Dash, Input, Output, html

import dash_glue42 as glue

OPENED = {"EURUSD": 1.08, "GBPUSD": 1.27, "USDCHF": 0.88, "USDJPY": 149.2, "AUDUSD": 0.66, "NZDUSD": 0.61}


# The feed: it publishes a stream, and answers those who want one price now.


async def feed(url: str, token: str, pause_s: float = 0.05):
    mids = dict(OPENED)
    peer = glue.Peer(url, token=token, application="Price feed")
    prices = peer.stream("Feed.Prices", branch_by="symbol", snapshot_by="symbol")

    @peer.method("Feed.Quote")
    async def quote(symbol: str):
        """The price of a currency pair."""
        if symbol not in mids:
            raise glue.InteropError(f"There is no price of {symbol}.")
        return {"mid": round(mids[symbol], 5)}

    async with peer:
        while True:
            for symbol in mids:
                mids[symbol] *= 1 + random.gauss(0, 0.0001)
            await prices.push([{"symbol": symbol, "mid": round(mid, 5)} for symbol, mid in mids.items()])
            await asyncio.sleep(pause_s)


def run_feed(url: str, token: str):
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(feed(url, token))


# The app: its page subscribes to the stream, and invokes the method.


def make_app(url: str, token: str) -> Dash:
    app = Dash(__name__, title="FX desk", update_title=None)
    app.layout = glue.Glue42(
        html.Main(
            [
                html.H1("FX desk"),
                html.Output("Waiting for the feed", id="status"),
                html.Table(id="table"),
                html.Button("Quote EURUSD", id="ask"),
                html.Output(id="answer"),
                glue.StreamSubscribe(id="prices", definition="Feed.Prices", conflateBy="symbol", intervalMs=250),
                glue.MethodInvoke(id="quote"),
            ]
        ),
        settings={"type": "gateway", "gateway": {"url": url, "token": token}},
    )

    @app.callback(Output("status", "children"), Input("prices", "status"))
    def show_status(status):
        return "Live" if status == "subscribed" else "Waiting for the feed"

    @app.callback(Output("table", "children"), Input("prices", "latest"), prevent_initial_call=True)
    def show(latest):
        return [html.Tr([html.Td(symbol), html.Td(f"{tick['mid']:.5g}")]) for symbol, tick in sorted(latest.items())]

    @app.callback(Output("quote", "invoke"), Input("ask", "n_clicks"), prevent_initial_call=True)
    def ask(_clicks):
        return glue.call("Feed.Quote", symbol="EURUSD")

    @glue.on_result("quote", Output("answer", "children"), app=app)
    def answer(result: glue.Result):
        return f"{result.returned['mid']:.5g}" if result.ok else result.error

    return app


if __name__ == "__main__":
    from peer_gateway import running_gateway

    with running_gateway() as (url, token):
        process = multiprocessing.Process(target=run_feed, args=(url, token), daemon=True)
        process.start()
        make_app(url, token).run(port=int(os.environ.get("PORT", "8050")))
