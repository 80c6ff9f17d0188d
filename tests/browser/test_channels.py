"""`Channels`: named places with data, on which apps group themselves."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from caller import POLLING, Caller
from channels_desk import Desk, Peer
from console import Console
from dash import Input, Output, ctx, dcc, html
from playwright.sync_api import BrowserContext, Page, expect
from support.dash_app import AppServer, Gate
from support.gateway_process import GatewayProcess
from support.platform_page import add_frame, platform_pages

from dash_glue42 import Channels

DEFAULT = ["Red", "Green", "Blue", "Pink", "Yellow", "DarkYellow", "Orange", "Purple", "Lime", "Cyan"]
NO_SOCKET = "WebSocket connection to .* failed"
LOST = "The connection to the Glue42 bus was lost"


@pytest.fixture
def gateway() -> Iterator[GatewayProcess]:
    gateway = GatewayProcess()
    yield gateway
    gateway.stop()


@pytest.fixture
def context(request: pytest.FixtureRequest, new_context, server) -> Iterator[BrowserContext]:
    """Closed before what its pages are connected to."""
    if "gateway" in request.fixturenames:
        request.getfixturevalue("gateway")
    context = new_context()
    yield context
    context.close()


def gateway_settings(gateway: GatewayProcess) -> dict[str, Any]:
    return {"type": "gateway", "gateway": {"url": gateway.url}}


def open_desktop_client(open_page: Callable[[str], Page], gateway: GatewayProcess) -> Peer:
    """A page with the vendor's desktop library, which has channels of its own making."""
    page = open_page("/platform/desktop")
    page.evaluate("url => connect(url)", gateway.url)
    return Peer(page, "window.glue")


def plain_channel(name: str, color: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "meta": {"color": color}, "data": data}


# The default channels that are user channels of FDC3.
USER_CHANNELS = {"Red": 1, "Orange": 2, "Yellow": 3, "Green": 4, "Cyan": 5, "Blue": 6, "Pink": 7, "Purple": 8}


def channel(name: str, color: str, data: dict[str, Any]) -> dict[str, Any]:
    """A default channel."""
    number = USER_CHANNELS.get(name)
    shown = {"name": f"Channel {number}", "color": "magenta" if number == 7 else color, "glyph": str(number)}
    fdc3 = {"fdc3": {"id": f"fdc3.channel.{number}", "displayMetadata": shown}} if number else {}
    return {"name": name, "meta": {"color": color, **fdc3}, "data": data}


def check_that_they_share_channels(
    desk: Desk, peer: Peer, channel: Callable[[str, str, dict[str, Any]], dict[str, Any]] = channel
) -> None:
    """The desk and the peer see the same channels, and each what the other does; there are at least Red and Blue."""
    assert desk.wait_until("all", lambda names: "Red" in names, "known") == [each["name"] for each in desk.prop("list")]
    assert sorted(peer.call("all")) == sorted(desk.prop("all"))
    peer.follow("Red")

    # What others publish is in `list`, also of channels that the page is not on.
    peer.call("publish", {"by": "peer", "n": 1}, "Red")
    desk.wait_for_data("Red", {"by": "peer", "n": 1})
    desk.page.click("#go")
    desk.wait_for("channel", "Red")
    desk.wait_for("my", channel("Red", "red", {"by": "peer", "n": 1}))

    # What the page itself publishes is in `my` and `list` too, and merged.
    peer.call("join", "Red")
    desk.write({"publish": {"data": {"n": 2, "more": {"list": [1, None, "x"]}}}})
    merged = {"by": "peer", "n": 2, "more": {"list": [1, None, "x"]}}
    desk.wait_for("my", channel("Red", "red", merged))
    desk.wait_for_data("Red", merged)
    peer.wait_for("Red", merged)
    peer.call("publish", {"n": 3})
    desk.wait_for("my", channel("Red", "red", {**merged, "n": 3}))

    # A channel that is named, without joining it.
    desk.write({"publish": {"name": "Blue", "data": {"client": "Ann"}}})
    desk.wait_for_data("Blue", {"client": "Ann"})
    assert peer.call("get", "Blue") == channel("Blue", "blue", {"client": "Ann"})
    assert desk.prop("channel") == "Red"

    desk.write({"leave": {}})
    desk.wait_for("my", None)
    desk.wait_for("channel", None)
    assert not desk.seen["error"].values


def joins_red_by_a_callback(desk: Desk) -> Desk:
    @desk.app.callback(Output("channels", "join"), Input("go", "n_clicks"), prevent_initial_call=True)
    def join(_clicks: int) -> dict[str, str]:
        return {"name": "Red"}

    return desk


def test_on_the_embedded_bus_apps_share_channels_that_are_just_there(
    server: AppServer, open_page: Callable[[str], Page], caller: Caller
) -> None:
    desk = joins_red_by_a_callback(Desk(server)).open(open_page)
    desk.wait_for("all", DEFAULT)
    check_that_they_share_channels(desk, Peer(caller.page))


def test_in_the_browser_platform_the_channels_are_those_of_the_platform(
    server: AppServer, open_page: Callable[[str], Page]
) -> None:
    server.mount_wsgi("/platform/", platform_pages())
    host = open_page("/platform/host")
    definitions = [{"name": name, "meta": {"color": name.lower()}, "data": {}} for name in ("Red", "Blue")]
    host.evaluate("definitions => start({channels: {definitions}})", definitions)
    desk = joins_red_by_a_callback(Desk(server, settings={"channels": [plain_channel("Mine", "red", {})]}))
    desk.open(lambda path: add_frame(host, path))
    desk.wait_for("all", ["Red", "Blue"])
    check_that_they_share_channels(desk, Peer(host, "window.glue"), plain_channel)

    # A channel that the platform adds meanwhile.
    host.evaluate("glue.channels.add({name: 'New', meta: {color: 'gray'}, data: {}})")
    desk.wait_for_data("New", {})
    desk.write({"channel": "New"})
    desk.wait_for("my", plain_channel("New", "gray", {}))


def test_on_a_gateway_the_vendors_desktop_clients_share_them_and_a_restart_takes_none_away(
    server: AppServer, open_page: Callable[[str], Page], gateway: GatewayProcess, console: Console
) -> None:
    server.mount_wsgi("/platform/", platform_pages())
    desk = joins_red_by_a_callback(Desk(server, settings=gateway_settings(gateway))).open(open_page)
    desk.wait_for("all", DEFAULT)
    peer = open_desktop_client(open_page, gateway)
    check_that_they_share_channels(desk, peer)

    console.expect(NO_SOCKET, LOST)
    desk.page.click("#go")
    desk.wait_for("channel", "Red")
    desk.write({"publish": {"data": {"before": True}}})
    desk.wait_until("my", lambda my: my and my["data"].get("before"), "published")
    reports = {prop: len(desk.seen[prop].values) for prop in ("all", "my", "channel")}
    gateway.stop()
    console.wait_for(LOST)
    gateway.start()
    # What was there is there, and what is published next arrives, in both directions.
    newcomer = open_desktop_client(open_page, gateway)
    newcomer.follow("Red")
    newcomer.wait_for("Red", {"by": "peer", "n": 3, "more": {"list": [1, None, "x"]}, "before": True})
    newcomer.call("publish", {"n": 4, "more": None}, "Red")
    desk.wait_for("my", channel("Red", "red", {"by": "peer", "n": 4, "before": True}))
    desk.write({"publish": {"data": {"n": 5}}})
    newcomer.wait_for("Red", {"by": "peer", "n": 5, "before": True})
    # Nothing was said to be gone meanwhile.
    assert all(desk.seen["my"].values[reports["my"] :])
    for prop in ("all", "channel"):
        assert len(desk.seen[prop].values) == reports[prop]
    assert sorted(newcomer.call("all")) == sorted(DEFAULT)


def test_join_and_leave_fast_in_a_row_end_in_the_right_state(
    server: AppServer, open_page: Callable[[str], Page]
) -> None:
    desk = Desk(server)

    @desk.app.callback(
        Output("channels", "join"),
        Output("channels", "publish"),
        Input("go", "n_clicks"),
        prevent_initial_call=True,
    )
    def join_and_publish(clicks: int) -> tuple[Any, ...]:
        return {"name": "Pink"}, {"data": {"clicks": clicks}}

    desk.open(open_page)
    # While the page connects.
    desk.write({"join": {"name": "Red"}}, {"join": {"name": "Blue"}}, {"leave": {}}, {"join": {"name": "Lime"}})
    desk.wait_for("my", channel("Lime", "lime", {}))
    desk.wait_for("channel", "Lime")
    # When it is connected; the same objects anew are commands anew.
    desk.write({"join": {"name": "Red"}}, {"join": {"name": "Blue"}}, {"leave": {}})
    desk.wait_for("my", None)
    desk.wait_for("channel", None)
    desk.write({"leave": {}}, {"join": {"name": "Red"}}, {"channel": "Green"}, {"join": {"name": "Blue"}})
    desk.wait_for("channel", "Blue")
    desk.wait_for("my", channel("Blue", "blue", {}))
    # Several that one callback writes run in the order of its outputs.
    desk.page.click("#go")
    desk.wait_for("my", channel("Pink", "deeppink", {"clicks": 1}))
    assert not desk.seen["error"].values


WRONG = [
    ({"publish": {"data": {"a": 1}}}, "publish: this page is on no channel; join one first"),
    ({"publish": {"data": {"a": 1}, "name": "Redd"}}, 'publish: there is no channel "Redd"; there are "Red", "Green"'),
    ({"publish": {"data": 5}}, 'publish: "data" must be a dict, not 5'),
    ({"join": {"name": "Redd"}}, 'join: there is no channel "Redd"; there are "Red", "Green"'),
    ({"join": "Red"}, 'join must be a dict {"name"}, not "Red"'),
    ({"leave": 5}, "leave must be a dict {}, not 5"),
    ({"channel": "Redd"}, 'channel: there is no channel "Redd"; there are "Red", "Green"'),
    ({"channel": {"name": "Red"}}, 'channel must be the name of a channel or None, not {"name":"Red"}'),
]


def test_what_cannot_be_done_is_an_error_until_the_next_success_and_the_page_lives(
    server: AppServer, open_page: Callable[[str], Page], console: Console
) -> None:
    desk = Desk(server).open(open_page)
    console.expect('Channels "channels": ')
    for command, words in WRONG:
        desk.write(command)
        error = desk.wait_for_error(words)
        assert error["operation"] == next(iter(command))
        # A wish that cannot be fulfilled is taken back.
        desk.page.wait_for_function("!dash_component_api.getLayout('channels').props.channel", polling=POLLING)
    desk.write({"join": {"name": "Red"}})
    desk.wait_for("my", channel("Red", "red", {}))
    desk.wait_for("error", None)
    # Taken back to the channel that the page is on.
    desk.write({"channel": "Redd"})
    desk.wait_until("error", bool, "told")
    desk.wait_for("channel", "Red")
    assert desk.prop("my")["name"] == "Red"


def add_dropdown_callback(desk: Desk, gate: Gate | None = None) -> None:
    """The two follow each other, in the way of Dash's documentation: one callback that has both as Input and Output."""

    @desk.app.callback(
        Output("channels", "channel"), Output("pick", "value"), Input("channels", "channel"), Input("pick", "value")
    )
    def follow(channel: str | None, value: str | None) -> tuple[str | None, str | None]:
        if gate:
            gate.pass_through()
        newest = value if ctx.triggered_id == "pick" else channel
        return newest, newest


def dropdown() -> dcc.Dropdown:
    return dcc.Dropdown(["Red", "Green", "Blue", "Gone"], id="pick")


def pick(page: Page, name: str | None) -> None:
    page.evaluate("value => dash_clientside.set_props('pick', {value})", name)


def expect_picked(page: Page, name: str | None) -> None:
    expected = "value => (dash_component_api.getLayout('pick').props.value ?? null) === value"
    page.wait_for_function(expected, arg=name, polling=POLLING)


@pytest.mark.dash3
def test_a_dropdown_bound_both_ways_follows_the_channel_and_is_followed(
    server: AppServer, open_page: Callable[[str], Page], console: Console
) -> None:
    desk = Desk(server, dropdown())
    add_dropdown_callback(desk)
    desk.open(open_page)
    peer = Peer(desk.page)
    # The user picks.
    desk.page.click("#pick")
    desk.page.get_by_text("Green", exact=True).click()
    desk.wait_for("my", channel("Green", "green", {}))
    # The page changes by other ways: a command, a script, the container's selector.
    desk.write({"join": {"name": "Red"}})
    expect_picked(desk.page, "Red")
    expect(desk.page.locator("#pick")).to_contain_text("Red")
    peer.call("join", "Blue")
    expect_picked(desk.page, "Blue")
    peer.call("leave")
    expect_picked(desk.page, None)
    # Picked fast: the last one counts, also when it is none.
    for *before, last in (["Red", "Green", "Blue"], ["Red", "Green", None], ["Green", "Blue", "Red"]):
        for name in (*before, last):
            pick(desk.page, name)
        desk.wait_for_my(last)
        expect_picked(desk.page, last)
        assert peer.call("my") == last
    # What cannot be joined is not shown as if it were.
    console.expect('there is no channel "Gone"')
    pick(desk.page, "Gone")
    desk.wait_until("error", bool, "told")
    expect_picked(desk.page, "Red")
    assert peer.call("my") == "Red"
    assert desk.prop("channel") == "Red"


def test_neither_a_first_none_nor_a_late_report_undoes_what_is_wanted(
    server: AppServer, open_page: Callable[[str], Page]
) -> None:
    gate = Gate()
    desk = Desk(server, dropdown())
    add_dropdown_callback(desk, gate)
    desk.open(open_page)
    peer = Peer(desk.page)
    # The page gets on a channel while the first call, which knows of none, is on its way.
    peer.call("join", "Red")
    desk.wait_for_my("Red")
    gate.open()
    expect_picked(desk.page, "Red")
    assert peer.call("my") == "Red"
    # The page changes while a wish of the user is on its way.
    gate.clear()
    pick(desk.page, "Green")
    peer.call("join", "Blue")
    desk.wait_for_my("Blue")
    gate.open()
    desk.wait_for_my("Green")
    expect_picked(desk.page, "Green")
    assert desk.prop("channel") == "Green"


def test_a_callback_for_each_direction_does_too(server: AppServer, open_page: Callable[[str], Page]) -> None:
    desk = Desk(server, dropdown())
    desk.app.callback(Output("channels", "channel"), Input("pick", "value"), prevent_initial_call=True)(
        lambda value: value
    )
    desk.app.callback(Output("pick", "value"), Input("channels", "my"), prevent_initial_call=True)(
        lambda my: my and my["name"]
    )
    desk.open(open_page)
    for name in ("Red", None, "Green"):
        pick(desk.page, name)
        desk.wait_for_my(name)
        expect_picked(desk.page, name)
        # The callback that is to set what is picked has come back: whatever is picked before that, Dash overwrites.
        expect(desk.page).to_have_title("Desk")
    Peer(desk.page).call("join", "Blue")
    expect_picked(desk.page, "Blue")
    desk.wait_for("channel", "Blue")


NAMES = ["a.b.c", '{"not":"an id"}', "Ünï çode {x}"]


def test_the_layout_may_name_the_channels_and_the_one_to_be_on(
    server: AppServer, open_page: Callable[[str], Page], caller: Caller
) -> None:
    channels = [channel(name, "#123456", {"first": name}) for name in NAMES]
    more = html.Div([Channels(id="second"), html.Div(id="shown")], id="part")
    desk = Desk(server, more, settings={"channels": channels}, channel=NAMES[0])
    desk.app.clientside_callback(
        "(channel, my) => `${channel} ${my?.name}`",
        Output("shown", "children"),
        Input("second", "channel"),
        Input("second", "my"),
    )

    @desk.app.callback(Output("part", "children"), Input("go", "n_clicks"), prevent_initial_call=True)
    def remove(_clicks: int) -> list[Any]:
        return []

    desk.open(open_page)
    desk.wait_for("list", channels)
    desk.wait_for("my", channels[0])
    for name in [*NAMES[1:], NAMES[0]]:
        desk.write({"channel": name})
        desk.wait_for("my", channel(name, "#123456", {"first": name}))
        # Two components of a page tell of the same channel.
        expect(desk.page.locator("#shown")).to_have_text(f"{name} {name}")
    desk.write({"publish": {"data": {"second": None, "third": {}}}})
    desk.wait_for("my", channel(NAMES[0], "#123456", {"first": NAMES[0], "third": {}}))

    # The page stays on its channel when a component goes.
    desk.page.click("#go")
    expect(desk.page.locator("#shown")).to_have_count(0)
    assert Peer(desk.page).call("my") == NAMES[0]
    # An app that names none finds these; with the first use of channels in it the default ones come along.
    expected = sorted([*NAMES, *DEFAULT])
    assert sorted(Peer(caller.page).call("all")) == expected
    desk.wait_until("all", lambda names: sorted(names) == expected, "all of these")
