import {whileConnected} from '../../../src/connection/whileConnected';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';

function setUp() {
    const connection = createFakeConnection();
    const {bus} = createFakeBus();
    const happened: string[] = [];
    let count = 0;
    const end = whileConnected(connection, () => {
        const n = ++count;
        happened.push(`start ${n}`);
        return () => happened.push(`stop ${n}`);
    });
    return {connection, bus, happened, end};
}

test('it runs between connection and loss, and anew after the return', () => {
    const {connection, bus, happened, end} = setUp();
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

test('another bus is another run, and none at all (skipInit) is no run', () => {
    const {connection, bus, happened} = setUp();
    connection.set({status: 'connected', bus});
    connection.set({status: 'connected', bus: createFakeBus().bus});
    connection.set({status: 'connected', bus: {...bus, glue: null}});
    expect(happened).toEqual(['start 1', 'stop 1', 'start 2', 'stop 2']);
});
