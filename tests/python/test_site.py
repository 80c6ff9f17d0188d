"""The documentation as a site, built once: no warning, no dead link, and nothing missing in the references."""

import json
import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from support.documented import ROOT

import dash_glue42
from dash_glue42 import _components, fdc3, peer, testing

DOCS = ROOT / "docs"
# All but the list of pages, which the site has in its sidebar.
PAGES = sorted(page.relative_to(DOCS).with_suffix("").as_posix() for page in DOCS.rglob("*.md"))
PAGES.remove("README")

pytestmark = pytest.mark.skipif(sys.version_info < (3, 11), reason="Sphinx needs a newer Python")


class Site:
    """The built site, and what its build has said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # As in scripts/docs.js.
        build = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "--keep-going", "-b", "html"]
        outcome = subprocess.run(
            [*build, "-d", str(folder.with_name("doctrees")), str(DOCS), str(folder)],
            capture_output=True,
            encoding="utf-8",
        )
        self.output, self.returncode = outcome.stdout + outcome.stderr, outcome.returncode

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("site") / "html")


class Links(HTMLParser):
    """Where a page leads, and where others can lead to in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.anchors: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.targets |= {value for key in ("href", "src") if (value := values.get(key)) and tag != "base"}
        self.anchors |= {value for key in ("id", "name") if (value := values.get(key))}


def test_it_is_built_without_a_warning(site: Site) -> None:
    assert (site.returncode, site.output) == (0, "")


def test_every_page_is_in_the_tree_and_in_the_search(site: Site) -> None:
    listed = {
        unquote(link)
        for link in re.findall(r'class="reference internal" href="([^"#]+)\.html"', site.read("search.html"))
    }
    assert listed | {"index"} == set(PAGES)
    assert all(f'"{page}"' in site.read("searchindex.js") for page in PAGES)


def test_no_link_is_dead(site: Site) -> None:
    # Beside the pages are the theme's files and the sources of the examples.
    files = [page for page in site.folder.rglob("*.html") if not {"_static", "_downloads"} & set(page.parts)]
    pages = {page.relative_to(site.folder).as_posix(): Links(page.read_text("utf-8")) for page in files}
    dead: list[str] = []
    for name, links in pages.items():
        for link in links.targets:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (site.folder / name).parent / unquote(parts.path) if parts.path else site.folder / name
            place = target.resolve().relative_to(site.folder.resolve()).as_posix()
            is_anchor = not parts.fragment or place not in pages or unquote(parts.fragment) in pages[place].anchors
            if not (target.is_file() and is_anchor):
                dead.append(f"{name}: {link}")
    assert dead == []


def test_no_line_of_a_program_is_cut_at_1280_pixels(site: Site) -> None:
    # site.css leaves room for 88 columns there. It wraps the docstrings' examples, and what programs print.
    for page in set(PAGES) - {"api"}:
        blocks = r'<div class="highlight-(?!none|json)\w+[^>]*>.*?<pre>(.*?)</pre>'
        for block in re.findall(blocks, site.read(f"{page}.html"), re.DOTALL):
            lines = unescape(re.sub(r"<[^>]+>", "", block)).splitlines()
            assert max(map(len, lines)) <= 88, page


def test_the_gallery_shows_the_pictures_of_the_theme(site: Site) -> None:
    shown = re.findall(r'<img alt="[^"]+" class="only-(\w+)" src="[^"]+-(\w+)\.webp"', site.read("gallery.html"))
    assert sorted(shown) == [("dark", "dark")] * 9 + [("light", "light")] * 9


def test_every_component_and_prop_is_in_the_reference(site: Site) -> None:
    metadata = json.loads((ROOT / "dash_glue42" / "metadata.json").read_text(encoding="utf-8"))
    page = site.read("components.html")
    sections = dict(re.findall(r'<section id="(\w+)">\n<h2>(.*?)(?=<section|</article)', page, re.DOTALL))
    for file, component in metadata.items():
        section = sections[Path(file).stem.lower()]
        described = re.findall(r"<dt>(?:<p>)?<code[^>]*><span class=\"pre\">(\w+)</span></code>", section)
        assert described == [prop for prop in component["props"] if prop != "setProps"], file


def test_every_public_name_is_in_the_reference(site: Site) -> None:
    page = site.read("api.html")
    names = {name for name in dash_glue42.__all__ if name not in _components.__all__} - {"__version__", "fdc3"}
    modules = {"dash_glue42": names, "dash_glue42.fdc3": fdc3.__all__}
    modules |= {"dash_glue42.peer": peer.__all__, "dash_glue42.testing": testing.__all__}
    missing = [
        f"{module}.{name}" for module, names in modules.items() for name in names if f'id="{module}.{name}"' not in page
    ]
    assert missing == []


def test_the_texts_for_language_models_have_all_pages(site: Site) -> None:
    listed = re.findall(r"^- \[[^\]]+\]\((.+)\.md\)$", site.read("llms.txt"), re.MULTILINE)
    assert set(listed) | {"index"} == set(PAGES)
    full = site.read("llms-full.txt")
    for page in listed:
        assert f"<!-- {page}.md -->" in full
        assert site.read(f"{page}.md") in full
    assert "Whether the caller gets a value" in full
    assert "dash_glue42.on_invoke(" in full


def test_every_code_of_an_error_has_a_line_of_troubleshooting() -> None:
    def codes(page: str, heading: str) -> list[str]:
        table = (DOCS / page).read_text(encoding="utf-8").partition(heading)[2].partition("\n\n")[0]
        return re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)

    assert codes("troubleshooting.md", "| code | look here first |") == codes(
        "errors.md", "| code | when | what to do |"
    )


def test_the_pictures_are_small() -> None:
    assert sum(image.stat().st_size for image in DOCS.rglob("*.png")) < 2_000_000
