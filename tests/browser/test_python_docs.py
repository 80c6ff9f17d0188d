"""docs/python.md: its first program, as functions, in dictionaries, with some of both. docs/testing.md: its tests."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.documented import ROOT, functions, programs, run

AS_FUNCTIONS, IN_DICTIONARIES = programs("docs/python.md")


def exchanged(program: str, other: str, *names: str) -> str:
    """The program with some of its functions taken from the other one."""
    own, others = functions(program), functions(other)
    imports = "\n".join(re.findall(r"^(?:from|import) .*", other, re.MULTILINE))
    for name in names:
        program = program.replace(own[name], others[name])
    return f"{imports}\n{program}"


@pytest.mark.parametrize(
    "program",
    [
        AS_FUNCTIONS,
        IN_DICTIONARIES,
        exchanged(AS_FUNCTIONS, IN_DICTIONARIES, "place_order"),
        exchanged(IN_DICTIONARIES, AS_FUNCTIONS, "place_order"),
    ],
    ids=["functions", "dictionaries", "functions and one in dictionaries", "dictionaries and one function"],
)
def test_the_program(server, open_page, program):
    server.mount_wsgi("/", run(program, "docs/python.md")["app"].server)
    page = open_page("/")
    page.click("#buy")
    expect(page.locator("#answer")).to_have_text("Settles in 2 days")
    expect(page.locator("#log")).to_have_text("buy 100 for Orders")
    for quantity, answer in {"5000": "No more than 1000 at a time.", "": re.compile('^Argument "quantity"')}.items():
        page.locator("#quantity").fill(quantity)
        page.click("#buy")
        expect(page.locator("#answer")).to_have_text(answer)
    expect(page.locator("#log")).to_have_text("buy 100 for Orders")


def test_the_documented_tests_pass(tmp_path: Path):
    [app], tests = programs("docs/testing.md"), programs("docs/testing.md", "program for pytest")
    (tmp_path / "app.py").write_text(app, encoding="utf-8")
    for number, test in enumerate(tests):
        (tmp_path / f"test_{number}.py").write_text(test, encoding="utf-8")
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:dash", "-p", "dash_glue42_pytest"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
    )
    assert "5 passed" in outcome.stdout, outcome.stdout
