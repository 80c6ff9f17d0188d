"""The console of every page must stay empty, but for what a test expects."""

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, WebError

# What a page may say in any test, each with its reason.
ALLOWED: list[str] = [
    # A busy machine takes long to start a bus, or a gateway. The tests of that wait for what the page reports.
    "The embedded Glue42 bus has not started yet",
    "The page needs .* which is still loading",
    'Glue42 "[^"]*": The gateway at .* cannot be reached from',
    "The desktop container's gateway at .* is slow: it got the login of this page twice",
]

# Chromium itself notes every answer that is an error or breaks off.
NOTED_BY_CHROMIUM = "Failed to load resource: "

# Chromium's note on what a page sends in the moment in which its bus is lost.
SENT_TOO_LATE = "WebSocket is already in CLOSING or CLOSED state"

# What a page says that was too busy to log in as long as its gateway waits for that. It tries again.
LOGGED_IN_TOO_LATE = "does not let this page in now: No login"


class Console:
    """Errors and warnings of all pages of a context."""

    def __init__(self, context: BrowserContext) -> None:
        self._context = context
        self._lines: list[str] = []
        self._expected: list[re.Pattern[str]] = []
        self._allowed: list[re.Pattern[str]] = []
        context.on("console", self._hear)
        context.on("weberror", self._hear_error)

    def expect(self, *patterns: str) -> None:
        """The test causes these lines: each must come, any number of times."""
        self._expected += [re.compile(pattern) for pattern in patterns]

    def allow(self, *patterns: str) -> None:
        """Lines that come on some of the buses that the test runs on."""
        self._allowed += [re.compile(pattern) for pattern in patterns]

    def lines(self, pattern: str) -> list[str]:
        """What has been said so far and matches."""
        self._catch_up()
        return [line for line in self._lines if re.search(pattern, line)]

    def wait_for(self, pattern: str) -> None:
        """Expects a line that may still be to come."""
        self.expect(pattern)
        if not self.lines(pattern):
            self._context.wait_for_event("console", lambda message: bool(re.search(pattern, message.text)))

    def check(self) -> None:
        self._catch_up()
        self._context.remove_listener("console", self._hear)
        self._context.remove_listener("weberror", self._hear_error)
        known = [*self._expected, *self._allowed, *map(re.compile, ALLOWED)]
        surprises = [line for line in self._lines if not any(pattern.search(line) for pattern in known)]
        assert not surprises, f"the console has {len(surprises)} unexpected lines:\n" + "\n".join(surprises[:10])
        missing = [each.pattern for each in self._expected if not any(each.search(line) for line in self._lines)]
        assert not missing, f"the console lacks {missing}; it has:\n" + "\n".join(self._lines)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            self._lines.append(message.text)

    def _hear_error(self, error: WebError) -> None:
        self._lines.append(f"Uncaught {error.error}")

    def _catch_up(self) -> None:
        # A page's messages arrive in order: with the answer to a question, all that it said before has come.
        for page in self._context.pages:
            while not is_answered(page):
                pass


def is_answered(page: Page) -> bool:
    """Whether the page has no more to say: one that loads its next document meanwhile is to be asked again."""
    try:
        page.evaluate("() => undefined")
    except Error as error:
        if "navigation" not in error.message:
            raise
        return False
    return True
