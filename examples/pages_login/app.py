"""Pages behind a login: `dash.pages` with flask-login, below a prefix, three workers behind nginx.

Run it: pip install flask-login gunicorn, install nginx, and then in this folder, in two terminals:
    SECRET_KEY=use-a-long-random-text gunicorn --workers 3 --bind 127.0.0.1:8050 app:server
    nginx -p /tmp -c $PWD/nginx.conf
Open http://127.0.0.1:8080/ in two tabs and log in as ann with the password "portfolio". Pick a client in one tab, and
the page "Client" in the other tab follows: any worker may answer, since what the pages share is on the bus.
"""

import os

import dash
from dash import Dash, dcc, html
from flask import Flask
from flask_login import current_user
from login import add_login

import dash_glue42 as glue

PREFIX = "/desk/"

server = Flask(__name__)
# Every worker has to read the sessions that another one has begun.
server.secret_key = os.environ["SECRET_KEY"]
server.config.update(SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_PATH=PREFIX)
add_login(server, PREFIX)

app = Dash(
    __name__, server=server, url_base_pathname=PREFIX, title="Advisors", use_pages=True, assets_folder="../assets"
)


def layout():
    """Made for each page that is opened, since it names the user. Dash calls it before a login as well."""
    name = getattr(current_user, "name", "")
    links = [dcc.Link(page["name"], href=page["relative_path"]) for page in dash.page_registry.values()]
    user = [html.Span(name, className="soft"), html.A("Log out", href=f"{PREFIX}logout")]
    # The connection stays when the user goes from page to page.
    return glue.Glue42(
        [
            html.Nav([html.B("Alder Advisors"), *links, html.Span(className="space"), *user]),
            dash.page_container,
            glue.Context(id="client", contextName="Client"),
        ]
    )


app.layout = layout
