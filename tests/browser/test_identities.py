"""The programs of docs/identities.md: who is logged in at a page is who its gateway has proven."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from support.dash_app import Environ
from support.documented import ROOT, programs, run
from support.gateway_process import GatewayProcess

import dash_glue42 as glue

SECRET = "a secret of more than thirty-two bytes"
PAGE = "docs/identities.md"
BUS = "desk-1"


@pytest.fixture(scope="module")
def gateway() -> Iterator[GatewayProcess]:
    options = ("--log-level", "error", "--token-grace-seconds", "1")
    with GatewayProcess(*options, environment={"DASH_GLUE42_GATEWAY_JWT_SECRET": SECRET}) as gateway:
        yield gateway


@pytest.fixture
def program(gateway: GatewayProcess, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """A program of the page, on the gateway of the tests. Tokens are short-lived."""
    monkeypatch.setenv("DASH_GLUE42_GATEWAY_JWT_SECRET", SECRET)

    def program(kind: str) -> str:
        [text] = programs(PAGE, f"program for {kind}")
        return text.replace("ws://localhost:8385", gateway.url).replace(
            f'get_id(), bus="{BUS}"', f'get_id(), bus="{BUS}", expires_in=3'
        )

    return program


@pytest.fixture
def orders(program, tmp_path: Path) -> Iterator[None]:
    """The process that answers ApproveOrder."""
    file = tmp_path / "app.py"
    file.write_text(program("the orders"), encoding="utf-8")
    with subprocess.Popen([sys.executable, file], env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:
        yield
        process.kill()


def log_in(page: Page, origin: str, name: str, password: str) -> None:
    page.goto(f"{origin}/login")
    page.locator("[name=name]").fill(name)
    page.locator("[name=password]").fill(password)
    page.get_by_role("button").click()


def peer_id(page: Page) -> str:
    return page.evaluate("glue42dash.glueInstance.interop.instance.peerId")


def expect_answer(page: Page, text: str) -> None:
    page.click("#approve")
    expect(page.locator("#answer")).to_have_text(text)


def test_a_page_is_on_the_bus_as_the_user_who_is_logged_in(gateway, program, orders, server, context, console):
    app = run(program("a login"), PAGE)["app"]
    server.mount_wsgi("/", app.server)
    page = context.new_page()
    log_in(page, server.origin, "alice", "wonderland")
    status = page.locator("#status")
    expect(status).to_have_text("connected")
    expect_answer(page, "7 by alice")

    first = peer_id(page)
    for _ in range(2):
        with page.expect_response("**/_glue42-gateway-token"):
            pass
    assert peer_id(page) == first, "the page was let in again instead of renewing its token"

    forger = glue.SyncPeer(
        gateway.url, bus=BUS, token=lambda: glue.gateway_token(user="bob", bus=BUS), application="Desk"
    )
    # As a client may write it that is no peer of this package.
    forger._peer._connection._gateway.identity.update(user="alice", verifiedUser="alice", login="alice")
    with forger:
        assert forger.invoke("ApproveOrder", order=8).error == "Only traders approve orders."

    console.expect("status of 401", "it answered 401", r"the gateway ended it \(Token expired\)")
    page.evaluate("() => fetch('/logout', {method: 'POST'})")
    expect(status).to_have_text("disconnected: refused")
    other = context.new_page()
    log_in(other, server.origin, "bob", "builder")
    expect(status).to_have_text("connected")
    expect_answer(page, "Only traders approve orders.")


def test_a_page_behind_a_proxy_is_the_user_that_the_proxy_names(program, server, open_page):
    app = run(program("a proxy"), PAGE)["app"]

    def behind_proxy(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        return app.server({**environ, "HTTP_X_FORWARDED_USER": "carol"}, start_response)

    server.mount_wsgi("/", behind_proxy)
    expect(open_page("/").locator("#user")).to_have_text("You are carol.")
