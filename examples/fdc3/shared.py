"""What the Dash apps of this desk share: the app directory, and a page with a picker of the channels."""

from dash import ALL, Dash, Input, Output, ctx, html
from dash.exceptions import PreventUpdate

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
        assets_folder="../assets",
        suppress_callback_exceptions=True,
    )


def page(title, app_id, *content):
    """A page that is on a user channel, with the picker of the channels in its heading."""
    header = html.Header([html.H1(title), html.Div(id="picker", className="channels")])
    components = [glue.Fdc3Channels(id="channels"), glue.Fdc3Context(id="instrument", contextType="fdc3.instrument")]
    settings = {"fdc3": {"appId": app_id, "apps": APPS}}
    return glue.Glue42(html.Main([header, *components, *content], className="app"), settings=settings)


def add_channel_picker(app):
    @app.callback(Output("picker", "children"), Input("channels", "list"))
    def offer(channels):
        return [dot(channel["id"], channel["displayMetadata"]) for channel in channels or []]

    @app.callback(Output("channels", "channel"), Input({"channel": ALL}, "n_clicks"), prevent_initial_call=True)
    def join(clicks):
        if not any(clicks):
            raise PreventUpdate
        return ctx.triggered_id["channel"]

    @app.callback(Output({"channel": ALL}, "aria-pressed"), Input("channels", "channel"))
    def mark(joined):
        return [str(output["id"]["channel"] == joined).lower() for output in ctx.outputs_list]


def dot(id, shown):
    name = {"title": shown["name"], "aria-label": shown["name"]}
    return html.Button(id={"channel": id}, style={"backgroundColor": shown["color"]}, **name)
