"""The login expires while the page stays open: callers hear so at once, and after the next login all goes on."""

import socket

import pytest
from dash import DiskcacheManager, Input, Output, html
from playwright.sync_api import expect
from single_sign_on import SingleSignOn

from dash_glue42 import MethodInvoke, MethodRegister, on_invoke, on_result

SOON = 5
NO_JSON = 'Method "Work": the answer was no JSON (has the login expired?).'

# What the page shows of the method's error, without the server.
SHOW = """
error => [error ? `${error.code}, ${error.operation}: ${error.message}` : 'fine', error ? {} : {display: 'none'}]
"""


@pytest.fixture
def serve_work(provider, server, context):
    """An app with the method Work and a button, behind a login, opened in a page by who is logged in."""

    def serve_work(*children, **options):
        app = provider(
            MethodRegister(id="method", definition="Work", returns=True),
            html.Div(id="status"),
            html.A("Log in", id="login", href="/login/"),
            html.Button("Click", id="click"),
            html.Div(id="clicked"),
            *children,
            **options,
        )
        app.clientside_callback(SHOW, Output("status", "children"), Output("login", "style"), Input("method", "error"))

        @app.callback(Output("clicked", "children"), Input("click", "n_clicks"), prevent_initial_call=True)
        def click(clicks):
            return f"{clicks} clicks"

        sign_on = SingleSignOn(server, "/provider/", app.server)
        sign_on.log_in(context)
        return app, sign_on

    return serve_work


@pytest.fixture
def open_work(open_page, caller):
    def open_work():
        page = open_page("/provider/")
        caller.wait_for_method("Work")
        return page

    return open_work


def answer_work(app):
    @on_invoke("method", app=app)
    def work(n: int):
        return {"n": n}


@pytest.mark.dash3
def test_callers_hear_at_once_that_the_login_has_expired_and_after_a_new_login_all_goes_on_without_a_reload(
    serve_work, open_work, caller, context, console
):
    console.expect("Callback error updating", "has the login expired")
    app, sign_on = serve_work()
    answer_work(app)
    page = open_work()
    status, link = page.locator("#status"), page.locator("#login")
    assert caller.invoke("Work", {"n": 1}).returned == {"n": 1}
    expect(status).to_have_text("fine")
    expect(link).to_be_hidden()

    sign_on.expire()
    answers = caller.start("Work", {"n": 2}, {"n": 3}).answers()

    assert [answer.error for answer in answers] == [NO_JSON, NO_JSON]
    assert answers[-1].seconds < SOON
    expect(status).to_have_text(
        'callback_failed, invoke: MethodRegister "method": the answer was no JSON (has the login expired?).'
    )
    expect(link).to_be_visible()
    # Nor does Dash itself wait for that answer any more.
    page.locator("#click").click()
    expect(page).to_have_title("Provider")

    sign_on.log_in(context)

    assert caller.invoke("Work", {"n": 4}).returned == {"n": 4}
    expect(status).to_have_text("fine")
    expect(link).to_be_hidden()
    page.locator("#click").click()
    expect(page.locator("#clicked")).to_have_text("2 clicks")
    expect(page).to_have_title("Provider")


def test_results_that_come_while_the_login_has_expired_hold_up_none_that_come_later(
    serve_work, open_work, context, console
):
    console.expect("Callback error updating", "has the login expired")
    app, sign_on = serve_work(MethodInvoke(id="ask"), html.Button("Ask", id="go"), html.Div(id="answers"))
    answer_work(app)
    app.clientside_callback(
        "clicks => [1, 2].map(n => ({definition: 'Work', argumentObj: {n: 10 * clicks + n}}))",
        Output("ask", "invoke"),
        Input("go", "n_clicks"),
        prevent_initial_call=True,
    )

    @on_result("ask", Output("answers", "children"), app=app)
    def show(result):
        return str(result.returned["n"])

    page = open_work()
    sign_on.expire()
    # The two invocations, and the callbacks of their results.
    with page.expect_event("response", Nth(4, "/login/")):
        page.locator("#go").click()
    sign_on.log_in(context)
    page.locator("#go").click()

    expect(page.locator("#answers")).to_have_text("22")


@pytest.mark.dash3
def test_a_job_in_the_background_that_is_waited_for_when_the_login_expires_keeps_nobody_waiting(
    serve_work, open_work, caller, context, console, listening, tmp_path
):
    diskcache = pytest.importorskip("diskcache")
    console.expect("Callback error updating", "has the login expired")
    app, sign_on = serve_work(background_callback_manager=DiskcacheManager(diskcache.Cache(str(tmp_path))))
    # The handler runs in another process: it waits for the test to hang up.
    address = listening.getsockname()

    @on_invoke("method", app=app, background=True, interval=50)
    def work(n: int):
        if n == 1:
            with socket.create_connection(address) as line:
                line.recv(1)
        return {"n": n}

    open_work()
    burst = caller.start("Work", {"n": 1})
    line, _ = listening.accept()
    sign_on.expire()
    answer = burst.answer()
    line.close()
    sign_on.log_in(context)

    assert answer.error == NO_JSON
    assert caller.invoke("Work", {"n": 2}).returned == {"n": 2}


class Nth:
    """Is it the nth response from there?"""

    def __init__(self, n, path):
        self.n, self.path = n, path

    def __call__(self, response):
        self.n -= response.url.endswith(self.path)
        return self.n == 0
