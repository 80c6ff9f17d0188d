"""Machines to try a distribution on: other programs on PATH, empty virtual environments."""

import os
import subprocess
import sysconfig
import venv
from pathlib import Path


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program somewhere else than in the source folder; its whole output is in stdout."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )


def make_venv(folder: Path) -> Path:
    """A virtual environment with nothing in it, not even pip; returns its Python."""
    venv.create(folder, with_pip=False)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def own_packages() -> dict[str, str]:
    """Lends this environment's packages to another one, so that its build has no setuptools to fetch."""
    return {"PYTHONPATH": sysconfig.get_path("purelib")}


def path_with(folder: Path, **programs: str | None) -> str:
    """A PATH that holds only the given programs, each a line of shell; None makes one that nothing can run."""
    folder.mkdir()
    for name, line in programs.items():
        (folder / name).write_text("\0" if line is None else f"#!/bin/sh\n{line}\n")
        (folder / name).chmod(0o755)
    return str(folder)
