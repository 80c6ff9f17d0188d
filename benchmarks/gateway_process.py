"""A gateway as users start it."""

import subprocess
import sys


def start_gateway(port: str = "0") -> tuple[subprocess.Popen, str]:
    """Returns when it listens, with its address. Port 0 is any free one."""
    command = [sys.executable, "-m", "dash_glue42.gateway", f"--port={port}", "--log-level=error"]
    gateway = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    line = gateway.stdout.readline() if gateway.stdout else ""
    return gateway, line.split()[3]


def end(gateway: subprocess.Popen) -> None:
    gateway.terminate()
    gateway.wait()
