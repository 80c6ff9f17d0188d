"""Programs that run beside what is measured: a gateway as users start it, and others."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOKEN_VARIABLE = "DASH_GLUE42_GATEWAY_TOKEN"


@dataclass(frozen=True)
class Gateway:
    process_id: int
    url: str


@contextmanager
def running_gateway(port: str = "0", token: str | None = None) -> Iterator[Gateway]:
    """Port 0 is any free one. Programs without a browser's origin are let in with a token only."""
    command = [sys.executable, "-m", "dash_glue42.gateway", f"--port={port}", "--log-level=warn"]
    with running(command, {TOKEN_VARIABLE: token} if token else {}) as process:
        # It says "Glue42 gateway on ws://… for …".
        yield Gateway(process.pid, first_line(process).split()[3])


@contextmanager
def running(command: list[str], environment: dict[str, str] | None = None) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def first_line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    line = process.stdout.readline().strip()
    assert line, "a program has not started; see what it said above"
    return line
