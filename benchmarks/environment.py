"""The machine and the versions, without which no figure means anything."""

import os
import platform
import shutil
import subprocess
from pathlib import Path

import dash

import dash_glue42


def describe_environment(chromium: str) -> dict[str, str]:
    return {
        "machine": f"{processor()}, {os.cpu_count()} cores, {operating_system()}",
        "Chromium": chromium,
        "Dash": dash.__version__,
        "Python": platform.python_version(),
        "Node": node_version(),
        "dash_glue42": dash_glue42.__version__,
    }


def processor() -> str:
    details = Path("/proc/cpuinfo")
    if details.exists():
        for line in details.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def operating_system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.platform()
    return f"{name}, {platform.system()} {platform.release()}"


def node_version() -> str:
    node = shutil.which("node")
    if node is None:
        return "none"
    return subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip().lstrip("v")
