"""Machines to try a distribution on: other programs on PATH, empty virtual environments."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


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


def lend(python: Path, *requirements: str) -> None:
    """Puts what is required, and what that needs, into another environment: an installation without a download."""
    target = python.parents[1] / Path(sysconfig.get_path("purelib")).relative_to(sys.prefix)
    for package in needed(*requirements):
        for name in {file.parts[0] for file in package.files or []} - {"..", "__pycache__"}:
            link(Path(str(package.locate_file(name))), target / name)


def needed(*requirements: str) -> list[Distribution]:
    """The packages of this environment that an installation of these would bring, without extras."""
    found: dict[str, Distribution] = {}
    waiting = list(requirements)
    while waiting:
        requirement = Requirement(waiting.pop())
        name = canonicalize_name(requirement.name)
        if name not in found and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            found[name] = distribution(name)
            assert requirement.specifier.contains(found[name].version, prereleases=True), str(requirement)
            waiting += found[name].requires or []
    return list(found.values())


def link(source: Path, target: Path) -> None:
    """Windows lets only some users make links."""
    if os.name != "nt":
        target.symlink_to(source)
    elif source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


def path_with(folder: Path, **programs: str | None) -> str:
    """A PATH that holds only the given programs, each a line of shell; None makes one that nothing can run."""
    folder.mkdir()
    for name, line in programs.items():
        (folder / name).write_text("\0" if line is None else f"#!/bin/sh\n{line}\n")
        (folder / name).chmod(0o755)
    return str(folder)
