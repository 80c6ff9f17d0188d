"""What each platform asks of a page: the JavaScript that it loads, and the time, until it is connected."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import BrowserContext, Frame, Page

from tests.support.container import preload_script
from tests.support.gateway_process import GatewayProcess
from tests.support.platform_page import add_frame

from .figures import Figure
from .loaded_scripts import KIB, loaded_sizes, total
from .stage import Stage

# A page as the platform shows it: in a tab, or in a frame of another page.
View = Page | Frame
Opener = Callable[[Stage, BrowserContext, str], View]


@dataclass(frozen=True)
class Platform:
    name: str
    what: str
    # The app whose page connects in this way.
    app: str
    # Opens the page of an app as the platform does; what is around the page is ready before.
    open: Opener


@dataclass(frozen=True)
class Start:
    """One page's way, in milliseconds after its navigation."""

    connected: float
    bare: float


def measure(stage: Stage) -> list[Figure]:
    with GatewayProcess("--log-level=warn") as gateway:
        stage.site.gateway = gateway.url
        return [figure(stage, platform) for platform in PLATFORMS]


def in_tab(stage: Stage, context: BrowserContext, app: str) -> Page:
    return stage.open(context, app)


def in_frame(stage: Stage, context: BrowserContext, app: str) -> Frame:
    """In a new frame of the vendor's platform page."""
    page = next(iter(context.pages), None) or open_host(stage, context)
    return add_frame(page, f"/{app}/")


def open_host(stage: Stage, context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(f"{stage.site.address}/platform/host")
    page.evaluate("start()")
    return page


def in_container(stage: Stage, context: BrowserContext, app: str) -> Page:
    """With what a desktop container puts into its pages, which has a gateway and none of the vendor's APIs."""
    return stage.open(context, app, preload_script(stage.site.gateway, len(context.pages) + 1))


PLATFORMS = [
    Platform("embedded", "the first page starts the bus, whose script in its worker counts too", "start", in_tab),
    Platform("browser", "in a frame of the vendor's platform page", "start", in_frame),
    Platform("browserPlatform", "the page is the platform", "host", in_tab),
    Platform("gateway", "one that runs already", "gateway", in_tab),
    Platform("desktop", "a stand-in for a container, without the vendor's APIs", "start", in_container),
]


def figure(stage: Stage, platform: Platform) -> Figure:
    first: list[Start] = []
    second: list[Start] = []
    stage.site.scripts.clear()
    for _ in range(stage.scale.page_loads):
        with stage.fresh_profile() as context, stage.fresh_profile() as bare:
            for starts in (first, second):
                starts.append(start(stage, platform, context, bare))
    sizes = loaded_sizes(stage)

    raw, packed = total(sizes)
    first_ms, second_ms = over_bare(first), over_bare(second)
    return Figure(
        title=f"{platform.name} ({platform.what}): JavaScript that the page loads until it is connected, raw / gzip; "
        "from navigation to connected, minus a bare page's first render: first page; another one beside it",
        measured=f"{raw / KIB:,.0f} / {packed / KIB:.0f} KiB ({' + '.join(sorted(sizes))}); "
        f"{first_ms:.0f} ms; {second_ms:.0f} ms  (medians of {len(first)}: {explained(first)}; {explained(second)})",
        numbers={
            "raw": raw,
            "gzip": packed,
            "firstMs": first_ms,
            "secondMs": second_ms,
            "firstConnectedMs": connected_ms(first),
            "firstBareMs": bare_ms(first),
            "secondConnectedMs": connected_ms(second),
            "secondBareMs": bare_ms(second),
        },
    )


def start(stage: Stage, platform: Platform, context: BrowserContext, bare: BrowserContext) -> Start:
    """The two pages are opened in the same way, in profiles of their own."""
    view = platform.open(stage, context, platform.app)
    connected = view.evaluate("bench.statusConnected") - view.evaluate("bench.navigatedAt()")
    used = view.evaluate("bench.platform()")
    assert used == platform.name, f"/{platform.app}/ is connected by {used}, not {platform.name}"
    return Start(connected, platform.open(stage, bare, "plain").evaluate("bench.appeared()"))


def connected_ms(starts: list[Start]) -> float:
    return median(each.connected for each in starts)


def bare_ms(starts: list[Start]) -> float:
    return median(each.bare for each in starts)


def over_bare(starts: list[Start]) -> float:
    return connected_ms(starts) - bare_ms(starts)


def explained(starts: list[Start]) -> str:
    return f"{connected_ms(starts):.0f} - {bare_ms(starts):.0f} ms"
