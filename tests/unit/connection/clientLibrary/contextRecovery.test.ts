import type {Glue} from '../../../../src/connection/bus';
import {recoverContexts} from '../../../../src/connection/clientLibrary/contextRecovery';

/** The part of a client library that keeps the contexts, losing its gateway and coming back as the libraries do. */
function setUp() {
    const listeners: {[event: string]: ((message?: unknown) => void)[]} = {
        connected: [],
        disconnected: [],
        left: [],
        'context-added': [],
    };
    const on = (event: string) => (listener: () => void) => void listeners[event].push(listener);
    const tell = (event: string, message?: unknown) => listeners[event].forEach((listener) => listener(message));
    const bridge = {
        _contextNameToData: {} as {[name: string]: object},
        _creationPromises: {} as object,
        _contextsSubscriptionsCache: [] as {subKey: number}[],
        _contextsTempCache: {} as {[name: string]: object},
    };
    const connection = {
        peerId: 'p-gateway1-7',
        connected: on('connected'),
        disconnected: on('disconnected'),
        on: (type: string, listener: () => void) => on(type)(listener),
        domain: () => ({
            onLeft: (listener: () => void) => {
                listener();
                on('left')(listener);
            },
        }),
    };
    const contexts = {_bridge: bridge, set: jest.fn(async () => undefined), all: jest.fn(() => [] as string[])};
    const glue = {contexts, connection} as unknown as Glue;
    return {
        bridge,
        contexts,
        glue,
        tell,
        know: (name: string, context: object, isFollowed = true) => {
            bridge._contextNameToData[name] = {
                context,
                sentExplicitSubscription: isFollowed,
                hasCallbacks: () => isFollowed,
            };
        },
        lose: () => {
            tell('left');
            bridge._contextsTempCache = Object.fromEntries(
                Object.entries(bridge._contextNameToData).map(([name, data]) => [
                    name,
                    (data as {context: object}).context,
                ]),
            );
            bridge._contextNameToData = {};
            tell('disconnected');
        },
        comeBack: (gateway: string) => {
            connection.peerId = `p-${gateway}-9`;
            tell('connected');
        },
    };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('the gateway that was there before knows better: nothing is announced to it', () => {
    const {glue, bridge, contexts, know, lose, comeBack} = setUp();
    recoverContexts(glue);
    know('client', {a: 1});
    know('looked at', {a: 1}, false);
    lose();
    comeBack('gateway1');
    jest.advanceTimersByTime(10000);
    expect(bridge._contextsTempCache).toEqual({});
    expect(contexts.set).not.toHaveBeenCalled();
});

test('to another gateway is announced what it has not got from somebody else', () => {
    const {glue, bridge, know, lose, comeBack, tell} = setUp();
    recoverContexts(glue);
    know('client', {a: 1});
    know('mine', {b: 1});
    lose();
    comeBack('gateway2');
    tell('context-added', {name: 'client'});
    tell('context-added', {name: 'unknown'});
    expect(bridge._contextsTempCache).toEqual({client: {}, mine: {b: 1}});
});

test('what was not followed to the end comes last, and only where nobody else has brought it', () => {
    const {glue, bridge, contexts, know, lose, comeBack, tell} = setUp();
    know('client', {a: 1}, false);
    recoverContexts(glue);
    know('theirs', {b: 1}, false);
    know('there', {b: 1}, false);
    lose();
    comeBack('gateway2');
    expect(bridge._contextsTempCache).toEqual({client: {}, theirs: {}, there: {}});
    tell('context-added', {name: 'theirs'});
    contexts.all.mockReturnValue(['there']);
    jest.advanceTimersByTime(4999);
    expect(contexts.set).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(contexts.set.mock.calls).toEqual([['client', {a: 1}]]);
});

test('it waits through a second loss', () => {
    const {glue, contexts, know, lose, comeBack} = setUp();
    recoverContexts(glue);
    know('client', {a: 1}, false);
    lose();
    comeBack('gateway2');
    jest.advanceTimersByTime(1000);
    lose();
    jest.advanceTimersByTime(60000);
    expect(contexts.set).not.toHaveBeenCalled();
    comeBack('gateway3');
    jest.advanceTimersByTime(5000);
    expect(contexts.set).toHaveBeenCalledTimes(1);
});

test('subscriptions that the library doubles at each return are single again', () => {
    const {glue, bridge, lose, comeBack} = setUp();
    recoverContexts(glue);
    bridge._contextsSubscriptionsCache = [{subKey: 1}, {subKey: 2}];
    for (let n = 0; n < 10; n++) {
        lose();
        comeBack('gateway1');
        bridge._contextsSubscriptionsCache.push(...bridge._contextsSubscriptionsCache);
    }
    lose();
    expect(bridge._contextsSubscriptionsCache).toEqual([{subKey: 1}, {subKey: 2}]);
});

test('a creation whose answer was lost is waited for no more', () => {
    const {glue, bridge, lose, comeBack} = setUp();
    recoverContexts(glue);
    bridge._creationPromises = {client: new Promise(() => undefined)};
    lose();
    comeBack('gateway1');
    expect(bridge._creationPromises).toEqual({});
});

test.each([[{}], [{contexts: {}}], [{contexts: {_bridge: {}}, connection: {}}]])(
    'a library that is made otherwise (%j) is left alone',
    (glue) => {
        expect(() => recoverContexts(glue as unknown as Glue)).not.toThrow();
    },
);

test('a loss that is told twice makes nothing forgotten', () => {
    const {glue, bridge, know, lose, comeBack} = setUp();
    recoverContexts(glue);
    know('client', {a: 1});
    lose();
    lose();
    expect(bridge._contextsTempCache).toEqual({client: {a: 1}});
    comeBack('gateway2');
    bridge._contextsTempCache = {};
    lose();
    expect(bridge._contextsTempCache).toEqual({});
});
