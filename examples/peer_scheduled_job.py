"""A scheduled job sets a context, which pages follow: a script without a page, and a Dash app.

Run it: pip install "dash-glue42[gateway,peer]" && python examples/peer_scheduled_job.py
It starts a gateway, the job and the app. In production these are three programs; the job may also be one that a
scheduler starts every evening, and that ends when it has set the context.
"""

import contextlib
import multiprocessing
import os
import random
import threading
from datetime import datetime, timezone

from dash import Dash, Input, Output, html

import dash_glue42 as glue

CONTEXT = "fixing"


# The job: every few seconds, and when a page asks for it.


def fix_rates():
    """What takes a while in real life."""
    at = datetime.now(timezone.utc).replace(microsecond=0)
    return {"at": at, "rates": {pair: round(random.uniform(0.9, 1.3), 4) for pair in ("EURUSD", "GBPUSD", "USDCHF")}}


def run_job(url: str, token: str, every_s: float = 10):
    wanted = threading.Event()
    with contextlib.suppress(KeyboardInterrupt), glue.SyncPeer(url, token=token, application="Fixing") as peer:

        @peer.method("Fixing.Refresh", returns=False)
        def refresh():
            """Fixes the rates now."""
            wanted.set()

        while True:
            peer.context(CONTEXT).set(fix_rates())
            wanted.wait(every_s)
            wanted.clear()


# The app: each of its pages shows the context, in whichever state it is when the page opens.


def make_app(url: str, token: str) -> Dash:
    app = Dash(__name__, title="Fixing", update_title=None)
    app.layout = glue.Glue42(
        html.Main(
            [
                html.H1("Fixing"),
                html.Output("Not fixed yet", id="at"),
                html.Ul(id="rates"),
                html.Button("Refresh", id="refresh"),
                glue.Context(id="fixing", contextName=CONTEXT),
                glue.MethodInvoke(id="job"),
            ]
        ),
        settings={"type": "gateway", "gateway": {"url": url, "token": token}},
    )

    @app.callback(
        Output("at", "children"), Output("rates", "children"), Input("fixing", "context"), prevent_initial_call=True
    )
    def show(context):
        if context is None:
            return "Not fixed yet", []
        data = context["data"]
        return f"Fixed at {data['at'][11:19]} UTC", [html.Li(f"{pair} {rate}") for pair, rate in data["rates"].items()]

    @app.callback(Output("job", "invoke"), Input("refresh", "n_clicks"), prevent_initial_call=True)
    def refresh(_clicks):
        return glue.call("Fixing.Refresh")

    return app


if __name__ == "__main__":
    from peer_gateway import running_gateway

    with running_gateway() as (url, token):
        process = multiprocessing.Process(target=run_job, args=(url, token), daemon=True)
        process.start()
        make_app(url, token).run(port=int(os.environ.get("PORT", "8050")))
