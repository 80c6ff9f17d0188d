import {createMethodHost} from '../../../src/hosts/methodHost';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {placeComponent} from '../../fakes/dashComponent';
import {createDashStore, flush} from '../../fakes/dashStore';

function setUp(props: object = {definition: 'Sum', returns: true}) {
    const connection = createFakeConnection();
    const {bus, ...fake} = createFakeBus();
    const connected = {status: 'connected' as const, bus};
    connection.set(connected);
    const dash = createDashStore([{output: 'sum.result', inputs: ['sum.invoke'], outputs: ['sum.result']}]);
    const {component, written, errors} = placeComponent('MethodRegister', dash, 'sum');
    const host = createMethodHost(component, connection);
    host.update(props);
    const call = async (name = 'Sum') => {
        const answer = fake.call(name, {a: 1});
        answer.catch(() => undefined);
        await flush();
        return {answer};
    };
    return {...fake, host, connection, connected, dash, written, errors, call};
}

test('an invocation becomes a value of invoke, and what is written into result its answer', async () => {
    const {host, written, call} = setUp();
    await flush();
    const {answer} = await call();
    expect(written).toEqual([{invoke: expect.objectContaining({args: {a: 1}})}]);
    const {invocationId} = written[0].invoke as {invocationId: string};
    host.readers.result({invocationId, invocationResult: {sum: 42}});
    await expect(answer).resolves.toEqual({sum: 42});
});

test('an answer in a layout that a callback gives back changes nothing, and is no mistake', async () => {
    const {host, errors, call} = setUp();
    await flush();
    await call();
    host.readers.result({invocationId: 'long ago', invocationResult: 1}, {id: 'sum'}, true);
    expect(errors).toEqual([]);
    host.readers.result({invocationId: 'long ago', invocationResult: 1}, {id: 'sum'}, false);
    expect(errors).toEqual([expect.stringContaining('"long ago"')]);
});

test('rendered again with the same settings it registers nothing, with another definition or bus it does', async () => {
    const {host, methods, interop, connection} = setUp();
    host.update({definition: 'Sum', returns: true, maxPending: 5});
    await flush();
    expect(interop.registerAsync).toHaveBeenCalledTimes(1);
    host.update({definition: {name: 'Add'}});
    await flush();
    expect([...methods.keys()]).toEqual(['Add']);
    const next = createFakeBus();
    connection.set({status: 'connected', bus: next.bus});
    await flush();
    expect([...next.methods.keys()]).toEqual(['Add']);
});

test('a wrong setting is an error until it is right', async () => {
    const {host, written, methods} = setUp({definition: 'Sum', returns: 'yes'});
    expect(written).toMatchObject([{error: {operation: 'register', code: 'invalid_setting'}}]);
    host.update({definition: 'Sum', returns: null});
    await flush();
    expect(written.pop()).toEqual({error: null});
    expect([...methods.keys()]).toEqual(['Sum']);
});

test('when the bus is lost the callers have an error; the method stays registered for the return', async () => {
    const {connection, connected, call, interop} = setUp();
    await flush();
    const {answer} = await call();
    connection.set({...connected, status: 'disconnected'});
    await expect(answer).rejects.toMatchObject({code: 'connection_lost'});
    connection.set(connected);
    await flush();
    expect(interop.unregister).not.toHaveBeenCalled();
});

test('disposed, it unregisters, refuses what is pending and listens to nothing', async () => {
    const {host, methods, connection, call} = setUp();
    await flush();
    const {answer} = await call();
    host.dispose();
    await expect(answer).rejects.toMatchObject({code: 'removed'});
    await flush();
    expect(methods.size).toBe(0);
    expect(connection.listeners.size).toBe(0);
});
