"""The program in the README runs as it stands there."""

from caller import Caller
from playwright.sync_api import expect
from support.documented import programs, run

PROGRAM = programs("README.md")[0]


def test_the_readmes_program(server, open_page):
    server.mount_wsgi("/", run(PROGRAM, "README.md")["app"].server)

    one, two = open_page("/"), open_page("/")
    for page in (one, two):
        expect(page).to_have_title("Adder")
        Caller(page).wait_for_method("Sum")
        expect(page.locator("#bus")).to_have_text("connected")
    for count, page in enumerate((one, two), 1):
        page.bring_to_front()
        page.locator("#a").fill(str(count))
        page.click("#go")
        expect(page.locator("#answer")).to_have_text(str(count + 5))
    two.locator("#a").fill("")
    two.click("#go")
    expect(two.locator("#answer")).to_have_text('Argument "a": Input should be a valid number (got null).')


def test_the_readmes_program_has_no_more_than_30_lines():
    assert len(PROGRAM.splitlines()) <= 30
