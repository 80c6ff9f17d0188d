"""Make docs/demo.webp, the moving picture of the demo: a click on a client, an order, a bad one, a bus that dies.

Run it after a build: PYTHONPATH=. .venv/bin/python scripts/demo_picture.py
"""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import FrameLocator, Locator, Page, expect, sync_playwright

from dash_glue42.demo import server
from dash_glue42.testing._chromium import launch, shell_path
from dash_glue42.testing._servers import WsgiServer

TARGET = Path(__file__).resolve().parent.parent / "docs" / "demo.webp"
SHOWN = {"width": 1280, "height": 820}
SIZE = (960, 615)
MOST_BYTES = 1_500_000
PATIENCE_MS = 30_000
# A screenshot has no pointer.
POINTER = """
() => {
    const pointer = document.createElement('div');
    pointer.id = 'pointer';
    Object.assign(pointer.style, {
        position: 'fixed', zIndex: 99, inset: '0 auto auto 0', width: '22px', height: '22px', borderRadius: '50%',
        background: 'rgb(240 80 60 / 55%)', border: '2px solid white', boxShadow: '0 0 6px #0008',
        pointerEvents: 'none', transform: 'translate(640px, 700px)',
    });
    document.body.append(pointer);
}
"""
MOVE = "([x, y, scale]) => (pointer.style.transform = `translate(${x - 11}px, ${y - 11}px) scale(${scale})`)"


class Film:
    """The frames, and how long each is shown."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._pointer = (640.0, 700.0)
        self.frames: list[Image.Image] = []
        self.durations: list[int] = []

    def take(self, ms: int) -> None:
        picture = Image.open(io.BytesIO(self._page.screenshot())).convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)
        if self.frames and picture.tobytes() == self.frames[-1].tobytes():
            self.durations[-1] += ms
        else:
            self.frames.append(picture)
            self.durations.append(ms)

    def watch(self, seconds: float) -> None:
        """As it is: a frame is shown as long as it took until the next one."""
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            self.take(0)
            self.durations[-1] += max(40, round((time.monotonic() - now) * 1000))

    def click(self, target: Locator) -> None:
        """Moves the pointer to the target, and clicks it."""
        box = target.bounding_box()
        assert box
        goal = (box["x"] + min(box["width"] / 2, 80), box["y"] + box["height"] / 2)
        start, self._pointer = self._pointer, goal
        for part in (0.3, 0.6, 0.85, 1):
            x, y = (a + (b - a) * part for a, b in zip(start, goal, strict=True))
            self._page.evaluate(MOVE, [x, y, 1])
            self.take(70)
        self._page.evaluate(MOVE, [*goal, 0.7])
        self.take(120)
        target.click()
        self._page.evaluate(MOVE, [*goal, 1])


@contextmanager
def opened_demo() -> Iterator[Page]:
    site = WsgiServer(server)
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright, shell_path())
            page = browser.new_page(viewport=SHOWN, color_scheme="light")  # type: ignore[arg-type]
            page.goto(f"http://127.0.0.1:{site.port}/")
            yield page
            browser.close()
    finally:
        site.stop()


def play(page: Page) -> Film:
    clients, portfolio, blotter = (
        page.frame_locator(f"iframe[title={name}]") for name in ("Clients", "Portfolio", "Blotter")
    )
    film = Film(page)
    expect_ready(portfolio)
    expect(page.locator("#rate")).to_contain_text("Prices: ", timeout=PATIENCE_MS)
    page.evaluate(POINTER)
    film.watch(0.8)
    for client in ("Banque Vauban", "Tasman Super"):
        film.click(clients.get_by_role("button", name=client))
        expect(portfolio.locator("#client")).to_contain_text(client)
        film.watch(1.1)
    buy = portfolio.get_by_role("button", name="Buy")
    film.click(buy)
    expect(blotter.locator("#rows tr")).to_have_count(1)
    film.watch(1.2)
    film.click(portfolio.get_by_label("Quantity"))
    portfolio.get_by_label("Quantity").fill("-5")
    film.click(buy)
    expect(portfolio.locator("#refusal pre")).to_be_visible()
    film.watch(2.1)
    film.click(page.get_by_role("button", name="Kill the bus"))
    film.watch(1.8)
    expect(blotter.locator("#rows tr")).to_have_count(2, timeout=PATIENCE_MS)
    film.watch(1.2)
    return film


def expect_ready(portfolio: FrameLocator) -> None:
    expect(portfolio.locator("#client")).to_contain_text("Nordlys", timeout=PATIENCE_MS)
    expect(portfolio.get_by_role("button", name="Buy")).to_be_enabled(timeout=PATIENCE_MS)
    expect(portfolio.locator(".chart .scatterlayer path").first).to_be_attached(timeout=PATIENCE_MS)


def main() -> None:
    with opened_demo() as page:
        film = play(page)
    first, *others = film.frames
    first.save(
        TARGET, save_all=True, append_images=others, duration=film.durations, loop=0, quality=72, method=5, kmax=60
    )
    size = TARGET.stat().st_size
    print(f"{TARGET}: {len(film.frames)} frames, {sum(film.durations) / 1000:.1f} s, {size / 1e6:.2f} MB")
    if size > MOST_BYTES:
        raise SystemExit(f"The picture has more than {MOST_BYTES / 1e6} MB: take fewer frames, or a lower quality")


if __name__ == "__main__":
    main()
