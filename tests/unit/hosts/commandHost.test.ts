import {createCommandHost} from '../../../src/hosts/commandHost';
import {BusError} from '../../../src/values/busError';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {placeComponent} from '../../fakes/dashComponent';
import {createDashStore, flush, nextTask} from '../../fakes/dashStore';

type Options = Parameters<typeof createCommandHost<'go' | 'stop', string>>[3];

/** A host of two commands; each command is a name, and ends when the test says so. */
function setUp({isConnected = true, ...options}: {isConnected?: boolean} & Options = {}) {
    const connection = createFakeConnection();
    const {bus} = createFakeBus();
    const connect = async () => {
        connection.set({status: 'connected', bus});
        await flush();
    };
    const begun: unknown[] = [];
    const ends: {[command: string]: (problem?: BusError) => Promise<void>} = {};
    const perform = (_glue: unknown, command: unknown, target: string) => {
        begun.push(target === undefined ? command : [command, target]);
        return new Promise<void>((resolve, reject) => {
            ends[String(command)] = async (problem) => {
                if (problem) {
                    reject(problem);
                } else {
                    resolve();
                }
                await nextTask();
            };
        });
    };
    const {component, written, errors} = placeComponent('Mover', createDashStore([]), 'move');
    const host = createCommandHost(component, connection, {go: perform, stop: perform}, options);
    if (isConnected) {
        connection.set({status: 'connected', bus});
    }
    return {...host, connection, connect, begun, ends, written, errors};
}

test('commands are performed one after another, in the order written', async () => {
    const {readers, begun, ends} = setUp();
    readers.go('a');
    readers.stop('b');
    readers.go('c');
    await flush();
    expect(begun).toEqual(['a']);
    await ends.a();
    expect(begun).toEqual(['a', 'b']);
    await ends.b();
    expect(begun).toEqual(['a', 'b', 'c']);
});

test('a command that waits for the connection is for the target of the moment in which it was written', async () => {
    let target = 'here';
    const {readers, begun, connect} = setUp({isConnected: false, findTarget: () => target});
    readers.go('a');
    target = 'there';
    await connect();
    expect(begun).toEqual([['a', 'here']]);
});

test('a failure becomes the error, does not stop the next command, and the next success clears it', async () => {
    const {perform, ends, written} = setUp();
    const outcomes = [perform('go', 'a'), perform('go', 'b')];
    await flush();
    await ends.a(new BusError('rejected', 'no way'));
    expect(written).toEqual([{error: {message: 'Mover "move": no way', operation: 'go', code: 'rejected'}}]);
    await ends.b();
    expect(written.pop()).toEqual({error: null});
    expect(await Promise.all(outcomes)).toEqual([false, true]);
});

test('of several latest-only values in a row the last one is performed, others keep their place', async () => {
    const {perform, begun, ends, connect} = setUp({isConnected: false, latestOnly: 'go'});
    const outcomes = (['a', 'b', 'stop', 'c', 'd'] as const).map((name) =>
        perform(name === 'stop' ? 'stop' : 'go', name),
    );
    await connect();
    await ends.b();
    await ends.stop();
    await ends.d();
    expect(begun).toEqual(['b', 'stop', 'd']);
    expect(await Promise.all(outcomes)).toEqual([false, true, true, false, true]);
});

test('a value that has begun is not replaced, and its failure is reported', async () => {
    const {perform, begun, ends, errors} = setUp({latestOnly: 'go'});
    void perform('go', 'a');
    await flush();
    void perform('go', 'b');
    await ends.a(new BusError('rejected', 'no way'));
    expect(begun).toEqual(['a', 'b']);
    expect(errors).toEqual(['Mover "move": no way']);
});

test('when connecting fails only the last of several latest-only values is an error', async () => {
    const {readers, connection, errors} = setUp({isConnected: false, latestOnly: 'go'});
    readers.go('a');
    readers.go('b');
    connection.set({status: 'failed', error: {code: 'not_connected', message: 'no bus'}});
    await flush();
    expect(errors).toEqual(['Mover "move": There is no connection to the bus: no bus']);
});
