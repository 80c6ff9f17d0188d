"""The program at the top of docs/python.md, as functions, in dictionaries, and with some of both."""

import re

import pytest
from playwright.sync_api import expect
from support.documented import functions, programs, run

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
