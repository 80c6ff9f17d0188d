"""The machine: Python, the packages that this one needs, Node.js."""

import importlib.metadata
import platform
import re
import sys
from collections.abc import Iterator

from ... import gateway
from ._finding import Finding

# The same as in pyproject.toml.
_OLDEST = {"dash": "3.0", "pydantic": "2.10.6"}


def environment_findings() -> Iterator[Finding]:
    """One for each program and package."""
    yield Finding("System", platform.platform())
    yield Finding("Python", f"{platform.python_version()}, {sys.executable}")
    for name, oldest in _OLDEST.items():
        yield _requirement(name, oldest)
    yield _node()


def _requirement(name: str, oldest: str) -> Finding:
    advice = f"run `pip install '{name}>={oldest}'`"
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, "is not installed", advice)
    is_too_old = _numbers(version) < _numbers(oldest)
    return Finding(name, f"{version}, too old" if is_too_old else version, advice if is_too_old else None)


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)[:3]]


def _node() -> Finding:
    try:
        node = gateway.find_node()
    except gateway.NodeNotFoundError as error:
        return Finding("Node.js", str(error), f"{gateway.GET_NODE} (only a gateway needs it)")
    return Finding("Node.js", f"{gateway.version_of(node)}, {node}")
