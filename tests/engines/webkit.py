"""WebKitGTK's MiniBrowser, driven by Selenium. Its pages have those of Playwright's methods that the scenarios use."""

import glob
import shutil
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

DRIVER = "WebKitWebDriver"
BROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"
PATIENCE = 20

EVALUATE = """
const [expression, argument, done] = arguments;
(async () => {
    const value = (0, eval)(`(${expression})`);
    return typeof value === 'function' ? value(argument) : value;
})().then(value => done({value}), reason => done({reason: String(reason)}));
"""


class View:
    """A page or a frame in it. The driver looks at one at a time, so that each command first goes to its own."""

    def __init__(self, driver: webdriver.WebKitGTK, window: str, frames: tuple[str, ...] = ()) -> None:
        self._driver = driver
        self._window = window
        self._frames = frames

    def _look(self) -> webdriver.WebKitGTK:
        self._driver.switch_to.window(self._window)
        for frame in self._frames:
            self._driver.switch_to.frame(self._driver.find_element(By.ID, frame))
        return self._driver

    def evaluate(self, expression: str, arg: Any = None) -> Any:
        outcome = self._look().execute_async_script(EVALUATE, expression, arg)
        assert "reason" not in outcome, outcome["reason"]
        return outcome.get("value")

    def wait_for_function(self, expression: str, *, arg: Any = None, polling: float = 50) -> None:
        waiting = WebDriverWait(self, PATIENCE, polling / 1000, [WebDriverException])
        waiting.until(lambda view: view.evaluate(expression, arg), f"waited for {expression} with {arg}")

    def click(self, selector: str) -> None:
        self._look().find_element(By.CSS_SELECTOR, selector).click()


class Page(View):
    def frame(self, name: str) -> View:
        return View(self._driver, self._window, (name,))

    def goto(self, url: str) -> None:
        self._look().get(url)

    def reload(self) -> None:
        self._look().refresh()

    def open_tab(self) -> "Page":
        driver = self._look()
        driver.switch_to.new_window("tab")
        return Page(driver, driver.current_window_handle)

    def close(self) -> None:
        self._look().close()


class Context:
    """A browser of its own: WebKitGTK's driver has no other way to a fresh profile."""

    def __init__(self) -> None:
        options = webdriver.WebKitGTKOptions()
        options.binary_location = glob.glob(BROWSERS)[0]
        options.add_argument("--automation")
        service = webdriver.WebKitGTKService(executable_path=shutil.which(DRIVER))
        self._driver = webdriver.WebKitGTK(options=options, service=service)
        self._driver.set_script_timeout(PATIENCE)
        self._unused = [self._driver.current_window_handle]

    def new_page(self) -> Page:
        if not self._unused:
            self._driver.switch_to.new_window("window")
            self._unused.append(self._driver.current_window_handle)
        return Page(self._driver, self._unused.pop())

    def close(self) -> None:
        self._driver.quit()


class WebKit:
    def new_context(self) -> Context:
        return Context()

    def open_tab(self, page: Page) -> Page:
        """A tab in the window of `page`, so that one of the two is hidden."""
        return page.open_tab()

    def frame_of(self, page: Page, id: str) -> View:
        return page.frame(id)
