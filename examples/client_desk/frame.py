"""What the three apps share: a heading with the channel selector, and the page's channel as a component."""

from dash import Dash, html

import dash_glue42 as glue


def new_app(name, *content):
    """An app at /name/ whose component "channel" is the channel that its page is on."""
    app = Dash(
        name,
        server=False,
        url_base_pathname=f"/{name}/",
        title=name.title(),
        update_title=None,
        assets_folder="../assets",
        suppress_callback_exceptions=True,
    )
    heading = html.Header([html.H1(name.title()), glue.channel_selector()])
    # The page begins on the green channel; the user picks another one.
    channel = glue.Channels(id="channel", join=glue.join_channel(name="Green"))
    app.layout = glue.Glue42(html.Main([heading, *content, channel], className="app"))
    return app
