"""The programs of the documentation have types, and its links lead somewhere. The browser tests run the programs."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.documented import ROOT, every_program, programs


@pytest.fixture
def program_folder(tmp_path: Path) -> Path:
    """A folder with all programs of the documentation."""
    for name, program in every_program().items():
        (tmp_path / f"{name}.py").write_text(program, encoding="utf-8")
    # What the tests on the page about testing import.
    (tmp_path / "app.py").write_text(programs("docs/testing.md")[0], encoding="utf-8")
    return tmp_path


def test_pyright_accepts_the_programs(program_folder: Path):
    settings = {
        "typeCheckingMode": "strict",
        "pythonVersion": "3.10",
        "extraPaths": [str(ROOT)],
        "reportMissingTypeStubs": False,
        # Dash's own `callback` and `run` have no complete types.
        "reportUnknownMemberType": False,
    }
    (program_folder / "pyrightconfig.json").write_text(json.dumps(settings))
    checks = [sys.executable, "-m", "pyright", "-p", str(program_folder), "--pythonpath", sys.executable]
    outcome = subprocess.run(checks, capture_output=True, encoding="utf-8")
    assert outcome.returncode == 0, outcome.stdout


TYPOS = """
import dash_glue42 as glue

glue.Glu42  # type: ignore[attr-defined]
glue.fdc3.Instrumen  # type: ignore[attr-defined]
"""


def test_mypy_accepts_the_programs_and_finds_typos(program_folder: Path):
    (program_folder / "typos.py").write_text(TYPOS)
    # Not strict: the programs leave out the types of callbacks, as apps do. Celery and diskcache have no types.
    options = ["--check-untyped-defs", "--ignore-missing-imports", "--follow-imports=silent", "--python-version=3.10"]
    options.append("--warn-unused-ignores")
    # What Dash itself builds on takes as long as all the rest.
    unread = [
        "flask",
        "werkzeug",
        "jinja2",
        "plotly",
        "pandas",
        "numpy",
        "requests",
        "urllib3",
        "IPython",
        "tornado",
        "zmq",
        "uvicorn",
        "playwright",
    ]
    (program_folder / "mypy.ini").write_text(
        f"[mypy]\n[mypy-{','.join(f'{name}.*' for name in unread)}]\nfollow_imports = skip\n"
    )
    outcome = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "."],
        cwd=program_folder,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
    )
    assert outcome.returncode == 0, outcome.stdout


PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def anchors(page: Path) -> set[str]:
    """The names that GitHub gives the headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each).lower().replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_links_lead_somewhere(page):
    for link, anchor in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", page.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        target = page.parent / link if link else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), f"{link}#{anchor}"


def test_the_documentation_lists_every_page():
    listed = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    # The index is the site's first page.
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md", "index.md"}
    assert all(f"({page})" in listed for page in pages)


def test_the_codes_of_errors_are_those_of_the_page_and_of_the_documentation():
    files = [ROOT / "src/values" / name for name in ("errorCodes.ts", "busError.ts")]
    source = "".join(file.read_text(encoding="utf-8") for file in files)
    lists = {
        name: re.findall(r"'(\w+)'", part)
        for name, part in re.findall(r"const (\w+Codes)[^=]*= \[(.*?)\]", source, re.DOTALL)
    }
    page = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
    table, _, believed = page.partition("| code | when | what to do |")[2].partition("\n\n")
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == lists["errorCodes"]
    assert re.findall(r"`(\w+)`", believed.partition("believed:")[2].partition(". Any")[0]) == lists["calleeCodes"]
