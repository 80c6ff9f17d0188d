"""The examples have the form that their list promises, and the gallery shows them all."""

import ast
import json
import re
from pathlib import Path

import pytest
from support.documented import ROOT

EXAMPLES = ROOT / "examples"
WITHOUT_PICTURE = {"peer_price_feed.py", "peer_scheduled_job.py"}
# The gateway that the examples of peers share.
PARTS = {"assets", "README.md", "peer_gateway.py"}
LINKS = re.compile(r"\]\(([^)#]+)")


def own_files() -> list[Path]:
    """Not what has been made there by running them."""
    made = {"__pycache__", ".ruff_cache", ".ipynb_checkpoints"}
    files = [path for path in EXAMPLES.rglob("*") if path.is_file() and path.suffix != ".whl"]
    return [path for path in files if not made & set(path.parts)]


def example_names() -> set[str]:
    return {path.relative_to(EXAMPLES).parts[0] for path in own_files()} - PARTS


def links_of(page: Path) -> list[Path]:
    return [
        (page.parent / link).resolve() for link in LINKS.findall(page.read_text(encoding="utf-8")) if ":" not in link
    ]


@pytest.mark.parametrize("page", [EXAMPLES / "README.md", ROOT / "docs" / "gallery.md"], ids=lambda page: page.name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    assert [link for link in links_of(page) if not link.exists()] == []


def test_the_list_and_the_gallery_name_every_example() -> None:
    def named(page: Path) -> set[str]:
        inside = [link.relative_to(EXAMPLES).parts[0] for link in links_of(page) if link.is_relative_to(EXAMPLES)]
        return set(inside) - PARTS

    assert named(EXAMPLES / "README.md") == example_names()
    assert named(ROOT / "docs" / "gallery.md") == example_names() - WITHOUT_PICTURE


def test_the_gallery_has_a_link_to_every_file() -> None:
    shown = {path for path in own_files() if path.relative_to(EXAMPLES).parts[0] in example_names() - WITHOUT_PICTURE}
    assert shown - set(links_of(ROOT / "docs" / "gallery.md")) == set()


def test_the_gallery_has_a_small_picture_of_each_in_both_themes() -> None:
    pictures = list((ROOT / "docs" / "images" / "gallery").iterdir())
    names = {Path(name).stem for name in example_names() - WITHOUT_PICTURE}
    wanted = [f"{name}-{theme}" for name in names for theme in ("light", "dark")]
    assert sorted(picture.stem for picture in pictures) == sorted(wanted)
    shown = re.findall(r'(?:src|srcset)="images/gallery/([^"]+)"', (ROOT / "docs" / "gallery.md").read_text("utf-8"))
    assert sorted(shown) == sorted(picture.name for picture in pictures)
    assert sum(picture.stat().st_size for picture in pictures) < 1_500_000


def test_every_file_is_short() -> None:
    # A notebook is JSON, a stylesheet no program.
    programs = [path for path in own_files() if path.suffix not in (".css", ".ipynb")]
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in programs}
    assert {path: count for path, count in lines.items() if count >= 120} == {}


def test_every_example_says_what_it_shows_and_how_it_is_run() -> None:
    for name in example_names():
        path = EXAMPLES / name
        if path.suffix == ".ipynb":
            text = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
        else:
            script = path if path.suffix else path / ("research.py" if name == "two_origins" else "app.py")
            text = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
        assert "\nRun it" in text, name
