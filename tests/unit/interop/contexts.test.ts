import type {Glue} from '../../../src/connection/bus';
import {
    contextOperations,
    ownContextOperations,
    subscribeContext,
    watchContextNames,
} from '../../../src/interop/contexts';
import {flush} from '../../fakes/dashStore';

type Tell = (data: unknown, delta?: unknown, removed?: unknown, unsubscribe?: unknown, extraData?: unknown) => void;

function setUp(existing: string[] = []) {
    const told: {[name: string]: Tell} = {};
    const contexts = {
        all: jest.fn(() => existing),
        subscribe: jest.fn(async (name: string, tell: Tell) => {
            told[name] = tell;
            return () => told[name] === tell && delete told[name];
        }),
        ...Object.fromEntries(
            ['update', 'set', 'setPath', 'setPaths', 'destroy'].map((name) => [name, jest.fn(async () => undefined)]),
        ),
    } as {[name: string]: jest.Mock};
    const subscriptions = new Set<{type: string; listener: () => void}>();
    const connection = {
        on: (type: string, listener: () => void) => {
            const subscription = {type, listener};
            subscriptions.add(subscription);
            return subscription;
        },
        off: (subscription: {type: string; listener: () => void}) => subscriptions.delete(subscription),
    };
    const announce = (type: string) =>
        [...subscriptions]
            .filter((subscription) => subscription.type === type)
            .forEach((subscription) => subscription.listener());
    const listeners = () => [...subscriptions].map(({type}) => type);
    const glue = {contexts, connection, interop: {instance: {peerId: 'me'}}} as unknown as Glue;
    const states: (object | null)[] = [];
    const destroy = async (name: string) => {
        announce('context-destroyed');
        // The library may get the message later than the listener.
        existing.splice(existing.indexOf(name), 1);
        delete told[name];
        await flush();
    };
    const subscribe = (name?: string) => subscribeContext(glue, name, (state) => states.push(state));
    return {glue, contexts, told, states, subscribe, destroy, announce, listeners};
}

test('each state says what changed and by whom', async () => {
    const {subscribe, told, states} = setUp();
    const unsubscribe = await subscribe('client');
    told.client({a: 1}, {}, [], () => undefined, {});
    told.client({a: 2}, {a: 2}, ['b'], () => undefined, {updaterId: 'me'});
    told.client({a: 3}, {a: 3}, [], () => undefined, {updaterId: 'other'});
    const extra = (updaterId: string | null, isMyUpdate: boolean) => ({
        updaterId,
        isMyUpdate,
        isMineUpdate: isMyUpdate,
    });
    expect(states).toEqual([
        {data: {a: 1}, delta: {}, removed: [], extraData: extra(null, false)},
        {data: {a: 2}, delta: {a: 2}, removed: ['b'], extraData: extra('me', true)},
        {data: {a: 3}, delta: {a: 3}, removed: [], extraData: extra('other', false)},
    ]);
    unsubscribe();
    await flush();
    expect(told).toEqual({});
});

test('a context that nobody wrote has no state; the first state of one that this app created is its own', async () => {
    const {glue, subscribe, told, states} = setUp();
    await subscribe('client');
    told.client(undefined);
    expect(states).toEqual([]);
    await contextOperations.update(glue, {name: 'client', data: {a: 1}});
    told.client({a: 1}, {}, [], () => undefined, {});
    expect(states).toMatchObject([{extraData: {updaterId: 'me', isMyUpdate: true}}]);
});

test('whose the first state is: of all who followed when this app created it, by whatever command, and of nobody who came later', async () => {
    const {glue, subscribe, told, states} = setUp();
    await subscribe('client');
    const first = told.client;
    await subscribe('client');
    await contextOperations.setPath(glue, {name: 'client', path: 'a', data: 1});
    await subscribe('client');
    const later = told.client;
    [first, later].forEach((tell) => tell({a: 1}, {}, [], () => undefined, {}));
    expect(states).toMatchObject([{extraData: {isMyUpdate: true}}, {extraData: {isMyUpdate: false}}]);
});

test('a destroyed context has no state, and is followed when it is created anew', async () => {
    const {subscribe, destroy, listeners, told, states} = setUp(['client', 'other']);
    const unsubscribe = await subscribe('client');
    const first = told.client;
    await destroy('other');
    expect(told.client).toBe(first);
    expect(states).toEqual([]);
    await destroy('client');
    expect(states).toEqual([null]);
    told.client({a: 1}, {}, [], () => undefined, {});
    expect(states).toMatchObject([null, {data: {a: 1}}]);
    unsubscribe();
    await flush();
    expect(told).toEqual({});
    expect(listeners()).toEqual([]);
});

test('a context that is destroyed while it is subscribed to is followed all the same', async () => {
    const {subscribe, destroy, contexts, told, states} = setUp(['client']);
    let fail: (reason: string) => void = () => undefined;
    contexts.subscribe.mockImplementationOnce(() => new Promise((_, reject) => (fail = reject)));
    const subscribed = subscribe('client');
    await destroy('client');
    fail('No such context.');
    await subscribed;
    told.client({a: 1}, {}, [], () => undefined, {});
    expect(states).toMatchObject([null, {data: {a: 1}}]);
});

test('a subscription that ends while its context is destroyed is not begun anew', async () => {
    const {subscribe, destroy, contexts, states} = setUp(['client']);
    const unsubscribe = await subscribe('client');
    const destruction = destroy('client');
    unsubscribe();
    await destruction;
    expect(states).toEqual([]);
    expect(contexts.subscribe).toHaveBeenCalledTimes(1);
});

test('a subscription that fails leaves nothing', async () => {
    const {contexts, subscribe, listeners} = setUp();
    contexts.subscribe.mockRejectedValueOnce('No.');
    await expect(subscribe('client')).rejects.toBe('No.');
    expect(listeners()).toEqual([]);
});

test('what creates a context is written again, because another app may have been quicker; anything else is not', async () => {
    const existing: string[] = [];
    const {glue, contexts} = setUp(existing);
    const commands = {
        update: {data: {a: 1}},
        set: {data: {a: 1}},
        setPath: {path: 'a', data: 1},
        setPaths: {paths: [{path: 'a', data: 1}]},
    };
    for (const [operation, command] of Object.entries(commands)) {
        await contextOperations[operation as 'set'](glue, {name: 'c', ...command});
        expect(contexts[operation].mock.calls).toEqual([
            contexts[operation].mock.calls[0],
            contexts[operation].mock.calls[0],
        ]);
    }
    existing.push('c');
    await contextOperations.update(glue, {name: 'c', data: {a: 1}});
    expect(contexts.update).toHaveBeenCalledTimes(3);
});

test('every operation hands its command to the library', async () => {
    const {glue, contexts} = setUp();
    await contextOperations.update(glue, {name: 'c', data: {a: 1}});
    await contextOperations.set(glue, {name: 'c', data: {}});
    await contextOperations.setPath(glue, {name: 'c', path: '', data: {}});
    await contextOperations.setPaths(glue, {name: 'c', paths: [{path: 'a', data: null}]});
    await contextOperations.destroy(glue, {name: 'c'});
    expect(contexts.update).toHaveBeenCalledWith('c', {a: 1});
    expect(contexts.set).toHaveBeenCalledWith('c', {});
    expect(contexts.setPath).toHaveBeenCalledWith('c', '', {});
    expect(contexts.setPaths).toHaveBeenCalledWith('c', [{path: 'a', value: null}]);
    expect(contexts.destroy).toHaveBeenCalledWith('c');
});

test('the commands of one context are the bare data', async () => {
    const {glue, contexts} = setUp();
    const own = ownContextOperations;
    await own.update(glue, {name: 'a key of the data'}, 'client');
    await own.setPath(glue, {path: 'x', data: 1}, 'client');
    await own.setPaths(glue, [{path: 'x', data: 1}], 'client');
    expect(contexts.update).toHaveBeenCalledWith('client', {name: 'a key of the data'});
    expect(contexts.setPath).toHaveBeenCalledWith('client', 'x', 1);
    expect(contexts.setPaths).toHaveBeenCalledWith('client', [{path: 'x', value: 1}]);
});

test.each([
    ['update', 5, 'update must be a dict {"name", "data"}, not 5.'],
    ['update', {data: {}}, 'update: "name" must be a non-empty string, not None.'],
    ['set', {name: 'c', data: [1]}, 'set: "data" must be a dict, not [1].'],
    ['setPath', {name: 'c', data: 1}, 'setPath: "path" must be a string such as "a.b", not None.'],
    ['setPath', {name: 'c', path: 'a'}, 'setPath: "data" must be any value, not None.'],
    ['setPaths', {name: 'c', paths: {}}, 'setPaths: "paths" must be a list of dicts, not {}.'],
    ['setPaths', {name: 'c', paths: [1]}, 'setPaths must be a dict {"path", "data"}, not 1.'],
    ['destroy', null, 'destroy must be a dict {"name"}, not None.'],
    [
        'update',
        {name: 'c', data: JSON.parse('{"__proto__": 1}')},
        'update: "__proto__" is not allowed: no part of a path or key may be',
    ],
    ['set', {name: 'c', data: {'constructor.prototype': 1}}, 'set: "constructor.prototype" is not allowed'],
    ['setPath', {name: 'c', path: 'a.__proto__.b', data: 1}, 'setPath: "a.__proto__.b" is not allowed'],
    [
        'setPaths',
        {
            name: 'c',
            paths: [
                {path: 'a', data: 1},
                {path: 'prototype', data: 1},
            ],
        },
        'setPaths: "prototype" is not allowed',
    ],
])('the wrong %s %j is explained', (operation, command, problem) => {
    const {glue} = setUp();
    expect(() => contextOperations[operation as 'set'](glue, command)).toThrow(problem);
});

test('without a name the problem is said', async () => {
    const {glue, subscribe} = setUp();
    await expect(subscribe(undefined)).rejects.toThrow(/contextName is missing/);
    expect(() => ownContextOperations.update(glue, {}, undefined)).toThrow(/contextName is missing/);
});

test('a client library that was started without contexts is the problem', async () => {
    const {glue, subscribe} = setUp();
    delete glue.contexts;
    await expect(subscribe('client')).rejects.toThrow(/has no contexts/);
    await expect(contextOperations.update(glue, {name: 'client', data: {}})).rejects.toThrow(/has no contexts/);
    expect(() => watchContextNames(glue, () => undefined)).toThrow(/has no contexts/);
});

test('the names are reported when a message from the gateway has changed them, until stopped', () => {
    jest.useFakeTimers();
    const existing = ['b'];
    const {glue, announce, listeners} = setUp(existing);
    const reported: string[][] = [];
    const stop = watchContextNames(glue, (names) => reported.push(names));
    // The library may know the name later than the listener gets the message.
    announce('context-added');
    announce('context-added');
    existing.push('a', 'c');
    jest.runAllTimers();
    announce('context-created');
    jest.runAllTimers();
    existing.shift();
    announce('context-destroyed');
    jest.runAllTimers();
    expect(reported).toEqual([['b'], ['a', 'b', 'c'], ['a', 'c']]);
    existing.push('d');
    announce('context-added');
    stop();
    jest.runAllTimers();
    expect(reported).toHaveLength(3);
    expect(listeners()).toEqual([]);
    jest.useRealTimers();
});

test('the names are read again and again where the connection has no messages', () => {
    jest.useFakeTimers();
    const existing = ['b'];
    const {glue} = setUp(existing);
    delete glue.connection;
    const reported: string[][] = [];
    const stop = watchContextNames(glue, (names) => reported.push(names));
    existing.push('a');
    jest.advanceTimersByTime(1000);
    stop();
    existing.push('c');
    jest.advanceTimersByTime(1000);
    expect(reported).toEqual([['b'], ['a', 'b']]);
    jest.useRealTimers();
});
