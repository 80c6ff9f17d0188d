"""What pyproject.toml cannot express: the version, links to the repository, the JavaScript and the generated Python."""

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
PACKAGE_INFO = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
PRODUCTS = runpy.run_path(str(ROOT / "dash_glue42" / "_products.py"))["PRODUCTS"]


def find_tool(name: str) -> str:
    """The path of node or npm (npm.cmd on Windows)."""
    tool = shutil.which(name)
    if tool is None:
        # SystemExit, not an ordinary exception: those get a traceback, and an editable install ignores them.
        raise SystemExit(f"dash_glue42: {name} was not found; building from source needs Node.js with npm")
    return tool


def check_node() -> None:
    """Refuse a Node.js that is older than package.json asks for."""
    wanted = re.findall(r"\d+", PACKAGE_INFO["engines"]["node"])
    found = subprocess.run([find_tool("node"), "--version"], capture_output=True, text=True).stdout.strip()
    if [int(part) for part in re.findall(r"\d+", found)[:3]] < [int(part) for part in wanted]:
        raise SystemExit(f"dash_glue42: building needs Node.js {'.'.join(wanted)} or newer, found {found or 'none'}")


def build_products() -> None:
    """Run npm so that the generator is that of the Python which builds, and end it when pip has been ended."""
    environment = {**os.environ, "DASH_GLUE42_PYTHON": sys.executable}
    parent = os.getppid()
    with subprocess.Popen([find_tool("npm"), "run", "build"], cwd=ROOT, env=environment) as npm:
        while npm.poll() is None:
            try:
                npm.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                if os.getppid() != parent:
                    npm.terminate()
    if npm.returncode:
        raise SystemExit("dash_glue42: `npm run build` failed, see its output above")


class BuildWithProducts(build_py):
    """Builds the products first where they are absent: an sdist made after a build has them and needs no Node.js."""

    def run(self) -> None:
        if not all((ROOT / "dash_glue42" / product).is_file() for product in PRODUCTS):
            check_node()
            # Installs the JavaScript packages where they are missing.
            build_products()
        super().run()


def repository() -> str | None:
    """Where the source is published: what a workflow of GitHub builds from. None elsewhere."""
    server, name = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
    return f"{server}/{name}" if server and name else None


def package_page(readme: str, source: str | None) -> str:
    """The README for a package index, where links to files of the repository need the address of the source.

    Without that address the links become plain text, and the pictures go.
    """

    def absolute(link: re.Match[str]) -> str:
        picture, text, path = link.groups()
        if source is None:
            return "" if picture else text
        return f"{picture}[{text}]({source}/{'raw' if picture else 'blob'}/v{PACKAGE_INFO['version']}/{path})"

    return re.sub(r"(!?)\[([^\[\]]+)\]\((?![a-z]+:|#)([^()\s]+)\)", absolute, readme)


def urls(source: str) -> dict[str, str]:
    """The links beside the package's page."""
    blob = f"{source}/blob/v{PACKAGE_INFO['version']}"
    return {
        "Source": source,
        "Documentation": f"{blob}/docs/README.md",
        "Changelog": f"{blob}/CHANGELOG.md",
        "Issues": f"{source}/issues",
    }


# setuptools looks for every package that pyproject.toml names before it runs the build that fills this one.
(ROOT / "dash_glue42" / "_components").mkdir(exist_ok=True)
source = repository()
setup(
    version=PACKAGE_INFO["version"],
    long_description=package_page((ROOT / "README.md").read_text(encoding="utf-8"), source),
    long_description_content_type="text/markdown",
    project_urls=urls(source) if source else {},
    cmdclass={"build_py": BuildWithProducts},
)
