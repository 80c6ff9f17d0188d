"""The embedded bus: all apps of one origin meet on it, and it outlives whatever dies in the browser."""

import subprocess
from collections.abc import Iterator

import pytest
from asker import instance_of
from caller import POLLING, Caller
from dash import Input, Output, html
from flask import request as flask_request
from playwright.sync_api import Browser, BrowserContext, Error, Playwright, expect
from support.dash_app import AppServer, Calls, Gate, new_app
from support.platform_page import add_frame, platform_pages

from dash_glue42 import Glue42, MethodInvoke, MethodRegister
from dash_glue42.testing._chromium import browser_path, launch_args
from dash_glue42.testing._workers import end_shared_workers, shared_workers


@pytest.fixture(scope="module")
def users_browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Without Playwright's own flags: they change what pages share, because they switch storage partitioning off."""
    profile = tmp_path_factory.mktemp("profile")
    program = browser_path() or playwright.chromium.executable_path
    flags = [*launch_args(), "--headless=new", f"--user-data-dir={profile}", "--remote-debugging-port=0"]
    process = subprocess.Popen([program, *flags, "about:blank"], stderr=subprocess.PIPE, text=True)
    try:
        address = next(line.split()[-1] for line in process.stderr or [] if line.startswith("DevTools listening on "))
        browser = playwright.chromium.connect_over_cdp(address)
        yield browser
        browser.close()
    finally:
        process.terminate()
        process.communicate()


@pytest.fixture
def context(request: pytest.FixtureRequest, browser: Browser, server: AppServer) -> Iterator[BrowserContext]:
    is_users = getattr(request, "param", None) == "as users start it"
    context = (request.getfixturevalue("users_browser") if is_users else browser).new_context()
    context.set_default_timeout(20000)
    yield context
    context.close()


in_both_browsers = pytest.mark.parametrize("context", ["as tests start it", "as users start it"], indirect=True)


def application_seen(caller: Caller, instance: str) -> str:
    """The name under which the caller sees a page."""
    names = caller.page.evaluate(
        "glue42dash.glueInstance.interop.servers().map(({instance, application}) => [instance, application])"
    )
    return dict(names)[instance]


def mount_partner(server, name, gate=None):
    """An app at /<name>/ with the method <name>, that asks the methods of others; a callback sees the results."""
    app, handled, seen = new_app(f"/{name}/", title=name), Calls(), Calls()
    app.layout = Glue42(
        [html.H1(name), MethodRegister(id="method", definition=name, returns=True), MethodInvoke(id="ask")], id="glue"
    )

    @app.callback(Output("method", "result"), Input("method", "invoke"), prevent_initial_call=True)
    def answer(invoke):
        with handled.handling(invoke["args"]):
            if gate:
                gate.pass_through()
        return {"invocationId": invoke["invocationId"], "invocationResult": {"by": name, **invoke["args"]}}

    @app.callback(Input("ask", "result"), prevent_initial_call=True)
    def see(result):
        seen.add(result)

    app.clientside_callback("status => void (window.statuses ??= []).push(status)", Input("glue", "status"))
    server.mount(app)
    return handled, seen


def write(page, invoke):
    page.evaluate("invoke => dash_clientside.set_props('ask', {invoke})", invoke)


@in_both_browsers
def test_apps_at_different_prefixes_meet_in_tabs_and_frames(context, server, open_page):
    server.mount_wsgi("/platform/", platform_pages())
    sightings = {name: mount_partner(server, name)[1] for name in ("one", "two", "three")}
    host = open_page("/platform/plain")
    pages = {"one": open_page("/one/"), "two": add_frame(host, "/two/"), "three": add_frame(host, "/three/")}
    for name, page in pages.items():
        others = sightings.keys() - {name}
        for other in others:
            Caller(page).wait_for_method(other)
        write(page, [{"definition": other, "argumentObj": {"n": 1}, "meta": other} for other in others])
        sightings[name].wait_until_ended(2)
        answers = {seen["meta"]: seen["invocationResult"]["returned"] for seen in sightings[name].values}
        assert answers == {other: {"by": other, "n": 1} for other in others}
    assert len(shared_workers(context, server.origin)) == 1


def frames_in_another_site(server, open_page):
    """Frames at 127.0.0.1 in a page at localhost, as a notebook has them."""
    server.mount_wsgi("/platform/", platform_pages())
    host = open_page("/platform/plain")
    host.goto(server.origin.replace("127.0.0.1", "localhost") + "/platform/plain")
    return [add_frame(host, f"{server.origin}/{name}/") for name in ("one", "two")]


@pytest.mark.parametrize("context", ["as users start it"], indirect=True)
def test_frames_of_another_site_meet_where_the_browser_lets_them(server, open_page):
    for name in ("one", "two"):
        mount_partner(server, name)
    one, two = frames_in_another_site(server, open_page)
    Caller(one).wait_for_method("two")
    Caller(two).wait_for_method("one")


@pytest.mark.whole_browser
def test_frames_of_another_site_say_what_to_do_where_it_does_not(server, open_page, console):
    console.expect("The browser denies this page the locks and workers")
    for name in ("one", "two"):
        mount_partner(server, name)
    for frame in frames_in_another_site(server, open_page):
        error = frame.wait_for_function(
            "window.dash_component_api?.getLayout('glue').props.error", polling=POLLING
        ).json_value()
        assert error["code"] == "blocked"
        around = server.origin.replace("127.0.0.1", "localhost")
        assert f"this page, at {server.origin}, is in a frame of another site at {around}." in error["message"]
        assert 'app.run(host="localhost")' in error["message"]


def test_bursts_between_three_pages_lose_nothing(server, open_page):
    names, numbers = ("one", "two", "three"), range(15)
    partners = {name: mount_partner(server, name) for name in names}
    pages = {name: open_page(f"/{name}/") for name in names}
    for page in pages.values():
        for name in names:
            Caller(page).wait_for_method(name)
    for name, page in pages.items():
        write(
            page,
            [
                {"definition": other, "argumentObj": {"from": name, "n": n}, "meta": {"to": other, "n": n}}
                for n in numbers
                for other in names
                if other != name
            ],
        )
    for _, seen in partners.values():
        seen.wait_until_ended((len(names) - 1) * len(numbers))
    for name, (handled, seen) in partners.items():
        others = [other for other in names if other != name]
        for other in others:
            assert [args["n"] for args in handled.values if args["from"] == other] == list(numbers)
        results = sorted((each["meta"]["to"], each["meta"]["n"]) for each in seen.values)
        assert results == sorted((other, n) for other in others for n in numbers)
        for each in seen.values:
            to, n = each["meta"]["to"], each["meta"]["n"]
            assert each["invocationResult"]["returned"] == {"by": to, "from": name, "n": n}


def test_the_name_that_others_see_is_the_pages_title_as_it_was_served(server, open_page, caller):
    gate, app = Gate(), new_app("/slow/", title="The Slow One")
    app.layout = Glue42([html.Div(id="shown")], id="glue")

    @app.callback(Output("shown", "children"), Input("shown", "id"))
    def show(_id):
        gate.pass_through()
        return "shown"

    @app.server.before_request
    def hold_the_library_until_the_title_is_dashs_own():
        if flask_request.path.endswith(".core.js"):
            page_is_updating.pass_through()

    page_is_updating = Gate()
    server.mount(app)
    page = open_page("/slow/")
    expect(page).to_have_title("Updating...")
    page_is_updating.open()
    Caller(page)
    expect(page).to_have_title("Updating...")
    gate.open()
    assert application_seen(caller, instance_of(page)) == "The Slow One"
    expect(page).to_have_title("The Slow One")


def test_the_settings_may_give_another_name(server, open_page, caller):
    app = new_app("/named/", title="The Title")
    app.layout = Glue42(html.Div(id="shown"), id="glue", settings={"application": "The Name"})
    app.clientside_callback("instance => instance?.application", Output("shown", "children"), Input("glue", "instance"))
    server.mount(app)
    page = open_page("/named/")
    expect(page.locator("#shown")).to_have_text("The Name")
    assert application_seen(caller, instance_of(page)) == "The Name"


@pytest.mark.whole_browser
def test_a_page_that_goes_takes_its_methods_along_and_its_callers_hear_of_it(server, open_page, caller):
    gate = Gate()
    handled, _ = mount_partner(server, "partner", gate)
    # Closed, while one invocation is with the callback and another one waits.
    page = open_page("/partner/")
    caller.wait_for_method("partner")
    burst = caller.start("partner", {"n": 1}, {"n": 2})
    handled.wait_until_started(1)
    page.close()
    for answer in burst.answers():
        assert answer.error
        assert answer.seconds < 5
    caller.wait_for_no_method("partner")
    gate.open()

    # Reloaded: the method is that of the new page.
    page = open_page("/partner/")
    caller.wait_for_method("partner")
    before = instance_of(page)
    page.reload()
    Caller(page)
    assert instance_of(page) != before
    caller.wait_for_method("partner")
    assert caller.invoke("partner", {"n": 3}).returned == {"by": "partner", "n": 3}

    # Crashed.
    with pytest.raises(Error):
        page.goto("chrome://crash")
    caller.wait_for_no_method("partner")
    page.close()


@pytest.mark.parametrize("context", ["as users start it"], indirect=True)
def test_the_death_of_the_bus_is_survived_without_a_reload(context, server, open_page, console):
    console.expect("The connection to the Glue42 bus was lost", "which is unknown or answered already")
    gates = {"left": Gate(), "right": Gate()}
    partners = {name: mount_partner(server, name, gate) for name, gate in gates.items()}
    pages = {name: open_page(f"/{name}/") for name in gates}
    for name, other in (("left", "right"), ("right", "left")):
        Caller(pages[name]).wait_for_method(other)
        write(pages[name], {"definition": other, "argumentObj": {"n": 1}, "meta": "pending"})
    for handled, _ in partners.values():
        handled.wait_until_started(1)

    end_shared_workers(context, server.origin)
    for _, seen in partners.values():
        seen.wait_until_ended(1)
        [result] = seen.values
        assert result["meta"] == "pending"
        assert "lost" in result["error"]["message"]
    for gate in gates.values():
        gate.open()

    for page in pages.values():
        page.wait_for_function(
            "window.statuses.slice(-3).join() === 'connected,disconnected,connected'", polling=POLLING
        )
    newcomer = mount_partner(server, "newcomer")
    pages["newcomer"] = open_page("/newcomer/")
    for name, page in pages.items():
        for other in gates.keys() - {name}:
            Caller(page).wait_for_method(other)
            write(page, {"definition": other, "argumentObj": {"n": 2}, "meta": "afterwards"})
    for name, (_, seen) in partners.items():
        seen.wait_until_ended(2)
        [other] = gates.keys() - {name}
        assert seen.values[1]["invocationResult"]["returned"] == {"by": other, "n": 2}
    newcomer[1].wait_until_ended(2)
    assert len(shared_workers(context, server.origin)) == 1
