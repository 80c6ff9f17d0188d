"""What `npm start` and its like do in a folder that has to be set up: alone, side by side, and when they are ended."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60

# A step of the set-up that says its name and goes on when it is told to.
STEP = """
const socket = require('net').connect(Number(process.env.STEPS), '127.0.0.1');
socket.write(process.argv[2] + '\\n');
socket.on('data', () => process.exit(0));
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent to processes")


class Step:
    """One that runs: its connection ends when its process does."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE)
        self._connection = connection
        self._lines = connection.makefile()
        self.name = self._lines.readline().strip()

    def go_on(self) -> None:
        self._connection.sendall(b"go on")

    def wait_for_end(self) -> None:
        assert self._lines.read() == ""


@pytest.fixture
def steps() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as steps:
        steps.settimeout(PATIENCE)
        yield steps


@pytest.fixture
def next_step(steps: socket.socket) -> Callable[[], Step]:
    return lambda: Step(steps.accept()[0])


@pytest.fixture(scope="module")
def prepared_venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment to which the set-up has nothing to add."""
    folder = tmp_path_factory.mktemp("prepared") / "venv"
    venv.create(folder, with_pip=True)
    (folder / "installed-build.txt").touch()
    return folder


@pytest.fixture
def clone(bare_clone: Path, prepared_venv: Path) -> Path:
    """A folder that lacks its packages and its build only."""
    (bare_clone / ".venv").symlink_to(prepared_venv)
    return bare_clone


@pytest.fixture
def bare_clone(tmp_path: Path) -> Path:
    """A folder whose packages and build are steps, and whose demo ends at once."""
    folder = tmp_path / "clone of it"
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    (folder / "dash_glue42").mkdir()
    (folder / "requirements").mkdir()
    (folder / "requirements" / "build.txt").touch()
    (folder / "step.js").write_text(STEP)
    (folder / "dash_glue42" / "__main__.py").write_text("print('the demo runs')")
    package = {"name": "clone", "version": "1.0.0", "engines": {"node": ">=20.19.0"}}
    scripts = {
        "start": "node scripts/start.js",
        "build": "node scripts/build.js",
        "preinstall": "node step.js packages",
    }
    scripts |= {"build:js": "node step.js build", "build:backends": "node --version", "build:sizes": "node --version"}
    (folder / "package.json").write_text(json.dumps({**package, "scripts": scripts}))
    # A package that is none of the registry's: npm links the folder.
    packages = {"": {**package, "dependencies": {"own": "file:own"}}, "own": {"version": "1.0.0"}}
    packages["node_modules/own"] = {"resolved": "own", "link": True}
    (folder / "package-lock.json").write_text(json.dumps({"name": "clone", "lockfileVersion": 3, "packages": packages}))
    (folder / "own").mkdir()
    (folder / "own" / "package.json").write_text('{"name": "own", "version": "1.0.0"}')
    (folder / "package.json").write_text(
        json.dumps({**package, "scripts": scripts, "dependencies": {"own": "file:own"}})
    )
    return folder


@pytest.fixture
def npm(bare_clone: Path, steps: socket.socket) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Runs npm in the clone; its whole output is in stdout."""
    started: list[subprocess.Popen[str]] = []

    def npm(*arguments: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "STEPS": str(steps.getsockname()[1])}
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        command = [shutil.which("npm") or "npm", *arguments]
        started.append(subprocess.Popen(command, cwd=bare_clone, env=environment, text=True, **pipes))
        return started[-1]

    yield npm
    for process in started:
        process.kill()
        process.wait()


def read_until(process: subprocess.Popen[str], text: str) -> None:
    assert process.stdout
    seen = []
    for line in process.stdout:
        seen.append(line)
        if text in line:
            return
    pytest.fail(f"{text!r} did not come: {''.join(seen)}")


@pytest.mark.usefixtures("clone")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["SIGTERM", "SIGKILL"])
@pytest.mark.parametrize("name", ["packages", "build"])
def test_a_set_up_ends_with_the_npm_that_started_it(number, name, npm, next_step):
    start = npm("start")
    step = next_step()
    if name == "build":
        step.go_on()
        step = next_step()
    assert step.name == name
    start.send_signal(number)
    step.wait_for_end()
    assert "the demo runs" not in start.communicate()[0]


@pytest.mark.usefixtures("clone")
def test_a_build_ends_with_the_npm_that_started_it(npm, next_step):
    build = npm("run", "build")
    next_step().go_on()
    step = next_step()
    build.kill()
    step.wait_for_end()


def test_an_interrupted_program_starts_no_further_step(bare_clone: Path, steps: socket.socket, next_step) -> None:
    """Of two rows of steps side by side one ends at the signal, the other does not."""
    (bare_clone / "rows.js").write_text(
        """
        const {runInto} = require('./scripts/command');
        const row = async (...names) => {
            for (const name of names) {
                await runInto(name, [process.execPath, 'step.js', name]);
            }
        };
        row('quick', 'never');
        row('stubborn');
        """
    )
    (bare_clone / "step.js").write_text(STEP + "process.argv[2] === 'stubborn' && process.on('SIGTERM', () => {});")
    rows = subprocess.Popen(
        ["node", "rows.js"], cwd=bare_clone, env={**os.environ, "STEPS": str(steps.getsockname()[1])}
    )
    started = {step.name: step for step in (next_step(), next_step())}
    assert set(started) == {"quick", "stubborn"}
    rows.terminate()
    started["quick"].wait_for_end()
    started["stubborn"].wait_for_end()
    rows.wait(PATIENCE)
    steps.setblocking(False)
    with pytest.raises(BlockingIOError):
        steps.accept()


def test_a_step_that_fails_ends_the_program_and_the_step_beside_it(bare_clone: Path, steps: socket.socket, next_step):
    (bare_clone / "rows.js").write_text(
        """
        const {runQuietly} = require('./scripts/command');
        runQuietly('A long one', [process.execPath, 'step.js', 'long']);
        runQuietly('A bad one', [process.execPath, 'step.js', 'bad']);
        """
    )
    (bare_clone / "step.js").write_text(STEP.replace("process.exit(0)", "process.exit(1)"))
    environment = {**os.environ, "STEPS": str(steps.getsockname()[1])}
    rows = subprocess.Popen(["node", "rows.js"], cwd=bare_clone, env=environment, stderr=subprocess.PIPE, text=True)
    started = {step.name: step for step in (next_step(), next_step())}
    started["bad"].go_on()
    started["long"].wait_for_end()
    assert "Error: A bad one: failed" in rows.communicate()[1]
    assert rows.returncode == 1


def test_two_set_ups_of_a_folder_wait_for_each_other(npm, next_step):
    first = npm("start")
    packages = next_step()
    second, third = npm("start"), npm("run", "build")
    for process in (second, third):
        read_until(process, "Waiting until another npm command has set up this folder")
    packages.go_on()
    # One build is the first one's, the other that of `npm run build`; the second one has nothing left to do.
    for _ in range(2):
        build = next_step()
        assert build.name == "build"
        build.go_on()
        build.wait_for_end()
    for process in (first, second):
        assert "the demo runs" in process.communicate()[0]
    assert third.wait() == 0


def test_the_lock_of_a_set_up_that_was_killed_is_taken_over(npm, next_step, clone):
    (clone / ".setup").mkdir()
    (clone / ".setup" / "lock").write_text("left behind")
    start = npm("start")
    for name in ("packages", "build"):
        step = next_step()
        assert step.name == name
        step.go_on()
    assert "the demo runs" in start.communicate()[0]
    assert not (clone / ".setup" / "lock").exists()
