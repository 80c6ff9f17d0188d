import {createStreamPublishHost} from '../../../src/hosts/streamPublishHost';
import {registerMethod} from '../../../src/interop/registerMethod';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {placeComponent} from '../../fakes/dashComponent';
import {createDashStore, flush} from '../../fakes/dashStore';

const decider = {output: 'prices.decide', inputs: ['prices.request'], outputs: ['prices.decide']};

function setUp(props: object = {}, {definitions = [decider], isConnected = true} = {}) {
    jest.useFakeTimers();
    const connection = createFakeConnection();
    const fake = createFakeBus();
    const connected = {status: 'connected' as const, bus: fake.bus};
    if (isConnected) {
        connection.set(connected);
    }
    const dash = createDashStore(definitions);
    const {component, written, errors} = placeComponent('StreamPublish', dash, 'prices');
    const host = createStreamPublishHost(component, connection);
    host.update({definition: 'Prices', ...props});
    const last = (prop: string) => written.filter((props) => props[prop] !== undefined).at(-1)?.[prop];
    const subscribe = async (args?: object, instance?: object) => {
        const subscriber = fake.streams.subscribe('Prices', args, instance);
        await flush();
        return subscriber;
    };
    /** The callback that decides ends with this. */
    const decide = async (answer: object | null, run = dash.runs.length - 1) => {
        const {subscriptionId} = last('request') as {subscriptionId: string};
        dash.runs[run].send();
        await dash.runs[run].settle({data: {prices: {decide: answer && {subscriptionId, ...answer}}}});
    };
    const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
    return {...fake, connection, connected, dash, host, component, written, errors, last, subscribe, decide, pass};
}

afterEach(() => jest.useRealTimers());

test('what is pushed reaches the subscribers; who they are and what was sent is reported', async () => {
    const {host, written, last, subscribe, pass} = setUp();
    await flush();
    const {received} = await subscribe({symbol: 'A'});
    host.readers.push({data: [{n: 1}, {n: 2}]});
    await pass(1000);
    expect(received).toEqual([{n: 1}, {n: 2}]);
    expect(last('subscribers')).toEqual([
        {id: expect.any(String), args: {symbol: 'A'}, branch: null, instance: {application: 'Excel', instance: 'x1'}},
    ]);
    expect(last('stats')).toEqual({sent: 2, waiting: 0, conflated: 0, dropped: 0});
    expect(written.filter((props) => 'subscribers' in props || 'stats' in props)).toHaveLength(2);
    host.dispose();
});

test('stats are written once a second, and not when nothing has changed', async () => {
    const {host, written, subscribe, pass} = setUp();
    await flush();
    await subscribe();
    await pass(2000);
    written.length = 0;
    for (let n = 0; n < 100; n++) {
        host.readers.push({data: {n}});
        await pass(50);
    }
    await pass(5000);
    expect(written.map(({stats}) => (stats as {sent: number}).sent)).toEqual([20, 40, 60, 80, 100]);
    host.dispose();
});

test('a component that replaces another of its id gets the state again', async () => {
    const {host, written, subscribe, pass} = setUp();
    host.onMount();
    await flush();
    await subscribe();
    await pass(1000);
    const before = [...written];
    expect(before).toHaveLength(2);
    host.onMount();
    await pass(1000);
    expect(written.slice(2)).toEqual(before);
    host.dispose();
});

test('what has no subscriber changes nothing that would be written', async () => {
    const {host, written, pass} = setUp();
    await flush();
    host.readers.push({data: {n: 1}});
    await pass(1000);
    host.readers.push({data: {n: 2}});
    await pass(5000);
    expect(written).toEqual([{stats: {sent: 0, waiting: 0, conflated: 0, dropped: 0}}]);
    host.dispose();
});

test('the same object is pushed once, an equal one again', async () => {
    const {host, subscribe, pass} = setUp();
    await flush();
    const {received} = await subscribe();
    const command = {data: {n: 1}};
    host.readers.push(command);
    host.readers.push(command);
    host.readers.push({data: {n: 1}});
    await pass(100);
    expect(received).toEqual([{n: 1}, {n: 1}]);
    host.dispose();
});

test('a malformed push is an error until one succeeds', async () => {
    const {host, last} = setUp();
    await flush();
    host.readers.push({data: 5});
    expect(last('error')).toEqual({
        message: 'StreamPublish "prices": push: "data" must be a dict or a list of dicts, not 5.',
        operation: 'push',
        code: 'invalid_command',
    });
    host.readers.push({data: {n: 1}});
    expect(last('error')).toBeNull();
    host.dispose();
});

test.each([
    [{maxPending: 0}, 'maxPending must be a number above 0, not 0.'],
    [{maxRate: '5'}, 'maxRate must be a number above 0, not "5".'],
    [{snapshot: 1}, 'snapshot must be True or False, not 1.'],
    [{accept: 'none'}, 'accept must be "all" or "ask", not "none".'],
    [{branchBy: ['symbol']}, 'branchBy must be the name of a field, such as "symbol", not ["symbol"].'],
    [{conflateBy: 5}, 'conflateBy must be a path of an item, such as "symbol" or "a.b", or a list of paths.'],
    [{definition: {}}, 'definition must be a stream\'s name or a dict with a "name", not {}.'],
])('the setting %j is an error, and nothing is published until it is right', async (setting, problem) => {
    const {host, streams, last} = setUp(setting);
    await flush();
    expect(last('error')).toEqual({
        message: `StreamPublish "prices": ${problem}`,
        operation: 'register',
        code: 'invalid_setting',
    });
    expect(streams.published.size).toBe(0);
    host.update({definition: 'Prices', conflateBy: null, branchBy: null, maxRate: null});
    await flush();
    expect(last('error')).toBeNull();
    expect([...streams.published.keys()]).toEqual(['Prices']);
    host.dispose();
});

test('a name that another component of the page has as a method is an error until that has left it', async () => {
    const {host, connection, last, streams, pass} = setUp({definition: 'Other'});
    const unregister = registerMethod(
        connection,
        'Prices',
        async () => ({}),
        () => undefined,
        'MethodRegister "m"',
    );
    await flush();
    host.update({definition: 'Prices'});
    await pass(100);
    expect(last('error')).toMatchObject({
        code: 'name_taken',
        message:
            'StreamPublish "prices": MethodRegister "m" of this page has the method "Prices": register it once, or under another name.',
    });
    unregister();
    await pass(100);
    expect([...streams.published.keys()]).toEqual(['Prices']);
    expect(last('error')).toBeNull();
    host.dispose();
});

test('it is published when the connection comes, and says why when none comes', async () => {
    const {host, connection, connected, streams, last} = setUp({}, {isConnected: false});
    connection.set({status: 'failed', error: {code: 'not_connected', message: 'no platform'}});
    await flush();
    expect(last('error')).toMatchObject({operation: 'register', code: 'not_connected'});
    connection.set(connected);
    await flush();
    expect([...streams.published.keys()]).toEqual(['Prices']);
    expect(last('error')).toBeNull();
    host.dispose();
});

describe('with accept="ask"', () => {
    test('a callback decides: the request has the subscriber and its arguments', async () => {
        const {host, last, subscribe, decide, pass} = setUp({accept: 'ask'});
        await flush();
        const subscriber = await subscribe({symbol: 'A'});
        expect(last('request')).toEqual({
            subscriptionId: expect.any(String),
            args: {symbol: 'A'},
            subscriber: {application: 'Excel', instance: 'x1'},
        });
        expect(subscriber.isAccepted).toBe(false);
        await decide({accept: true, branch: 'gold'});
        expect(subscriber.isAccepted).toBe(true);
        await pass(100);
        const {subscriptionId} = last('request') as {subscriptionId: string};
        expect(last('subscribers')).toMatchObject([{id: subscriptionId, branch: 'gold'}]);
        host.readers.push({data: {n: 1}, subscription: subscriptionId});
        await pass(100);
        expect(subscriber.received).toEqual([{n: 1}]);
        host.dispose();
    });

    test.each([
        [{accept: true}, undefined],
        [{reject: 'no entitlement'}, 'no entitlement'],
        [{reject: true}, 'The subscription was rejected.'],
        [{accept: false}, 'Stream "Prices": the callback ended without a decision.'],
        [{accept: true, branch: 5}, 'Stream "Prices": the callback ended without a decision.'],
        [null, 'Stream "Prices": the callback ended without a decision.'],
    ])('the decision %j gives the subscriber the answer %j', async (decision, rejection) => {
        const {host, subscribe, decide} = setUp({accept: 'ask'});
        await flush();
        const subscriber = await subscribe();
        await decide(decision);
        expect([subscriber.isAccepted, subscriber.rejection]).toEqual([rejection === undefined, rejection]);
        host.dispose();
    });

    test('a callback that raises rejects at once, in words without what it raised', async () => {
        const {host, dash, subscribe} = setUp({accept: 'ask'});
        await flush();
        const subscriber = await subscribe();
        dash.runs[0].send();
        await dash.runs[0].settle({error: {status: 500, message: 'secret'}});
        expect(subscriber.rejection).toBe('Stream "Prices": the callback that decides on its subscriptions failed.');
        host.dispose();
    });

    test('without a callback, and without a decision in time, subscribers are rejected', async () => {
        const silent = setUp({accept: 'ask'}, {definitions: []});
        await flush();
        expect((await silent.subscribe()).rejection).toBe(
            'Stream "Prices": no callback of the app decides on its subscriptions.',
        );
        silent.host.dispose();

        const {host, subscribe, dash, pass} = setUp({accept: 'ask'});
        await flush();
        const subscriber = await subscribe();
        dash.runs[0].send();
        await pass(24999);
        expect(subscriber.rejection).toBeUndefined();
        await pass(1);
        expect(subscriber.rejection).toBe('Stream "Prices": the callback did not decide in time.');
        host.dispose();
    });

    test('requests are decided one after another', async () => {
        const {host, dash, subscribe, decide, last} = setUp({accept: 'ask'});
        await flush();
        const subscribers = [await subscribe({n: 1}), await subscribe({n: 2})];
        expect(dash.runs).toHaveLength(1);
        await decide({reject: 'first'});
        expect(last('request')).toMatchObject({args: {n: 2}});
        await decide({accept: true});
        expect(subscribers.map(({rejection, isAccepted}) => rejection ?? isAccepted)).toEqual(['first', true]);
        host.dispose();
    });

    test('an unknown id is a warning to the developer', async () => {
        const {host, errors} = setUp({accept: 'ask'});
        await flush();
        host.readers.decide({subscriptionId: 'x', accept: true});
        host.readers.decide({accept: true});
        host.readers.decide(5);
        expect(errors).toEqual([
            expect.stringContaining('"x"'),
            expect.stringContaining('decide has no "subscriptionId"'),
            expect.stringContaining('decide must be a dict'),
        ]);
        host.dispose();
    });

    test('after a loss of the bus a decision has no effect on the subscriber that has gone with it', async () => {
        const {host, connection, connected, streams, subscribe, decide, last} = setUp({accept: 'ask'});
        await flush();
        const subscriber = await subscribe();
        connection.set({...connected, status: 'disconnected'});
        await flush();
        streams.republish();
        connection.set(connected);
        await decide({accept: true});
        expect([subscriber.isAccepted, subscriber.rejection]).toEqual([false, undefined]);
        const again = await subscribe();
        expect(last('request')).toBeDefined();
        await decide({accept: true});
        expect(again.isAccepted).toBe(true);
        host.dispose();
    });
});

test('a lost bus has no subscribers', async () => {
    const {host, connection, connected, last, subscribe, pass} = setUp();
    await flush();
    await subscribe();
    await pass(100);
    expect(last('subscribers')).toHaveLength(1);
    connection.set({...connected, status: 'disconnected'});
    await pass(100);
    expect(last('subscribers')).toEqual([]);
    host.dispose();
});

test('who subscribes to a stream that is on the bus again before its page counts as connected is admitted then', async () => {
    const {host, streams, connection, connected, subscribe} = setUp();
    await flush();
    connection.set({...connected, status: 'disconnected'});
    streams.republish();
    const subscriber = await subscribe();
    expect(subscriber.isAccepted).toBe(false);
    connection.set(connected);
    await flush();
    expect(subscriber.isAccepted).toBe(true);
    host.dispose();
});

test('a definition that changes under its name waits until the name is free', async () => {
    const {host, streams, errors, pass} = setUp();
    await flush();
    host.update({definition: {name: 'Prices', accepts: 'String symbol'}});
    await pass(100);
    expect(streams.createStream).toHaveBeenLastCalledWith(
        {name: 'Prices', accepts: 'String symbol'},
        expect.anything(),
    );
    expect([...streams.published.keys()]).toEqual(['Prices']);
    expect(errors).toEqual([]);
    host.dispose();
});

test('a removed component rejects those who wait for a decision before its stream goes', async () => {
    const {host, streams, subscribe, pass} = setUp({accept: 'ask'});
    await flush();
    const subscriber = await subscribe();
    host.dispose();
    await pass(100);
    expect(subscriber.rejection).toBe('Stream "Prices": it was removed from its page.');
    expect(streams.published.size).toBe(0);
});

test('a changed definition closes the stream and publishes the new one', async () => {
    const {host, streams, pass} = setUp();
    await flush();
    host.update({definition: {name: 'Quotes', accepts: 'String symbol'}});
    await pass(100);
    expect([...streams.published.keys()]).toEqual(['Quotes']);
    expect(streams.createStream).toHaveBeenLastCalledWith(
        {name: 'Quotes', accepts: 'String symbol'},
        expect.anything(),
    );
    host.update({definition: {name: 'Quotes', accepts: 'String symbol'}, maxRate: 5});
    await pass(100);
    expect(streams.createStream).toHaveBeenCalledTimes(2);
    host.dispose();
});

test('scripts push through its id until it is removed', async () => {
    const {host, last, subscribe, pass, streams, connection} = setUp();
    await flush();
    const {received} = await subscribe();
    window.glue42dash!.push('prices', {n: 1});
    window.glue42dash!.push('prices', [{n: 2}, {n: 3}]);
    await pass(100);
    expect(received).toEqual([{n: 1}, {n: 2}, {n: 3}]);
    window.glue42dash!.push('prices', 5 as unknown as object);
    expect(last('error')).toMatchObject({operation: 'push', code: 'invalid_command'});

    host.dispose();
    await pass(100);
    expect(streams.published.size).toBe(0);
    expect(() => window.glue42dash!.push('prices', {n: 4})).toThrow(
        'glue42dash.push: this page has no StreamPublish "prices".',
    );
    expect(connection.listeners.size).toBe(0);
});
