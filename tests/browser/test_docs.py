"""The program on each page about a component does what the page says."""

import json
import re
from pathlib import Path

import pytest
from caller import Caller
from dash import html
from playwright.sync_api import BrowserContext, Page, expect
from support.container import MODULES, Container
from support.dash_app import AppServer, new_app
from support.documented import ROOT, programs, run
from support.pictures import Tabs
from toasts import KEEP_TOASTS

from dash_glue42 import Glue42

METADATA = json.loads((ROOT / "dash_glue42" / "metadata.json").read_text(encoding="utf-8"))
PROPS = {source.split("/")[-1].removesuffix(".tsx"): each["props"] for source, each in METADATA.items()}


def page_of(component: str) -> str:
    """docs/method_register.md is about MethodRegister, one page about all of FDC3."""
    name = "fdc3" if component.startswith("Fdc3") else re.sub(r"(?<=[a-z])(?=[A-Z])", "_", component).lower()
    return f"docs/{name}.md"


def table_of(component: str) -> str:
    """What the component's page says of it."""
    text = (ROOT / page_of(component)).read_text(encoding="utf-8")
    start = text.find(f"| `{component}` | | |")
    return text if start < 0 else text[start : text.index("\n\n", start)]


def expect_text(page: Page, selector: str, text: str | re.Pattern[str]) -> None:
    expect(page.locator(selector)).to_have_text(text, timeout=15000)


def drive_glue42(open_app: Tabs, _: BrowserContext) -> None:
    expect_text(open_app(), "#status", "connected, embedded: no error")


def drive_method_register(open_app: Tabs, _: BrowserContext) -> None:
    page = open_app()
    page.click("#ask")
    expect_text(page, "#answer", "101.5")
    expect_text(page, "#asked", "asked by Quotes")
    open_app.take_picture()
    page.locator("#symbol").fill("XYZ")
    page.click("#ask")
    expect_text(page, "#answer", "No quote for XYZ")


def drive_method_invoke(open_app: Tabs, _: BrowserContext) -> None:
    one, two = open_app(), open_app()
    servers = "glue42dash.glueInstance?.interop.methods({name: 'Where'})[0]?.getServers().length"
    for page in (one, two):
        page.wait_for_function(f"{servers} === 2", polling=25)
    one.bring_to_front()
    one.click("#all")
    expect(one.locator("#answers li")).to_have_text(["here", "here"])
    open_app.take_picture()
    one.click("#none")
    expect(one.locator("#answers li")).to_have_text([re.compile("Nowhere")])


def drive_fdc3(open_app: Tabs, _: BrowserContext) -> None:
    one, two = open_app(), open_app()
    for page in (one, two):
        page.locator("#channel").click(timeout=15000)
        page.get_by_text("Channel 1", exact=True).click()
    # A page that is still to join learns of the instrument from the channel, which does not tell who has set it.
    for page in (one, two):
        page.wait_for_function("dash_component_api.getLayout('channels').props.current", polling=25)
    one.get_by_label("MSFT").check()
    expect_text(two, "#shown", "MSFT, from Quotes")
    one.click("#ask")
    expect_text(one, "#answer", "415.0 USD")
    open_app.take_picture()
    late = open_app()
    late.locator("#channel").click(timeout=15000)
    late.get_by_text("Channel 1", exact=True).click()
    expect_text(late, "#shown", "MSFT, from the channel")


def drive_methods(open_app: Tabs, _: BrowserContext) -> None:
    one = open_app()
    expect(one.locator("#ask")).to_be_disabled()
    two = open_app()
    expect_text(two, "#methods", "Greet: Says hello")
    one.bring_to_front()
    expect(one.locator("#ask")).to_be_enabled(timeout=15000)
    one.click("#ask")
    expect_text(one, "#answer", "Hello from the other tab")
    open_app.take_picture()
    two.close()
    expect(one.locator("#ask")).to_be_disabled(timeout=15000)


def drive_context(open_app: Tabs, _: BrowserContext) -> None:
    one, two = open_app(), open_app()
    expect_text(one, "#client", "Nobody has shared a client yet")
    one.bring_to_front()
    one.click("#share")
    expect_text(one, "#client", "Ann, shared by me")
    expect_text(two, "#client", "Ann, shared by another page")


def drive_contexts(open_app: Tabs, _: BrowserContext) -> None:
    page = open_app()
    page.click("#write")
    expect_text(page, "#names", "portfolio")
    open_app.take_picture()
    page.click("#destroy")
    expect_text(page, "#names", "none")


def drive_channels(open_app: Tabs, _: BrowserContext) -> None:
    one, two = open_app(), open_app()
    expect_text(one, "#my", "On no channel")
    for page in (one, two):
        page.bring_to_front()
        page.click("#pick")
        page.get_by_text("Red", exact=True).click()
        expect_text(page, "#my", "Red: nothing yet")
    two.click("#publish")
    for page in (one, two):
        expect_text(page, "#my", "Red: AAPL")


def drive_windows(open_app: Tabs, context: BrowserContext) -> None:
    page = open_app()
    Caller(page)
    with context.expect_page() as opened:
        page.click("#open")
    expect_text(opened.value, "#title", "Details")
    # Browsers differ in what they take off the height.
    assert opened.value.evaluate("innerWidth") == 500
    expect_text(page, "#opened", "details is open")
    open_app.add(opened.value)


def drive_notifications(open_app: Tabs, context: BrowserContext) -> None:
    context.grant_permissions(["notifications"])
    context.add_init_script(KEEP_TOASTS)
    page = open_app()
    page.click("#raise")
    page.wait_for_function("toasts.length === 1", polling=25)
    page.evaluate("void toasts[0].dispatchEvent(new Event('click'))")
    expect_text(page, "#order", "Order 7 is shown")
    expect_text(page, "#clicked", "Order 7, the notification itself")


def drive_stream_subscribe(open_app: Tabs, _: BrowserContext) -> None:
    page = open_app()
    expect_text(page, "#status", "waiting")
    page.click("#publish")
    expect_text(page, "#status", "subscribed")
    expect_text(page, "#shown", re.compile(r"batch [1-9]\d*: [1-9]\d* prices, \d+ conflated"))
    expect_text(page, "#last", re.compile(r"A \d+, B \d+"))


def drive_stream_publish(open_app: Tabs, _: BrowserContext) -> None:
    page = open_app()
    expect_text(page, "#who", "no subscribers")
    page.evaluate(
        """async () => {
            const {interop} = await glue42dash.glueInstancePromise;
            await interop.subscribe('Prices', {waitTimeoutMs: 15000});
        }"""
    )
    expect_text(page, "#who", "Prices")
    page.click("#push")
    expect_text(page, "#sent", "3 sent")


DRIVES = {
    "docs/fdc3.md": drive_fdc3,
    "docs/glue42.md": drive_glue42,
    "docs/method_register.md": drive_method_register,
    "docs/method_invoke.md": drive_method_invoke,
    "docs/methods.md": drive_methods,
    "docs/context.md": drive_context,
    "docs/contexts.md": drive_contexts,
    "docs/channels.md": drive_channels,
    "docs/windows.md": drive_windows,
    "docs/notifications.md": drive_notifications,
    "docs/stream_publish.md": drive_stream_publish,
    "docs/stream_subscribe.md": drive_stream_subscribe,
}


def kind_of(entry: dict[str, str]) -> str:
    """What the prop's comment begins with."""
    is_two = entry["description"].startswith("Command and State")
    return "both" if is_two else entry["description"].split()[0].rstrip(".,").lower()


def test_every_component_has_a_page_that_names_its_props() -> None:
    assert {page_of(component) for component in PROPS} == DRIVES.keys()
    for component, props in PROPS.items():
        rows = re.findall(r"^\| (`.*?) \| (setting|command|state|event|both) \|", table_of(component), re.MULTILINE)
        described = {prop: kind for cell, kind in rows for prop in re.findall(r"`(\w+)`", cell)}
        own = {prop: kind_of(entry) for prop, entry in props.items() if prop not in ("id", "setProps")}
        assert described == own, component


def test_the_script_for_a_library_of_the_apps_own(server, container: Container, tmp_path: Path) -> None:
    text = (ROOT / "docs/platforms.md").read_text(encoding="utf-8")
    [script] = re.findall(r"```javascript\n(.*?)```", text, re.DOTALL)
    package = MODULES / "@interopio" / "desktop"
    library = (package / "dist" / "desktop.umd.min.js").read_text(encoding="utf-8")
    # A library that is there would be found without the script as well.
    watch = "const {desktop} = glue42dash.libSettings, {factory} = desktop;"
    watch += "desktop.factory = config => ((window.wasAsked = true), factory(config));"
    (tmp_path / "glue.js").write_text("\n".join((library, script, watch)), encoding="utf-8")
    app = new_app("/desk/", assets_folder=str(tmp_path))
    app.layout = Glue42(html.H1("Desk"), id="glue")
    server.mount(app)
    page = container.open("/desk/")
    connected = "async () => (await glue42dash.glueInstancePromise).version"
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    assert page.evaluate(connected) == version
    assert page.evaluate("wasAsked")
    loaded = page.evaluate("performance.getEntriesByType('resource').map(({name}) => name)")
    assert not [name for name in loaded if re.search(r"dash_glue42\..*\b(desktopClient|web|core)\.js", name)]


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, marks=pytest.mark.whole_browser) if "notifications" in page else page for page in DRIVES],
)
def test_the_program(page: str, server, open_page, context: BrowserContext) -> None:
    [program] = programs(page)
    server.mount_wsgi("/", run(program, page)["app"].server)
    open_app = Tabs(open_page, Path(page).stem)
    DRIVES[page](open_app, context)
    open_app.take_picture()


def test_the_quick_start(server: AppServer, open_page) -> None:
    [program] = programs("docs/quick-start.md")
    server.mount_wsgi("/", run(program, "docs/quick-start.md")["clients"].server)
    open_app = Tabs(open_page, "quick-start")
    clients, portfolio = open_app("/clients/"), open_app("/portfolio/")
    clients.get_by_label("Ann").check()
    expect_text(portfolio, "#holdings", "Ann holds AAPL, MSFT")
    clients.click("#ask")
    expect_text(clients, "#answer", "64,950 USD")
    open_app.take_picture()
    clients.reload()
    expect_text(clients, "#answer", "")
    clients.click("#ask")
    expect_text(clients, "#answer", 'Argument "client": Input should be a valid string (got null).')
    portfolio.close()
    clients.get_by_label("Bob").check()
    clients.click("#ask")
    expect_text(clients, "#answer", re.compile('offers "Worth"'))


@pytest.mark.parametrize("kind", ["program of 1.5", "program"])
def test_both_programs_of_the_migration(kind: str, server: AppServer, open_page) -> None:
    [program] = programs("docs/migrating.md", kind)
    server.mount_wsgi("/", run(program, "docs/migrating.md")["app"].server)
    page = open_page("/")
    page.click("#go")
    expect_text(page, "#answer", "42")


def test_the_program_for_production(server: AppServer, open_page) -> None:
    [program] = programs("docs/production.md")
    server.mount_wsgi("/", run(program, "docs/production.md")["server"])
    page = open_page("/orders/")
    Caller(page)
    expect(page.locator("#bus")).to_have_text("")
    expect(page.locator("#login")).to_be_hidden()
    invoke = "async () => (await glue42dash.glueInstance.interop.invoke('PlaceOrder', {quantity: 3})).returned"
    assert page.evaluate(invoke) == {"quantity": 3}


def test_the_programs_of_a_platform_and_of_apps_of_another_origin(server: AppServer, context: BrowserContext) -> None:
    kinds = {"program for the desk": server, "program for its apps": AppServer()}
    origins = dict(zip(("http://127.0.0.1:8050", "http://127.0.0.1:8051"), kinds.values(), strict=True))
    for kind, its_server in kinds.items():
        [program] = programs("docs/platforms.md", kind)
        for documented, used in origins.items():
            program = program.replace(documented, used.origin)
        names = run(program, "docs/platforms.md")
        its_server.mount_wsgi("/", (names.get("app") or names["orders"]).server)
    page = context.new_page()
    page.goto(server.origin)
    expect_text(page, "#status", "connected ")
    orders = page.frame_locator("iframe[src$='/orders/']")
    page.wait_for_function("glue42dash.glueInstance.interop.methods({name: 'Quote'}).length === 1", polling=25)
    orders.locator("#go").click()
    expect(orders.locator("#answer")).to_have_text("101.5", timeout=15000)
    expect(orders.locator("#error")).to_have_text("")
    kinds["program for its apps"].stop()
