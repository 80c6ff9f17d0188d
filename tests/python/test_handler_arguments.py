"""Which arguments a handler takes, what becomes of them, and what the caller of others is told."""

import datetime
import enum
import functools
import itertools
import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from dash import Dash
from pydantic import (
    AfterValidator,
    AliasChoices,
    AllowInfNan,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
)
from served_page import Outcome, ServedPage
from typing_extensions import TypedDict, Unpack

import dash_glue42 as glue


class Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    price: float = Field(gt=0)
    tags: list[str] = []


class Order(BaseModel):
    lines: list[Line]
    day: datetime.date | None = None

    @field_validator("lines")
    @classmethod
    def not_many(cls, lines):
        if len(lines) > 2:
            raise ValueError("two lines\nat most")
        return lines


class Side(enum.Enum):
    BUY = "buy"


class Cash(BaseModel):
    kind: Literal["cash"]


class Card(BaseModel):
    kind: Literal["card"]
    number: int


@dataclass
class Point:
    x: int
    y: int = 0


Names = TypedDict("Names", {"first name": str, "from": int}, total=False)


def outcome_of(app: Dash, handler: Any, args: dict[str, Any]) -> Outcome:
    glue.on_invoke("sum", app=app)(handler)
    return ServedPage(app).invoke("sum", args)


def given_to(app: Dash, handler: Any, args: dict[str, Any]) -> Any:
    """What the handler's parameters were."""
    seen: list[Any] = []

    @functools.wraps(handler)
    def spy(*positional: Any, **named: Any) -> str:
        seen.append(handler(*positional, **named))
        return "seen"

    assert outcome_of(app, spy, args).result == "seen"
    return seen[0]


def positional_only(a, b=2, /, c=3, *, d, e=5):
    return a, b, c, d, e


def rest(a=1, /, *others, b=2, **kwargs):
    return a, others, b, kwargs


@pytest.mark.parametrize(
    ("handler", "args", "expected"),
    [
        (positional_only, {"a": 10, "d": 40}, (10, 2, 3, 40, 5)),
        (positional_only, {"e": 5, "d": 4, "c": 3, "b": 20, "a": 1}, (1, 20, 3, 4, 5)),
        (rest, {}, (1, (), 2, {})),
        (rest, {"b": 20, "others": 1, "kwargs": 2, "a b": 3}, (1, (), 20, {"others": 1, "kwargs": 2, "a b": 3})),
        (rest, {"a": 5, "self": 1, "__class__": 2}, (5, (), 2, {"self": 1, "__class__": 2})),
        (lambda: "none", {}, "none"),
    ],
)
def test_arguments_go_to_parameters_by_name_as_python_has_them(app, handler, args, expected):
    assert given_to(app, handler, args) == expected


@pytest.mark.parametrize(
    ("annotation", "given", "expected"),
    [
        (float, 5, 5.0),
        (float, "5.5", 5.5),
        (int, 42.0, 42),
        (bool, True, True),
        (Literal["buy", "sell"], "sell", "sell"),
        (datetime.date, "2024-02-29", datetime.date(2024, 2, 29)),
        (datetime.datetime, "2024-02-29T12:00:00+01:00", datetime.datetime.fromisoformat("2024-02-29T12:00:00+01:00")),
        (int | None, None, None),
        (list[Line], [{"price": 1}], [Line(price=1)]),
        (Order, {"lines": [], "day": "2024-02-29"}, Order(lines=[], day=datetime.date(2024, 2, 29))),
        (Side, "buy", Side.BUY),
        (Point, {"x": 1}, Point(1)),
        (set[int], [1, 1], {1}),
        (UUID, "12345678-1234-5678-1234-567812345678", UUID("12345678-1234-5678-1234-567812345678")),
        (Annotated[int, Field(ge=0)], "3", 3),
        ("Order", {"lines": []}, Order(lines=[])),
        ("list[Line]", [], []),
        (Any, {"a": [None]}, {"a": [None]}),
    ],
    ids=str,
)
def test_annotations_convert(app, annotation, given, expected):
    def handler(value):
        return value

    handler.__annotations__["value"] = annotation
    value = given_to(app, handler, {"value": given})
    assert (value, type(value)) == (expected, type(expected))


def test_annotations_may_name_what_the_function_around_defines(app):
    class Here(BaseModel):
        x: int

    def handler(value: "Here", others: "list[Here] | None" = None):
        return value, others

    glue.on_invoke("sum", app=app)(handler)
    page = ServedPage(app)
    assert page.invoke("sum", {"value": {"x": 1}, "others": [{"x": 2}]}).result == [{"x": 1}, [{"x": 2}]]
    assert page.invoke("sum", {"value": 1}).refusal.startswith('Argument "value"')


def test_kwargs_are_checked_by_their_annotation(app):
    def handler(**numbers: float):
        return numbers

    glue.on_invoke("sum", app=app)(handler)
    page = ServedPage(app)
    assert page.invoke("sum", {"x": "1", "a b": 2}).result == {"x": 1.0, "a b": 2.0}
    assert page.invoke("sum", {"x": None}).refusal == 'Argument "x": Input should be a valid number (got null).'


def test_kwargs_with_names_that_are_no_python(app):
    def handler(**names: Unpack[Names]):
        return names

    glue.on_invoke("sum", app=app)(handler)
    page = ServedPage(app)
    assert page.invoke("sum", {"first name": "Ann", "from": "3"}).result == {"first name": "Ann", "from": 3}
    assert page.invoke("sum", {"from": "x"}).refusal.startswith('Argument "from": ')
    assert page.invoke("sum", {"to": 1}).refusal == '"to" is not an argument of this method.'


def order(a: float, order: Order, side: Literal["buy", "sell"] = "buy", point: Point | None = None):
    return a


GOOD = {"a": 1, "order": {"lines": []}}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, 'Argument "a" is missing; argument "order" is missing.'),
        ({**GOOD, "c": 1}, '"c" is not an argument of this method.'),
        (
            {**GOOD, "a": "x"},
            'Argument "a": Input should be a valid number, unable to parse string as a number (got "x").',
        ),
        ({**GOOD, "a": None}, 'Argument "a": Input should be a valid number (got null).'),
        ({**GOOD, "a": [1]}, 'Argument "a": Input should be a valid number (got a list).'),
        ({**GOOD, "a": {}}, 'Argument "a": Input should be a valid number (got an object).'),
        ({**GOOD, "order": {}}, 'Argument "order.lines" is missing.'),
        (
            {**GOOD, "order": {"lines": [{"price": 1}, {"price": -1}]}},
            'Argument "order.lines[1].price": Input should be greater than 0 (got -1).',
        ),
        (
            {**GOOD, "order": {"lines": [{"price": 1, "cost": 2}]}},
            '"order.lines[0].cost" is not an argument of this method.',
        ),
        ({**GOOD, "order": {"lines": [{"price": 1}] * 3}}, 'Argument "order.lines": two lines at most (got a list).'),
        ({**GOOD, "side": "bye"}, "Argument \"side\": Input should be 'buy' or 'sell' (got \"bye\")."),
        ({**GOOD, "point": {"y": 1}}, 'Argument "point.x" is missing.'),
    ],
)
def test_a_wrong_argument_is_named_with_the_reason_in_one_line(app, args, message):
    assert outcome_of(app, order, args).refusal == message


@pytest.mark.parametrize(
    ("annotation", "given", "places"),
    [
        (int | Order, {"lines": [{}]}, ['"value"', '"value.lines[0].price"']),
        (int | Annotated[Order, AfterValidator(repr)], {}, ['"value"', '"value.lines"']),
        (list[int | Line], [1, {"price": 0}], ['"value[1]"', '"value[1].price"']),
        (Annotated[Cash | Card, Field(discriminator="kind")], {"kind": "card"}, ['"value.number"']),
        (dict[int, str], {"x": "y"}, ['"value.x"']),
    ],
    ids=str,
)
def test_a_refusal_names_the_place_in_the_callers_value(app, annotation, given, places):
    def handler(value: annotation):
        pytest.fail("called")

    refusal = outcome_of(app, handler, {"value": given}).refusal
    assert re.findall(r'argument ("[^"]*")', refusal, re.IGNORECASE) == places


def test_a_refusal_shows_the_callers_value_not_what_a_validator_made_of_it(app):
    def hidden(value: Any):
        return f"secret-{value}"

    def handler(value: Annotated[int, BeforeValidator(hidden)]):
        pytest.fail("called")

    refusal = outcome_of(app, handler, {"value": "five"}).refusal
    assert refusal.endswith('(got "five").')


def test_a_reason_that_repeats_what_the_caller_gave_is_one_readable_line(app):
    class Named(BaseModel):
        name: str

        @field_validator("name")
        @classmethod
        def known(cls, name):
            raise ValueError(f"nobody is called {name}")

    def handler(value: Named):
        pytest.fail("called")

    refusal = outcome_of(app, handler, {"value": {"name": "a\0\u202eb\n" * 1000}}).refusal
    assert refusal.startswith('Argument "value.name": nobody is called a\\x00\\u202eb a\\x00\\u202eb ')
    assert refusal.isprintable()
    assert len(refusal) < 500


def test_a_refusal_names_the_first_three_problems(app):
    lines = [{"price": 0}] * 50
    refusal = outcome_of(app, order, {**GOOD, "order": {"lines": lines}}).refusal
    assert refusal.count("Input should be greater than 0") == 3
    assert refusal.endswith("; and 47 more.")


def nested(depth: int) -> Any:
    return functools.reduce(lambda inner, _: {"a": [inner]}, range(depth), {"a": 1})


# No app has asked for these: each is refused with a message, or handled.
MALFORMED = {
    "nothing": {},
    "one missing": {"order": {"lines": []}},
    "one too many": {**GOOD, "c": 1},
    "all None": {"a": None, "order": None},
    "text": {**GOOD, "a": "one"},
    "empty text": {**GOOD, "a": ""},
    "a list": {**GOOD, "a": []},
    "a list for a dict": {**GOOD, "order": []},
    "a dict": {**GOOD, "a": {"a": 1}},
    "NaN as text": {**GOOD, "a": "NaN"},
    "infinity as text": {**GOOD, "a": "Infinity"},
    "a huge number": {**GOOD, "a": 1e308},
    "a huge integer": {**GOOD, "a": 10**400},
    "digits without end": {**GOOD, "a": "9" * 100_000},
    "a megabyte": {**GOOD, "a": "x" * 1_000_000},
    "a megabyte as a name": {**GOOD, "x" * 1_000_000: 1},
    "thousands of names": {**GOOD, **{f"x{n}": n for n in range(5000)}},
    "a long list": {**GOOD, "order": {"lines": [{}] * 10_000}},
    "50 deep": {**GOOD, "order": nested(50)},
    "50 deep where a number belongs": {**GOOD, "a": nested(50)},
    "a lone surrogate": {**GOOD, "a": "\ud800"},
    "a lone surrogate as a name": {**GOOD, "\ud800": 1},
    "a lone surrogate deep inside": {**GOOD, "order": {"lines": [{"price": 1, "tags": ["\udfff"]}]}},
    "a lone surrogate that nobody checks": {**GOOD, "order": {"lines": [], "note": "\ud800"}},
    "zero bytes": {**GOOD, "a": "\0"},
    "emoji": {**GOOD, "a": "🙂"},
    "right to left": {**GOOD, "\u202ea": 1},
    "line breaks": {**GOOD, "a\nb": 1, "a": "1\n2"},
    "__class__": {**GOOD, "__class__": "x"},
    "__init__ inside": {**GOOD, "order": {"lines": [], "__init__": {}}},
    "__proto__": {**GOOD, "__proto__": {}},
    "self": {**GOOD, "self": 1},
    "the empty name": {**GOOD, "": 1},
    "a name of Dash": {**GOOD, "callback_context": 1, "outputs_list": []},
    "no_update": {**GOOD, "a": {"_dash_no_update": "_dash_no_update"}},
    "html": {**GOOD, "a": "<script>alert(1)</script>"},
    "a date that is none": {**GOOD, "order": {"lines": [], "day": "2024-02-30"}},
    "a number for a date": {**GOOD, "order": {"lines": [], "day": 1e300}},
    "True for a number": {**GOOD, "a": True},
    "a format": {**GOOD, "a": "{0.__class__} %s"},
    "a case apart": {"A": 1, "order": {"lines": []}},
}


@pytest.mark.parametrize("args", MALFORMED.values(), ids=MALFORMED)
def test_hostile_arguments_are_refused_or_handled_and_the_next_invocation_is_served(app, args, caplog):
    @glue.on_invoke("sum", app=app)
    def handler(a: float, order: Order):
        return {"a": a, "order": order}

    page = ServedPage(app)
    outcome = page.invoke("sum", args)
    assert outcome.status == 200
    [answer] = outcome.written.values()
    if "error" in answer:
        message = outcome.refusal
        assert message.startswith(('Argument "', '"', "The arguments"))
        assert message.endswith(".")
        assert message.isprintable()
        assert len(message) < 500
    else:
        # JSON has no NaN and no infinity.
        assert isinstance(outcome.result["a"], float | None)
    assert page.invoke("sum", GOOD).result["a"] == 1
    assert caplog.records == []


@pytest.mark.parametrize("args", [{"a": "\ud800"}, {"b": ["\udfff"]}, {"\ud800": 1}], ids=ascii)
def test_text_that_is_not_unicode_is_refused_also_without_annotations(app, args):
    def handler(a=None, b: Any = None, **others):
        pytest.fail("called")

    assert outcome_of(app, handler, args).refusal == "The arguments hold text that is not valid Unicode."


def test_arguments_without_annotations_may_be_nested_deep(app):
    assert given_to(app, lambda a: a, {"a": nested(200)}) == nested(200)


def test_a_validator_may_refuse_in_its_own_words(app):
    class Strict(BaseModel):
        x: int

        @field_validator("x")
        @classmethod
        def never(cls, x):
            raise glue.InteropError("Closed.")

    def handler(value: Strict):
        pytest.fail("called")

    assert outcome_of(app, handler, {"value": {"x": 1}}).refusal == "Closed."


def test_one_handler_serves_many_invocations_that_do_not_meet(app):
    def handler(a: int, items: list[int] = [], **kwargs: int):  # noqa: B006
        return [a, items, kwargs]

    glue.on_invoke("sum", app=app)(handler)
    page = ServedPage(app)
    for a, b in itertools.product(range(3), range(3)):
        assert page.invoke("sum", {"a": a, "b": b}).result == [a, [], {"b": b}]
        assert page.invoke("sum", {"a": a}).result == [a, [], {}]


@dataclass
class Quote:
    price: float


class QuoteDict(TypedDict):
    price: float


class Loose(BaseModel):
    price: float


@pytest.mark.parametrize("text", ["nan", "NaN", "Infinity", "-inf", "1e400"])
@pytest.mark.parametrize(
    ("annotation", "wrap"),
    [
        (float, lambda text: text),
        (float | None, lambda text: text),
        (list[float], lambda text: [text]),
        (dict[str, float], lambda text: {"a": text}),
        (Quote, lambda text: {"price": text}),
        (list[Quote], lambda text: [{"price": text}]),
        (QuoteDict, lambda text: {"price": text}),
    ],
)
def test_numbers_are_finite(app, annotation, wrap, text):
    def handler(value):
        pytest.fail("called")

    handler.__annotations__["value"] = annotation
    outcome = outcome_of(app, handler, {"value": wrap(text)})
    assert "Input should be a finite number" in outcome.refusal
    assert outcome.code == "invalid_arguments"


def test_numbers_in_kwargs_are_finite(app):
    def handler(**values: float):
        pytest.fail("called")

    assert outcome_of(app, handler, {"a": "nan"}).refusal.startswith('Argument "a": Input should be a finite number')


@pytest.mark.parametrize("allowing", [Field(allow_inf_nan=True), AllowInfNan(True)], ids=["Field", "AllowInfNan"])
def test_numbers_may_be_infinite_where_the_annotation_allows_it(app, allowing):
    def handler(value):
        return str(value)

    handler.__annotations__["value"] = Annotated[float, allowing]
    assert outcome_of(app, handler, {"value": "1e400"}).result == "inf"


def test_a_model_goes_by_its_own_configuration(app):
    def handler(value: Loose):
        return str(value.price)

    assert outcome_of(app, handler, {"value": {"price": "nan"}}).result == "nan"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    "field",
    [Field(alias="from"), Field(validation_alias="from", description="where it starts")],
    ids=["alias", "validation_alias"],
)
def test_an_argument_has_the_name_of_the_alias(app, field):
    def handler(start, to: int = 3, **others: int):
        return [start, to, others]

    handler.__annotations__["start"] = Annotated[int, field]
    glue.on_invoke("sum", app=app)(handler)
    page = ServedPage(app)
    assert page.invoke("sum", {"from": "1", "b": 2}).result == [1, 3, {"b": 2}]
    assert page.invoke("sum", {}).refusal == 'Argument "from" is missing.'
    assert page.invoke("sum", {"from": "x"}).refusal.startswith('Argument "from": Input should be a valid integer')
    assert page.invoke("sum", {"from": 1, "start": 2}).refusal == '"start" is not an argument of this method.'


def test_an_alias_may_be_the_name_of_another_parameter_that_has_an_alias_itself(app):
    def handler(a: Annotated[int, Field(alias="b")], b: Annotated[int, Field(alias="a")] = 0):
        return {"a": a, "b": b}

    assert outcome_of(app, handler, {"a": 1, "b": 2}).result == {"a": 2, "b": 1}


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        (Field(alias="b"), 'the parameters a and b both take the argument "b"'),
        (Field(validation_alias=AliasChoices("x", "y")), "the alias of the parameter a must be one name"),
    ],
    ids=["taken", "choices"],
)
def test_an_alias_that_is_not_one_name_is_an_error_where_the_handler_is_defined(app, field, problem):
    def handler(a, b: int):
        pytest.fail("called")

    handler.__annotations__["a"] = Annotated[int, field]
    with pytest.raises(TypeError, match=problem):
        glue.on_invoke("sum", app=app)(handler)


def test_wrong_arguments_and_a_refusal_have_codes_of_their_own(app):
    def handler(a: int):
        raise glue.InteropError("closed")

    glue.on_invoke("sum", app=app)(handler)
    page = ServedPage(app)
    assert page.invoke("sum", {}).code == "invalid_arguments"
    # A callback's refusal that names no code is "refused" to its caller.
    assert page.invoke("sum", {"a": 1}).code is None
