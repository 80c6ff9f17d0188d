"""What both apps share: a login, and the token for the gateway that comes from it."""

import os

from dash import html
from flask import redirect, render_template, request
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

import dash_glue42 as glue


class User(UserMixin):
    def __init__(self, id, password):
        self.id, self.password_hash = id, generate_password_hash(password)


# An app of yours asks the company's single sign-on, and its users log in once for both apps.
USERS = {name: User(name, "portfolio") for name in ("ann", "ben")}


def add_login(server, name):
    # Every worker has to read the sessions that another one has begun.
    server.secret_key = os.environ["SECRET_KEY"]
    # Browsers send the cookies of one port to the others of its host: two apps need two names.
    server.config.update(SESSION_COOKIE_NAME=name, SESSION_COOKIE_SAMESITE="Lax")
    LoginManager(server).user_loader(USERS.get)

    @server.before_request
    def demand_login():
        if current_user.is_authenticated or request.path == "/login" or request.path.startswith("/assets/"):
            return None
        # A page is asked for by its address; all else is data for a page whose session has ended.
        return redirect("/login") if request.headers.get("Sec-Fetch-Mode") == "navigate" else ("", 401)

    @server.route("/login", methods=["GET", "POST"])
    def login():
        if request.method == "GET":
            return render_template("login.html", title=name.title())
        user = USERS.get(request.form["user"])
        if user is None or not check_password_hash(user.password_hash, request.form["password"]):
            return render_template("login.html", title=name.title(), problem="Name or password is wrong."), 403
        login_user(user)
        return redirect("/")

    @server.route("/logout")
    def logout():
        logout_user()
        return redirect("/login")


def token_settings(app):
    """The page fetches a token of a few minutes from a route of its app, and renews it while the session lasts."""
    path = glue.serve_gateway_token(app, user=lambda: current_user.get_id(), bus="desk")
    url = os.environ.get("GATEWAY_URL", "ws://localhost:8385")
    return {"type": "gateway", "gateway": {"url": url, "bus": "desk", "tokenUrl": path}}


def header(title):
    # Dash also makes the layout when the app starts, without a user.
    user = html.Div([html.Span(getattr(current_user, "id", "")), html.A("Log out", href="/logout")], className="row")
    return html.Header([html.H1(title), glue.status_badge(), user])
