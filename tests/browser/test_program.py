"""The program in the README runs as it stands there."""

import re
from pathlib import Path

from caller import Caller
from playwright.sync_api import expect

README = Path(__file__).parents[2] / "README.md"


def program() -> str:
    found = re.search(r"<!-- program -->\s*```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found, "README.md has no program"
    return found[1]


def test_the_readmes_program(server, open_page):
    names: dict = {"__name__": "program"}
    exec(compile(program(), str(README), "exec"), names)
    app = names["app"]
    server.mount_wsgi("/", app.server)

    one, two = open_page("/"), open_page("/")
    for page in (one, two):
        expect(page).to_have_title("Adder")
        Caller(page).wait_for_method("Sum")
    for count, page in enumerate((one, two), 1):
        page.bring_to_front()
        page.locator("#a").fill(str(count))
        page.click("#go")
        expect(page.locator("#answer")).to_have_text(str(count + 5))
    two.locator("#a").fill("")
    two.click("#go")
    expect(two.locator("#answer")).to_have_text('Argument "a": Input should be a valid number (got null).')


def test_the_readmes_program_has_no_more_than_30_lines():
    assert len(program().splitlines()) <= 30
