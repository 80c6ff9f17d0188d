"""`glue_app`: an app's callbacks without a browser."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

import diskcache
import pytest
from dash import (
    ALL,
    ALLSMALLER,
    MATCH,
    Dash,
    DiskcacheManager,
    Input,
    Output,
    Patch,
    State,
    ctx,
    dcc,
    html,
    no_update,
    page_container,
    page_registry,
    register_page,
    set_props,
)
from dash_versions import needs_dash
from support.answers import CASES, answering_app
from support.documented import every_program, run

import dash_glue42 as glue
from dash_glue42.testing import GlueApp, NeedsBrowserError, _callback_runs


@pytest.fixture
def orders() -> Dash:
    app = Dash(__name__)
    app.layout = glue.Glue42(
        [
            glue.MethodRegister(id="order", definition="PlaceOrder", returns=True),
            glue.MethodInvoke(id="ask"),
            dcc.Input(id="quantity", type="number", value=100),
            html.Button("Buy", id="buy"),
            *[html.Div(id=id) for id in ("answer", "log")],
        ]
    )

    @glue.on_invoke("order", Output("log", "children"), app=app)
    def place_order(side: Literal["buy", "sell"], quantity: int, caller: glue.Caller):
        return {"days": 2}, f"{side} {quantity} for {caller.application}"

    @app.callback(
        Output("ask", "invoke"), Input("buy", "n_clicks"), State("quantity", "value"), prevent_initial_call=True
    )
    def buy(_clicks, quantity):
        return glue.call("PlaceOrder", side="buy", quantity=quantity, meta="mine")

    @glue.on_result("ask", Output("answer", "children"), app=app)
    def show(result: glue.Result):
        return f"Settles in {result.returned['days']} days" if result.ok else f"{result.code}: {result.error}"

    return app


def test_an_invocation_and_its_outputs(glue_app: GlueApp, orders):
    page = glue_app(orders)
    answer = page.invoke("PlaceOrder", side="buy", quantity=10, caller=glue.Caller(application="Desk"))
    assert answer.returned == {"days": 2}
    assert answer.outputs["log.children"] == "buy 10 for Desk"
    assert page.invoke("PlaceOrder", side="buy").error == 'Argument "quantity" is missing.'


def test_what_the_app_invokes_and_the_result_that_it_gets(glue_app: GlueApp, orders):
    page = glue_app(orders)
    page.set("quantity.value", 7)
    [sent] = page.set("buy.n_clicks", 1).invocations
    assert (sent.method, sent.arguments, sent.meta) == ("PlaceOrder", {"side": "buy", "quantity": 7}, "mine")
    assert page.deliver(sent, returned={"days": 2}).outputs["answer.children"] == "Settles in 2 days"
    assert page.deliver(sent, error="No.").outputs["answer.children"] == "refused: No."


def test_callers_get_what_the_page_gives_them(glue_app: GlueApp):
    page = glue_app(answering_app())
    for n, case in enumerate(CASES):
        answer = page.invoke("Work", n=n)
        assert {"returned": answer.returned, "error": answer.error, "code": answer.code} == case["caller"], case["name"]


def new_app(*components, **options) -> Dash:
    """An app with a method, one that invokes, and some places for outputs."""
    app = Dash(__name__, **options)
    places = [html.Div(id=id) for id in ("log", "log2", "log3")]
    method = glue.MethodRegister(id="sum", definition={"name": "Sum"}, returns=True)
    app.layout = glue.Glue42([method, glue.MethodInvoke(id="ask"), html.Button(id="go"), *places, *components])
    return app


@pytest.mark.parametrize("backend", [pytest.param(name, marks=needs_dash(4, 1)) for name in ("fastapi", "quart")])
@pytest.mark.parametrize("is_async", [True, False], ids=["async", "sync"])
def test_apps_on_other_servers(glue_app: GlueApp, backend, is_async):
    app = new_app(backend=backend)
    loops = set()

    async def add_async(a: int, b: int):
        loops.add(asyncio.get_running_loop())
        return a + b

    glue.on_invoke("sum", app=app)(add_async if is_async else lambda a, b: a + b)
    page = glue_app(app)
    assert page.invoke("Sum", a=1, b=2).returned == {"value": 3}
    assert page.invoke("Sum", a=3, b=4).returned == {"value": 7}
    # What a server keeps for its event loop, such as connections, stays usable.
    assert len(loops) == is_async


@needs_dash(3, 1)
def test_an_async_handler_in_a_test_that_runs_an_event_loop(glue_app: GlueApp):
    app = new_app()

    @glue.on_invoke("sum", app=app)
    async def add(a: int):
        await asyncio.sleep(0)
        return {"sum": a}

    async def invoke():
        return glue_app(app).invoke("Sum", a=1)

    assert asyncio.run(invoke()).returned == {"sum": 1}


@pytest.mark.parametrize("backend", ["flask", pytest.param("fastapi", marks=needs_dash(4, 1))])
def test_a_handler_that_raises_is_an_error_for_its_caller_and_stands_in_the_log(glue_app: GlueApp, backend, caplog):
    app = new_app(**({} if backend == "flask" else {"backend": backend}))

    @glue.on_invoke("sum", app=app)
    def add():
        raise ZeroDivisionError("secret")

    answer = glue_app(app).invoke("Sum")
    assert (answer.returned, answer.code) == (None, "callback_failed")
    assert answer.error == 'Method "Sum": the callback failed (HTTP status 500).'
    assert "ZeroDivisionError: secret" in caplog.text


def fail(_clicks):
    raise ZeroDivisionError("here")


async def fail_async(clicks):
    fail(clicks)


@pytest.mark.parametrize("is_testing", [True, False], ids=["testing", "as it is"])
@pytest.mark.parametrize("callback", [fail, pytest.param(fail_async, marks=needs_dash(3, 1))])
def test_any_other_callback_that_raises_raises_in_the_test(glue_app: GlueApp, callback, is_testing):
    app = new_app()
    app.server.testing = is_testing
    app.callback(Output("log", "children"), Input("go", "n_clicks"), prevent_initial_call=True)(callback)

    page = glue_app(app)
    with pytest.raises(ZeroDivisionError, match="here"):
        page.set("go.n_clicks", 1)


def test_a_void_method_whose_handler_raises_raises_in_the_test(glue_app: GlueApp):
    app = new_app(glue.MethodRegister(id="tell", definition="Tell"))
    glue.on_invoke("tell", app=app)(lambda: 1 / 0)
    page = glue_app(app)
    with pytest.raises(ZeroDivisionError):
        page.invoke("Tell")


def test_a_void_method_has_no_result(glue_app: GlueApp):
    app = new_app(glue.MethodRegister(id="tell", definition="Tell"))
    glue.on_invoke("tell", Output("log", "children"), app=app)(lambda text: text)
    answer = glue_app(app).invoke("Tell", text="hello")
    assert (answer.returned, answer.error, answer.outputs["log.children"]) == (None, None, "hello")


def test_a_method_that_answers_by_another_callback_keeps_its_caller_waiting(glue_app: GlueApp):
    app = new_app()
    app.callback(Output("log", "children"), Input("sum", "invoke"), prevent_initial_call=True)(
        lambda invoke: invoke["args"]["question"]
    )

    @app.callback(Output("sum", "result"), Input("go", "n_clicks"), State("sum", "invoke"), prevent_initial_call=True)
    def say_yes(_clicks, invoke):
        return glue.Invocation.from_prop(invoke).answer({"confirmed": True})

    page = glue_app(app)
    answer = page.invoke("Sum", question="Sure?")
    assert (answer.is_pending, answer.returned, answer.outputs["log.children"]) == (True, None, "Sure?")
    page.set("go.n_clicks", 1)
    assert (answer.is_pending, answer.returned) == (False, {"confirmed": True})


def test_a_method_that_defers_its_result_keeps_its_caller_waiting(glue_app: GlueApp):
    app = new_app(glue.MethodRegister(id="late", definition="Late", returns=True, deferResult=True))
    glue.on_invoke("late", app=app)(lambda: no_update)
    assert glue_app(app).invoke("Late").is_pending


def test_a_method_that_nothing_answers(glue_app: GlueApp):
    app = new_app()
    answer = glue_app(app).invoke("Sum")
    assert (answer.code, answer.error) == (
        "no_callback",
        'Method "Sum": no callback of the app listens to its invocations.',
    )
    app.callback(Input("sum", "invoke"), prevent_initial_call=True)(lambda invoke: None)
    answer = glue_app(app).invoke("Sum")
    assert (answer.code, answer.error) == (
        "no_result",
        'Method "Sum": the callback ended without a result for this invocation.',
    )


def test_a_mistake_of_the_test_is_an_error_that_says_what_there_is(glue_app: GlueApp):
    page = glue_app(new_app())
    with pytest.raises(LookupError, match='no method "Product"; it has Sum'):
        page.invoke("Product")
    with pytest.raises(LookupError, match='no component "stop"; it has sum, ask, go'):
        page.set("stop.n_clicks", 1)
    with pytest.raises(ValueError, match=r'write "id\.prop"'):
        page.set("go", 1)
    with pytest.raises(KeyError, match=r"no callback wrote log\.children; written: nothing"):
        page.set("go.n_clicks", 1).outputs["log.children"]


def test_callbacks_trigger_each_other_and_each_waits_for_those_before_it(glue_app: GlueApp):
    app = new_app()
    seen = []

    # In the order in which they must not run.
    @app.callback(
        Output("log3", "children"), Input("log2", "children"), Input("log", "children"), prevent_initial_call=True
    )
    def third(second, first):
        seen.append([prop["prop_id"] for prop in ctx.triggered])
        return f"{first}{second}"

    app.callback(Output("log2", "children"), Input("log", "children"), prevent_initial_call=True)(
        lambda first: first + 1
    )
    app.callback(Output("log", "children"), Input("go", "n_clicks"), prevent_initial_call=True)(lambda clicks: clicks)
    assert glue_app(app).set("go.n_clicks", 1).outputs == {
        "log.children": 1,
        "log2.children": 2,
        "log3.children": "12",
    }
    assert seen == [["log.children", "log2.children"]]


def test_a_callback_does_not_trigger_itself(glue_app: GlueApp):
    app = new_app()
    app.callback(Output("log", "children"), Input("log", "children"), prevent_initial_call=True)(
        lambda text: f"{text}!"
    )
    assert glue_app(app).set("log.children", "a").outputs == {"log.children": "a!"}


def test_callbacks_without_end_end_with_an_error(glue_app: GlueApp, monkeypatch):
    monkeypatch.setattr(_callback_runs, "_MOST_CALLS", 20)
    app = new_app()
    for place, other in (("log", "log2"), ("log2", "log")):
        app.callback(Input(place, "children"), prevent_initial_call=True)(
            lambda text, other=other: set_props(other, {"children": f"{text}"})
        )
    page = glue_app(app)
    with pytest.raises(RuntimeError, match="trigger each other without end"):
        page.set("log.children", "a")


def test_a_callback_that_reads_what_the_page_does_not_have(glue_app: GlueApp):
    app = new_app(suppress_callback_exceptions=True)
    inputs = [Input("go", "n_clicks"), State("elsewhere", "value")]
    app.callback(Output("log", "children"), *inputs, prevent_initial_call=True)(lambda *values: list(values))
    page = glue_app(app)
    with pytest.raises(LookupError, match=r'no component "elsewhere", which the callback log\.children reads'):
        page.set("go.n_clicks", 1)


@needs_dash(3, 1)
def test_what_a_callback_reads_may_be_optional(glue_app: GlueApp):
    app = new_app(suppress_callback_exceptions=True)
    inputs = [Input("go", "n_clicks"), State("elsewhere", "value", allow_optional=True)]
    app.callback(Output("log", "children"), *inputs, prevent_initial_call=True)(lambda *values: list(values))
    app.callback(Output("log2", "children"), Input("go", "n_clicks"), State("elsewhere", "value"), optional=True)(fail)
    assert glue_app(app).set("go.n_clicks", 1).outputs == {"log.children": [1, None]}


def test_a_page_that_opens_makes_the_calls_that_dash_makes(glue_app: GlueApp):
    app = new_app(glue.Contexts(id="contexts"))
    app.callback(Output("log", "children"), Input("go", "n_clicks"))(lambda clicks: f"{clicks} clicks")
    app.callback(Output("log2", "children"), Input("go", "n_clicks"), prevent_initial_call=True)(lambda _: "never")
    app.callback(Output("log3", "children"), Input("elsewhere", "value"))(lambda _: "never")
    app.callback(Output("contexts", "update"), Input("log", "children"))(
        lambda text: glue.update_context(name="log", data={"text": text})
    )
    page = glue_app(app)
    assert page.opened.commands("contexts.update") == [{"name": "log", "data": {"text": "None clicks"}}]
    assert page.value("log.children") == "None clicks"
    assert page.value("log2.children") is None


def test_ids_with_wildcards(glue_app: GlueApp):
    rows = [
        html.Div([glue.MethodInvoke(id={"type": "ask", "n": n}), html.P(id={"type": "answer", "n": n})]) for n in (1, 2)
    ]
    app = new_app(*rows)

    @app.callback(Output({"type": "ask", "n": ALL}, "invoke"), Input("go", "n_clicks"), prevent_initial_call=True)
    def ask_all(_clicks):
        return [glue.call("Sum", n=output["id"]["n"]) for output in ctx.outputs_list]

    @glue.on_result({"type": "ask", "n": MATCH}, Output({"type": "answer", "n": MATCH}, "children"), app=app)
    def show(result: glue.Result):
        return result.returned["sum"]

    @app.callback(Output("log", "children"), Input({"type": "answer", "n": ALL}, "children"), prevent_initial_call=True)
    def total(answers):
        return [answers, ctx.triggered_id]

    page = glue_app(app)
    first, second = page.set("go.n_clicks", 1).invocations
    assert (first.component, second.arguments) == ('{"n":1,"type":"ask"}', {"n": 2})
    outcome = page.deliver(second, returned={"sum": 42})
    assert outcome.outputs['{"n":2,"type":"answer"}.children'] == 42
    assert outcome.outputs[Output({"type": "answer", "n": 2}, "children")] == 42
    assert outcome.outputs["log.children"] == [[None, 42], {"type": "answer", "n": 2}]
    assert page.value(State({"type": "answer", "n": 1}, "children")) is None


def test_an_input_without_match_triggers_the_callback_of_each_output(glue_app: GlueApp):
    app = new_app(*[html.P(id={"type": "price.of", "n": n}) for n in (1, 2)])
    app.callback(
        Output({"type": "price.of", "n": MATCH}, "children"),
        Input("go", "n_clicks"),
        State({"type": "price.of", "n": MATCH}, "id"),
        prevent_initial_call=True,
    )(lambda clicks, id: clicks + id["n"])
    assert glue_app(app).set("go.n_clicks", 10).outputs == {
        '{"n":1,"type":"price.of"}.children': 11,
        '{"n":2,"type":"price.of"}.children': 12,
    }


def test_components_that_a_callback_brings_into_the_page(glue_app: GlueApp):
    app = new_app(suppress_callback_exceptions=True)

    @app.callback(Output("log", "children"), Input("go", "n_clicks"), prevent_initial_call=True)
    def add(_clicks):
        return [glue.MethodInvoke(id="late", invoke=glue.call("Sum")), html.P(id="text"), html.P(id="more")]

    app.callback(Output("more", "children"), Input("text", "id"))(lambda id: f"{id} has come")
    page = glue_app(app)
    outcome = page.set("go.n_clicks", 1)
    assert [sent.component for sent in outcome.invocations] == ["late"]
    assert page.value("more.children") == "text has come"
    page.set("log.children", None)
    with pytest.raises(LookupError):
        page.value("more.children")


def test_an_app_of_several_pages(glue_app: GlueApp):
    app = Dash(__name__, use_pages=True, pages_folder="")
    register_page("home", path="/", layout=html.Div(id="home"))
    register_page(
        "orders", path="/orders", layout=glue.MethodRegister(id="order", definition="PlaceOrder", returns=True)
    )
    app.layout = glue.Glue42(page_container)
    glue.on_invoke("order", app=app)(lambda: 1)
    try:
        page = glue_app(app, "/orders?of=me")
        assert page.invoke("PlaceOrder").returned == {"value": 1}
        assert page.value("_pages_location.search") == "?of=me"
        page = glue_app(app)
        with pytest.raises(LookupError, match='no method "PlaceOrder"'):
            page.invoke("PlaceOrder")
        page.set("_pages_location.pathname", "/orders")
        assert page.invoke("PlaceOrder").returned == {"value": 1}
    finally:
        page_registry.clear()


def test_an_app_that_wants_a_login_says_so(glue_app: GlueApp):
    app = new_app()
    app.server.before_request(lambda: ("Who are you?", 401))
    with pytest.raises(RuntimeError, match=r"status 401: b'Who are you\?'"):
        glue_app(app)


def test_patches_and_set_props(glue_app: GlueApp):
    app = new_app(dcc.Store(id="store", data={"rows": [1], "n": 1}))

    @app.callback(Output("store", "data"), Input("go", "n_clicks"), prevent_initial_call=True)
    def change(clicks):
        patch = Patch()
        patch["rows"].insert(0, 1)
        patch["rows"].append(2)
        patch["rows"].extend([3, 4])
        patch["rows"].remove(1)
        patch["n"] += clicks
        patch["more"] = {"a": 1}
        patch["more"].update({"b": 2})
        set_props("log", {"children": "set"})
        return patch

    app.callback(Output("log2", "children"), Input("log", "children"), prevent_initial_call=True)(lambda text: text)
    page = glue_app(app)
    outputs = page.set("go.n_clicks", 5).outputs
    assert outputs["store.data"] == {"rows": [1, 2, 3, 4], "n": 6, "more": {"a": 1, "b": 2}}
    assert outputs["log2.children"] == "set"
    page.set("go.n_clicks", 1)
    assert outputs["store.data"]["n"] == 6


def test_a_context_that_others_write(glue_app: GlueApp):
    app = new_app(glue.Context(id="client"), glue.Context(id="other", contextName="client"))
    app.callback(Output("log", "children"), Input("client", "context"), prevent_initial_call=True)(
        lambda context: [context["data"], context["delta"], context["removed"], context["extraData"]["isMyUpdate"]]
    )
    app.callback(Output("log2", "children"), Input("other", "context"), prevent_initial_call=True)(
        lambda context: context["data"]
    )
    page = glue_app(app)
    outputs = page.context("client").update(name="Ann", age=7).outputs
    assert outputs["log.children"] == [{"name": "Ann", "age": 7}, {"name": "Ann", "age": 7}, [], False]
    assert outputs["log2.children"] == {"name": "Ann", "age": 7}
    outputs = page.context("client").update(age=None, city="Rome").outputs
    assert outputs["log.children"] == [{"name": "Ann", "city": "Rome"}, {"city": "Rome"}, ["age"], False]
    assert page.context("client").set(name="Bob").outputs["log.children"] == [
        {"name": "Bob"},
        {"name": "Bob"},
        ["city"],
        False,
    ]
    with pytest.raises(LookupError, match="Client"):
        page.context("Client")


def test_batches_of_a_stream(glue_app: GlueApp):
    app = new_app(glue.StreamSubscribe(id="prices", definition="Prices"))

    @glue.on_stream("prices", Output("log", "children"), State("prices", "latest"), app=app)
    def show(items: list[dict[str, float]], batch: glue.Batch, latest):
        return [items, batch.dropped, batch.gap, latest]

    page = glue_app(app)
    items = [{"mid": 1}, {"mid": 2}]
    assert page.push("Prices", items, dropped=3).outputs["log.children"] == [items, 3, False, {"mid": 2}]
    assert page.push("Prices", [], gap=True).outputs["log.children"] == [[], 0, True, {"mid": 2}]
    assert page.value("prices.data")["batch"] == 2
    with pytest.raises(LookupError, match="Quotes"):
        page.push("Quotes", [])


@pytest.mark.parametrize(
    ("paths", "keys"), [("symbol", ["A", "é"]), (["symbol", "side.n"], ['["A","1"]', '["é","2"]'])], ids=["one", "two"]
)
def test_a_handler_gets_the_latest_item_of_each_key(glue_app: GlueApp, paths: Any, keys: list[str]):
    app = new_app(glue.StreamSubscribe(id="prices", definition={"name": "Prices"}, conflateBy=paths))

    @glue.on_stream("prices", Output("log", "children"), State("prices", "latest"), app=app)
    def show(_items: list[dict[str, Any]], latest):
        return latest

    page = glue_app(app)
    a, b = {"symbol": "A", "side": {"n": 1}, "mid": 1}, {"symbol": "é", "side": {"n": 2}}
    assert page.push("Prices", [{"mid": 3}]).outputs["log.children"] is None
    assert page.push("Prices", [{**a, "mid": 0}, a]).outputs["log.children"] == {keys[0]: a}
    assert page.push("Prices", [b, {"mid": 3}]).outputs["log.children"] == {keys[0]: a, keys[1]: b}


def test_results_of_several_applications(glue_app: GlueApp):
    app = new_app()

    @app.callback(Output("ask", "invoke"), Input("go", "n_clicks"), prevent_initial_call=True)
    def go(clicks):
        return [glue.call({"name": "Sum"}, target="all", n=n, invocation_id=f"mine-{n}") for n in range(clicks)]

    @glue.on_results("ask", Output("log", "children"), app=app)
    def show(results: list[glue.Result]):
        [result] = results
        answers = [(answer.returned, answer.code, answer.executed_by.application) for answer in result.responses]
        return [result.invocation_id, result.returned, answers]

    page = glue_app(app)
    _, sent = page.set("go.n_clicks", 2).invocations
    assert (sent.method, sent.target, sent.invocation_id) == ("Sum", "all", "mine-1")
    ann, bob = glue.Instance(application="Ann"), glue.Instance(application="Bob")
    responses = [glue.Response(ann, error="Busy.", code="timeout"), glue.Response(bob, returned=5)]
    assert page.deliver(sent, responses=responses).outputs["log.children"] == [
        "mine-1",
        {"value": 5},
        [[{"value": 5}, None, "Bob"], [None, "timeout", "Ann"]],
    ]
    both = [glue.Response(ann, error="Busy."), glue.Response(bob, error="No.")]
    assert page.deliver(sent, responses=both).outputs["log.children"] == [
        "mine-1",
        None,
        [[None, "refused", "Ann"], [None, "refused", "Bob"]],
    ]
    assert page.deliver(sent, executed_by=bob).outputs["log.children"] == ["mine-1", None, [[None, None, "Bob"]]]


def test_what_only_a_browser_runs_says_so_where_it_is_asked_for(glue_app: GlueApp):
    app = new_app()
    app.clientside_callback("x => x", Output("log", "children"), Input("go", "n_clicks"))
    app.callback(Output("log2", "children"), Input("log", "children"))(lambda text: text)
    app.callback(Output("log3", "children"), Input("go", "n_clicks"))(lambda clicks: clicks)
    app.clientside_callback("x => x", Output("ask", "invoke"), Input("go", "n_clicks"), prevent_initial_call=True)
    page = glue_app(app)
    outcome = page.set("go.n_clicks", 1)
    assert outcome.outputs["log3.children"] == 1
    for ask in (
        lambda: outcome.outputs["log.children"],
        lambda: outcome.outputs["log2.children"],
        lambda: page.value("log2.children"),
        lambda: outcome.invocations,
        lambda: outcome.commands("ask.invoke"),
    ):
        with pytest.raises(NeedsBrowserError, match=r"it depends on a clientside callback\. Use the fixture `bus`"):
            ask()
    # A test may say what it would be.
    assert page.set("log.children", "text").outputs["log2.children"] == "text"
    assert page.value("log.children") == "text"


def test_ids_that_only_a_browser_compares(glue_app: GlueApp):
    app = new_app(*[html.P(id={"n": n}) for n in (1, 2)])
    app.callback(Output({"n": MATCH}, "title"), Input({"n": MATCH}, "n_clicks"), State({"n": ALLSMALLER}, "children"))(
        lambda *_: "never"
    )
    with pytest.raises(NeedsBrowserError, match="ALLSMALLER"):
        glue_app(app).value('{"n":2}.title')


def test_what_is_no_invocation_is_an_error_that_says_so(glue_app: GlueApp):
    app = new_app()
    app.callback(Output("ask", "invoke"), Input("go", "n_clicks"), prevent_initial_call=True)(lambda _: {"name": "Sum"})
    outcome = glue_app(app).set("go.n_clicks", 1)
    with pytest.raises(ValueError, match=r'"ask.invoke" was written with .*use glue\.call'):
        _ = outcome.invocations


@pytest.mark.parametrize(
    "options",
    [{"background": True}, pytest.param({"websocket": True}, marks=needs_dash(4, 2))],
    ids=["background", "websocket"],
)
def test_a_method_that_only_a_browser_can_ask_says_so(glue_app: GlueApp, options, tmp_path):
    manager = DiskcacheManager(diskcache.Cache(str(tmp_path)))
    app = new_app(background_callback_manager=manager, **({"backend": "fastapi"} if "websocket" in options else {}))
    glue.on_invoke("sum", app=app, **options)(add_numbers)
    page = glue_app(app)
    with pytest.raises(NeedsBrowserError, match=r"sum\.result: .*Use the fixture `bus`"):
        page.invoke("Sum", a=1, b=2)


def add_numbers(a: int, b: int):
    return a + b


def test_every_documented_app_opens(glue_app: GlueApp, monkeypatch: pytest.MonkeyPatch):
    # The program of docs/identities.md takes it from the environment.
    monkeypatch.setenv("DASH_GLUE42_GATEWAY_JWT_SECRET", "s" * 32)
    pages = [program for program in every_program().values() if "app = Dash(" in program]
    assert len(pages) > 15
    for program in pages:
        page = glue_app(run(program, "docs")["app"])
        assert page.opened.invocations == []
