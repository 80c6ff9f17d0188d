"""Apps as they run in production: several server processes, background callbacks in Celery. Programs from the docs."""

import re
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import dash
import pytest
from caller import Caller
from playwright.sync_api import BrowserContext, Page, expect
from support.documented import programs
from support.processes import PATIENCE, REDIS, Processes

pytestmark = pytest.mark.cold

if tuple(int(part) for part in dash.__version__.split(".")[:2]) < (4, 2):
    pytest.skip("the programs are for the newest Dash", allow_module_level=True)
if sys.platform == "win32":
    pytest.skip("gunicorn and Celery's workers do not run on Windows", allow_module_level=True)


@pytest.fixture
def open_app(processes: Processes, context: BrowserContext, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Serves a program by a command, to which the option for the address is added, and opens its page."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def open_app(program: str, *command: str, **environment: str) -> Page:
            (tmp_path / "app.py").write_text(program)
            number = str(listening.fileno())
            address = ["--bind", f"fd://{number}"] if "gunicorn" in command else ["--fd", number]
            processes.start("server", sys.executable, "-m", *command, *address, listening=listening, **environment)
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{listening.getsockname()[1]}/")
            return page

        yield open_app
        for page in context.pages:
            page.close()


def servers_seen(caller: Caller, method: str, wanted: int) -> set[int]:
    """The processes that answer, until there are enough."""
    seen: set[int] = set()
    for _ in range(300):
        seen.add(caller.invoke(method).returned["process"])
        if len(seen) == wanted:
            break
    return seen


# A quick handler disables the button for less time than a look at it takes.
WATCH_BUTTON = """
() => {
    const button = document.getElementById('go');
    const note = () => (window.wasDisabled ||= button.disabled);
    new MutationObserver(note).observe(button, {attributeFilter: ['disabled']});
}
"""


def make_report(page: Page) -> None:
    """One background handler, as the program's user sees it."""
    page.locator("#go").wait_for()
    page.evaluate(WATCH_BUTTON)
    page.click("#go")
    expect(page.locator("#answer")).to_have_text("1 + 2 + 3 = 6", timeout=PATIENCE * 1000)
    expect(page.locator("#progress")).to_have_attribute("value", "3")
    expect(page.locator("#go")).to_be_enabled()
    assert page.evaluate("wasDisabled")


@pytest.mark.skipif(REDIS is None, reason="no redis-server on PATH; the set-up installs one as root on Debian only")
def test_three_gunicorn_workers_and_background_handlers_in_celery(processes, open_app, redis_url, tmp_path):
    [program] = programs("docs/async-and-background.md", "program for gunicorn and celery")
    (tmp_path / "app.py").write_text(program)
    worker = ["worker", "--loglevel", "info", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    processes.start("celery", sys.executable, "-m", "celery", "--app", "app:celery", *worker, REDIS_URL=redis_url)
    page = open_app(program, "gunicorn", "--workers", "3", "app:server", REDIS_URL=redis_url)
    make_report(page)
    caller = Caller(page)
    empty, wrong, good = caller.start("MakeReport", {"lines": []}, {"lines": ["x"]}, {"lines": [4]}).answers()
    assert empty.error == "A report needs lines."
    assert wrong.error.startswith('Argument "lines[0]": ')
    assert good.returned["sum"] == 4
    servers = servers_seen(caller, "WhoServes", 3)
    assert len(servers) == 3
    assert good.returned["process"] not in servers
    # Dash ends a job as soon as it has its result, often before Celery has written that it went well.
    processes.wait_until_said("celery", "] received", times=4)
    assert len(re.findall("Task .* received", processes.log("celery"))) == 4
    assert "Traceback" not in processes.log("server")


def test_three_gunicorn_workers_and_background_handlers_in_diskcache(processes, open_app, tmp_path):
    [program] = programs("docs/async-and-background.md", "program for gunicorn and celery")
    page = open_app(program, "gunicorn", "--workers", "3", "app:server", TMPDIR=str(tmp_path), REDIS_URL="")
    make_report(page)
    assert len(servers_seen(Caller(page), "WhoServes", 3)) == 3
    assert "Traceback" not in processes.logs()


def test_two_uvicorn_workers_and_callbacks_that_await(processes, open_app):
    [program] = programs("docs/async-and-background.md", "program for uvicorn")
    page = open_app(program, "uvicorn", "--workers", "2", "app:server")
    page.click("#go")
    expect(page.locator("#answer")).to_have_text("#3 shown, of 3 created", timeout=PATIENCE * 1000)
    processes.wait_until_said("server", "Started server process", times=2)
    assert "Traceback" not in processes.logs()
