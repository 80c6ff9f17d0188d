import {act} from '@testing-library/react';
import StreamSubscribe from '../../../src/components/StreamSubscribe';
import type {RunResult} from '../../../src/dash/callbacks';
import {onItems} from '../../../src/hosts/itemListeners';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {renderDashPage} from '../../fakes/dashPage';
import {createDashStore} from '../../fakes/dashStore';
import {createFakePublishers} from '../../fakes/publishers';

beforeEach(() => jest.useFakeTimers());
afterEach(() => delete window.dash_clientside);

const pass = (ms = 100) => act(() => jest.advanceTimersByTimeAsync(ms));
const onData = {output: 'out.children', inputs: ['prices.data'], outputs: ['out.children']};

async function setUp(props: object = {}, callbacks: Parameters<typeof createDashStore>[0] = [onData]) {
    const streams = createFakePublishers();
    const connection = createFakeConnection();
    const connected = {status: 'connected' as const, bus: {...createFakeBus().bus, glue: streams.glue}};
    connection.set(connected);
    const dash = createDashStore(callbacks);
    const {outputMap} = dash.state.graphs;
    const graphs = {
        outputMap,
        outputPatterns: {},
        inputMap: inputMap(callbacks),
        inputPatterns: {},
        callbacks: [] as object[],
    };
    dash.state.graphs = graphs as unknown as typeof dash.state.graphs;
    const publisher = streams.publish('p1');
    dash.writeProps('prices', {definition: 'Prices', ...props});
    const page = renderDashPage(dash, connection, {prices: StreamSubscribe});
    await pass();
    const batches = () => page.written.prices.flatMap(({data}) => (data ? [data as {items: {n: number}[]}] : []));
    const numbers = () => batches().map(({items}) => items.map(({n}) => n));
    /** The callback of the last batch ends. */
    const finish = async (result: RunResult = {data: {}}) => {
        const run = dash.runs[dash.runs.length - 1];
        await act(async () => {
            run.send();
            await run.settle(result);
        });
    };
    const write = (props: {[prop: string]: unknown}) => act(async () => dash.writeProps('prices', props));
    return {...streams, ...page, graphs, dash, publisher, connection, connected, batches, numbers, finish, write};
}

function inputMap(callbacks: {inputs: string[]}[]) {
    const map: {[id: string]: {[prop: string]: object[]}} = {};
    callbacks.forEach((callback) =>
        callback.inputs.forEach((key) => {
            const [id, prop] = key.split('.');
            map[id] = {...map[id], [prop]: [callback]};
        }),
    );
    return map;
}

test('status and publishers say what it is subscribed to', async () => {
    const {props, publisher} = await setUp();
    expect(props('prices')).toMatchObject({status: 'subscribed', publishers: [{instance: 'p1'}]});
    await act(async () => publisher.leave());
    await pass();
    expect(props('prices')).toMatchObject({status: 'waiting', publishers: []});
});

test('batches go to the callbacks one at a time, and what comes before the end of the last is the next', async () => {
    const {publisher, numbers, batches, finish} = await setUp();
    publisher.push({n: 1});
    await pass();
    publisher.push({n: 2}, {n: 3});
    await pass(5000);
    expect(numbers()).toEqual([[1]]);
    await finish();
    await pass();
    expect(numbers()).toEqual([[1], [2, 3]]);
    expect(batches()[1]).toEqual({items: [{n: 2}, {n: 3}], batch: 2, conflated: 0, dropped: 0, gap: false});
});

test('a callback that raises does not get its batch again', async () => {
    const {publisher, numbers, finish} = await setUp();
    publisher.push({n: 1});
    await pass();
    await finish({error: {status: 500}});
    publisher.push({n: 2});
    await pass();
    expect(numbers()).toEqual([[1], [2]]);
});

test('what is no dict, or has no form in JSON, is counted and breaks nothing', async () => {
    const {publisher, batches} = await setUp();
    const cyclic: {[key: string]: unknown} = {};
    cyclic.self = cyclic;
    publisher.push([1], 'text', null, cyclic, {n: 1n}, {n: 1});
    await pass();
    expect(batches()).toMatchObject([{items: [{n: 1}], dropped: 5}]);
});

test('without a callback and a sink items are counted, not kept', async () => {
    const {publisher, written, batches, graphs, dash} = await setUp({}, []);
    publisher.push({n: 1}, {n: 2});
    await pass(1000);
    expect(written.prices.some((props) => 'data' in props || 'latest' in props)).toBe(false);
    dash.state.graphs = {...graphs, inputMap: {prices: {data: [{}]}}} as unknown as typeof dash.state.graphs;
    publisher.push({n: 3});
    await pass();
    expect(batches()).toMatchObject([{items: [{n: 3}], dropped: 2}]);
});

test('the latest items are written when a callback takes them as a State', async () => {
    const {publisher, props, graphs, dash} = await setUp({conflateBy: 'symbol'}, []);
    dash.state.graphs = {
        ...graphs,
        callbacks: [{state: [{id: 'prices', property: 'latest'}]}],
    } as typeof dash.state.graphs;
    publisher.push({symbol: 'A', n: 1}, {symbol: 'B', n: 2}, {symbol: 'A', n: 3});
    await pass();
    expect(props('prices').latest).toEqual({A: {symbol: 'A', n: 3}, B: {symbol: 'B', n: 2}});
});

test('the latest items are not written when only data is taken', async () => {
    const {publisher, written} = await setUp();
    publisher.push({n: 1});
    await pass();
    expect(written.prices.some((props) => 'latest' in props)).toBe(false);
});

test('other arguments close the subscription and begin another, with a gap', async () => {
    const {publisher, write, requests, batches, finish} = await setUp({args: {symbol: 'A'}});
    publisher.push({n: 1});
    await pass();
    await finish();
    await write({args: {symbol: 'B'}});
    await pass();
    expect(requests.map(({args}) => args)).toEqual([{symbol: 'A'}, {symbol: 'B'}]);
    expect(publisher.count()).toBe(1);
    publisher.push({n: 2});
    await pass();
    expect(batches()).toMatchObject([{gap: false}, {items: [{n: 2}], gap: true}]);
});

test('what waits of other arguments is dropped and counted, so that no batch mixes two subscriptions', async () => {
    const {publisher, write, batches, finish} = await setUp({args: {symbol: 'A'}});
    publisher.push({n: 1});
    await pass();
    publisher.push({n: 2}, {n: 3});
    await write({args: {symbol: 'B'}});
    await pass();
    publisher.push({n: 4});
    await finish();
    await pass();
    expect(batches()).toMatchObject([{items: [{n: 1}]}, {items: [{n: 4}], dropped: 2, gap: true}]);
});

test('what waits when it is made inactive and active again is not lost', async () => {
    const {publisher, write, numbers, finish} = await setUp();
    publisher.push({n: 1});
    await pass();
    publisher.push({n: 2});
    await write({active: false});
    await write({active: true});
    await finish();
    await pass();
    expect(numbers()).toEqual([[1], [2]]);
});

test('not active it has no subscription, and keeps data', async () => {
    const {publisher, write, props, finish} = await setUp();
    publisher.push({n: 1});
    await pass();
    await finish();
    await write({active: false});
    expect(publisher.count()).toBe(0);
    expect(props('prices')).toMatchObject({status: null, publishers: [], data: {items: [{n: 1}]}});
    await write({active: true});
    await pass();
    expect(publisher.count()).toBe(1);
});

test('the lost bus is a status, and what comes after it has a gap', async () => {
    const {publisher, props, connection, connected, lose, batches} = await setUp();
    let lost!: ReturnType<typeof lose>;
    await act(async () => (lost = lose()));
    await act(async () => connection.set({...connected, status: 'disconnected'}));
    expect(props('prices')).toMatchObject({status: 'disconnected', publishers: []});
    await act(async () => lost.restore());
    await act(async () => connection.set(connected));
    await pass();
    publisher.push({n: 1});
    await pass();
    expect(batches()).toMatchObject([{items: [{n: 1}], gap: true}]);
});

test('a rejection is an error in the words of the publisher until one accepts', async () => {
    const {publisher, props, write, publish} = await setUp({definition: null});
    expect(props('prices').status).toBeUndefined();
    publisher.answer({reject: 'no entitlement'});
    await write({definition: 'Prices'});
    await pass();
    expect(props('prices')).toMatchObject({
        status: 'rejected',
        error: {operation: 'subscribe', code: 'rejected', message: expect.stringContaining(': no entitlement')},
    });
    publish('p2');
    await pass();
    expect(props('prices')).toMatchObject({status: 'subscribed', error: null});
});

test.each([
    [{definition: {}}, "definition must be a stream's name"],
    [{args: []}, 'args must be a dict'],
    [{target: 'skipMine'}, 'target must be "best", "all"'],
    [{active: 1}, 'active must be True or False'],
    [{intervalMs: -1}, 'intervalMs must be'],
    [{maxBatch: 0}, 'maxBatch must be'],
    [{maxPending: 'all'}, 'maxPending must be'],
    [{conflateBy: []}, 'conflateBy must be a path'],
])('%j is a wrong setting until it is right', async (wrong, message) => {
    const {props, write, requests} = await setUp(wrong);
    expect(props('prices').error).toMatchObject({code: 'invalid_setting', message: expect.stringContaining(message)});
    expect(requests).toEqual([]);
    await write({...Object.fromEntries(Object.keys(wrong).map((key) => [key, null])), definition: 'Prices'});
    await pass();
    expect(props('prices')).toMatchObject({error: null, status: 'subscribed'});
});

test('one wrong sink is an error, and the other sinks get their items', async () => {
    const show = jest.fn();
    window.dash_clientside = {ns: {show}};
    const to = [{sink: 'nonsense'}, {sink: 'function', name: 'ns.show'}];
    const {publisher, props, write} = await setUp({to}, []);
    publisher.push({n: 1});
    await pass();
    expect(show).toHaveBeenCalledWith([{n: 1}], expect.objectContaining({batch: 1}));
    expect(props('prices').error).toMatchObject({operation: 'to', code: 'invalid_setting'});
    await write({to: to[1]});
    expect(props('prices').error).toBeNull();
});

test('a sink that is done after it was replaced does not take back the error of the new one', async () => {
    let finish: () => void = () => undefined;
    window.dash_clientside = {ns: {show: () => new Promise<void>((resolve) => (finish = resolve))}};
    const {publisher, props, write} = await setUp({to: {sink: 'function', name: 'ns.show'}}, []);
    publisher.push({n: 1});
    await pass();
    await write({to: {sink: 'nonsense'}});
    finish();
    await pass();
    expect(props('prices').error).toMatchObject({operation: 'to', code: 'invalid_setting'});
});

test('a slow callback does not hold up a sink', async () => {
    const show = jest.fn();
    window.dash_clientside = {ns: {show}};
    const {publisher, numbers} = await setUp({to: {sink: 'function', name: 'ns.show'}});
    for (let n = 1; n <= 3; n++) {
        publisher.push({n});
        await pass();
    }
    expect(numbers()).toEqual([[1]]);
    expect(show.mock.calls.map(([[{n}]]) => n)).toEqual([1, 2, 3]);
});

test('a script gets the items of an id, until it has had enough', async () => {
    const listener = jest.fn();
    const stop = onItems('prices', listener);
    const {publisher} = await setUp({}, []);
    publisher.push({n: 1});
    await pass();
    expect(listener).toHaveBeenCalledWith([{n: 1}], {batch: 1, conflated: 0, dropped: 0, gap: false});
    stop();
    publisher.push({n: 2});
    await pass();
    expect(listener).toHaveBeenCalledTimes(1);
    expect(window.glue42dash).toHaveProperty('onItems', onItems);
});

test('replaced by a component of its id it stays subscribed; removed it leaves nothing', async () => {
    const {publisher, replace, show, connection, requests, listenerCount} = await setUp();
    replace('prices');
    await pass();
    expect([publisher.count(), requests.length]).toEqual([1, 1]);
    show();
    await pass(1000);
    expect([publisher.count(), connection.listeners.size, listenerCount()]).toEqual([0, 0, 0]);
});

test('a component that replaces it has its state again, once', async () => {
    const {publisher, props, written, write, replace} = await setUp({}, []);
    const forget = () => write({status: undefined, publishers: undefined, error: undefined});
    await forget();
    written.prices.splice(0);
    replace('prices');
    await pass();
    expect(written.prices).toEqual([{status: 'subscribed', publishers: [expect.objectContaining({instance: 'p1'})]}]);

    publisher.answer({reject: 'no entitlement'});
    await write({args: {symbol: 'A'}});
    await pass();
    await forget();
    replace('prices');
    await pass();
    expect(props('prices')).toMatchObject({
        status: 'rejected',
        publishers: [],
        error: {operation: 'subscribe', code: 'rejected'},
    });
});

test('a batch for callbacks ends at 512 KB, because servers refuse long requests', async () => {
    const {publisher, batches, finish} = await setUp();
    const text = 'x'.repeat(300 * 1024);
    publisher.push({n: 1, text}, {n: 2, text}, {n: 3, text});
    await pass();
    await finish();
    await pass();
    expect(batches().map(({items}) => items.length)).toEqual([2, 1]);
});

test('an error of the subscription goes with its definition', async () => {
    const {publisher, props, write} = await setUp({definition: null});
    publisher.answer({reject: 'no entitlement'});
    await write({definition: 'Prices'});
    await pass();
    expect(props('prices').error).toMatchObject({code: 'rejected'});
    await write({definition: null});
    expect(props('prices')).toMatchObject({status: null, error: null});
});
