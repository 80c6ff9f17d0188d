"""What axe-core finds in a page: in its frames, in both themes, on a screen and on a phone."""

from collections.abc import Sequence

from playwright.sync_api import Frame, Page
from support.documented import ROOT

SOURCE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SIZES = ((1280, 820), (420, 820))
# What depends on colours and sizes.
LOOKS = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
# Dash's own: an input in each Dropdown, the roles in RadioItems, and the handle of each Slider, which can have no name.
OF_DASH = [".dash-dropdown-focus-target", ".dash-radioitems", ".dash-slider-thumb"]
FINDINGS = """
async ([include, exclude, rules]) => {
    const options = {resultTypes: ['violations'], preload: false, ...(rules.length && {runOnly: rules})};
    const {violations} = await axe.run({include, exclude}, options);
    const {scrollWidth, clientWidth} = document.scrollingElement;
    return [
        ...violations.map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html).join()}`),
        ...(scrollWidth > clientWidth ? [`is ${scrollWidth - clientWidth} pixels too wide`] : []),
    ];
}
"""


def load_axe(*documents: Page | Frame) -> None:
    """Before `findings`."""
    source = SOURCE.read_text(encoding="utf-8")
    for document in documents:
        document.evaluate(source)


def findings(document: Page | Frame, within: str = "html", rules: Sequence[str] = ()) -> list[str]:
    """Of one document, as it is now, by all rules or by these rules or kinds of rules."""
    return document.evaluate(FINDINGS, [[within], [*OF_DASH, "iframe"], list(rules)])


def expect_no_findings(page: Page, *frames: Frame, rules: Sequence[str] = ()) -> None:
    """In these frames, or in all documents of the page, which has its size again afterwards."""
    documents, size = frames or page.frames, page.viewport_size
    assert size
    load_axe(*documents)
    problems = []
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for document in documents:
                found = findings(document, rules=rules)
                problems += [f"{theme}, {width} px, {document.url}: {text}" for text in found]
            # All else is the same in any theme and size.
            rules = LOOKS
    page.set_viewport_size(size)
    assert not problems, "\n".join(problems)
