"""`definition`: what other apps can read of a method, made of its handler."""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, PlainSerializer, PositiveInt

import dash_glue42 as glue


class Leg(BaseModel):
    price: float
    hedge: Leg | None = None


@dataclass
class Account:
    id: int
    owner: str = ""


def signature(handler: Any) -> str:
    return glue.definition("Method", handler).get("accepts", "")


def test_a_handler_with_annotations_and_a_docstring():
    def add(a: float, b: float = 0) -> float:
        """
        Adds two
        numbers.

        Slowly.
        """
        return a + b

    assert glue.definition("Sum", add) == {
        "name": "Sum",
        "accepts": "double a, double b?",
        "returns": "double value",
        "description": "Adds two numbers.",
    }


def test_a_handler_that_says_nothing_about_itself():
    assert glue.definition("Ping", lambda: None) == {"name": "Ping"}
    assert signature(lambda anything: None) == "composite: {} anything"


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (bool, "bool x"),
        (int, "int x"),
        (PositiveInt, "int x"),
        (Annotated[float, Field(ge=0)], "double x"),
        (Decimal, "double x"),
        (Annotated[Decimal, Field(gt=0)] | None, "double x?"),
        (Literal["buy", "sell"], "string x"),
        (datetime.datetime, "datetime x"),
        (datetime.date, "datetime x"),
        (str | None, "string x?"),
        (int | str, "composite: {} x"),
        (list[str], "string[] x"),
        (dict[str, int], "composite: {} x"),
        (Any, "composite: {} x"),
        (Account, "composite: {int id, string owner?} x"),
        (Leg, "composite: {double price, composite: {} hedge?} x"),
        (list[Account], "composite: {int id, string owner?}[] x"),
    ],
    ids=str,
)
def test_the_types(annotation, expected):
    def handler(x):
        return x

    handler.__annotations__["x"] = annotation
    assert signature(handler) == expected


def test_what_no_caller_gives_is_left_out():
    def greet(name: str, /, *others: int, caller: glue.Caller, invocation: glue.Invocation | None = None, **more: Any):
        return name

    assert signature(greet) == "string name"


def test_models_of_the_function_around_the_handler_are_found():
    class Order(BaseModel):
        quantity: int

    def place(order: Order) -> Order:
        return order

    made = glue.definition("Place", place)
    assert (made["accepts"], made["returns"]) == ("composite: {int quantity} order", "int quantity")


def test_a_decimal_is_returned_as_the_number_that_callers_get():
    class Money(BaseModel):
        amount: Decimal
        as_text: Annotated[Decimal, PlainSerializer(str)]

    def total() -> Decimal: ...

    def worth() -> Money: ...

    assert glue.definition("Total", total)["returns"] == "double value"
    assert glue.definition("Worth", worth)["returns"] == "double amount, string as_text"


def test_methods_of_objects_and_partial_functions():
    class Desk:
        def book(self, price: float) -> None: ...

    def scale(factor: int, price: float) -> None: ...

    assert signature(Desk().book) == "double price"
    assert signature(functools.partial(scale, 2)) == "double price"


def test_the_description_is_that_of_the_function_that_was_written():
    class Desk:
        """A desk."""

        def __call__(self, price: float) -> None:
            """Calls."""

    def scale(factor: int, price: float) -> None:
        """Scales."""

    assert glue.definition("Scale", functools.partial(scale, 2))["description"] == "Scales."
    assert glue.definition("Call", Desk())["description"] == "Calls."


def test_a_refusal_is_none_of_the_values_returned():
    class Unknown(glue.InteropError):
        pass

    def maybe() -> Account | glue.InteropError | Unknown: ...

    def never() -> glue.InteropError: ...

    assert glue.definition("Find", maybe)["returns"] == "int id, string owner?"
    assert "returns" not in glue.definition("Refuse", never)


def test_what_a_handler_with_outputs_returns_is_left_to_returns():
    def place(quantity: int) -> tuple[dict[str, int], str]: ...

    assert "returns" not in glue.definition("Place", place)
    assert glue.definition("Place", place, returns="int days")["returns"] == "int days"


def test_mistakes_are_those_of_definition():
    class Desk:
        def add(self, price: float) -> None: ...

    def same(a: int, b: Annotated[int, Field(alias="a")]) -> None: ...

    def unknown(a: Nowhere) -> None: ...  # noqa: F821  # pyright: ignore

    for handler in (Desk.add, same, unknown):
        with pytest.raises(TypeError, match=r"^definition: "):
            glue.definition("Method", handler)


def test_further_keys_and_others_in_place_of_those_made():
    def add(a: object) -> float:
        return 0

    made = glue.definition("Sum", add, accepts="double a", version=2)
    assert made == {"name": "Sum", "accepts": "double a", "returns": "double value", "version": 2}


def test_an_annotation_that_no_json_has_is_an_error_that_says_what_to_write():
    class Door:
        pass

    def open_it(door: Door) -> None: ...

    with pytest.raises(TypeError, match=r"definition: .*Door.* in open_it has no JSON form: .*give accepts="):
        glue.definition("Open", open_it)
