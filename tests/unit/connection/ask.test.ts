import {createAnnouncer} from '../../../src/async/announcer';
import {ask, rejectOnLoss, whileConnected} from '../../../src/connection/ask';
import type {Connection, ConnectionState} from '../../../src/connection/connection';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';

const {bus} = createFakeBus();
const never = () => new Promise<never>(() => undefined);

function setUp() {
    const connection = createFakeConnection();
    connection.set({status: 'connected', bus});
    return connection;
}

describe('ask waits for the bus', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    test('a lost bus that comes back gets the task', async () => {
        const connection = createFakeConnection();
        connection.set({status: 'disconnected', bus, error: {code: 'connection_lost', message: 'lost'}});
        const task = jest.fn((connected: unknown) => connected);
        const answer = ask(connection, task);
        await jest.advanceTimersByTimeAsync(29999);
        expect(task).not.toHaveBeenCalled();
        connection.set({status: 'connected', bus});
        await expect(answer).resolves.toBe(bus);
        expect(connection.listeners.size).toBe(0);
    });

    test('after the time limit it rejects with the reason for the loss', async () => {
        const connection = createFakeConnection();
        connection.set({
            status: 'disconnected',
            bus,
            error: {code: 'connection_lost', message: 'The gateway refused this page.'},
        });
        const refused = expect(ask(connection, never)).rejects.toThrow(
            'There is no connection to the bus: it was lost and was not restored in time. The gateway refused this page.',
        );
        await jest.advanceTimersByTimeAsync(30000);
        await refused;
        expect(connection.listeners.size).toBe(0);
    });

    test('the time limit counts from `since`, also when the state changes in between', async () => {
        const connection = createFakeConnection();
        connection.set({status: 'disconnected', bus, error: {code: 'connection_lost', message: 'lost'}});
        const since = Date.now();
        await jest.advanceTimersByTimeAsync(1000);
        const refused = expect(ask(connection, never, {waitMs: 3000, since})).rejects.toThrow(/wrong token$/);
        await jest.advanceTimersByTimeAsync(1000);
        connection.set({status: 'disconnected', bus, error: {code: 'connection_lost', message: 'wrong token'}});
        await jest.advanceTimersByTimeAsync(1000);
        await refused;
    });

    test('a page that is still connecting says after the time limit what it waits for', async () => {
        const connection = createFakeConnection();
        connection.set({status: 'connecting'});
        const refused = expect(ask(connection, never)).rejects.toMatchObject({
            code: 'not_connected',
            message: 'There is no connection to the bus: the page is still connecting. The gateway does not run.',
        });
        await jest.advanceTimersByTimeAsync(4000);
        connection.set({status: 'connecting', error: {code: 'not_connected', message: 'The gateway does not run.'}});
        await jest.advanceTimersByTimeAsync(26000);
        await refused;
        expect(connection.listeners.size).toBe(0);
    });

    test('a page without a Glue42 component is told to add one', async () => {
        const connection = createFakeConnection();
        const refused = expect(ask(connection, never)).rejects.toThrow(/no Glue42 component. Add one to the layout\.$/);
        await jest.advanceTimersByTimeAsync(10000);
        await refused;
    });
});

describe('ask waits for the answer', () => {
    test('it settles as the task does, and no listener stays', async () => {
        const connection = setUp();
        await expect(ask(connection, () => Promise.resolve(42), {answerMs: 10})).resolves.toBe(42);
        await expect(ask(connection, () => Promise.reject('no'), {answerMs: 10})).rejects.toBe('no');
        const broken = () => {
            throw new TypeError('broken');
        };
        await expect(ask(connection, broken)).rejects.toThrow('broken');
        expect(connection.listeners.size).toBe(0);
    });

    test.each([
        ['lost', {status: 'disconnected', bus} as const],
        ['replaced', {status: 'connected', bus: createFakeBus().bus} as const],
    ])('it rejects at once when the bus is %s', async (_, state) => {
        const connection = setUp();
        const answer = expect(rejectOnLoss(connection, bus, never())).rejects.toThrow(/lost before the answer came/);
        connection.set(state);
        await answer;
        expect(connection.listeners.size).toBe(0);
    });

    test('it rejects when the bus was lost before the question', async () => {
        const connection = createFakeConnection();
        await expect(rejectOnLoss(connection, bus, never())).rejects.toThrow(/lost before the answer came/);
        expect(connection.listeners.size).toBe(0);
    });

    test('the task does not run when the bus is lost in the moment after the connection', async () => {
        const connection = setUp();
        const task = jest.fn();
        const answer = ask(connection, task);
        connection.set({status: 'disconnected', bus, error: {code: 'connection_lost', message: 'It went.'}});
        await expect(answer).rejects.toMatchObject({
            code: 'connection_lost',
            message: 'There is no connection to the bus: It went.',
        });
        expect(task).not.toHaveBeenCalled();
    });

    test('a bus that hangs has until the time limit', async () => {
        const connection = setUp();
        await expect(ask(connection, never, {answerMs: 5})).rejects.toThrow(
            'The bus did not answer within 0.005 seconds.',
        );
        expect(connection.listeners.size).toBe(0);
    });
});

describe('whileConnected', () => {
    function run() {
        const connection = createFakeConnection();
        const happened: string[] = [];
        let count = 0;
        const end = whileConnected(connection, () => {
            const n = ++count;
            happened.push(`start ${n}`);
            return () => happened.push(`stop ${n}`);
        });
        return {connection, happened, end};
    }

    test('it runs between connection and loss, and again after the return', () => {
        const {connection, happened, end} = run();
        expect(happened).toEqual([]);
        connection.set({status: 'connected', bus});
        connection.set({status: 'connected', bus});
        connection.set({status: 'disconnected', bus});
        connection.set({status: 'disconnected', bus, error: {code: 'connection_lost', message: 'refused'}});
        expect(happened).toEqual(['start 1', 'stop 1']);
        connection.set({status: 'connected', bus});
        end();
        end();
        expect(happened).toEqual(['start 1', 'stop 1', 'start 2', 'stop 2']);
        expect(connection.listeners.size).toBe(0);
    });

    test('a new bus is a new run, and a page without a bus (skipInit) has none', () => {
        const {connection, happened} = run();
        connection.set({status: 'connected', bus});
        connection.set({status: 'connected', bus: createFakeBus().bus});
        connection.set({status: 'connected', bus: {...bus, glue: null}});
        expect(happened).toEqual(['start 1', 'stop 1', 'start 2', 'stop 2']);
    });
});

test('what is ended while the connection tells its listeners does not start again', () => {
    const {announce, subscribe} = createAnnouncer();
    let state: ConnectionState = {status: 'connecting'};
    const start = jest.fn(() => () => undefined);
    let end: () => void = () => undefined;
    subscribe(() => end());
    end = whileConnected({state: () => state, subscribe} as Connection, start);
    state = {status: 'connected', bus};
    announce();
    expect(start).not.toHaveBeenCalled();
});
