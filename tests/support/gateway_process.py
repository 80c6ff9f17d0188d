"""A gateway, on a port of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

# The tests start from any folder; the package need not be installed.
ROOT = Path(__file__).resolve().parents[2]

# As users start it. This imports the package and with it Dash, which takes longer than the gateway's own start.
AS_MODULE = ("-m", "dash_glue42.gateway")
AS_FILE = ("-I", str(ROOT / "dash_glue42" / "gateway.py"))


class GatewayProcess:
    """Starts on a free port; after a stop it starts again on the same one."""

    def __init__(
        self, *options: str, environment: Mapping[str, str] | None = None, program: Sequence[str] = AS_FILE
    ) -> None:
        self._command = [sys.executable, *program]
        self._options = options
        self._environment = environment or {}
        self.port = 0
        self.start()

    def __enter__(self) -> "GatewayProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def is_running(self) -> bool:
        return self._process.returncode is None

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def url(self) -> str:
        # The line in JSON has it twice.
        [url] = set(re.findall(r"wss?://[^\s\"]+", self.start_line))
        return url

    def start(self) -> None:
        # A pipe that nobody reads would stop a gateway that has much to log.
        self._stderr = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self._process = subprocess.Popen(
            [*self._command, f"--port={self.port}", *self._options],
            cwd=ROOT,
            env={**os.environ, **self._environment},
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            text=True,
        )
        assert self._process.stdout
        self.start_line = self._process.stdout.readline()
        if not self.start_line:
            self._process.wait()
            raise AssertionError(f"the gateway did not start: {self._read_log()}")
        self.port = int(self.url.rsplit(":", 1)[1])

    def send_signal(self, number: int) -> None:
        self._process.send_signal(number)

    def readiness(self) -> tuple[int, str]:
        """The status of the answer to /ready, and what it says."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/ready", timeout=20) as answer:
                return answer.status, json.load(answer)["status"]
        except HTTPError as error:
            return error.code, json.load(error)["status"]

    def stop(self, number: int = signal.SIGTERM, within: float = 20) -> int:
        """Asks it to end; returns how it did. Fails when it has not after so many seconds."""
        if self.is_running:
            self._process.send_signal(number)
        return self.wait(within)

    def wait(self, within: float = 20) -> int:
        """Waits for its end, which it has been asked for."""
        if self.is_running:
            self._process.communicate(timeout=within)
            self.log = self._read_log()
        return self._process.returncode

    def _read_log(self) -> str:
        with self._stderr:
            self._stderr.seek(0)
            return self._stderr.read()
