"""The examples do what the comment at their top says, started as that says."""

import os
import re
import shlex
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from console import NOTED_BY_CHROMIUM, Console
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect
from support.axe import expect_no_findings
from support.gallery import take_picture
from support.processes import EXAMPLES, PATIENCE, REDIS, Processes, free_port

pytestmark = pytest.mark.cold

NGINX = shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))
IS_WINDOWS = sys.platform == "win32"
SELECTOR = ".dash-glue42-channel-selector"
# A server needs longer for its first page than for others.
START_MS = 20000


@pytest.fixture
def open_example(processes: Processes, context: BrowserContext) -> Iterator[Callable[..., Page]]:
    """Runs a program of the examples, and opens its page."""

    def open_example(program: str, height: int = 600, **environment: str) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": 1100, "height": height})
        page.goto(processes.start_example(program, **environment))
        return page

    yield open_example
    for page in context.pages:
        page.close()


def app(page: Page, title: str) -> FrameLocator:
    return page.frame_locator(f'iframe[title="{title}"]')


def expect_pressed(app: FrameLocator, name: str) -> None:
    button = app.get_by_role("button", name=re.compile(f"^{name}"))
    expect(button).to_have_attribute("aria-pressed", "true", timeout=START_MS)


def test_client_desk(open_example) -> None:
    page = open_example("client_desk/app.py", height=650)
    clients, portfolio, news = app(page, "Clients"), app(page, "Portfolio"), app(page, "News")
    expect(news.locator("#about")).to_have_text("All news", timeout=START_MS)
    for frame in (clients, portfolio, news):
        expect(frame.locator(SELECTOR)).to_contain_text("Green", timeout=START_MS)
    clients.get_by_role("button", name="Harbour Street").click()
    expect_pressed(clients, "Harbour Street")
    expect(portfolio.locator("h2")).to_have_text("Harbour Street Pensions")
    expect(portfolio.locator(".slice")).to_have_count(4)
    expect(news.locator("#about")).to_have_text("What Harbour Street Pensions holds")
    expect_no_findings(page)
    take_picture("client_desk", page)
    portfolio.get_by_role("button", name="XOM").click()
    expect_pressed(portfolio, "XOM")
    expect(news.locator("li")).to_have_count(1)
    # The news leave the channel that the others are on.
    news.locator(f"{SELECTOR} button").click()
    news.get_by_role("option", name="Red").click()
    expect(news.locator("#about")).to_have_text("All news")
    clients.get_by_role("button", name="Ingrid Solberg").click()
    expect(portfolio.locator("h2")).to_have_text("Ingrid Solberg")
    expect(news.locator("#about")).to_have_text("All news")


def test_order_ticket(open_example) -> None:
    page = open_example("order_ticket/app.py", height=530)
    ticket, desk = app(page, "Order ticket"), app(page, "Trading desk")
    send, quantity = ticket.get_by_role("button", name="Send order"), ticket.get_by_label("Quantity")
    states = ticket.locator("#list .tag")
    for number, count in enumerate(("500", "1200", "800"), 1):
        quantity.fill(count)
        send.click()
        expect(states).to_have_count(number, timeout=START_MS)
    # Answers come in the order of the trader's decisions.
    desk.get_by_role("button", name="Accept").last.click()
    expect(states).to_have_text(["Waiting", "Waiting", "Accepted"])
    desk.get_by_role("button", name="Reject").last.click()
    expect(states).to_have_text(["Waiting", "Rejected", "Accepted"])
    quantity.fill("-500")
    send.click()
    problem = ticket.locator("#problem")
    expect(problem).to_have_text('Argument "quantity": Input should be greater than 0 (got -500).')
    expect_no_findings(page)
    take_picture("order_ticket", page)
    quantity.fill("500")
    ticket.get_by_label("Limit").fill("100")
    send.click()
    expect(problem).to_have_text("100.00 is more than 10 % away from the market, 234.50.")
    expect(states).to_have_count(3)


def test_blotter(open_example) -> None:
    page = open_example("blotter/app.py")
    blotter, fills = app(page, "Blotter"), app(page, "Fills")
    expect(fills.locator("p")).to_have_text("Select an order in the blotter.", timeout=START_MS)
    row = blotter.locator('[role="row"][row-index="1"]').first
    row.click()
    number = row.locator('[col-id="number"]').inner_text()
    expect(fills.locator("h1")).to_have_text(number)
    # By keyboard too.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(fills.locator("h1")).to_have_text(f"O-{int(number[2:]) - 1}")
    expect_no_findings(page)
    take_picture("blotter", page)
    late = page.context.new_page()
    late.goto(f"{page.url}fills/")
    expect(late.locator("h1")).to_have_text(f"O-{int(number[2:]) - 1}", timeout=START_MS)


@contextmanager
def suspended(*workers: int, but: int) -> Iterator[None]:
    """One of the server's workers has to answer all requests; the others stand still."""
    others = [worker for worker in workers if worker != but]
    for worker in others:
        os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        for worker in others:
            os.kill(worker, signal.SIGCONT)


@pytest.mark.skipif(IS_WINDOWS, reason="gunicorn does not run on Windows")
@pytest.mark.skipif(NGINX is None, reason="no nginx, as Debian's package nginx-light has it")
def test_pages_behind_a_login_and_nginx(
    processes: Processes, context: BrowserContext, console: Console, tmp_path: Path
) -> None:
    folder = EXAMPLES / "pages_login"
    port = free_port()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings = (folder / "nginx.conf").read_text(encoding="utf-8").replace(":8080", f":{port}")
        settings = settings.replace(":8050", f":{listening.getsockname()[1]}").replace("stderr", "stderr notice")
        if os.getuid() == 0:
            # It would give the folder of the test away otherwise.
            settings = f"user root;\n{settings}"
        (tmp_path / "nginx.conf").write_text(settings, encoding="utf-8")
        command = ["gunicorn", "--workers", "3", "--bind", f"fd://{listening.fileno()}", "app:server"]
        processes.start(
            "gunicorn", sys.executable, "-m", *command, folder=folder, listening=listening, SECRET_KEY="of this test"
        )
        assert NGINX
        processes.start("nginx", NGINX, "-p", tmp_path, "-c", tmp_path / "nginx.conf")
        processes.wait_until_said("nginx", "start worker process")
        page = context.new_page()
        page.set_viewport_size({"width": 528, "height": 420})
        page.goto(f"http://127.0.0.1:{port}/")
        console.expect(f"{NOTED_BY_CHROMIUM}.*403")
        log_in(page, "ann", "wrong")
        expect(page.locator(".problem")).to_have_text("Name or password is wrong.")
        log_in(page, "ann")
        expect(page.get_by_role("heading")).to_have_text("Clients", timeout=START_MS)
        other = context.new_page()
        other.set_viewport_size({"width": 528, "height": 420})
        other.goto(f"{page.url}client")
        expect(other.locator("p")).to_have_text("Pick a client on the page Clients.", timeout=START_MS)
        processes.wait_until_said("gunicorn", "Booting worker", times=3)
        workers = [int(pid) for pid in re.findall(r"Booting worker with pid: (\d+)", processes.log("gunicorn"))]
        for name, worker in zip(("Castellan", "Nadia", "Harbour"), workers, strict=True):
            with suspended(*workers, but=worker):
                pick = page.get_by_role("button", name=name)
                pick.click()
                expect(other.get_by_role("heading")).to_have_text(re.compile(f"^{name}"))
                expect(other.locator("p")).to_have_text(f"Picked by Ann Lindqvist. Shown by server process {worker}.")
                # No request is under way when others get their turn.
                expect(pick).to_have_attribute("aria-pressed", "true")
        expect(other.locator(".bars .point")).to_have_count(3)
        addresses = ["https://advisors.example.com/desk/", "https://advisors.example.com/desk/client"]
        expect_no_findings(page)
        expect_no_findings(other)
        take_picture("pages_login", page, other, addresses=addresses)
        # The page keeps its connection and its context when the user goes to another one.
        other.get_by_role("link", name="Clients").click()
        expect(other.get_by_role("button", name="Harbour")).to_have_attribute("aria-pressed", "true")
        other.get_by_role("link", name="Log out").click()
        expect(other.get_by_role("heading")).to_have_text("Alder Advisors")
        for tab in (page, other):
            tab.close()
    assert "Traceback" not in processes.logs()


@pytest.mark.skipif(IS_WINDOWS, reason="Celery's workers do not run on Windows")
@pytest.mark.skipif(REDIS is None, reason="no redis-server on PATH; the set-up installs one as root on Debian only")
def test_long_report(open_example, processes: Processes, redis_url: str) -> None:
    command = shlex.split(
        "-m celery --app engine:celery worker --loglevel INFO --concurrency 1 --without-gossip --without-mingle"
    )
    processes.start("celery", sys.executable, *command, folder=EXAMPLES / "long_report", REDIS_URL=redis_url)
    page = open_example("long_report/app.py", REDIS_URL=redis_url)
    caller, engine = app(page, "Portfolio risk"), app(page, "Risk engine")
    caller.get_by_role("button", name="Make the report").click()
    expect(caller.locator("dt").last).to_have_text("Worst of 20 years", timeout=PATIENCE * 1000)
    expect(caller.locator(".bars .point")).to_have_count(60)
    expect(engine.locator("#made li")).to_contain_text(["Balanced, 50,000 years"])
    caller.locator("#years").click()
    caller.get_by_role("option", name="2,000,000 years").click()
    caller.get_by_role("button", name="Make the report").click()
    expect(engine.locator("#doing")).to_contain_text(re.compile(r"[1-9]\d\d,000 of 2,000,000 years"))
    expect_no_findings(page)
    take_picture("long_report", page)
    engine.get_by_role("button", name="Stop").click()
    expect(caller.locator("#problem")).to_have_text(re.compile(r"The report was stopped at \d\d? %\."))
    expect(engine.locator("#doing")).to_have_text("Idle")
    # The worker's only process has ended the job, and has made no report of it.
    processes.wait_until_said("celery", "succeeded in", times=2)
    expect(engine.locator("#made li")).to_have_count(1)


@pytest.mark.skipif(IS_WINDOWS, reason="gunicorn does not run on Windows")
def test_two_origins(processes: Processes, context: BrowserContext) -> None:
    """The commands are those of the compose file, without the containers around them."""
    folder = EXAMPLES / "two_origins"
    compose = (folder / "compose.yaml").read_text(encoding="utf-8").replace("0.0.0.0", "127.0.0.1")
    ports = {documented: str(free_port()) for documented in ("8385", "8051", "8052")}
    for documented, port in ports.items():
        compose = compose.replace(documented, port)
    started = {"gateway": "ws://", "research": "Listening at", "trading": "Listening at"}
    # What the user sets before.
    compose = re.sub(r"\$\{.*?\}", "only-for-this-test-only-for-this-test", compose)
    # Not above: the environment with the oldest Dash imports this file without it.
    import yaml

    for name, service in yaml.safe_load(compose)["services"].items():
        program, *arguments = shlex.split(service["command"])
        module = ["-m", program] if program == "gunicorn" else []
        processes.start(name, sys.executable, *module, *arguments, folder=folder, **service["environment"])
    for name, words in started.items():
        processes.wait_until_said(name, words)
    research, trading = (context.new_page() for _ in range(2))
    for page, port in ((trading, ports["8052"]), (research, ports["8051"])):
        page.set_viewport_size({"width": 528, "height": 400})
        page.goto(f"http://localhost:{port}/")
        log_in(page, "ann")
        expect(page.locator(".dash-glue42-badge")).to_have_text("Connected", timeout=START_MS)
    for number, idea in enumerate(("Sell XOM", "Buy NVDA"), 1):
        research.locator("li", has_text=idea).get_by_role("button", name="Propose").click()
        expect(research.locator("#answer")).to_have_text(f"{idea} is with the trading desk.")
        expect(trading.locator("#proposals li", has_text="by ann")).to_have_count(number)
    expect_no_findings(research)
    expect_no_findings(trading)
    take_picture("two_origins", research, trading, addresses=["http://localhost:8051/", "http://localhost:8052/"])
    research.get_by_role("link", name="Log out").click()
    log_in(research, "ben")
    research.get_by_role("button", name="Propose").last.click()
    expect(research.locator("#answer")).to_have_text("ben may not propose trades.", timeout=START_MS)
    expect(trading.locator("#proposals li")).to_have_count(2)
    for page in (research, trading):
        page.close()
    assert "Traceback" not in processes.logs()


def log_in(page: Page, name: str, password: str = "portfolio") -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
