"""A gateway as users start it, on a port of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

# The tests start from any folder; the package need not be installed.
ROOT = Path(__file__).resolve().parents[1]


class GatewayProcess:
    """Starts on a free port; after a stop it starts again on the same one."""

    def __init__(self, *options: str, environment: Mapping[str, str] | None = None) -> None:
        self._options = options
        self._environment = environment or {}
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return self._line.split()[3]

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dash_glue42.gateway", f"--port={self.port}", *self._options],
            cwd=ROOT,
            env={**os.environ, **self._environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        self._line = self._process.stdout.readline()
        if not self._line:
            raise AssertionError(f"the gateway did not start: {self._process.communicate()[1]}")
        self.port = int(self.url.rsplit(":", 1)[1])

    def stop(self, number: int = signal.SIGTERM, within: float = 20) -> int:
        """Asks it to end; returns how it did. Fails when it has not after so many seconds."""
        if self._process.returncode is None:
            self._process.send_signal(number)
            self.log = self._process.communicate(timeout=within)[1]
        return self._process.returncode
