"""Write dash_glue42/fdc3_contexts.py: pydantic models of FDC3's context types, from the schemas of @finos/fdc3-context.

Each schema becomes a class, and so does each object in it whose keys it names. What the schemas say is checked, except
`minProperties` and alternatives of what is required. Their prose is not taken over.
"""

import json
import keyword
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SCHEMAS = ROOT / "node_modules/@finos/fdc3-context/dist/schemas/context"
TARGET = ROOT / "dash_glue42/fdc3_contexts.py"
LINE_LENGTH = 120

HEADER = '''\
"""The context types of FDC3 as pydantic models. Written by scripts/fdc3_contexts.py: do not edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    SerializeAsAny,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
)
'''

# Type checkers get constructors that take what pydantic does: dicts for models, text for times, further keys.
BASES = '''\
class Part(BaseModel):
    """What all models have in common: further keys are kept, and what is None is neither written nor shown."""

    # Not with defer_build: threads that need a model at the same time break it in some versions of pydantic.
    model_config = ConfigDict(extra="allow", allow_inf_nan=False)

    @model_serializer(mode="wrap")
    def _without_none(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields = type(self).model_fields
        named = {*fields, *(field.serialization_alias for field in fields.values())}
        return {key: value for key, value in write(self).items() if value is not None or key not in named}

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        return [(name, value) for name, value in super().__repr_args__() if value is not None]


class Context(Part):
    """A context of any type, with all its keys. It is the base of the models of the types.

    Example:
        A type of your own:

        >>> class Idea(fdc3.Context):
        ...     type: Literal["acme.idea"] = "acme.idea"
        ...     side: Literal["buy", "sell"]
    """

    if TYPE_CHECKING:
        # Text and a dict. The models say more of them, which type checkers allow of Any alone.
        type: Any
        name: str | None = None
        id: Any = None

        def __init__(
            self,
            *,
            type: str = ...,
            name: str | None = None,
            id: Mapping[str, Any] | None = None,
            **others: Any,
        ) -> None: ...
    else:
        type: str
        name: str | None = None
        id: dict[str, Any] | None = None
'''


class Kind(NamedTuple):
    """The type of a value: as an annotation, and as what the constructor takes for it as well."""

    annotation: str
    taken: str


class Field(NamedTuple):
    name: str
    kind: Kind
    # None: the field is required.
    default: str | None


TEXT = Kind("str", "str")
ANY_DICT = Kind("dict[str, Any]", "Mapping[str, Any]")
SIMPLE = {"string": TEXT, "number": Kind("float", "float"), "boolean": Kind("bool", "bool")}
# The keys that every context has.
COMMON = [Field("name", TEXT, "None"), Field("id", ANY_DICT, "None")]


class Writer:
    """Collects the definitions of a module: each class after those that its schema has defined inside."""

    def __init__(self, schemas: dict[str, dict[str, Any]]) -> None:
        self._schemas = schemas
        self.definitions: list[str] = []

    def write_context(self, schema: dict[str, Any]) -> tuple[str, str]:
        """Returns the type and the name of the class."""
        name = class_name(schema)
        body = merged(schema)
        type_name = body["properties"].pop("type")["const"]
        own = self._fields(name, body)
        names = {field.name for field in own}
        inherited = [field for field in COMMON if field.name not in names]
        type_field = Field("type", same(f'Literal["{type_name}"]'), f'"{type_name}"')
        self._write_class(name, "Context", f"A context of type {type_name}.", [type_field, *own], inherited)
        return type_name, name

    def _fields(self, owner: str, body: dict[str, Any]) -> list[Field]:
        fields = [
            Field(name, self._kind(schema, owner, name), None if name in body["required"] else "None")
            for name, schema in body["properties"].items()
        ]
        return sorted(fields, key=lambda field: field.default is not None)

    def _write_class(self, name: str, base: str, text: str, fields: list[Field], inherited: list[Field]) -> None:
        lines = [f"class {name}({base}):", f'    """{text}"""', ""]
        lines += [f"    {declared(field, field.kind.annotation)}" for field in fields]
        lines += ["", "    if TYPE_CHECKING:", ""]
        lines += ["        def __init__(", "            self,", "            *,"]
        # Required ones first, as in the class.
        parameters = sorted([*fields, *inherited], key=lambda field: field.default is not None)
        lines += [f"            {declared(field, field.kind.taken)}," for field in parameters]
        lines += ["            **others: Any,", "        ) -> None: ...", ""]
        self.definitions.append("\n".join(lines))

    def _kind(self, schema: dict[str, Any], owner: str, name: str) -> Kind:
        if "$ref" in schema:
            return self._referred(schema["$ref"], owner, name)
        if "enum" in schema:
            return self._enumeration(schema["enum"], owner, name)
        if "oneOf" in schema:
            return union([self._kind(choice, owner, name) for choice in schema["oneOf"]])
        if schema["type"] == "array":
            item = self._kind(schema["items"], owner, name)
            return Kind(f"list[{item.annotation}]", f"Sequence[{item.taken}]")
        if schema["type"] == "object":
            return self._object(schema, owner, name)
        return text_kind(schema) if schema["type"] == "string" else SIMPLE[schema["type"]]

    def _referred(self, reference: str, owner: str, name: str) -> Kind:
        file, _, place = reference.partition("#")
        if not file:
            [definition] = [
                schema["$defs"][place.rpartition("/")[2]]
                for schema in self._schemas.values()
                if class_name(schema) == owner
            ]
            return self._kind(definition, owner, name)
        if file == "context.schema.json":
            # Written as what it is, not as what every context has.
            return Kind("SerializeAsAny[Context]", "Context | dict[str, Any]")
        # Others are of FDC3's API, not contexts.
        return model_kind(class_name(self._schemas[file])) if file in self._schemas else ANY_DICT

    def _object(self, schema: dict[str, Any], owner: str, name: str) -> Kind:
        body = merged(schema)
        names = [key for key in body["properties"] if key.isidentifier() and not keyword.iskeyword(key)]
        if body["properties"] and len(names) == len(body["properties"]):
            nested = nested_name(owner, name)
            self._write_class(nested, "Part", f"The `{name}` of a context {owner}.", self._fields(nested, body), [])
            return model_kind(nested)
        others = schema.get("additionalProperties")
        if not isinstance(others, dict):
            return ANY_DICT
        value = self._kind(others, owner, name)
        return Kind(f"dict[str, {value.annotation}]", f"Mapping[str, {value.taken}]")

    def _enumeration(self, values: list[str], owner: str, name: str) -> Kind:
        alias = nested_name(owner, name)
        texts = [json.dumps(value) for value in values]
        line = f"{alias} = Literal[{', '.join(texts)}]"
        if len(line) > LINE_LENGTH:
            line = "\n".join([f"{alias} = Literal[", *(f"    {text}," for text in texts), "]"])
        self.definitions.append(f"{line}\n")
        return same(alias)


def merged(schema: dict[str, Any]) -> dict[str, Any]:
    """The properties that a schema names, those of `allOf` too, and which of them are required.

    Without what it refers to: that is the base of all contexts.
    """
    parts = [part for part in (schema, *schema.get("allOf", [])) if "$ref" not in part]
    return {
        "properties": {name: value for part in parts for name, value in part.get("properties", {}).items()},
        "required": {name for part in parts for name in part.get("required", [])},
    }


def class_name(schema: dict[str, Any]) -> str:
    return schema["title"].replace(" ", "")


def nested_name(owner: str, name: str) -> str:
    capitalised = name[0].upper() + name[1:]
    is_unique = capitalised.startswith(owner) and capitalised != owner
    return capitalised if is_unique else owner + capitalised


def same(annotation: str) -> Kind:
    return Kind(annotation, annotation)


def model_kind(name: str) -> Kind:
    return Kind(name, f"{name} | dict[str, Any]")


def text_kind(schema: dict[str, Any]) -> Kind:
    if schema.get("format") == "date-time":
        return Kind("AwareDatetime", "datetime | str")
    if "pattern" in schema:
        return Kind(f"Annotated[str, StringConstraints(pattern={json.dumps(schema['pattern'])})]", "str")
    return TEXT


def union(kinds: list[Kind]) -> Kind:
    taken = [part for kind in kinds for part in kind.taken.split(" | ")]
    return Kind(" | ".join(kind.annotation for kind in kinds), " | ".join(dict.fromkeys(taken)))


def declared(field: Field, annotation: str) -> str:
    if field.default is None:
        return f"{field.name}: {annotation}"
    return f"{field.name}: {annotation}{' | None' if field.default == 'None' else ''} = {field.default}"


def module() -> str:
    schemas = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(SCHEMAS.glob("*.json"))}
    if not schemas:
        sys.exit(f"fdc3_contexts: there are no schemas in {SCHEMAS}: run npm ci")
    writer = Writer(schemas)
    models = dict(writer.write_context(schema) for name, schema in schemas.items() if name != "context.schema.json")
    names = sorted(["Context", *models.values()])
    exports = "\n".join(["__all__ = [", *(f'    "{name}",' for name in names), "]\n"])
    table = "\n".join(
        [
            "# The model of each type.",
            "MODELS: dict[str, type[Context]] = {",
            *(f'    "{type_name}": {name},' for type_name, name in models.items()),
            "}\n",
        ]
    )
    return "\n".join([HEADER, exports, "\n" + "\n\n".join([BASES, *writer.definitions, table])])


if __name__ == "__main__":
    TARGET.write_text(module(), encoding="utf-8", newline="\n")
