"""The models of FDC3's context types, which the build makes of the standard's schemas."""

import json
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import Field
from refusals import refuses

import dash_glue42 as glue
from dash_glue42 import fdc3, fdc3_contexts
from dash_glue42._json import json_value

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "node_modules/@finos/fdc3-context/dist/schemas/context").glob("*.json"))
]
# "ZS" at the end of a time is a slip of the standard's.
EXAMPLES = [
    example for schema in SCHEMAS for example in schema.get("examples", []) if "ZS" not in example.get("endTime", "")
]
REQUIRED = {
    (part["properties"]["type"]["const"], key)
    for schema in SCHEMAS
    for part in schema["allOf"]
    if "const" in part.get("properties", {}).get("type", {})
    for key in part.get("required", [])
    if key != "type"
}

every_example = pytest.mark.parametrize("example", EXAMPLES, ids=[example["type"] for example in EXAMPLES])


def comparable(value: Any) -> Any:
    """Without the different forms of one time."""
    if isinstance(value, dict):
        return {key: comparable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if isinstance(value, str) and value[:2] == "20":
        return datetime.fromisoformat(value.replace("Z", "+00:00"))
    return value


def python(code: str) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout


@every_example
def test_the_examples_of_the_standard_come_back_as_they_are(example):
    context = fdc3.read(example)
    assert isinstance(context, fdc3_contexts.MODELS[example["type"]])
    assert comparable(json_value(context)) == comparable(example)
    assert comparable(json.loads(context.model_dump_json())) == comparable(example)


def test_there_is_a_model_of_every_type():
    types = {
        part["properties"]["type"].get("const") for schema in SCHEMAS for part in schema["allOf"] if "type" in part
    }
    assert len(SCHEMAS) == 29
    assert set(fdc3_contexts.MODELS) >= types - {None}
    assert len(fdc3_contexts.MODELS) == 28
    assert {example["type"] for example in EXAMPLES} == set(fdc3_contexts.MODELS)


@every_example
def test_a_context_without_what_its_type_requires_is_refused(example):
    required = [key for type_name, key in REQUIRED if type_name == example["type"]]
    for key in required:
        without = {name: value for name, value in example.items() if name != key}
        with refuses(r"read: the context is not a valid \w+\. ", rf'ey "{key}" is missing', error=ValueError):
            fdc3.read(without)


@every_example
def test_a_context_with_a_value_of_another_kind_is_refused(example):
    named = fdc3_contexts.MODELS[example["type"]].model_fields
    for key in named.keys() - {"type"}:
        with refuses(f'ey "{key}', error=ValueError):
            fdc3.read({**example, key: [[5]]})


@pytest.mark.parametrize(
    ("context", "words"),
    [
        ({"type": "fdc3.valuation", "value": "nan", "CURRENCY_ISOCODE": "USD"}, 'Key "value": Input should be a fini'),
        ({"type": "fdc3.valuation", "value": 1, "CURRENCY_ISOCODE": "usd"}, 'Key "CURRENCY_ISOCODE": String should'),
        ({"type": "fdc3.chart", "instruments": [{"id": {"ticker": 5}}]}, r'Key "instruments\[0\]\.id\.ticker": Input'),
        ({"type": "fdc3.timeRange", "startTime": "2024-02-29T12:00:00"}, 'Key "startTime": Input should have timezone'),
        ({"type": "fdc3.order", "id": {"myOMS": 7}}, r'Key "id\.myOMS": Input should be a valid string \(got 7\)'),
        ({"type": "acme.idea", "name": 5}, 'not a valid Context. Key "name": Input should be a valid string'),
        ({"type": ""}, 'no "type"'),
        ({"type": ["fdc3.chart"]}, 'no "type"'),
        ({"id": {}}, 'no "type"'),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_context_is_said(context, words):
    with pytest.raises(ValueError, match=words):
        fdc3.read(context)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, 'read: None is no context: give a dict with a "type", or a model'),
        ("fdc3.nothing", "'fdc3.nothing' is no context"),
        ([{"type": "fdc3.nothing"}] * 99, r"read: \[.{99} is no context"),
        (fdc3.Nothing, r"Nothing is a class and no context: write Nothing\(…\)"),
        ({"type": "acme.idea", "made": object()}, r"the context\['made'\]: object has no form in JSON"),
        ({"type": "fdc3.nothing", "name": "\ud800"}, r"the context\['name'\]: the text is not valid Unicode"),
    ],
    ids=str,
)
def test_what_is_no_context_is_a_type_error(value, words):
    with refuses(words):
        fdc3.read(value)


def test_a_model_fills_in_the_type_and_writes_no_unset_keys():
    instrument = fdc3.Instrument(id={"ticker": "AAPL"}, market={"MIC": "XNAS"})
    assert (instrument.type, instrument.id.ticker, instrument.name) == ("fdc3.instrument", "AAPL", None)
    written = {"type": "fdc3.instrument", "id": {"ticker": "AAPL"}, "market": {"MIC": "XNAS"}}
    assert instrument.model_dump() == json_value(instrument) == written
    assert glue.call("Show", what=[instrument])["argumentObj"] == {"what": [written]}
    text = "Instrument(type='fdc3.instrument', id=InstrumentId(ticker='AAPL'), market=InstrumentMarket(MIC='XNAS'))"
    assert repr(instrument) == text


def test_a_model_has_one_type():
    with pytest.raises(ValueError, match=r"Input should be 'fdc3\.instrument'"):
        fdc3.Instrument(type="fdc3.contact", id={})


def test_keys_that_a_model_does_not_name_are_kept():
    given = {"type": "fdc3.contact", "id": {"email": "a@b.c", "acme": None}, "desk": {"floor": 3}, "note": None}
    contact = fdc3.read(given)
    assert (contact.desk, contact.id.acme) == ({"floor": 3}, None)
    assert json_value(contact) == given


def test_a_type_that_fdc3_does_not_define_is_a_context_with_all_keys():
    given = {"type": "acme.idea", "id": {"ideaId": "7"}, "legs": [1, 2]}
    idea = fdc3.read(given)
    assert type(idea) is fdc3.Context
    assert (idea.type, idea.id["ideaId"], idea.legs) == ("acme.idea", "7", [1, 2])
    assert json_value(idea) == given


def test_a_context_inside_of_another_is_written_whole():
    action = fdc3.Action(title="Chart it", context=fdc3.Instrument(id={"ticker": "AAPL"}, market={"MIC": "XNAS"}))
    written = {"type": "fdc3.instrument", "id": {"ticker": "AAPL"}, "market": {"MIC": "XNAS"}}
    assert json_value(action)["context"] == written
    assert fdc3.read(action).context.id == {"ticker": "AAPL"}


def test_times_are_datetimes():
    start = datetime(2024, 2, 29, tzinfo=timezone.utc)
    time_range = fdc3.TimeRange(startTime=start, endTime="2024-03-01T00:00:00.000Z")
    assert (time_range.endTime - time_range.startTime).days == 1
    assert json_value(time_range)["startTime"] == "2024-02-29T00:00:00+00:00"


def test_a_type_of_ones_own_is_a_model_too():
    class Idea(fdc3.Context):
        type: Literal["acme.idea"] = "acme.idea"
        instrument: fdc3.Instrument

    written = {"type": "acme.idea", "instrument": {"type": "fdc3.instrument", "id": {"ticker": "AAPL"}}}
    assert json_value(Idea(instrument=fdc3.Instrument(id={"ticker": "AAPL"}))) == written


def test_a_key_of_ones_own_that_has_an_alias_is_not_written_when_it_is_none():
    class Idea(fdc3.Context):
        type: Literal["acme.idea"] = "acme.idea"
        due_by: str | None = Field(default=None, alias="dueBy")
        size: int | None = Field(default=None, serialization_alias="lots")

    assert json_value(Idea(note=None)) == {"type": "acme.idea", "note": None}
    assert Idea().model_dump() == Idea().model_dump(by_alias=True) == {"type": "acme.idea"}
    assert json_value(Idea(dueBy="today", size=3)) == {"type": "acme.idea", "dueBy": "today", "lots": 3}


def test_the_models_are_loaded_with_the_first_use_of_one():
    code = """
import sys
import dash_glue42, dash_glue42.fdc3 as fdc3
from dash_glue42 import *
is_loaded = lambda: "dash_glue42.fdc3_contexts" in sys.modules
assert not hasattr(fdc3, "__wrapped__")
print(is_loaded(), fdc3.Contact.__name__, is_loaded(), hasattr(fdc3, "Imaginary"), hasattr(fdc3, "Part"))
"""
    assert python(code).split() == ["False", "Contact", "True", "False", "False"]


def test_threads_may_need_the_same_models_first():
    code = """
import sys, threading
from dash_glue42 import fdc3, fdc3_contexts
sys.setswitchinterval(1e-6)
together = threading.Barrier(8)
done = []
def run():
    together.wait()
    chart = fdc3.Chart(instruments=[fdc3.Instrument(id={"ticker": "AAPL"})])
    done.append(fdc3.broadcast(chart, chart.model_dump())[1]["instruments"][0]["id"]["ticker"])
threads = [threading.Thread(target=run) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(*done)
"""
    assert python(code).split() == ["AAPL"] * 8


def test_the_module_lists_all_its_names():
    import pydoc

    models = set(fdc3_contexts.__all__)
    assert {*fdc3.__all__, *models} == {name for name in dir(fdc3) if not name.startswith("__")}
    assert all(issubclass(getattr(fdc3, name), fdc3.Context) for name in models)
    page = pydoc.plain(pydoc.render_doc(fdc3))
    assert all(f"`{name}`" in page for name in models)
    assert all(f"{name}(" in page for name in fdc3.__all__)
    # The models would have more lines than there is time to read.
    assert len(page.splitlines()) < 1000


def test_the_written_file_is_formatted():
    path = Path(fdc3_contexts.__file__)
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length=120", "--diff", path]
    outcome = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert (outcome.returncode, outcome.stdout) == (0, "")
