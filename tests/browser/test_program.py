"""The program in the README runs as it stands there."""

from caller import Caller
from playwright.sync_api import expect
from support.documented import ROOT, programs, run

PROGRAM = programs("README.md")[0]


def test_the_readmes_program(server, open_page):
    server.mount_wsgi("/", run(PROGRAM, "README.md")["app"].server)

    one, two = open_page("/"), open_page("/")
    for page in (one, two):
        expect(page).to_have_title("Orders")
        Caller(page).wait_for_method("PlaceOrder")
    for count, page in enumerate((one, two), 1):
        page.bring_to_front()
        page.locator("#size").fill(str(count))
        page.click("#buy")
        expect(page.locator("#answer")).to_have_text(f"Bought {count}")
    two.locator("#size").fill("-5")
    two.click("#buy")
    expect(two.locator("#answer")).to_have_text('Argument "quantity": Input should be greater than 0 (got -5).')


def test_the_readme_is_short():
    assert len(PROGRAM.splitlines()) <= 30
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 88
