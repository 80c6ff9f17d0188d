import {act} from '@testing-library/react';
import MethodInvoke from '../../../src/components/MethodInvoke';
import {type InvokeResult} from '../../../src/interop/performInvoke';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {renderDashPage} from '../../fakes/dashPage';
import {createDashStore, flush, nextTask} from '../../fakes/dashStore';

let connection = createFakeConnection();

async function setUp({isConnected = true, invoke = undefined as unknown} = {}) {
    connection = createFakeConnection();
    const fake = createFakeBus();
    const connected = {status: 'connected' as const, bus: fake.bus};
    if (isConnected) {
        connection.set(connected);
    }
    const dash = createDashStore([]);
    dash.writeProps('ask', {invoke});
    const page = renderDashPage(dash, connection, {ask: MethodInvoke});
    await act(flush);
    const results = () => (page.written.ask ?? []).map((props) => (props as {result: InvokeResult}).result);
    return {...fake, dash, page, results, connect: () => act(async () => connection.set(connected))};
}

test('20 commands written in one go are 20 invocations with 20 results, in order', async () => {
    const {dash, sent, results} = await setUp();
    await act(async () => {
        for (let n = 0; n < 20; n++) {
            dash.writeProps('ask', {invoke: {definition: 'Sum', invocationId: `${n}`, meta: n}});
        }
        await flush();
    });
    expect(sent).toHaveLength(20);
    expect(results().map(({invocationId, meta}) => [invocationId, meta])).toEqual(
        Array.from({length: 20}, (_, n) => [`${n}`, n]),
    );
});

test('a list of commands, one of them malformed', async () => {
    const {dash, sent, results} = await setUp();
    await act(async () => {
        dash.writeProps('ask', {invoke: [{definition: 'Sum'}, {definition: 5}, {definition: 'Sum'}]});
        await flush();
    });
    expect(sent).toHaveLength(2);
    expect(
        results()
            .map(({error}) => error?.message ?? null)
            .sort(),
    ).toEqual([expect.stringContaining('definition must be'), null, null]);
});

test('a command in the layout acts once, not again when the component is rendered or shown again', async () => {
    const {dash, page, sent} = await setUp({invoke: {definition: 'Sum'}});
    await act(async () => dash.writeProps('ask', {unrelated: 1}));
    page.show();
    page.show('ask');
    await act(flush);
    expect(sent).toHaveLength(1);
});

test('commands given before the connection wait for it, in order', async () => {
    const {dash, sent, connect} = await setUp({isConnected: false});
    await act(async () => ['A', 'B', 'C'].forEach((definition) => dash.writeProps('ask', {invoke: {definition}})));
    expect(sent).toEqual([]);
    await connect();
    await act(flush);
    expect(sent.map(([definition]) => definition)).toEqual([{name: 'A'}, {name: 'B'}, {name: 'C'}]);
});

test('when the connection fails they fail, with the reason', async () => {
    const {dash, results} = await setUp({isConnected: false});
    await act(async () => dash.writeProps('ask', {invoke: {definition: 'Sum'}}));
    await act(async () => connection.set({status: 'failed', error: {code: 'not_connected', message: 'no platform'}}));
    await act(flush);
    expect(results()).toMatchObject([
        {invocationResult: null, error: {message: expect.stringContaining('no platform')}},
    ]);
});

test('in a page without a Glue42 a command fails after a while, saying so', async () => {
    jest.useFakeTimers();
    const {dash, results} = await setUp({isConnected: false});
    await act(async () => dash.writeProps('ask', {invoke: {definition: 'Sum'}}));
    await act(() => jest.advanceTimersByTimeAsync(10000));
    expect(results()).toMatchObject([{error: {message: expect.stringContaining('no Glue42 component')}}]);
    jest.useRealTimers();
});

test('replaced by a new component of its id, it reports the results of the old one and repeats no command', async () => {
    const {dash, page, sent, results, interop} = await setUp();
    let answer: (result: object) => void = () => undefined;
    interop.invoke.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    await act(async () => dash.writeProps('ask', {invoke: {definition: 'Sum', invocationId: 'mine'}}));
    dash.echo();
    page.replace('ask');
    await act(async () => {
        answer({returned: {sum: 42}});
        await nextTask();
    });
    expect(interop.invoke).toHaveBeenCalledTimes(1);
    expect(sent).toHaveLength(0);
    expect(results()).toMatchObject([{invocationId: 'mine', invocationResult: {returned: {sum: 42}}}]);
});

test('unmounted, it is silent', async () => {
    const {dash, page, results, interop} = await setUp();
    let answer: (result: object) => void = () => undefined;
    interop.invoke.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    await act(async () => dash.writeProps('ask', {invoke: {definition: 'Sum'}}));
    page.show();
    await act(async () => {
        answer({});
        await flush();
    });
    expect(results()).toEqual([]);
    expect(connection.listeners.size).toBe(0);
});

const awaitOf = (...invocationIds: string[]) => ({
    await: {invoke: invocationIds.map((invocationId) => ({definition: 'Sum', invocationId})), collected: []},
});
const collect = (...collected: string[]) => ({await: {invoke: [], collected}});

test('results that are awaited by Python are kept until collected, and are no events', async () => {
    const {dash, page} = await setUp();
    await act(async () => {
        dash.writeProps('ask', {
            await: {
                invoke: [...awaitOf('1', '2').await.invoke, {definition: 5, invocationId: '3'}],
                collected: [],
            },
        });
        await flush();
    });
    expect(page.props('ask').awaited).toMatchObject({
        1: {invocationId: '1', error: null},
        2: {invocationId: '2', error: null},
        3: {error: {message: expect.stringContaining('definition must be')}},
    });
    await act(async () => dash.writeProps('ask', collect('1', '3', 'unknown')));
    expect(Object.keys(page.props('ask').awaited as object)).toEqual(['2']);
    expect(page.props('ask').result).toBeUndefined();
});

test('an awaited result that comes after Python has given up is not kept', async () => {
    const {dash, page, connect} = await setUp({isConnected: false});
    await act(async () => dash.writeProps('ask', awaitOf('1', '2')));
    await act(flush);
    // So that Python knows that they have been taken.
    expect(page.props('ask').awaited).toEqual({1: null, 2: null});
    await act(async () => dash.writeProps('ask', collect('1')));
    await connect();
    await act(flush);
    expect(page.props('ask').awaited).toEqual({2: expect.objectContaining({error: null})});
});

test('where the app has switched the bus off, an awaited invocation ends with an error', async () => {
    const {dash, page} = await setUp({isConnected: false});
    await act(async () => connection.set({status: 'connected', bus: {...createFakeBus().bus, glue: null}}));
    await act(async () => {
        dash.writeProps('ask', awaitOf('1'));
        await flush();
    });
    expect(page.props('ask').awaited).toMatchObject({
        1: {invocationResult: null, error: {message: expect.stringContaining('without an Interop bus')}},
    });
});

test('a long awaited result has a prop of its own, and leaves it to others when it has been collected', async () => {
    const {dash, page, interop} = await setUp();
    const text = 'x'.repeat(2000);
    const ask = (...ids: string[]) =>
        act(async () => {
            ids.forEach((id) => interop.invoke.mockResolvedValueOnce({returned: {text: id === 'short' ? '' : text}}));
            dash.writeProps('ask', awaitOf(...ids));
            await flush();
        });
    await ask('1', 'short', '2');
    expect(page.props('ask')).toMatchObject({
        awaited: {1: {prop: 'awaited0'}, short: {invocationId: 'short'}, 2: {prop: 'awaited1'}},
        awaited0: {invocationId: '1', invocationResult: {returned: {text}}},
        awaited1: {invocationId: '2'},
    });
    await act(async () => dash.writeProps('ask', collect('1', 'short')));
    expect(page.props('ask')).toMatchObject({awaited: {2: {prop: 'awaited1'}}, awaited0: null});
    await ask('3');
    expect(page.props('ask')).toMatchObject({
        awaited: {2: {prop: 'awaited1'}, 3: {prop: 'awaited0'}},
        awaited0: {invocationId: '3'},
    });
});

test('an awaited result that no WebSocket carries is an error that says so', async () => {
    const {dash, page, interop} = await setUp();
    interop.invoke.mockResolvedValueOnce({returned: {text: 'x'.repeat(15.5e6)}});
    await act(async () => {
        dash.writeProps('ask', awaitOf('1'));
        await flush();
    });
    expect(page.props('ask').awaited).toMatchObject({
        1: {invocationResult: null, error: {message: expect.stringContaining('16 MB; no more than 15')}},
    });
});

test('a component that replaces another shows the awaited results again', async () => {
    const {dash, page} = await setUp();
    await act(async () => {
        dash.writeProps('ask', awaitOf('1'));
        await flush();
    });
    await act(async () => dash.writeProps('ask', {awaited: undefined}));
    page.replace('ask');
    await act(flush);
    expect(page.props('ask').awaited).toMatchObject({1: {invocationId: '1'}});
});

test('an awaited result that Python does not collect goes after a minute', async () => {
    jest.useFakeTimers();
    const {dash, page} = await setUp();
    const ask = (invocationId: string) =>
        act(async () => {
            dash.writeProps('ask', awaitOf(invocationId));
            await flush();
        });
    await ask('old');
    await act(() => jest.advanceTimersByTimeAsync(60000));
    await ask('new');
    expect(Object.keys(page.props('ask').awaited as object)).toEqual(['new']);
});
