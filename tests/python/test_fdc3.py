"""`dash_glue42.fdc3`: its commands, and which contexts, intents and results its handlers get."""

import asyncio
import doctest
import functools
import logging
import pickle
from typing import Any, Literal, Optional

import dash
import pytest
from dash import ALL, MATCH, Dash, Output, State, html, no_update
from dash_versions import needs_dash
from pydantic import field_validator
from refusals import refuses
from served_page import Outcome, ServedPage, background_callback
from support.callbacks import own_callbacks
from typing_extensions import TypeAliasType

import dash_glue42 as glue
from dash_glue42 import _fdc3_commands, _fdc3_reading, fdc3

AAPL = {"type": "fdc3.instrument", "id": {"ticker": "AAPL"}}
JANE = {"type": "fdc3.contact", "id": {"email": "jane@mail.com"}}
IDEA = {"type": "acme.idea", "side": "buy"}
BAD = {"type": "fdc3.instrument", "id": {"ticker": 5}}
DESK = {"appId": "desk", "instanceId": "desk-1"}


class Idea(fdc3.Context):
    type: Literal["acme.idea"] = "acme.idea"
    side: Literal["buy", "sell"]


@pytest.fixture
def app() -> Dash:
    app = Dash(__name__)
    app.layout = glue.Glue42(
        [
            glue.Fdc3Context(id="instrument"),
            glue.Fdc3IntentListener(id="quote", intent="ViewQuote"),
            glue.Fdc3Intents(id="intents"),
            *(html.Div(id=id) for id in ("log", "log2", "factor")),
        ]
    )
    app.server.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def hear(app: Dash, context: Any, source: Any = DESK) -> Outcome:
    """One context reaches the page."""
    page = ServedPage(app, factor__children=3, log2__id="log2")
    return page.set("instrument.context", {"context": context, "source": source, "channelId": "fdc3.channel.1"})


def ask(app: Dash, context: Any = AAPL, source: Any = DESK) -> Outcome:
    """Another app raises the intent."""
    page = ServedPage(app, factor__children=3)
    raised = {"invocationId": "i-1", "intent": "ViewQuote", "context": context, "source": source}
    return page.set("quote.raised", raised)


def end(app: Dash, **result: Any) -> Outcome:
    """An intent that the page has raised has ended."""
    rest = dict.fromkeys(("source", "context", "channelId", "error", "meta"))
    value = {"raiseId": "r-1", "intent": "ViewQuote", **rest, **result}
    return ServedPage(app, factor__children=3).set("intents.result", value)


@pytest.mark.parametrize("module", [_fdc3_commands, _fdc3_reading, fdc3], ids=lambda module: module.__name__)
def test_the_examples_in_help_are_right(module):
    tried = doctest.testmod(module, extraglobs={"fdc3": fdc3})
    assert tried.attempted > 0
    assert tried.failed == 0


# The commands.


def test_a_context_is_broadcast_alone_several_as_a_list():
    instrument, contact = fdc3.Instrument(id={"ticker": "AAPL"}), fdc3.read(JANE)
    assert fdc3.broadcast(instrument) == AAPL
    assert fdc3.broadcast(AAPL, contact, Idea(side="buy"), IDEA) == [AAPL, JANE, IDEA, IDEA]


def test_what_a_dict_lacks_is_filled_in():
    given = {"type": "fdc3.instrumentList", "instruments": [{"id": {"ticker": "AAPL"}}], "name": None}
    assert fdc3.broadcast(given) == {"type": "fdc3.instrumentList", "instruments": [AAPL]}


@pytest.mark.parametrize(
    ("app_given", "written"),
    [
        ("charts", "charts"),
        (fdc3.Source("charts", "charts-1"), {"appId": "charts", "instanceId": "charts-1"}),
        (fdc3.Source("charts"), {"appId": "charts"}),
        ({"appId": "charts", "desktopAgent": "other"}, {"appId": "charts", "desktopAgent": "other"}),
    ],
    ids=str,
)
def test_an_intent_names_the_app_that_shall_get_it(app_given, written):
    expected = {"intent": "ViewChart", "context": AAPL, "app": written}
    assert fdc3.intent("ViewChart", AAPL, app=app_given) == expected
    assert fdc3.intent_for(AAPL, app=app_given) == {"context": AAPL, "app": written}


def test_an_intent_carries_what_comes_back_with_its_result():
    made = fdc3.intent("ViewChart", fdc3.Nothing(), raise_id="r", meta={"row": Idea(side="buy")})
    nothing = {"type": "fdc3.nothing"}
    assert made == {"intent": "ViewChart", "context": nothing, "raiseId": "r", "meta": {"row": IDEA}}


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: fdc3.broadcast(), TypeError, "broadcast: give a context"),
        (lambda: fdc3.broadcast([AAPL]), TypeError, r"broadcast: \[.*\] is no context: give a dict"),
        (lambda: fdc3.broadcast(BAD), ValueError, 'broadcast: the context is not a valid Instrument. Key "id.ticker"'),
        (lambda: fdc3.broadcast(fdc3.Context(**BAD)), ValueError, "broadcast: the context is not a valid Instrument"),
        (lambda: fdc3.intent("", AAPL), ValueError, "intent: '' is not the name of an intent: give a text"),
        (lambda: fdc3.intent(None, AAPL), TypeError, "intent: None is not the name of an intent"),
        (lambda: fdc3.intent("ViewChart", {}), ValueError, 'intent: the context has no "type"'),
        (lambda: fdc3.intent("ViewChart", AAPL, raise_id=1), TypeError, "intent: raise_id=1: give a text"),
        (lambda: fdc3.intent("ViewChart", AAPL, app=5), TypeError, "intent: app=5: give the id of an app"),
        (lambda: fdc3.intent("ViewChart", AAPL, app=""), ValueError, "intent: app='': give the id of an app"),
        (lambda: fdc3.intent_for(AAPL, app={"id": "x"}), ValueError, "intent_for: app={'id': 'x'}: give"),
        (lambda: fdc3.intent_for(AAPL, app=fdc3.Source()), ValueError, "intent_for: app=Source.*a Source that has"),
        (lambda: fdc3.intent_for(5), TypeError, "intent_for: 5 is no context"),
        (lambda: fdc3.Channel(""), ValueError, "Channel: '' is not the id of a channel"),
        (lambda: fdc3.Channel(None), TypeError, "Channel: None is not the id"),
    ],
)
def test_a_wrong_command_raises_where_it_is_made(make, error, words):
    with refuses(words, error=error):
        make()


# What the bus's own components report.


@pytest.mark.parametrize(
    "data",
    [
        {"fdc3_fdc3&instrument": {"id": {"ticker": "AAPL"}}, "fdc3_acme&idea": {"side": "buy"}, "color": "red"},
        {"fdc3_fdc3&instrument": {"id": {"ticker": "old"}}, "fdc3_acme&idea": {"side": "buy"}, "fdc3": AAPL},
        {
            "name": "Red",
            "meta": {"fdc3": {"id": "fdc3.channel.1"}},
            "data": {"fdc3_fdc3&instrument": {"id": {"ticker": "AAPL"}}, "fdc3_acme&idea": {"side": "buy"}},
            "latest_fdc3_type": "acme&idea",
        },
    ],
    ids=["channel", "newer libraries", "whole context"],
)
def test_the_contexts_in_the_data_of_a_channel(data):
    found = fdc3.contexts(data)
    assert {type_name: glue.call("x", it=context)["argumentObj"]["it"] for type_name, context in found.items()} == {
        "fdc3.instrument": AAPL,
        "acme.idea": IDEA,
    }
    assert isinstance(found["fdc3.instrument"], fdc3.Instrument)


@pytest.mark.parametrize("data", [None, {}, {"fdc3": None, "fdc3_x": 5, "data": [1]}, {"fdc3": {"theme": 1}}], ids=str)
def test_data_without_contexts_has_none(data, caplog):
    assert fdc3.contexts(data) == {}
    assert caplog.records == []


def test_a_context_of_a_channel_that_does_not_fit_is_left_out_with_a_warning(caplog):
    found = fdc3.contexts({"fdc3_fdc3&instrument": {"id": 5}, "fdc3_acme&idea": {"side": "buy"}})
    assert [*found] == ["acme.idea"]
    [record] = caplog.records
    assert (record.name, record.levelno) == ("dash_glue42", logging.WARNING)
    assert record.message.startswith("contexts: a context is left out: the context is not a valid Instrument. Key")


# Handlers of contexts.


def test_a_handler_gets_the_context_as_its_model_and_the_app_that_it_comes_from(app):
    @fdc3.on_context("instrument", Output("log", "children"), app=app)
    def show(instrument: fdc3.Instrument, source: fdc3.Source):
        return [instrument.id.ticker, source.app_id, source.instance_id]

    assert hear(app, AAPL).written == {"log.children": ["AAPL", "desk", "desk-1"]}
    assert hear(app, AAPL, source=None).written == {"log.children": ["AAPL", None, None]}


def test_a_handler_of_fdc3_stays_the_function_that_it_is(app):
    def show(instrument: fdc3.Instrument):
        return instrument.id.ticker

    assert fdc3.on_context("instrument", Output("log", "children"), app=app)(show) is show
    assert show(fdc3.Instrument(id={"ticker": "AAPL"})) == "AAPL"


@pytest.mark.parametrize(
    ("annotation", "taken"),
    [
        (fdc3.Instrument, [AAPL]),
        ("fdc3.Instrument", [AAPL]),
        (Optional[fdc3.Instrument], [AAPL]),  # noqa: UP045
        (fdc3.Instrument | fdc3.Contact, [AAPL, JANE]),
        (TypeAliasType("InstrumentOrIdea", fdc3.Instrument | Idea), [AAPL, IDEA]),
        (Idea, [IDEA]),
        (Idea | fdc3.Context, [AAPL, JANE, IDEA]),
        (fdc3.Context, [AAPL, JANE, IDEA]),
        (Any, [AAPL, JANE, IDEA]),
        (None, [AAPL, JANE, IDEA]),
    ],
    ids=str,
)
def test_the_annotation_says_which_contexts_call_the_handler(app, caplog, annotation, taken):
    seen = []

    def show(context):
        seen.append(context)

    if annotation is not None:
        show.__annotations__["context"] = annotation
    fdc3.on_context("instrument", app=app)(show)
    statuses = [hear(app, context).status for context in (AAPL, JANE, IDEA)]
    assert [fdc3.broadcast(context) for context in seen] == taken
    assert sum(isinstance(context, Idea) for context in seen) == ("Idea" in str(annotation))
    # A callback without outputs gives 204 in any case.
    assert statuses == [204, 204, 204]
    assert caplog.records == []


def test_a_context_that_does_not_fit_calls_no_handler_and_the_first_is_logged(app, caplog):
    @fdc3.on_context("instrument", app=app)
    def show(instrument: fdc3.Instrument):
        pytest.fail("called")

    for context in (BAD, {"type": "fdc3.instrument"}, None, {"id": {}}, JANE):
        assert hear(app, context).status == 204
    assert [(record.name, record.levelno) for record in caplog.records] == [("dash_glue42", logging.WARNING)]
    assert caplog.messages == [
        "on_context: show is not called with a context that does not fit: the context is not a valid Instrument. "
        'Key "id.ticker": Input should be a valid string (got 5).'
    ]


def test_no_annotation_is_no_way_past_the_models(app, caplog):
    fdc3.on_context("instrument", app=app)(lambda context: pytest.fail("called"))
    assert hear(app, BAD).status == 204
    assert len(caplog.records) == 1


def test_the_values_of_states_follow_the_context_in_order(app):
    @fdc3.on_context("instrument", Output("log", "children"), State("factor", "children"), State("log2", "id"), app=app)
    def show(source: fdc3.Source, instrument: fdc3.Instrument, factor, /, id, digits=1, *args, **others):
        return [source.app_id, instrument.id.ticker * factor, id, digits, args, others]

    assert hear(app, AAPL).written == {"log.children": ["desk", "AAPL" * 3, "log2", 1, [], {}]}


def test_a_type_may_be_defined_beside_its_handler(app):
    class Note(fdc3.Context):
        type: Literal["acme.note"] = "acme.note"
        text: str

    @fdc3.on_context("instrument", Output("log", "children"), app=app)
    def show(note: "Note"):
        return note.text

    assert hear(app, {"type": "acme.note", "text": "hello"}).written == {"log.children": "hello"}


def test_dash_shows_the_progress_of_a_handler_by_its_first_parameter():
    seen = []

    def show(set_progress, instrument: fdc3.Instrument, factor, source: fdc3.Source):
        seen.append((set_progress, instrument.id.ticker, factor, source.app_id))

    decorate = functools.partial(fdc3.on_context, "instrument", State("factor", "children"))
    background_callback(decorate, show)(print, {"context": AAPL, "source": DESK}, 3)
    assert seen == [(print, "AAPL", 3, "desk")]


@needs_dash(3, 1)
def test_an_async_handler_of_contexts_is_awaited(app):
    @fdc3.on_context("instrument", Output("log", "children"), app=app)
    async def show(instrument: fdc3.Instrument):
        await asyncio.sleep(0)
        return instrument.id.ticker

    assert hear(app, AAPL).written == {"log.children": "AAPL"}


def test_a_call_before_the_first_context_does_nothing(app):
    fdc3.on_context("instrument", app=app)(lambda context: pytest.fail("called"))
    assert ServedPage(app).set("instrument.context", None).status == 204


@pytest.mark.parametrize("decorator", [fdc3.on_context, fdc3.on_intent, fdc3.on_intent_result])
def test_a_handler_makes_no_initial_call(app, decorator):
    decorator({"type": "x", "n": MATCH}, State("factor", "id"), app=app)(lambda context, id: None)
    [spec] = own_callbacks(app)
    assert spec["prevent_initial_call"] is True
    assert spec["state"] == [{"id": "factor", "property": "id"}]


def no_context(): ...


def no_model(context: glue.Caller): ...


def a_dict(context: dict): ...


class Vague(fdc3.Context):
    side: str


def vague(context: Vague): ...


class OtherIdea(fdc3.Context):
    type: Literal["acme.idea", "acme.ideas"] = "acme.idea"


def two_of_a_type(context: Idea | fdc3.Instrument | OtherIdea): ...


def too_many(context: fdc3.Instrument, factor, other): ...


def raised_in_context(context, raised: fdc3.RaisedIntent): ...


@pytest.mark.parametrize(
    ("handler", "words"),
    [
        (no_context, r"no_context must take \(the context\), and where .* annotated fdc3.Source; it takes \(\)"),
        (no_model, "no_model takes context: dash_glue42._models.Caller; annotate a model such as fdc3.Instrument"),
        (a_dict, "a_dict takes context: dict; annotate a model such as fdc3.Instrument, a union of models, or"),
        (vague, r'Vague must say of which type it is: write type: Literal\["acme.idea"\] = "acme.idea"'),
        (two_of_a_type, "Idea and OtherIdea are both of type acme.idea: annotate one of them"),
        (too_many, r"too_many must take \(the context\)"),
        (5, "5 is not a function"),
    ],
)
@pytest.mark.parametrize("decorator", [fdc3.on_context, fdc3.on_intent])
def test_a_handler_that_cannot_be_called_raises_where_it_is_defined(app, decorator, handler, words):
    with refuses(f"{decorator.__name__}: ", words):
        decorator("quote", app=app)(handler)


def test_only_an_intent_has_a_raised_intent(app):
    with refuses(r"on_context: raised_in_context must take \(the context\)"):
        fdc3.on_context("instrument", app=app)(raised_in_context)


@pytest.mark.parametrize(
    ("decorate", "words", "error"),
    [
        (lambda: fdc3.on_context(glue.Fdc3Intents(id="x")), "on_context: Fdc3Intents is not a Fdc3Context", TypeError),
        (lambda: fdc3.on_context("c", Output("c", "context")), "the component writes it", ValueError),
        (lambda: fdc3.on_intent("q", Output("q", "result")), "what the handler returns goes there", ValueError),
        (lambda: fdc3.on_intent("q", Output("q", "raised")), "the component writes it", ValueError),
        (lambda: fdc3.on_intent("q", concurrency=2), "on_intent: unknown option concurrency", TypeError),
        (lambda: fdc3.on_intent_result("i", Output("i", "result")), "the component writes it", ValueError),
        (lambda: fdc3.on_intent_result("i", Output("i", "delivered")), "the component writes it", ValueError),
        (lambda: fdc3.on_intent_result({"n": ALL}), "on_intent_result: .* write MATCH", ValueError),
    ],
)
def test_what_a_handler_of_fdc3_cannot_have(decorate, words, error):
    with refuses(words, error=error):
        decorate()


# Handlers of intents.


@pytest.mark.parametrize(
    ("returned", "rest"),
    [
        (fdc3.Valuation(value=2, CURRENCY_ISOCODE="USD"), {"type": "fdc3.valuation", "value": 2.0}),
        (IDEA, IDEA),
        (Idea(side="sell"), {"type": "acme.idea", "side": "sell"}),
    ],
    ids=str,
)
def test_the_context_that_a_handler_returns_is_the_result(app, returned, rest):
    fdc3.on_intent("quote", app=app)(lambda context: returned)
    answer = ask(app).written["quote.result"]
    assert answer.keys() == {"invocationId", "context"}
    assert answer["context"].items() >= rest.items()


def test_a_handler_may_return_a_channel_or_nothing(app):
    @fdc3.on_intent("quote", app=app)
    def quote(instrument: fdc3.Instrument):
        return fdc3.Channel("prices") if instrument.id.ticker == "AAPL" else None

    assert ask(app).written == {"quote.result": {"invocationId": "i-1", "channelId": "prices"}}
    other = {"type": "fdc3.instrument", "id": {}}
    assert ask(app, other).written == {"quote.result": {"invocationId": "i-1"}}


@pytest.mark.parametrize(
    "returned", [5, "fdc3.nothing", {"value": 2}, BAD, [IDEA], (IDEA, "x"), fdc3.Nothing, object()], ids=str
)
def test_what_is_no_result_fails_in_words_for_the_developer(app, caplog, returned):
    def quote(context):
        return returned

    fdc3.on_intent("quote", app=app)(quote)
    assert ask(app).status == 500
    assert "on_intent: quote must return a context, a Channel or None: " in caplog.text


def test_a_handler_gets_who_raises_the_intent_and_all_of_it(app):
    @fdc3.on_intent("quote", app=app)
    def quote(instrument: fdc3.Instrument, source: fdc3.Source, raised: fdc3.RaisedIntent):
        assert raised == fdc3.RaisedIntent("i-1", "ViewQuote", AAPL, source)
        return {"type": "acme.reply", "to": source.app_id}

    assert ask(app).written["quote.result"]["context"] == {"type": "acme.reply", "to": "desk"}


def refusing(refusal: Exception):
    def quote(context):
        raise refusal

    return quote


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (fdc3.Refusal("No entitlement for LSE."), "No entitlement for LSE."),
        (glue.InteropError("Closed."), "Closed."),
        (fdc3.Refusal(), "The app refused the intent."),
    ],
    ids=str,
)
def test_a_refusal_is_given_word_for_word_and_logs_nothing(app, caplog, refusal, message):
    refused = {"invocationId": "i-1", "error": {"message": message}}
    fdc3.on_intent("quote", app=app)(refusing(refusal))
    assert ask(app).written == {"quote.result": refused}
    returning = Dash(__name__)
    returning.layout = app.layout
    fdc3.on_intent("quote", app=returning)(lambda context: refusal)
    assert ask(returning).written == {"quote.result": refused}
    assert caplog.records == []


@pytest.mark.parametrize(
    ("context", "message"),
    [
        (BAD, 'The context is not a valid Instrument. Key "id.ticker": Input should be a valid string (got 5).'),
        (IDEA, "The context must be of type fdc3.instrument or fdc3.contact, not 'acme.idea'."),
        ({"id": {}}, 'The context has no "type", which is a text.'),
        (None, 'None is no context: give a dict with a "type", or a model.'),
    ],
    ids=str,
)
def test_a_context_that_does_not_fit_is_refused_in_words_that_say_what_is_wrong(app, context, message):
    @fdc3.on_intent("quote", app=app)
    def quote(context: fdc3.Instrument | fdc3.Contact):
        pytest.fail("called")

    outcome = ask(app, context)
    assert (outcome.refusal, outcome.code) == (message, "invalid_arguments")


def test_an_exception_of_a_handler_of_intents_is_one_as_in_any_callback(app, caplog):
    fdc3.on_intent("quote", app=app)(refusing(KeyError("secret")))
    assert ask(app).status == 500
    assert "secret" in caplog.text


def test_a_handler_of_intents_with_outputs_returns_the_result_first(app):
    @fdc3.on_intent("quote", Output("log", "children"), State("factor", "children"), app=app)
    def quote(instrument: fdc3.Instrument, factor):
        if instrument.id.ticker == "LSE":
            raise fdc3.Refusal("no")
        refused = instrument.id.ticker == "MSFT"
        return (fdc3.Refusal("Closed.") if refused else IDEA), f"{instrument.id.ticker} {factor}"

    written = {"invocationId": "i-1"}
    assert ask(app).written == {"quote.result": {**written, "context": IDEA}, "log.children": "AAPL 3"}
    msft = ask(app, {**AAPL, "id": {"ticker": "MSFT"}})
    assert msft.written == {"quote.result": {**written, "error": {"message": "Closed."}}, "log.children": "MSFT 3"}
    lse = ask(app, {**AAPL, "id": {"ticker": "LSE"}})
    assert lse.written == {"quote.result": {**written, "error": {"message": "no"}}}


def test_a_handler_of_intents_with_outputs_that_returns_too_little_says_so(app, caplog):
    def quote(context):
        return IDEA

    fdc3.on_intent("quote", Output("log", "children"), app=app)(quote)
    assert ask(app).status == 500
    assert "on_intent: quote must return (result, output), not" in caplog.text


def test_an_answer_may_come_later(app):
    @fdc3.on_intent("quote", Output("log", "children"), app=app)
    def quote(context):
        return no_update, "asked"

    assert ask(app).written == {"log.children": "asked"}
    raised = fdc3.RaisedIntent.from_prop({"invocationId": "i-1", "intent": "ViewQuote", "context": AAPL})
    assert raised.source == fdc3.Source()
    assert raised.answer() == {"invocationId": "i-1"}
    assert raised.answer(fdc3.Channel("prices")) == {"invocationId": "i-1", "channelId": "prices"}
    assert raised.answer(Idea(side="buy")) == {"invocationId": "i-1", "context": IDEA}
    assert raised.refusal("no") == {"invocationId": "i-1", "error": {"message": "no"}}
    with pytest.raises(ValueError, match=r"no intent yet: .*, or use on_intent"):
        fdc3.RaisedIntent.from_prop(None)


@needs_dash(3, 1)
def test_an_async_handler_of_intents_is_awaited(app):
    @fdc3.on_intent("quote", app=app)
    async def quote(instrument: fdc3.Instrument):
        await asyncio.sleep(0)
        if instrument.name == "closed":
            raise fdc3.Refusal("Closed.")
        return IDEA

    assert ask(app).written["quote.result"]["context"] == IDEA
    assert ask(app, {**AAPL, "name": "closed"}).refusal == "Closed."
    assert ask(app, BAD).code == "invalid_arguments"


def test_an_intent_in_the_background_may_show_its_progress():
    def quote(set_progress, instrument: fdc3.Instrument):
        set_progress(instrument.id.ticker)
        return IDEA

    seen: list[str] = []
    callback = background_callback(functools.partial(fdc3.on_intent, "quote"), quote)
    raised = {"invocationId": "i-1", "intent": "ViewQuote", "context": AAPL, "source": DESK}
    assert callback(seen.append, raised) == {"invocationId": "i-1", "context": IDEA}
    assert seen == ["AAPL"]


def test_a_call_before_the_first_intent_does_nothing(app):
    fdc3.on_intent("quote", app=app)(lambda context: pytest.fail("called"))
    assert ServedPage(app).set("quote.raised", None).status == 204


# Results of intents.


def test_a_handler_of_results_gets_the_context_that_came_back(app):
    @fdc3.on_intent_result("intents", Output("log", "children"), State("factor", "children"), app=app)
    def answered(result: fdc3.IntentResult, factor):
        assert result.ok
        assert (result.raise_id, result.intent, result.source) == ("r-1", "ViewQuote", fdc3.Source("desk", "desk-1"))
        assert result.context_as(fdc3.Instrument) is result.context
        return [result.context.id.ticker * factor, result.meta]

    assert end(app, context=AAPL, source=DESK, meta=7).written == {"log.children": ["AAPL" * 3, 7]}


def test_a_result_without_a_context_is_no_failure():
    value = {"raiseId": "r-1", "intent": "ViewQuote", "context": None, "channelId": "prices", "error": None}
    result = fdc3.IntentResult.from_prop(value)
    assert (result.ok, result.context, result.channel_id, result.source) == (True, None, "prices", None)
    assert result.raise_for_error() is result
    with refuses("context_as: the app returned no context, but Valuation is wanted", error=ValueError):
        result.context_as(fdc3.Valuation)


def test_a_result_of_an_intent_that_failed_says_why():
    error = {"message": "No app handles ViewQuote.", "code": "method_not_found", "fdc3": "NoAppsFound"}
    result = fdc3.IntentResult.from_prop({"raiseId": "r-1", "intent": None, "context": None, "error": error})
    assert (result.ok, result.error, result.code, result.fdc3_error) == (False, *error.values())
    with pytest.raises(fdc3.IntentError, match=r"^No app handles ViewQuote\.$") as raised:
        result.raise_for_error()
    assert raised.value.result is result
    assert isinstance(raised.value, glue.GlueError)
    assert pickle.loads(pickle.dumps(raised.value)).result == result
    with pytest.raises(fdc3.IntentError):
        result.context_as(fdc3.Valuation)


def test_a_context_that_is_no_valid_result_is_a_failure():
    result = fdc3.IntentResult.from_prop({"raiseId": "r-1", "intent": "ViewQuote", "source": DESK, "context": BAD})
    assert (result.ok, result.context, result.code, result.fdc3_error) == (
        False,
        None,
        "no_result",
        "NoResultReturned",
    )
    assert result.error == (
        "The app that handles the intent returned no valid result: the context is not a valid Instrument. "
        'Key "id.ticker": Input should be a valid string (got 5).'
    )


def test_the_context_of_a_result_as_a_model_of_ones_own():
    result = fdc3.IntentResult.from_prop({"raiseId": "r-1", "context": IDEA})
    assert result.context_as(Idea).side == "buy"
    with refuses("context_as: the context is not a valid Contact. ", "'fdc3.contact'", error=ValueError):
        result.context_as(fdc3.Contact)


class WrongDesk(TypeError):
    def __init__(self, desk: str, *, code: int) -> None:
        super().__init__(f"{desk} {code}")


class Fussy(fdc3.Context):
    @field_validator("name")
    @classmethod
    def _check_name(cls, name: str) -> str:
        raise WrongDesk(name, code=5)


def test_an_error_of_a_kind_of_its_own_stays_what_it_is():
    with pytest.raises(WrongDesk, match=r"^Rates 5$"):
        fdc3.IntentResult("r-1", context=fdc3.Context(type="x", name="Rates")).context_as(Fussy)


def test_there_is_no_result_before_the_first(app):
    fdc3.on_intent_result("intents", app=app)(lambda result: pytest.fail("called"))
    assert ServedPage(app).set("intents.result", None).status == 204
    with pytest.raises(ValueError, match=r"no result yet: .*, or use on_intent_result"):
        fdc3.IntentResult.from_prop(None)


def test_a_handler_of_results_takes_one_result(app):
    def answered(): ...

    with refuses(r"on_intent_result: answered is called with \(the result\)"):
        fdc3.on_intent_result("intents", app=app)(answered)


# Results that are awaited.


class Page:
    """Plays Dash's WebSocket to a page in which each intent has this result."""

    def __init__(self, result: dict[str, Any]) -> None:
        self.result = result
        self.written: list[tuple[str, str, Any]] = []

    async def set_prop(self, id: str, prop: str, value: Any) -> None:
        self.written.append((id, prop, value))

    async def get_prop(self, id: str, prop: str, timeout: float = 30) -> Any:
        [command] = self.written[0][2]["invoke"]
        return {command["invocationId"]: {"invocationId": command["invocationId"], **self.result}}


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("dash", minversion="4.2", reason="older versions of Dash have no WebSocket callbacks")

    def play(result: dict[str, Any]) -> Page:
        page = Page(result)
        monkeypatch.setattr(type(dash.ctx), "websocket", property(lambda _: page))
        return page

    return play


def test_the_result_of_an_intent_can_be_awaited(play):
    page = play({"intent": "ViewQuote", "source": DESK, "context": AAPL, "channelId": None, "error": None})
    result = asyncio.run(fdc3.raise_intent("intents", "ViewQuote", fdc3.read(JANE), app="desk"))
    assert (result.ok, result.context.id.ticker, result.source.app_id) == (True, "AAPL", "desk")
    command = {"intent": "ViewQuote", "context": JANE, "app": "desk", "invocationId": result.raise_id}
    assert page.written == [
        ("intents", "await", {"invoke": [command], "collected": []}),
        ("intents", "await", {"invoke": [], "collected": [result.raise_id]}),
    ]


def test_an_awaited_intent_that_failed_has_an_error(play):
    play({"intent": None, "error": {"message": "No app.", "code": "method_not_found", "fdc3": "NoAppsFound"}})
    result = asyncio.run(fdc3.raise_intent("intents", "ViewQuote", JANE))
    assert (result.ok, result.error, result.code, result.fdc3_error) == (
        False,
        "No app.",
        "method_not_found",
        "NoAppsFound",
    )


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        (("intents", "", AAPL), ValueError, "raise_intent: '' is not the name of an intent"),
        (("intents", "ViewQuote", BAD), ValueError, "raise_intent: the context is not a valid Instrument"),
        ((None, "ViewQuote", AAPL), TypeError, r'None is not a valid id: write await raise_intent\("id of the Fdc3Int'),
    ],
    ids=str,
)
def test_what_cannot_be_awaited_raises_before_anything_is_written(play, given, error, words):
    page = play({})
    with refuses(words, error=error):
        asyncio.run(fdc3.raise_intent(*given))
    assert page.written == []


def test_an_intent_is_awaited_in_callbacks_only():
    with pytest.raises(glue.NoWebSocketError, match=r"raise_intent: (it|this callback) "):
        asyncio.run(fdc3.raise_intent("intents", "ViewQuote", AAPL))


@pytest.mark.parametrize("name", [name for name in fdc3.__all__ if not isinstance(getattr(fdc3, name), type)])
def test_every_function_of_fdc3_is_described_with_an_example(name):
    for part in ("Args:", "Returns:", "Example:", f"fdc3.{name}("):
        assert part in getattr(fdc3, name).__doc__
