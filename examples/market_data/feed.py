"""The feed publishes the prices.

With `branchBy` a page can subscribe to one symbol. With `snapshot` a page that comes late gets the last prices first.
"""

import random
import time

from dash import Dash, Input, Output, State, dcc, html
from market import OPENED, STREAM, next_tick

import dash_glue42 as glue

PRICES_A_SECOND = 1000
# After a pause the feed does not catch up.
MOST_AT_ONCE = 1000

feed = Dash(
    __name__, server=False, url_base_pathname="/feed/", title="Price feed", update_title=None, assets_folder="../assets"
)
feed.layout = glue.Glue42(
    html.Main(
        [
            html.Header([html.H1("Price feed"), html.Button("Pause", id="pause")]),
            html.Dl(
                [
                    html.Div([html.Dt("Sent"), html.Dd("0", id="sent")]),
                    html.Div([html.Dt("Dropped"), html.Dd("0", id="dropped")]),
                    html.Div([html.Dt("Subscriptions"), html.Dd("0", id="subscribers")]),
                ]
            ),
            glue.StreamPublish(id="prices", definition=STREAM, branchBy="symbol", snapshot=True),
            dcc.Interval(id="clock", interval=100),
            dcc.Store(id="published-until"),
        ],
        className="app",
    )
)


@feed.callback(
    Output("prices", "push"),
    Output("published-until", "data"),
    Input("clock", "n_intervals"),
    State("published-until", "data"),
)
def publish(_intervals, since):
    now = time.time()
    if since is None:
        return glue.push_to_stream([next_tick(symbol, now, volatility=0) for symbol in OPENED]), now
    # As many as are due, since a timer is never exact.
    count = min(round((now - since) * PRICES_A_SECOND), MOST_AT_ONCE)
    symbols = random.choices(list(OPENED), k=count)
    step = (now - since) / max(count, 1)
    return glue.push_to_stream([next_tick(symbol, since + n * step) for n, symbol in enumerate(symbols, 1)]), now


@feed.callback(
    Output("clock", "disabled"),
    Output("pause", "children"),
    Input("pause", "n_clicks"),
    State("clock", "disabled"),
    prevent_initial_call=True,
)
def pause(_clicks, is_paused):
    return not is_paused, "Pause" if is_paused else "Resume"


@feed.callback(Output("sent", "children"), Output("dropped", "children"), Input("prices", "stats"))
def show_stats(stats):
    return (f"{stats['sent']:,}", f"{stats['dropped']:,}") if stats else ("0", "0")


@feed.callback(Output("subscribers", "children"), Input("prices", "subscribers"))
def show_subscribers(subscribers):
    return str(len(subscribers or []))
