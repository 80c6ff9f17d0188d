"""What is wrong with a handler is an error where it is defined, with what to write instead."""

import functools
import threading
from typing import Annotated, Any

import dash
import pytest
from dash import ALL, ALLSMALLER, MATCH, Dash, Input, Output, State, html
from pydantic import BaseModel, Field
from refusals import refuses
from support.callbacks import own_callbacks

import dash_glue42 as glue

COMPONENTS = {
    glue.on_invoke: "MethodRegister",
    glue.on_result: "MethodInvoke",
    glue.on_results: "MethodInvoke",
    glue.on_stream: "StreamSubscribe",
    glue.on_subscription: "StreamPublish",
}


def each_of(*decorators):
    return pytest.mark.parametrize("decorator", decorators, ids=[decorator.__name__ for decorator in decorators])


ALL_DECORATORS = each_of(*COMPONENTS)
WITH_DEPENDENCIES = each_of(glue.on_invoke, glue.on_result, glue.on_results, glue.on_stream)


def handler(value: Any = None):
    return None


@ALL_DECORATORS
@pytest.mark.parametrize("id", [None, handler], ids=["None", "no parentheses"])
def test_decorators_reject_a_missing_id(decorator, id):
    with refuses(
        decorator.__name__, "without an id", f'@{decorator.__name__}\\("id of the {COMPONENTS[decorator]}"\\)'
    ):
        decorator(id)


@ALL_DECORATORS
@pytest.mark.parametrize("id", ["", {}], ids=["empty", "empty dict"])
def test_decorators_reject_an_empty_id(decorator, id):
    with refuses("is not a valid id: write @", error=ValueError):
        decorator(id)


@ALL_DECORATORS
@pytest.mark.parametrize("id", [5, Output("sum", "result"), ["sum"]], ids=repr)
def test_decorators_reject_invalid_ids(decorator, id):
    with refuses("is not a valid id: write @"):
        decorator(id)


@ALL_DECORATORS
def test_with_the_id_of_several_components_at_once(decorator):
    for wildcard in (ALL, ALLSMALLER):
        with refuses("write MATCH", error=ValueError):
            decorator({"type": "x", "n": wildcard})
    decorator({"type": "x", "n": MATCH})


@ALL_DECORATORS
def test_decorators_reject_another_component(decorator):
    with refuses(f"Div is not a {COMPONENTS[decorator]}"):
        decorator(html.Div())
    with refuses(f"Methods is not a {COMPONENTS[decorator]}"):
        decorator(glue.Methods())


def test_a_component_may_stand_for_its_id():
    app, register = Dash(__name__), glue.MethodRegister(definition="Sum")
    glue.on_invoke(register, app=app)(handler)
    assert [spec["output"] for spec in own_callbacks(app)] == [f"{register.id}.result"]


@pytest.mark.parametrize(
    ("id", "output"),
    [
        ("sum", Output("sum", "result")),
        ("sum", Output("sum", "result", allow_duplicate=True)),
        ({"type": "x", "n": MATCH}, Output({"type": "x", "n": MATCH}, "result")),
        ({"type": "x", "n": MATCH}, Output({"type": "x", "n": 1}, "result")),
    ],
    ids=str,
)
def test_with_the_components_own_result_as_an_output(id, output):
    with refuses("must not be an Output: what the handler returns goes there", error=ValueError):
        glue.on_invoke(id, output)
    with refuses("must not be an Output: the component writes it", error=ValueError):
        glue.on_result(id, output)


def test_with_the_components_own_invocation_as_an_output():
    with refuses("must not be an Output: the component writes it", error=ValueError):
        glue.on_invoke("sum", Output("sum", "invoke"))
    # The next invocation is no report.
    glue.on_result("ask", Output("ask", "invoke"))


@WITH_DEPENDENCIES
def test_with_an_input(decorator):
    with refuses("must not be an Input", "write State"):
        decorator("sum", Input("go", "n_clicks"))


@WITH_DEPENDENCIES
@pytest.mark.parametrize("extra", ["log.children", ["a list"], None, {"log": Output("log", "children")}], ids=str)
def test_decorators_reject_what_is_not_an_output_or_state(decorator, extra):
    with refuses("is not an Output or State", "one by one after the id"):
        decorator("sum", extra)


@WITH_DEPENDENCIES
def test_an_app_that_is_not_named_is_told_from_other_mistakes(decorator):
    with refuses("write the app as app="):
        decorator("sum", Dash("positional"))


@ALL_DECORATORS
@pytest.mark.parametrize(
    ("option", "words"),
    [
        ({"websockets": True}, ["unknown option websockets", "did you mean websocket\\?"]),
        ({"colour": True}, ["unknown option colour", "the options are background, cancel"]),
        ({"output": Output("log", "children")}, ["give Outputs after the id"]),
        ({"inputs": [Input("log", "children")]}, ["the only Input"]),
        ({"state": [State("log", "children")]}, ["give States after the id"]),
        ({"prevent_initial_call": False}, ["never called without", "leave it out"]),
        ({"cache_args_to_ignore": [0]}, ["nothing is answered from a cache"]),
        ({"api_endpoint": "/sum"}, ["called by the page"]),
    ],
    ids=str,
)
def test_with_an_option_that_does_not_exist(decorator, option, words):
    with refuses(decorator.__name__, *words):
        decorator("sum", **option)


@ALL_DECORATORS
def test_with_an_option_that_this_version_of_dash_lacks(decorator, monkeypatch):
    def callback(*_args, background=False, **_kwargs):
        pytest.fail("called")

    monkeypatch.setattr(dash, "callback", callback)
    monkeypatch.setattr(dash, "__version__", "3.0.4")
    with refuses("websocket needs Dash 4.2 or newer; this is Dash 3.0.4"):
        decorator("sum", websocket=True)
    decorator("sum", background=True)


@ALL_DECORATORS
def test_with_a_coroutine_where_dash_knows_none(decorator, monkeypatch):
    async def ask(value):
        pytest.fail("called")

    monkeypatch.setattr(dash, "__version__", "3.0.4")
    with refuses("an async handler needs Dash 3.1 or newer; this is Dash 3.0.4"):
        decorator("sum", app=Dash(__name__))(ask)


@ALL_DECORATORS
def test_decorators_reject_what_is_not_a_dash_app(decorator):
    with refuses("app='app' is not a Dash app"):
        decorator("sum", app="app")


@ALL_DECORATORS
def test_without_a_function(decorator):
    with refuses("None is not a function: put the decorator above the handler"):
        decorator("sum", app=Dash(__name__))(None)
    with refuses("<class .*> is not a function: put the decorator above the handler"):
        decorator("sum", app=Dash(__name__))(type("Handler", (), {}))


@ALL_DECORATORS
def test_with_a_function_that_yields(decorator):
    def add(result):
        yield result

    async def add_later(result):
        yield result

    class Adder:
        def __call__(self, result):
            yield result

    class LaterAdder:
        async def __call__(self, result):
            yield result

    named = [(function, function.__name__) for function in (add, add_later)]
    others = [(functools.partial(add), "functools.partial.*add"), (Adder(), "Adder"), (LaterAdder(), "LaterAdder")]
    for function, name in [*named, *others]:
        with refuses(f"{name}.* yields, but a handler has one result: write return"):
            decorator("sum", app=Dash(__name__))(function)


@ALL_DECORATORS
def test_with_an_object_that_is_called_in_the_background(decorator):
    with refuses(f"{decorator.__name__}: functools.partial.* has no source", "background=True", "write a def"):
        decorator("sum", app=Dash(__name__), background=True)(functools.partial(handler))


def defined(function, *extra, **options):
    return glue.on_invoke("sum", *extra, app=Dash(__name__), **options)(function)


@pytest.mark.parametrize("annotation", [threading.Thread, "list[threading.Thread]", 5, dash.Dash], ids=str)
def test_with_an_annotation_that_pydantic_cannot_use(annotation):
    def add(a: int, b):
        pytest.fail("called")

    add.__annotations__["b"] = annotation
    with refuses("the parameter b, annotated ", "Annotate what JSON can hold"):
        defined(add)


def test_with_an_annotation_that_does_not_exist():
    def add(a: "Ordr"):  # noqa: F821
        pytest.fail("called")

    with refuses("an annotation of add cannot be found: name 'Ordr' is not defined. Define it above the handler"):
        defined(add)


def test_with_an_annotation_that_its_module_does_not_have():
    def add(caller: "glue.Callr"):
        pytest.fail("called")

    with refuses("an annotation of add cannot be found: module 'dash_glue42' has no attribute 'Callr'"):
        defined(add)


@pytest.mark.parametrize("annotation", ["int |", "int | 'Order'", "list[int"])
def test_with_an_annotation_that_is_not_a_type(annotation):
    def add(a):
        pytest.fail("called")

    add.__annotations__["a"] = annotation
    with refuses("an annotation of add cannot be read: ", "Write a type, or its name as text"):
        defined(add)


def test_with_a_model_that_is_not_whole_yet():
    class Draft(BaseModel):
        next: "Nowhere"  # noqa: F821

    def add(draft: Draft):
        pytest.fail("called")

    with refuses("the parameter draft, annotated .*Draft", "Nowhere"):
        defined(add)


def test_with_kwargs_that_pydantic_cannot_use():
    def add(**others: threading.Thread):
        pytest.fail("called")

    with refuses("the parameter \\*\\*others, annotated dict"):
        defined(add)


def test_with_a_default_that_python_does_not_have():
    def add(a: int = Field(gt=0)):
        pytest.fail("called")

    def add_one(a: Annotated[int, Field(default=1)]):
        pytest.fail("called")

    for function in (add, add_one):
        with refuses("the default of the parameter a is in a pydantic Field: write a: Annotated\\[type, Field"):
            defined(function)


def test_with_a_method_before_its_class_is_there():
    with refuses("add is a method of a class: the handler must be the one of an object, desk.add"):

        class Desk:
            @glue.on_invoke("sum", app=Dash(__name__))
            def add(self, a: int):
                pytest.fail("called")


def test_with_a_function_without_a_signature():
    with refuses("on_invoke: no signature found for builtin.*: write a def around it"):
        defined(max)


def test_with_more_states_than_parameters():
    def add(caller: glue.Caller, a, **others):
        pytest.fail("called")

    with refuses("add has 1 parameters for 2 State values: its last parameters take them"):
        defined(add, State("log", "children"), State("log", "id"))


@ALL_DECORATORS
def test_progress_needs_a_handler_in_the_background(decorator):
    with refuses(f"{decorator.__name__}: progress needs a handler in the background: add background=True"):
        decorator("sum", progress=Output("log", "children"))


def test_with_progress_and_no_parameter_for_it():
    with refuses("with progress the first parameter of the handler takes Dash's set_progress"):
        defined(lambda **others: None, progress=[Output("log", "children")], background=True)


@pytest.mark.parametrize(
    "show",
    [lambda: None, lambda result: None, lambda result, a, b: None, lambda *, result, a: None],
    ids=["none", "one", "three", "by name only"],
)
def test_on_result_with_other_parameters_than_result_and_states(show):
    with refuses("is called with \\(the result, the value of a State\\): "):
        glue.on_result("ask", State("log", "children"), app=Dash(__name__))(show)


def test_nothing_is_registered_when_something_is_wrong():
    app = Dash(__name__)
    with refuses("State"):
        glue.on_invoke("sum", State("log", "children"), app=app)(functools.partial(lambda: None))
    assert own_callbacks(app) == []
