"""Programs that run beside a test, as their users start them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from support.documented import ROOT

PATIENCE = 30

EXAMPLES = ROOT / "examples"
REDIS = shutil.which("redis-server")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as entrance:
        return entrance.getsockname()[1]


class Processes:
    """Programs that run beside the test, in its folder or the named one, and end with it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: list[subprocess.Popen[str]] = []
        self._logs: dict[str, str] = {}
        self._ended: set[str] = set()
        self._changed = threading.Condition()

    def start(
        self,
        name: str,
        *command: str | Path,
        folder: Path | None = None,
        listening: socket.socket | None = None,
        **environment: str,
    ) -> None:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder or self._folder,
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

    def start_example(self, program: str, **environment: str) -> str:
        """Starts one of the examples as its comment says, but on a free port, and gives its origin."""
        port = free_port()
        self.start("example", sys.executable, EXAMPLES / program, PORT=str(port), **environment)
        self.wait_until_said("example", "Running on")
        return f"http://127.0.0.1:{port}"

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
