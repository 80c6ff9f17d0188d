"""Market data: one page publishes 1,000 prices a second, another shows them in a grid and a chart.

Run it: pip install dash-ag-grid && python examples/market_data/app.py
Both pages also work in tabs of their own. A browser slows down the timer of a tab that is out of sight: the feed then
publishes as much, in fewer and larger parts.
"""

import os

from desk import desk
from feed import feed
from flask import Flask

server = Flask(__name__)
for app in (feed, desk):
    app.init_app(server)


@server.get("/")
def both_pages():
    return """<!doctype html>
<html lang="en">
<head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Market data on the Interop bus</title>
    <link rel="icon" href="/desk/_favicon.ico">
    <link rel="stylesheet" href="/desk/assets/market_data.css">
</head>
<body class="both">
    <iframe id="feed" src="/feed/" title="Price feed"></iframe>
    <iframe id="desk" src="/desk/" title="FX desk"></iframe>
    <nav>In tabs of their own: <a href="/feed/" target="_blank">feed</a> <a href="/desk/" target="_blank">desk</a></nav>
</body>
</html>"""


if __name__ == "__main__":
    server.run(port=int(os.environ.get("PORT", "8050")), threaded=True)
