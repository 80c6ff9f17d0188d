"""`on_invoke`: what a handler is given, and what becomes of what it returns or raises."""

import asyncio
import functools
import logging
from typing import Annotated, Any

import dash
import pytest
from dash import ALL, Dash, Output, State, no_update
from dash.exceptions import PreventUpdate
from dash_versions import needs_dash
from served_page import CALLER, ServedPage
from support.callbacks import own_callbacks
from typing_extensions import TypeAliasType

import dash_glue42 as glue


def test_what_a_handler_returns_is_the_result(app):
    @glue.on_invoke("sum", app=app)
    def add(a: float, b: float):
        return {"sum": a + b}

    assert ServedPage(app).invoke("sum", {"a": 37, "b": 5}).written == {
        "sum.result": {"invocationId": "i-1", "invocationResult": {"sum": 42}}
    }


def test_a_handler_stays_the_function_that_it_is(app):
    def add(a: float, b: float = 1, *, caller: glue.Caller | None = None):
        return a + b

    assert glue.on_invoke("sum", app=app)(add) is add
    assert add(2) == 3


@pytest.mark.parametrize("returned", [None, 0, False, "", [], {}, [1, {"a": None}], "text", 1.5], ids=repr)
def test_any_json_is_a_result(app, returned):
    glue.on_invoke("sum", app=app)(lambda: returned)
    assert ServedPage(app).invoke("sum").result == returned


def test_with_outputs_it_returns_the_result_and_their_values(app):
    @glue.on_invoke("sum", Output("log", "children"), Output("log2", "children"), app=app)
    def add(a: int):
        return {"sum": a}, f"added {a}", no_update

    outcome = ServedPage(app).invoke("sum", {"a": 1})
    assert outcome.result == {"sum": 1}
    assert outcome.written["log.children"] == "added 1"
    assert "log2.children" not in outcome.written


@pytest.mark.parametrize("returned", [5, (1,), (1, 2, 3), "ab", None], ids=repr)
def test_too_few_or_too_many_values_are_an_exception_that_says_what_to_return(app, caplog, returned):
    glue.on_invoke("sum", Output("log", "children"), app=app)(lambda: returned)
    assert ServedPage(app).invoke("sum").status == 500
    assert "must return (result, output), not " in caplog.text


def test_no_update_is_no_result(app):
    glue.on_invoke("sum", Output("log", "children"), app=app)(lambda: (no_update, "later"))
    assert ServedPage(app).invoke("sum").written == {"log.children": "later"}


def test_no_update_alone_is_no_result_and_no_output(app):
    glue.on_invoke("sum", Output("log", "children"), app=app)(lambda: no_update)
    assert ServedPage(app).invoke("sum").written == {}


def test_outputs_of_all_components_stay_as_they_are_when_there_is_nothing_for_them(app):
    @glue.on_invoke("sum", Output("log", "children"), Output({"row": ALL}, "children"), app=app)
    def add(a: int):
        if a < 0:
            raise glue.InteropError("Not that.")
        return (a, "added", ["one", "two"]) if a else no_update

    page = ServedPage(app)
    assert page.invoke("sum", {"a": -1}).refusal == "Not that."
    assert page.invoke("sum").refusal == 'Argument "a" is missing.'
    assert page.invoke("sum", {"a": 0}).written == {}
    assert page.invoke("sum", {"a": 1}).written['{"row":1}.children'] == "one"


def test_prevent_update_works_as_in_any_callback(app):
    @glue.on_invoke("sum", app=app)
    def add():
        raise PreventUpdate

    assert ServedPage(app).invoke("sum").written == {}


def test_states_become_the_last_parameters_and_no_caller_can_give_them(app):
    @glue.on_invoke("sum", State("factor", "children"), State("log", "id"), app=app)
    def scale(a: float, caller: glue.Caller, factor, *, log_id):
        return [a * factor, log_id, caller.application]

    page = ServedPage(app, factor__children=3, log__id="log")
    assert page.invoke("sum", {"a": 2}).result == [6, "log", "Desk"]
    for name in ("factor", "log_id", "caller"):
        assert page.invoke("sum", {"a": 2, name: 9}).refusal == f'"{name}" is not an argument of this method.'


def test_kwargs_do_not_take_the_values_of_states(app):
    @glue.on_invoke("sum", State("factor", "children"), app=app)
    def scale(caller: glue.Caller, factor, **others):
        return others

    page = ServedPage(app, factor__children=3)
    assert page.invoke("sum", {"a": 2}).result == {"a": 2}
    for name in ("factor", "caller"):
        assert page.invoke("sum", {"a": 2, name: 9}).refusal == f'"{name}" is not an argument of this method.'


def test_the_caller_and_the_whole_invocation_go_to_the_parameters_annotated_so(app):
    @glue.on_invoke("sum", app=app)
    def who(caller: glue.Caller, a: int, all_of_it: glue.Invocation | None = None):
        assert all_of_it is not None
        assert all_of_it.caller == caller
        return [caller.application, caller.user, caller.details["isLocal"], all_of_it.invocation_id, all_of_it.args]

    assert ServedPage(app).invoke("sum", {"a": "1"}).result == ["Desk", "ann", True, "i-1", {"a": "1"}]


def test_what_it_returns_may_be_known_to_type_checkers_only(app):
    @glue.on_invoke("sum", app=app)
    def add(a: "int") -> "Total":  # noqa: F821
        return {"sum": a}

    assert ServedPage(app).invoke("sum", {"a": "1"}).result == {"sum": 1}


@pytest.mark.parametrize(
    "caller",
    [Annotated[glue.Caller, "who"], Annotated[glue.Caller | None, "who"], TypeAliasType("Who", glue.Caller)],
    ids=str,
)
def test_arguments_cannot_replace_the_caller(app, caller):
    @glue.on_invoke("sum", app=app)
    def handler(who: caller, invocation: Annotated[glue.Invocation, "all"]):
        return [who.application, invocation.caller.application]

    page = ServedPage(app)
    assert page.invoke("sum").result == [CALLER["application"]] * 2
    assert page.invoke("sum", {"who": {"application": "Boss"}}).refusal == '"who" is not an argument of this method.'


def test_a_refusal_is_given_word_for_word_and_is_no_crash(app, caplog):
    errors = []

    @glue.on_invoke("sum", Output("log", "children"), app=app, on_error=errors.append)
    def refuse():
        raise glue.InteropError("‘α’ is\nno number!")

    outcome = ServedPage(app).invoke("sum")
    assert (outcome.status, outcome.refusal) == (200, "‘α’ is\nno number!")
    assert "log.children" not in outcome.written
    assert (errors, caplog.records) == ([], [])


def test_a_refusal_without_words_is_one_all_the_same(app):
    glue.on_invoke("sum", app=app)(lambda: glue.InteropError())
    assert ServedPage(app).invoke("sum").refusal == "The method refused the invocation."


def test_a_refusal_in_the_results_place_has_outputs_beside_it(app, caplog):
    refusal = glue.InteropError("no")
    returned: list[Any] = [(refusal, "refused"), refusal]
    glue.on_invoke("sum", Output("log", "children"), app=app)(lambda: returned.pop(0))
    page = ServedPage(app)
    outcome = page.invoke("sum")
    assert (outcome.refusal, outcome.written["log.children"]) == ("no", "refused")
    outcome = page.invoke("sum")
    assert (outcome.refusal, "log.children" in outcome.written) == ("no", False)
    assert caplog.records == []


def test_any_other_exception_stays_one_and_tells_the_caller_nothing(app, caplog):
    @glue.on_invoke("sum", app=app)
    def fail():
        raise KeyError("secret")

    outcome = ServedPage(app).invoke("sum")
    assert (outcome.status, outcome.written) == (500, {})
    assert "secret" in caplog.text


def test_a_pydantic_error_of_the_handlers_own_making_is_an_exception_like_others(app):
    from pydantic import TypeAdapter

    glue.on_invoke("sum", app=app)(lambda: TypeAdapter(int).validate_python("x"))
    assert ServedPage(app).invoke("sum").status == 500


def test_on_error_gets_exceptions(app):
    errors = []

    @glue.on_invoke("sum", app=app, on_error=errors.append)
    def fail():
        raise KeyError("secret")

    assert ServedPage(app).invoke("sum").written == {}
    assert [str(error) for error in errors] == ["'secret'"]


@pytest.mark.parametrize("returns", [False, None])
def test_a_void_method_has_no_result(app, returns):
    calls = []

    @glue.on_invoke("sum", app=app)
    def tell(message: str):
        calls.append(message)

    assert ServedPage(app).invoke("sum", {"message": "hi"}, returns=returns).written == {}
    assert calls == ["hi"]


def test_the_handler_of_a_void_method_returns_the_outputs_alone(app):
    glue.on_invoke("sum", Output("log", "children"), app=app)(lambda: ["one", "list"])
    assert ServedPage(app).invoke("sum", returns=False).written == {"log.children": ["one", "list"]}


def test_the_handler_of_a_void_method_returns_several_outputs(app, caplog):
    returned: list[Any] = [("one", no_update), ({"sum": 1}, "one", "two")]
    glue.on_invoke("sum", Output("log", "children"), Output("log2", "children"), app=app)(lambda: returned.pop(0))
    page = ServedPage(app)
    assert page.invoke("sum", returns=False).written == {"log.children": "one"}
    assert page.invoke("sum", returns=False).status == 500
    assert "must return (output, output) (its method has no returns=True" in caplog.text


def test_a_result_for_a_method_that_only_forgot_returns_reaches_the_component_which_warns(app):
    glue.on_invoke("sum", app=app)(lambda: {"sum": 1})
    assert ServedPage(app).invoke("sum", returns=False).result == {"sum": 1}


def test_a_refusal_of_a_void_method_is_logged_since_its_caller_hears_nothing(app, caplog):
    @glue.on_invoke("sum", Output("log", "children"), app=app)
    def tell(count: int):
        raise glue.InteropError("not today")

    page = ServedPage(app)
    assert page.invoke("sum", {"count": "x"}, returns=False).written == {}
    assert page.invoke("sum", {"count": 1}, returns=False).written == {}
    assert [(record.name, record.levelno) for record in caplog.records] == [("dash_glue42", logging.WARNING)] * 2
    assert 'Argument "count"' in caplog.messages[0]
    assert "not today" in caplog.messages[1]


@pytest.mark.parametrize("prop", ["invoke", "invocations"])
def test_a_call_before_the_first_invocation_does_nothing(app, prop):
    glue.on_invoke("sum", app=app, batch=prop == "invocations")(lambda: pytest.fail("called"))
    assert ServedPage(app).set(f"sum.{prop}", None).status == 204


@needs_dash(3, 1)
def test_an_async_handler_is_awaited(app):
    @glue.on_invoke("sum", Output("log", "children"), app=app)
    async def add(a: int):
        await asyncio.sleep(0)
        if a < 0:
            raise glue.InteropError("negative")
        return a + 1, "done"

    page = ServedPage(app)
    outcome = page.invoke("sum", {"a": 1})
    assert (outcome.result, outcome.written["log.children"]) == (2, "done")
    assert page.invoke("sum", {"a": -1}).refusal == "negative"
    assert page.invoke("sum", {"a": "x"}).refusal.startswith('Argument "a"')


@needs_dash(3, 1)
@pytest.mark.parametrize("wrap", [lambda handler: handler, functools.partial], ids=["object", "partial"])
def test_an_object_whose_call_is_async_is_awaited(app, wrap):
    class Account:
        async def __call__(self, amount: int):
            await asyncio.sleep(0)
            return -amount

    glue.on_invoke("sum", app=app)(wrap(Account()))
    assert ServedPage(app).invoke("sum", {"amount": "2"}).result == -2


def test_without_an_app_it_belongs_to_the_one_that_serves(app):
    @glue.on_invoke("sum")
    def add(a: int):
        return a

    assert ServedPage(app).invoke("sum", {"a": 1}).result == 1


def test_methods_of_objects_and_partial_functions_are_handlers_too(app):
    from functools import partial

    class Account:
        balance = 10

        def pay(self, amount: int):
            return self.balance - amount

        def __call__(self, amount: int):
            return -amount

    def scaled(factor: int, amount: int):
        return factor * amount

    handlers = [Account().pay, Account(), partial(scaled, 3)]
    for handler, expected in zip(handlers, (8, -2, 6), strict=True):
        one = Dash(__name__)
        one.layout = app.layout
        glue.on_invoke("sum", app=one)(handler)
        page = ServedPage(one)
        assert page.invoke("sum", {"amount": 2}).result == expected
        assert page.invoke("sum", {"amount": "x"}).refusal.startswith('Argument "amount"')


def test_a_function_may_handle_several_methods(app):
    app.layout.children.append(glue.MethodRegister(id="more", definition="More", returns=True))

    @glue.on_invoke("more", app=app)
    @glue.on_invoke("sum", app=app)
    def add(a: int):
        return a

    page = ServedPage(app)
    assert [page.invoke(id, {"a": 1}).result for id in ("sum", "more")] == [1, 1]


def spec_of(app: Dash, **options: Any) -> dict[str, Any]:
    glue.on_invoke({"type": "method", "n": dash.MATCH}, app=app, **options)(lambda: None)
    [spec] = own_callbacks(app)
    return spec


def test_it_is_a_callback_of_the_component_that_makes_no_initial_call(app):
    spec = spec_of(app)
    id = '{"n":["MATCH"],"type":"method"}'
    assert spec["output"] == f"{id}.result"
    assert spec["inputs"] == [{"id": id, "property": "invocations"}]
    assert spec["state"] == [{"id": id, "property": "returns"}, {"id": id, "property": "definition"}]
    assert spec["prevent_initial_call"] is True


@needs_dash(4, 2)
def test_options_are_passed_to_dash(app):
    spec = spec_of(app, running=[(Output("log", "hidden"), True, False)], websocket=True, prevent_initial_call=True)
    assert spec["running"] == {"running": {"log.hidden": True}, "runningOff": {"log.hidden": False}}
    assert spec["websocket"] is True


@needs_dash(4, 3)
def test_tools_for_language_models_do_not_list_it(app):
    glue.on_invoke("sum", app=app)(lambda: None)
    assert app.callback_map["sum.result"]["mcp_enabled"] is False


def test_a_later_answer_is_made_by_the_invocation():
    invocation = glue.Invocation.from_prop({"invocationId": "i-1", "args": {"a": 1}, "caller": CALLER})
    assert invocation.answer({"at": [glue.Caller.from_prop(CALLER)]})["invocationId"] == "i-1"
    assert invocation.answer() == {"invocationId": "i-1", "invocationResult": None}
    assert invocation.refusal("no") == {"invocationId": "i-1", "error": {"message": "no"}}
    with pytest.raises(ValueError, match=r"no invocation yet: .*prevent_initial_call=True"):
        glue.Invocation.from_prop(None)
