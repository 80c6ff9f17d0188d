"""`on_result` and `Result`: what came of an invocation."""

import asyncio
import dataclasses
import pickle

import pydantic
import pytest
from dash import Output, State, no_update
from dash_versions import needs_dash
from support.callbacks import own_callbacks

import dash_glue42 as glue

ANN, BOB = {"application": "Ann", "instance": "1"}, {"application": "Bob", "instance": "2", "isLocal": True}
METHOD = {"name": "Sum"}


def answer(**parts):
    return {"method": METHOD, "called_with": {}, "message": "", "status": 0, **parts}


def succeeded(**parts):
    """As `MethodInvoke` reports it."""
    alone = {"returned": {"sum": 42}, "executed_by": ANN}
    result = answer(**alone, all_return_values=[answer(**alone)], all_errors=[])
    return {"invocationId": "i-1", "invocationResult": result, "error": None, **parts}


def failed(message="The arguments must be numbers!"):
    error = {"message": message, "code": "refused"}
    return {"invocationId": "i-2", "invocationResult": None, "error": error, "meta": {"row": 3}}


def partly_failed():
    result = answer(
        returned=None,
        executed_by=BOB,
        all_return_values=[answer(returned={"sum": 42}, executed_by=ANN)],
        all_errors=[{"executed_by": BOB, "called_with": {}, "name": "Sum", "message": "not today"}],
    )
    return {"invocationId": "i-3", "invocationResult": result, "error": None}


def test_result_of_a_successful_invocation():
    result = glue.Result.from_prop(succeeded(meta={"row": 1}))
    assert (result.ok, result.error, result.invocation_id, result.meta) == (True, None, "i-1", {"row": 1})
    assert result.returned["sum"] == 42
    assert result.executed_by == glue.Instance(application="Ann", instance="1")
    assert result.responses == (glue.Response(result.executed_by, returned={"sum": 42}),)
    assert result.failures == ()


def test_a_response_is_one_entry_of_the_result():
    result = partly_failed()["invocationResult"]
    good, bad = (
        glue.Response.from_prop(result["all_return_values"][0]),
        glue.Response.from_prop(result["all_errors"][0]),
    )
    assert (good, bad) == glue.Result.from_prop(partly_failed()).responses
    assert glue.Response.from_prop(answer(message="Done.", executed_by=ANN)).ok


@pytest.mark.parametrize("kind", [glue.Instance, glue.Caller, glue.Invocation, glue.Result, glue.Response])
def test_what_is_not_there_yet_is_an_exception_that_says_so(kind):
    with pytest.raises(ValueError, match=r"^no "):
        kind.from_prop(None)


def test_an_exception_of_a_failed_invocation_goes_to_another_process():
    result = glue.Result.from_prop(failed())
    copy = pickle.loads(pickle.dumps(glue.InvocationError(result)))
    assert (type(copy), str(copy), copy.result) == (glue.InvocationError, result.error, result)


def test_result_of_a_failed_invocation():
    result = glue.Result.from_prop(failed())
    assert (result.ok, result.returned, result.executed_by) == (False, None, None)
    assert (result.error, result.invocation_id, result.meta) == ("The arguments must be numbers!", "i-2", {"row": 3})
    assert result.failures == (glue.Response(error="The arguments must be numbers!", code="refused"),)


def test_a_failure_has_a_code_and_who_refused():
    error = {"message": "no", "code": "invalid_arguments", "executed_by": BOB}
    result = glue.Result.from_prop({**failed(), "error": error})
    assert (result.error, result.code) == ("no", "invalid_arguments")
    assert result.executed_by == glue.Instance(application="Bob", instance="2")
    assert result.responses == (glue.Response(result.executed_by, error="no", code="invalid_arguments"),)


def test_a_success_has_no_code():
    result = glue.Result.from_prop(succeeded())
    assert (result.code, result.responses[0].code) == (None, None)


def test_a_result_made_by_hand_has_its_code_in_its_failure_too():
    [failure] = glue.Result("i-1", error="no", code="timeout").failures
    assert failure.code == "timeout"


def test_with_all_servers_asked_there_is_a_response_of_each():
    result = glue.Result.from_prop(partly_failed())
    assert result.ok
    assert [(each.executed_by and each.executed_by.application, each.ok) for each in result.responses] == [
        ("Ann", True),
        ("Bob", False),
    ]
    [failure] = result.failures
    assert failure.error == "not today"
    assert failure.executed_by is not None
    assert failure.executed_by.details["isLocal"] is True


def test_returned_is_that_of_a_server_that_succeeded_also_when_the_first_failed():
    # As the bus has it: at the top is what the first server said, of one that failed an empty or a technical value.
    result = partly_failed()
    result["invocationResult"]["returned"] = {"_value": "not today"}
    assert glue.Result.from_prop(result).returned == {"sum": 42}
    assert glue.Result.from_prop(result).executed_by == glue.Instance(application="Ann", instance="1")


def test_when_all_servers_fail_there_is_a_response_of_each():
    errors = [
        {"executed_by": each, "name": "Sum", "message": f"no {each['instance']}", "code": f"code {each['instance']}"}
        for each in (ANN, BOB)
    ]
    result = glue.Result.from_prop({**failed("no 1"), "error": {"message": "no 1", "all_errors": errors}})
    assert (result.ok, result.error, result.returned) == (False, "no 1", None)
    assert [(each.executed_by and each.executed_by.application, each.error, each.code) for each in result.failures] == [
        ("Ann", "no 1", "code 1"),
        ("Bob", "no 2", "code 2"),
    ]


def test_a_server_that_failed_without_a_word_has_an_error_all_the_same():
    answer = {"all_return_values": [{"returned": {}}], "all_errors": [{"name": "Sum"}]}
    [failure] = glue.Result.from_prop({"invocationId": "i-1", "invocationResult": answer, "error": None}).failures
    assert failure.error == "the invocation failed"


@pytest.mark.parametrize("bare", [{"returned": {"sum": 1}}, {"returned": None}, {}], ids=str)
def test_result_of_a_library_that_lists_no_servers(bare):
    result = glue.Result.from_prop({"invocationId": "i-1", "invocationResult": bare, "error": None})
    assert result.ok
    assert result.returned == bare.get("returned")
    assert result.responses == (glue.Response(returned=bare.get("returned")),)


def test_a_result_cannot_be_changed():
    result = glue.Result.from_prop(succeeded())
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.returned = {}


def test_result_from_none_is_an_error():
    with pytest.raises(ValueError, match=r"no result yet: .*prevent_initial_call=True, or use on_result"):
        glue.Result.from_prop(None)


def test_a_test_can_make_a_result():
    good, bad = glue.Result("i-1", returned={"sum": 1}), glue.Result("i-2", error="no")
    assert (good.ok, bad.ok) == (True, False)
    assert good.failures == ()
    assert bad.failures == (glue.Response(error="no"),)


def test_a_result_has_no_truth_value_and_no_iteration_of_its_own():
    result = glue.Result.from_prop(failed())
    assert bool(result) is True
    with pytest.raises(TypeError):
        iter(result)


def test_raise_for_error_raises_what_failed_and_gives_a_success_back():
    good, bad = glue.Result.from_prop(succeeded()), glue.Result.from_prop(failed())
    assert good.raise_for_error() is good
    with pytest.raises(glue.InvocationError, match=r"^The arguments must be numbers!$") as raised:
        bad.raise_for_error()
    assert isinstance(raised.value, glue.GlueError)
    assert raised.value.result is bad


class Total(pydantic.BaseModel):
    sum: int


def test_what_was_returned_is_read_as_a_model():
    assert glue.Result.from_prop(succeeded()).returned_as(Total) == Total(sum=42)
    assert glue.Result("i-1", returned={"sum": "42"}).returned_as(dict[str, int]) == {"sum": 42}
    with pytest.raises(pydantic.ValidationError):
        glue.Result("i-1", returned={"total": 42}).returned_as(Total)
    with pytest.raises(glue.InvocationError):
        glue.Result.from_prop(failed()).returned_as(Total)


def test_a_handler_gets_the_result_and_the_states(glue_app, app):
    @glue.on_result("ask", Output("log", "children"), Output("log2", "children"), State("factor", "children"), app=app)
    def show(result: glue.Result, factor):
        return result.returned["sum"] * factor, no_update

    page = glue_app(app)
    page.set("factor.children", 2)
    assert page.set("ask.result", succeeded()).outputs == {"log.children": 84}
    assert show(glue.Result("i-1", returned={"sum": 1}), 5) == (5, no_update)


def test_without_outputs_it_is_called_for_what_it_does(glue_app, app):
    seen = []
    glue.on_result("ask", app=app)(seen.append)
    page = glue_app(app)
    page.set("ask.result", succeeded())
    page.set("ask.result", failed())
    assert [result.ok for result in seen] == [True, False]


@pytest.mark.parametrize("outputs", [[], [Output("log", "children")], [Output("log", "id"), Output("log2", "id")]])
def test_it_is_never_called_without_a_result(glue_app, app, outputs):
    glue.on_result("ask", *outputs, app=app)(lambda result: pytest.fail("called"))
    assert own_callbacks(app)[0]["prevent_initial_call"] is True
    assert glue_app(app).set("ask.result", None).outputs == {}


@needs_dash(3, 1)
def test_an_async_handler_is_awaited(glue_app, app):
    @glue.on_result("ask", Output("log", "children"), app=app)
    async def show(result: glue.Result):
        await asyncio.sleep(0)
        return result.error

    assert glue_app(app).set("ask.result", failed()).outputs == {"log.children": "The arguments must be numbers!"}


@needs_dash(3, 1)
def test_an_object_whose_call_is_async_is_awaited(glue_app, app):
    class Shown:
        async def __call__(self, result: glue.Result):
            return result.error

    glue.on_result("ask", Output("log", "children"), app=app)(Shown())
    assert glue_app(app).set("ask.result", failed()).outputs == {"log.children": "The arguments must be numbers!"}


def test_without_an_app_it_belongs_to_the_one_that_serves(glue_app, app):
    glue.on_result("ask", Output("log", "children"))(lambda result: result.error)
    assert glue_app(app).set("ask.result", failed("no")).outputs == {"log.children": "no"}
