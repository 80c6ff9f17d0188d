import {rejectOnLoss} from '../../../src/connection/unlessLost';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';

const {bus} = createFakeBus();
const never = new Promise<never>(() => undefined);

function setUp() {
    const connection = createFakeConnection();
    connection.set({status: 'connected', bus});
    return connection;
}

test('the answer is the answer, and no listener stays', async () => {
    const connection = setUp();
    await expect(rejectOnLoss(connection, bus, Promise.resolve(42), 10)).resolves.toBe(42);
    await expect(rejectOnLoss(connection, bus, Promise.reject('no'), 10)).rejects.toBe('no');
    expect(connection.listeners.size).toBe(0);
});

test.each([
    ['lost', {status: 'disconnected', bus} as const],
    ['another one', {status: 'connected', bus: createFakeBus().bus} as const],
])('when the bus is %s that is the answer', async (_, state) => {
    const connection = setUp();
    const answer = expect(rejectOnLoss(connection, bus, never)).rejects.toThrow(/lost before the answer came/);
    connection.set(state);
    await answer;
    expect(connection.listeners.size).toBe(0);
});

test('it is so too when the bus has gone already', async () => {
    const connection = createFakeConnection();
    await expect(rejectOnLoss(connection, bus, never)).rejects.toThrow(/lost before the answer came/);
    expect(connection.listeners.size).toBe(0);
});

test('a bus that hangs is not waited for longer than the limit', async () => {
    const connection = setUp();
    await expect(rejectOnLoss(connection, bus, never, 5)).rejects.toThrow('The bus did not answer within 5 ms.');
    expect(connection.listeners.size).toBe(0);
});
