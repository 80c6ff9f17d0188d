"""The package's own files: built, of one version, and not mixed with those of another package."""

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import Distribution, PackagePath, distributions
from pathlib import Path

from ..._products import PRODUCTS
from .._version import FOLDER, version_in
from ._finding import Finding

_NAME = "dash-glue42"
_REINSTALL = f"run `pip uninstall -y {_NAME}` until it finds none, then `pip install {_NAME}`"
_BUILD = "run `npm ci` and `npm run build` in the source folder, or install the package with `pip install .`"


def package_findings(folder: Path = FOLDER, installed: Sequence[Distribution] | None = None) -> Iterator[Finding]:
    """One for the installation, the built files, and the versions of the JavaScript."""
    found = _installed() if installed is None else installed
    version = version_in(folder)
    yield _installation(found, version, folder)
    yield _files(folder, found)
    yield _javascript(folder, version)


def _installed() -> list[Distribution]:
    """What pip has installed under this name. A folder may stand twice on Python's path."""
    # A source folder has notes of a build, but no list of installed files.
    noted = [entry for entry in distributions(name=_NAME) if entry.read_text("RECORD") is not None]
    return list({(str(entry.locate_file("")), entry.version): entry for entry in noted}.values())


def _installation(found: Sequence[Distribution], version: str | None, folder: Path) -> Finding:
    if len(found) > 1:
        listed = ", ".join(f"{entry.version} in {entry.locate_file('')}" for entry in found)
        return Finding(_NAME, f"is installed {len(found)} times: {listed}", _REINSTALL)
    if (folder / "_imports_.py").exists():
        return Finding(_NAME, f"{folder} has files of the vendor's dash-glue42 1.x among its own", _REINSTALL)
    installed = found[0].version if found else version
    if installed != version:
        return Finding(_NAME, f"pip says {installed}, but the files in {folder} are of {version}", _REINSTALL)
    return Finding(_NAME, f"{version or 'of no known version'}, {folder}")


def _files(folder: Path, found: Sequence[Distribution]) -> Finding:
    missing = [name for name in PRODUCTS if not (folder / name).is_file()]
    if missing:
        return Finding("Built files", f"missing: {_listed(missing)}", _BUILD)
    changed = [str(file) for entry in found for file in entry.files or () if _is_changed(file)]
    if changed:
        return Finding("Built files", f"not as they were installed: {_listed(changed)}", _REINSTALL)
    return Finding("Built files", "are there")


def _is_changed(file: PackagePath) -> bool:
    """Whether an installed file is not the one that pip has written. It notes no hash for files that may change."""
    if file.hash is None or file.hash.mode != "sha256":
        return False
    try:
        digest = hashlib.sha256(file.read_binary()).digest()
    except OSError:
        return True
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value


def _javascript(folder: Path, version: str | None) -> Finding:
    versions = {file.name: _banner_version(file) for file in sorted(folder.glob("*.js")) if file.name != "proptypes.js"}
    others = [f"{name} of {other or 'no known version'}" for name, other in versions.items() if other != version]
    if others:
        return Finding("JavaScript", f"Python's part is {version}, but {_listed(others)}", _REINSTALL)
    if not versions:
        return Finding("JavaScript", "no script is there", _BUILD)
    return Finding("JavaScript", f"{version}, {len(versions)} files")


def _banner_version(file: Path) -> str | None:
    """The build writes it into the first line."""
    with file.open(encoding="utf-8", errors="replace") as text:
        banner = re.match(r"/\*! dash_glue42 (\d\S*),", text.read(200))
    return banner and banner[1]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
