"""The login: who is not logged in gets its form in place of a page, and the status 401 in place of data."""

from flask import redirect, render_template, request
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash


class User(UserMixin):
    def __init__(self, id, name, password):
        self.id, self.name, self.password_hash = id, name, generate_password_hash(password)


# An app of yours has them in a database, or asks the company's single sign-on.
USERS = {user.id: user for user in (User("ann", "Ann Lindqvist", "portfolio"), User("ben", "Ben Okafor", "portfolio"))}


def add_login(server, prefix):
    manager = LoginManager(server)
    manager.user_loader(USERS.get)

    @server.before_request
    def demand_login():
        is_open = request.path == f"{prefix}login" or request.path.startswith(f"{prefix}assets/")
        if current_user.is_authenticated or is_open:
            return None
        # A page is asked for by its address; all else is data for a page whose session has ended.
        return redirect(f"{prefix}login") if request.headers.get("Sec-Fetch-Mode") == "navigate" else ("", 401)

    @server.route(f"{prefix}login", methods=["GET", "POST"])
    def login():
        if request.method == "GET":
            return render_template("login.html", prefix=prefix)
        user = USERS.get(request.form["user"])
        if user is None or not check_password_hash(user.password_hash, request.form["password"]):
            return render_template("login.html", prefix=prefix, problem="Name or password is wrong."), 403
        login_user(user)
        return redirect(prefix)

    @server.route(f"{prefix}logout")
    def logout():
        logout_user()
        return redirect(f"{prefix}login")
