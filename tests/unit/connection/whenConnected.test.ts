import {whenConnected} from '../../../src/connection/whenConnected';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';

const {bus} = createFakeBus();

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('a lost bus is waited for', async () => {
    const connection = createFakeConnection();
    connection.set({status: 'disconnected', bus, error: {code: 'connection_lost', message: 'lost'}});
    const waiting = whenConnected(connection);
    await jest.advanceTimersByTimeAsync(29999);
    connection.set({status: 'connected', bus});
    await expect(waiting).resolves.toBe(bus);
    expect(connection.listeners.size).toBe(0);
});

test('but not for ever: then it says why there is none', async () => {
    const connection = createFakeConnection();
    connection.set({
        status: 'disconnected',
        bus,
        error: {code: 'connection_lost', message: 'The gateway refused this page.'},
    });
    const refused = expect(whenConnected(connection)).rejects.toThrow(
        'There is no connection to the bus: it was lost and is not back. The gateway refused this page.',
    );
    await jest.advanceTimersByTimeAsync(30000);
    await refused;
    expect(connection.listeners.size).toBe(0);
});

test('the time counts from when it was asked for, whatever has changed since', async () => {
    const connection = createFakeConnection();
    connection.set({status: 'disconnected', bus, error: {code: 'connection_lost', message: 'lost'}});
    const since = Date.now();
    await jest.advanceTimersByTimeAsync(1000);
    const refused = expect(whenConnected(connection, 3000, since)).rejects.toThrow(/wrong token$/);
    await jest.advanceTimersByTimeAsync(1000);
    connection.set({status: 'disconnected', bus, error: {code: 'connection_lost', message: 'wrong token'}});
    await jest.advanceTimersByTimeAsync(1000);
    await refused;
});

test('a page that is still connecting says after the time limit what it waits for', async () => {
    const connection = createFakeConnection();
    connection.set({status: 'connecting'});
    const refused = expect(whenConnected(connection)).rejects.toMatchObject({
        code: 'not_connected',
        message: 'There is no connection to the bus: the page is still connecting. The gateway does not run.',
    });
    await jest.advanceTimersByTimeAsync(4000);
    connection.set({status: 'connecting', error: {code: 'not_connected', message: 'The gateway does not run.'}});
    await jest.advanceTimersByTimeAsync(26000);
    await refused;
    expect(connection.listeners.size).toBe(0);
});
