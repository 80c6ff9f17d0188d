"""What the Dash apps of this desk share: the app directory, and a page with a picker of the channels."""

from dash import Dash, Input, Output, ctx, dcc, html

import dash_glue42 as glue

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


def new_app(prefix, title):
    return Dash(
        __name__,
        server=False,
        url_base_pathname=prefix,
        title=title,
        update_title=None,
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
        colours = {channel["id"]: channel["displayMetadata"] for channel in channels or []}
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
