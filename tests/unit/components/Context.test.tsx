import {act} from '@testing-library/react';
import Context from '../../../src/components/Context';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {renderDashPage} from '../../fakes/dashPage';
import {createDashStore, nextTask} from '../../fakes/dashStore';

let connection = createFakeConnection();

type Tell = (data: object, delta: object, removed: string[], unsubscribe: () => void, extraData: object) => void;

interface Given {
    isConnected?: boolean;
    /** What callbacks write before the page has loaded what a Context needs. */
    early?: {[prop: string]: unknown}[];
    [prop: string]: unknown;
}

async function setUp({isConnected = true, early = [], ...props}: Given = {}) {
    connection = createFakeConnection();
    const {bus} = createFakeBus();
    const done: unknown[][] = [];
    const told = new Map<string, Tell>();
    const existing = ['client'];
    let tellDestroyed = () => undefined as void;
    bus.glue!.connection = {
        on: (_: string, listener: () => void) => (tellDestroyed = listener),
        off: () => undefined,
    } as never;
    const perform =
        (operation: string) =>
        async (...given: unknown[]) =>
            void done.push([operation, ...given]);
    const contexts = {
        all: () => existing,
        subscribe: async (name: string, tell: Tell) => {
            told.set(name, tell);
            return () => told.get(name) === tell && told.delete(name);
        },
        ...Object.fromEntries(['update', 'set', 'setPath', 'setPaths'].map((name) => [name, perform(name)])),
    };
    Object.assign(bus.glue!, {contexts});
    const connect = () =>
        act(async () => {
            connection.set({status: 'connected', bus});
            await nextTask();
        });
    if (isConnected) {
        connection.set({status: 'connected', bus});
    }
    const dash = createDashStore([]);
    dash.writeProps('client', props);
    const page = renderDashPage(dash, connection, {client: Context});
    await act(async () => {
        early.forEach((written) => dash.writeProps('client', written));
        await nextTask();
    });
    const write = (commands: object) =>
        act(async () => {
            dash.writeProps('client', commands as {[prop: string]: unknown});
            await nextTask();
        });
    const lose = () =>
        act(async () => {
            connection.set({
                status: 'disconnected',
                bus,
                error: {code: 'connection_lost', message: 'The bus was lost.'},
            });
            await nextTask();
        });
    /** The libraries drop the subscriptions with their context. */
    const destroy = () =>
        act(async () => {
            existing.length = 0;
            told.clear();
            tellDestroyed();
            await nextTask();
        });
    const move = () =>
        act(async () => {
            told.clear();
            connection.set({status: 'connecting'});
            connection.set({status: 'connected', bus: {...bus, glue: {...bus.glue!}}});
            await nextTask();
        });
    return {dash, page, done, told, connect, lose, destroy, move, write};
}

test('reports the states of the context that its id names, and subscribes to another when contextName changes', async () => {
    const {page, told, write} = await setUp();
    await act(async () => told.get('client')!({a: 1}, {}, [], () => undefined, {}));
    expect(page.props('client').context).toMatchObject({data: {a: 1}});
    await write({contextName: 'other'});
    expect([...told.keys()]).toEqual(['other']);
    page.show();
    await act(nextTask);
    expect(told.size).toBe(0);
});

test('under another contextName nothing is told of the context before, also when that comes late', async () => {
    const {page, told, write} = await setUp();
    const late = told.get('client')!;
    await act(async () => late({a: 1}, {}, [], () => undefined, {}));
    await write({contextName: 'other'});
    expect(page.props('client').context).toBeNull();
    await act(async () => late({a: 2}, {}, [], () => undefined, {}));
    expect(page.props('client').context).toBeNull();
});

test('of a destroyed context there is no state, and that of the one that is created anew is told', async () => {
    const {page, told, destroy} = await setUp();
    await destroy();
    expect(page.written.client).toEqual([]);
    await act(async () => told.get('client')!({a: 1}, {}, [], () => undefined, {}));
    await destroy();
    expect(page.props('client').context).toBeNull();
    await act(async () => told.get('client')!({a: 2}, {}, [], () => undefined, {}));
    expect(page.props('client').context).toMatchObject({data: {a: 2}});
    expect(page.written.client).toHaveLength(3);
});

test('on another bus nothing is told of the context that the bus before had', async () => {
    const {page, told, move} = await setUp();
    await act(async () => told.get('client')!({a: 1}, {}, [], () => undefined, {}));
    await move();
    expect(page.props('client').context).toBeNull();
    await act(async () => told.get('client')!({a: 2}, {}, [], () => undefined, {}));
    expect(page.props('client').context).toMatchObject({data: {a: 2}});
});

test('a subscription that succeeds clears the error of one that failed', async () => {
    const {page, write} = await setUp({contextName: ''});
    expect(page.props('client').error).toMatchObject({operation: 'subscribe'});
    await write({contextName: 'other'});
    expect(page.props('client').error).toBeNull();
});

test('performs its commands one after another, those given before the connection too', async () => {
    const {done, write, connect} = await setUp({isConnected: false, update: {a: 0}});
    await write({set: {b: 1}});
    await write({update: {a: 0}});
    expect(done).toEqual([]);
    await connect();
    expect(done).toEqual([
        ['update', 'client', {a: 0}],
        ['set', 'client', {b: 1}],
        ['update', 'client', {a: 0}],
    ]);
});

test('a command is for the context that contextName names when it is given', async () => {
    const {done, write, connect} = await setUp({isConnected: false});
    await write({update: {a: 0}});
    await write({contextName: 'other'});
    await write({contextName: 'third', update: {a: 1}});
    await connect();
    expect(done.slice(0, 1)).toEqual([['update', 'client', {a: 0}]]);
    expect(done).toContainEqual(['update', 'third', {a: 1}]);
    expect(done.map(([, name]) => name)).not.toContain('other');
});

test('a wrong command is an error, which the next success clears', async () => {
    const {page, done, write} = await setUp();
    await write({update: 5});
    expect(page.props('client').error).toEqual({
        message: 'Context "client": update: "data" must be a dict, not 5.',
        operation: 'update',
        code: 'invalid_command',
    });
    await write({update: {}});
    expect(page.props('client').error).toBeNull();
    expect(done).toHaveLength(1);
});

test('a command that fails as the one before did is told again, as a value that Dash does not take for the same', async () => {
    const {page, write} = await setUp();
    await write({update: [1]});
    await write({update: [1]});
    expect(page.errors).toHaveLength(2);
    const [one, two] = page.written.client.map((props) => (props as {error: object}).error);
    expect(two).toEqual(one);
    expect(two).toHaveProperty(['fantasy-land/equals']);
});

test('a subscription that fails as before is not told again', async () => {
    const {page, lose, connect} = await setUp({contextName: ''});
    await lose();
    await connect();
    expect(page.errors).toEqual(['Context "client": contextName is missing: give the component that, or an id.']);
});

test('a command that comes in the moment in which the bus goes is not done, and fails with the reason', async () => {
    const {dash, page, done} = await setUp();
    await act(async () => {
        dash.writeProps('client', {update: {a: 1}});
        connection.set({status: 'failed', error: {code: 'not_connected', message: 'wrong settings'}});
        await nextTask();
    });
    expect(done).toEqual([]);
    expect(page.props('client').error).toMatchObject({
        message: 'Context "client": There is no connection to the bus: wrong settings',
    });
});

test('when the bus was lost it subscribes again on return, and does then what it was told meanwhile', async () => {
    const {page, done, told, connect, lose, write} = await setUp();
    await act(async () => told.get('client')!({a: 1}, {}, [], () => undefined, {}));
    await lose();
    expect([...told.keys()]).toEqual([]);
    await write({update: {b: 1}});
    expect(done).toEqual([]);
    expect(page.props('client').context).toMatchObject({data: {a: 1}});
    await connect();
    expect(done).toEqual([['update', 'client', {b: 1}]]);
    await act(async () => told.get('client')!({a: 2}, {}, [], () => undefined, {}));
    expect(page.props('client').context).toMatchObject({data: {a: 2}});
});

test('what it was told fails when the bus stays away, all of it in the same time', async () => {
    const {dash, page, done, lose, connect} = await setUp();
    await lose();
    jest.useFakeTimers();
    await act(async () => dash.writeProps('client', {update: {a: 1}}));
    await act(async () => dash.writeProps('client', {set: {a: 2}}));
    await act(() => jest.advanceTimersByTimeAsync(29999));
    expect(page.errors).toEqual([]);
    await act(() => jest.advanceTimersByTimeAsync(2));
    const message =
        'Context "client": There is no connection to the bus: it was lost and was not restored in time. The bus was lost.';
    expect(page.written.client).toEqual(
        ['update', 'set'].map((operation) => ({error: {message, operation, code: 'not_connected'}})),
    );
    jest.useRealTimers();
    await connect();
    expect(done).toEqual([]);
});

test('what was written before the page has loaded the file of contexts goes to the context named at that time', async () => {
    const {done} = await setUp({
        contextName: 'first',
        early: [{set: {n: 1}}, {contextName: 'second'}, {update: {n: 2}}, {contextName: 'third', update: {n: 3}}],
    });
    expect(done.map(([operation, name, data]) => [operation, name, data])).toEqual([
        ['set', 'first', {n: 1}],
        ['set', 'first', {n: 1}],
        ['update', 'second', {n: 2}],
        ['update', 'second', {n: 2}],
        ['update', 'third', {n: 3}],
        ['update', 'third', {n: 3}],
    ]);
});

test('removed before its file came, it leaves nothing', async () => {
    connection = createFakeConnection();
    connection.set({status: 'connected', bus: createFakeBus().bus});
    const dash = createDashStore([]);
    const page = renderDashPage(dash, connection, {client: Context});
    page.show();
    await act(nextTask);
    expect([connection.listeners.size, dash.listenerCount()]).toEqual([0, 0]);
});
