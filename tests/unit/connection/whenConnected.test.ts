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
    connection.set({status: 'disconnected', bus, error: {code: 'connection_lost', message: 'The gateway refused this page.'}});
    const refused = expect(whenConnected(connection)).rejects.toThrow(
        'There is no connection to the bus: it was lost and is not back. The gateway refused this page.'
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
