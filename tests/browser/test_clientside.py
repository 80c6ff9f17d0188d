"""JavaScript in the page: clientside callbacks and scripts in the place of callbacks in Python."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from caller import POLLING, Caller
from console import Console
from dash import Dash, Input, Output, html
from playwright.sync_api import Page, expect
from support.dash_app import AppServer
from support.documented import programs, run

from dash_glue42 import Context, MethodRegister, StreamPublish, StreamSubscribe

ProviderMaker = Callable[..., Dash]
PageOpener = Callable[[str], Page]

SUBSCRIBED = "id => dash_component_api.getLayout(id).props.status === 'subscribed'"

# All at the same time, by another page. A hundred items every 20 ms: gateways drop what exceeds a client's buffer.
BURST = """
async () => {
    const {interop, contexts} = glue42dash.glueInstance;
    const invoke = (name, count) => Promise.all(Array.from({length: count}, (_, n) =>
        interop.invoke(name, {n}).then(({returned}) => returned.value, ({message}) => message)));
    const push = async () => {
        for (let n = 0; n < 3000; n++) {
            stream.push({n});
            if (n % 100 === 99) {
                await new Promise(resolve => setTimeout(resolve, 20));
            }
        }
    };
    const write = async () => {
        for (let n = 0; n < 200; n++) {
            await contexts.update('client', {[`key${n % 10}`]: n});
        }
    };
    const [singles, lists] = await Promise.all([invoke('Single', 300), invoke('List', 1000), push(), write()]);
    return {singles, lists};
}
"""


@pytest.mark.dash3
def test_a_burst_for_all_inputs_at_once_loses_nothing_and_is_answered_right(
    provider: ProviderMaker, open_page: PageOpener, caller: Caller
) -> None:
    app = provider(
        MethodRegister(id="single", definition="Single", returns=True),
        MethodRegister(id="list", definition="List", returns=True),
        StreamSubscribe(id="prices", definition="Prices"),
        Context(id="client"),
        *(html.Div(id=name) for name in ("count", "context")),
    )
    app.clientside_callback(
        "({invocationId, args: {n}}) => (seen.single.push(n), {invocationId, invocationResult: 2 * n})",
        Output("single", "result"),
        Input("single", "invoke"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        """invocations => invocations.map(({invocationId, args: {n}}) => {
            seen.list.push(n);
            return {invocationId, ...(n % 2 ? {error: {message: `No ${n}`}} : {invocationResult: 3 * n})};
        })""",
        Output("list", "result"),
        Input("list", "invocations"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        "({items, conflated, dropped}) => (seen.items.push(...items.map(({n}) => n)), conflated + dropped)",
        Output("count", "children"),
        Input("prices", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        "context => JSON.stringify(Object.values(context?.data ?? {}).sort())",
        Output("context", "children"),
        Input("client", "context"),
    )
    page = open_page("/provider/")
    page.evaluate("() => void (window.seen = {single: [], list: [], items: []})")
    for name in ("Single", "List"):
        caller.wait_for_method(name)
    caller.page.evaluate(
        "async () => void (window.stream = await glue42dash.glueInstance.interop.createStream('Prices'))"
    )
    caller.page.wait_for_function("stream.subscriptions().length === 1", polling=POLLING)

    answers = caller.page.evaluate(BURST)
    assert answers["singles"] == [2 * n for n in range(300)]
    assert answers["lists"] == [f"No {n}" if n % 2 else 3 * n for n in range(1000)]
    page.wait_for_function("seen.items.length >= 3000", polling=POLLING)
    expect(page.locator("#count")).to_have_text("0")
    expect(page.locator("#context")).to_have_text(str(list(range(190, 200))).replace(" ", ""))
    assert page.evaluate("seen") == {"single": [*range(300)], "list": [*range(1000)], "items": [*range(3000)]}


# The invocation says how it is answered.
ANSWER = """
async ([{invocationId, args: {how}}]) => {
    const answer = {invocationId, invocationResult: {how}};
    const write = () => dash_clientside.set_props('work', {result: answer});
    const ways = {
        object: () => answer,
        list: () => [answer],
        'not an object': () => ({invocationId, invocationResult: how}),
        promise: () => new Promise(resolve => setTimeout(() => resolve(answer), 50)),
        'set_props, then no_update': () => (write(), dash_clientside.no_update),
        refusal: () => ({invocationId, error: {message: 'Not that.'}}),
        nothing: () => undefined,
        other: () => ({...answer, invocationId: 'unknown'}),
        later: () => void setTimeout(write, 50),
        throws: () => {
            throw new Error('thrown on purpose');
        },
    };
    return ways[how]();
}
"""


def answering(app: Dash, text: str) -> None:
    app.clientside_callback(text, Output("work", "result"), Input("work", "invocations"), prevent_initial_call=True)


@pytest.mark.dash3
def test_each_form_of_a_result_reaches_its_caller(
    provider: ProviderMaker, open_page: PageOpener, caller: Caller, console: Console
) -> None:
    console.expect("thrown on purpose", "unknown or answered already")
    answering(provider(MethodRegister(id="work", definition="Work", returns=True, maxBatch=1)), ANSWER)
    open_page("/provider/")
    caller.wait_for_method("Work")
    no_result = 'Method "Work": the callback ended without a result for this invocation.'
    expected: dict[str, Any] = {
        **{how: {"how": how} for how in ("object", "list", "promise", "set_props, then no_update")},
        "not an object": {"value": "not an object"},
        "refusal": "Not that.",
        "nothing": no_result,
        "other": no_result,
        "throws": 'Method "Work": the callback failed',
    }
    answers = caller.start("Work", *({"how": how} for how in expected)).answers()
    told = {how: answer.error or answer.returned for how, answer in zip(expected, answers, strict=True)}
    told["throws"] = told["throws"][: len(expected["throws"])]
    assert told == expected


def test_with_defer_result_set_props_answers_after_the_callback_has_ended(
    provider: ProviderMaker, open_page: PageOpener, caller: Caller
) -> None:
    answering(provider(MethodRegister(id="work", definition="Work", returns=True, deferResult=True)), ANSWER)
    open_page("/provider/")
    caller.wait_for_method("Work")
    answers = caller.start("Work", {"how": "later"}, {"how": "object"}, {"how": "later"}).answers()
    assert [answer.returned for answer in answers] == [{"how": "later"}, {"how": "object"}, {"how": "later"}]


def test_scripts_handle_and_invoke_methods(open_page: PageOpener, provider: ProviderMaker, caller: Caller) -> None:
    provider(html.H1("Provider"))
    page = open_page("/provider/")
    page.evaluate(
        """async () => {
            const {interop} = await glue42dash.glueInstancePromise;
            await interop.registerAsync('Later', async ({n}) => {
                if (n < 0) {
                    throw new Error(`No ${n}`);
                }
                return {n};
            });
            await interop.register('Now', ({n}) => {
                if (n < 0) {
                    throw new Error(`No ${n}`);
                }
                return {n};
            });
        }"""
    )
    for name in ("Later", "Now"):
        caller.wait_for_method(name)
        answers = caller.start(name, *({"n": n} for n in range(-1, 300))).answers()
        assert [answer.error or answer.returned for answer in answers] == ["No -1", *({"n": n} for n in range(300))]


# In `assets/`: runs before the page has any component.
LISTEN = """
window.seen = [];
window.lost = window.running = window.mostAtOnce = 0;
glue42dash.onItems('in', async (items, info) => {
    mostAtOnce = Math.max(mostAtOnce, ++running);
    await new Promise(resolve => setTimeout(resolve, 50));
    seen.push(...items.map(({n}) => n));
    lost += info.conflated + info.dropped;
    running--;
});
"""


def test_scripts_push_and_get_items_each_batch_after_the_last(
    open_page: PageOpener, provider: ProviderMaker, tmp_path: Path
) -> None:
    (tmp_path / "listen.js").write_text(LISTEN, encoding="utf-8")
    provider(
        StreamPublish(id="out", definition="Prices", maxRate=5000),
        StreamSubscribe(id="in", definition="Prices", intervalMs=0),
        assets_folder=str(tmp_path),
    )
    page = open_page("/provider/")
    # Dash's functions throw until they have a layout.
    page.evaluate("async () => void (await glue42dash.glueInstancePromise)")
    page.wait_for_function(SUBSCRIBED, arg="in", polling=POLLING)
    page.evaluate("glue42dash.push('out', Array.from({length: 3000}, (_, n) => ({n})))")
    page.wait_for_function("seen.length >= 3000", polling=POLLING)
    assert page.evaluate("[seen, mostAtOnce, lost]") == [list(range(3000)), 1, 0]


def test_the_program(server: AppServer, open_page: PageOpener) -> None:
    [program] = programs("docs/clientside.md")
    server.mount_wsgi("/", run(program, "docs/clientside.md")["app"].server)
    page = open_page("/")
    expect(page.locator("#client")).to_have_text("Nobody has shared a client yet")
    page.wait_for_function(SUBSCRIBED, arg="prices", polling=POLLING)
    shown = {"publish": ("shown", "3000"), "ask": ("answer", "2997, No price for D")}
    shown |= {"share": ("client", "Ann"), "greet": ("greeting", "Hello Ann")}
    for button, (place, text) in shown.items():
        page.click(f"#{button}")
        expect(page.locator(f"#{place}")).to_have_text(text, timeout=15000)
