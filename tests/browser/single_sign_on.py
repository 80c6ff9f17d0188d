"""A single sign-on in front of an app: who has no session is sent to its login page, callbacks' requests as well."""

from collections.abc import Callable, Iterable

from playwright.sync_api import BrowserContext, expect
from support.dash_app import AppServer, Environ, WsgiApp

LOGIN_PAGE = b"""<!doctype html><title>Login</title><link rel="icon" href="data:,">
<form method="post"><button>Log in</button></form>"""


class SingleSignOn:
    """Takes the place of an app at its prefix, and has its login page at /login/."""

    def __init__(self, server: AppServer, prefix: str, app: WsgiApp) -> None:
        self.origin = server.origin
        self._app = app
        self._sessions: set[str] = set()
        self._count = 0
        server.mount_wsgi(prefix, self)
        server.mount_wsgi("/login/", self._login)

    def log_in(self, context: BrowserContext) -> None:
        """What the user does, in a tab of its own."""
        page = context.new_page()
        page.goto(f"{self.origin}/login/")
        page.get_by_role("button").click()
        expect(page.locator("body")).to_have_text("Welcome")
        page.close()

    def expire(self) -> None:
        self._sessions.clear()

    def __call__(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        cookies = environ.get("HTTP_COOKIE", "").split("; ")
        if any(f"session={session}" in cookies for session in self._sessions):
            return self._app(environ, start_response)
        start_response("302 Found", [("Location", "/login/")])
        return []

    def _login(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        headers = [("Content-Type", "text/html")]
        if environ["REQUEST_METHOD"] == "POST":
            self._count += 1
            self._sessions.add(str(self._count))
            start_response("200 OK", [*headers, ("Set-Cookie", f"session={self._count}; Path=/")])
            return [b'<!doctype html><link rel="icon" href="data:,">Welcome']
        start_response("200 OK", headers)
        return [LOGIN_PAGE]
