"""All props of all components, from the built metadata, in place of the line `<!-- components -->`."""

import json
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

METADATA = Path(__file__).parents[2] / "dash_glue42" / "metadata.json"
# What Dash itself has in each component.
OF_DASH = ("setProps",)
KINDS = ("Command and State", "Setting", "Command", "State", "Event")
TYPES = {"bool": "bool", "number": "number", "string": "str", "object": "dict", "objectOf": "dict", "any": "any JSON"}


def components() -> dict[str, dict[str, Any]]:
    """What the build knows of each component, by its name."""
    metadata = json.loads(METADATA.read_text(encoding="utf-8"))
    return {Path(file).stem: entry for file, entry in metadata.items()}


def type_of(entry: dict[str, Any]) -> str:
    """A prop's type as Python has it."""
    kind = entry["name"]
    if kind == "union":
        return " or ".join(dict.fromkeys(type_of(each) for each in entry["value"]))
    if kind == "arrayOf":
        item = type_of(entry["value"])
        return "list" if item == "any JSON" else f"list of {item}"
    if kind == "enum":
        return " or ".join(each["value"].replace("'", '"') for each in entry["value"])
    return TYPES.get(kind, "component" if kind == "node" else "dict")


def as_code(text: str) -> str:
    """The text of a comment as Markdown: dicts in braces and names in quotes are code."""
    text = " ".join(text.split())
    pieces = re.split(r"(`[^`]*`|\[?\{(?:[^{}]|\{[^{}]*\})*\}(?:, \.\.\.\])?)", text)
    return "".join(
        f"`{piece.strip('`')}`" if place % 2 else re.sub(r"([<>*_|\\])", r"\\\1", piece)
        for place, piece in enumerate(pieces)
    )


def prop_entry(name: str, prop: dict[str, Any]) -> str:
    """A prop as an entry of a definition list."""
    text = prop["description"]
    kind = next((kind for kind in KINDS if text.startswith(kind)), "Setting")
    default = prop.get("defaultValue", {}).get("value")
    facts = [kind.lower(), type_of(prop["type"])]
    if default is not None:
        facts.append(f"default {({'true': 'True', 'false': 'False'}).get(default, default)}")
    if prop["required"]:
        facts.append("required")
    body = re.sub(rf"^{kind}(?: in one)?(?:, written by (?:a|the) \w+)?(?:\.|: )\s*", "", text)
    return f"`{name}` *{', '.join(facts)}*\n:   {as_code(body[:1].upper() + body[1:])}\n"


def component_section(name: str, component: dict[str, Any]) -> str:
    """A component: what it is, and its props."""
    props = [prop_entry(prop, entry) for prop, entry in component["props"].items() if prop not in OF_DASH]
    return f"## {name}\n\n{as_code(component['description'])}\n\n" + "\n".join(props)


def add_components(_app: Sphinx, _name: str, source: list[str]) -> None:
    """Sphinx reads a page."""
    if "\n<!-- components -->\n" in source[0]:
        sections = "\n".join(component_section(*each) for each in components().items())
        source[0] = source[0].replace("<!-- components -->", sections)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", add_components)
    return {"parallel_read_safe": True}
