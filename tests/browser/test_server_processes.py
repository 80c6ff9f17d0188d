"""Apps as they run in production: several server processes, background callbacks in Celery. Programs from the docs."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import dash
import pytest
from caller import Caller
from playwright.sync_api import BrowserContext, Page, expect
from support.documented import ROOT, programs

if tuple(int(part) for part in dash.__version__.split(".")[:2]) < (4, 2):
    pytest.skip("the programs are for the newest Dash", allow_module_level=True)
if sys.platform == "win32":
    pytest.skip("gunicorn and Celery's workers do not run on Windows", allow_module_level=True)

PATIENCE = 30

REDIS = shutil.which("redis-server")


class Processes:
    """Programs that run beside the test, in its folder, and end with it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[subprocess.Popen[str]] = []
        self._logs: dict[str, str] = {}
        self._ended: set[str] = set()
        self._changed = threading.Condition()

    def start(
        self, name: str, *command: str | Path, listening: socket.socket | None = None, **environment: str
    ) -> None:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=self._folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(self._folder), **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            pass_fds=[listening.fileno()] if listening else [],
            # Its workers are in its group.
            start_new_session=True,
        )
        self._running.append(process)
        self._logs[name] = ""
        threading.Thread(target=self._read, args=(name, process), daemon=True).start()

    def _read(self, name: str, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                with self._changed:
                    self._logs[name] += line
                    self._changed.notify_all()
        with self._changed:
            self._ended.add(name)
            self._changed.notify_all()

    def wait_until_said(self, name: str, words: str, times: int = 1) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._logs[name].count(words) >= times or name in self._ended, PATIENCE)
            assert self._logs[name].count(words) >= times, f"{name} has not said {words!r}:\n{self.logs()}"

    def log(self, name: str) -> str:
        return self._logs[name]

    def logs(self) -> str:
        return "\n".join(f"{name}: {log}" for name, log in self._logs.items())

    def stop(self) -> None:
        for process in reversed(self._running):
            process.terminate()
        for process in self._running:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    processes = Processes(tmp_path)
    yield processes
    processes.stop()
    # Shown when the test has failed.
    print(processes.logs())


@pytest.fixture
def redis_url(processes: Processes) -> Iterator[str]:
    """A Redis of the test's own; its socket in a folder of a short name, since the system allows no long ones."""
    assert REDIS is not None
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder, "redis.sock")
        processes.start("redis", REDIS, "--port", "0", "--unixsocket", at, "--save", "", "--dir", folder)
        processes.wait_until_said("redis", "ready to accept connections at")
        yield f"redis+socket://{at}"
        processes.stop()


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
