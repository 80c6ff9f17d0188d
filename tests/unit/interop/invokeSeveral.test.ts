import {performInvoke} from '../../../src/interop/performInvoke';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';

/** A bus with these servers of a method; each answers as it says, the libraries' way. */
function setUp(...says: {[peerId: string]: unknown}[]) {
    const fake = createFakeBus();
    const connection = createFakeConnection();
    connection.set({status: 'connected', bus: fake.bus});
    Object.assign(fake.bus.glue!.interop.instance, {peerId: 'own'});
    const peers = says.map(each => Object.keys(each)[0]);
    fake.interop.servers.mockReturnValue(peers.map(peerId => ({peerId, application: peerId.toUpperCase()})));
    fake.interop.invoke.mockImplementation(async (_definition, _args, {peerId}: {peerId: string}) => {
        const said = says.find(each => peerId in each)![peerId];
        const answer = {executed_by: {peerId}, returned: said};
        if (said instanceof Error) {
            throw said;
        }
        if (typeof said === 'string') {
            throw {message: said, all_return_values: [], all_errors: [{executed_by: {peerId}, message: said}]};
        }
        return {...answer, all_return_values: [answer], all_errors: []};
    });
    const ask = (target: unknown) => performInvoke({definition: 'Sum', target}, connection);
    return {...fake, ask};
}

test('a server that does not answer in time takes nothing from what the others have answered', async () => {
    const {ask} = setUp({a: new Error('Invocation timeout')}, {b: {n: 1}}, {c: 'not today'}, {b: {n: 1}});
    const {invocationResult, error} = (await ask('all'))!;
    expect(error).toBeNull();
    expect(invocationResult).toMatchObject({
        returned: {n: 1},
        executed_by: {peerId: 'b'},
        all_return_values: [{executed_by: {peerId: 'b'}, returned: {n: 1}}],
        all_errors: [
            {executed_by: {peerId: 'a', application: 'A'}, name: 'Sum', message: 'Invocation timeout'},
            {executed_by: {peerId: 'c'}, message: 'not today'},
        ],
    });
});

test('"skipMine" asks all but the page itself', async () => {
    const {ask, interop} = setUp({own: {n: 0}}, {b: {n: 1}}, {c: {n: 2}});
    expect((await ask('skipMine'))!.invocationResult).toMatchObject({all_return_values: [{returned: {n: 1}}, {returned: {n: 2}}]});
    expect(interop.invoke).toHaveBeenCalledTimes(2);
    expect(interop.invoke).toHaveBeenCalledWith({name: 'Sum'}, {}, {peerId: 'b'}, {waitTimeoutMs: 0});
});

test('when all fail the first message is the error, with those of all', async () => {
    const {ask} = setUp({a: 'no'}, {b: new Error('Invocation timeout')});
    expect(await ask('all')).toMatchObject({
        invocationResult: null,
        error: {message: 'no', all_errors: [{message: 'no'}, {message: 'Invocation timeout'}]},
    });
});

test.each([
    ['one server', [{a: {n: 1}}], 'all'],
    ['another target', [{a: {n: 1}}, {b: {n: 2}}], {peerId: 'a'}],
])('of %s the library finds out itself who is meant', async (_, says, target) => {
    const {ask, interop} = setUp(...says);
    interop.invoke.mockResolvedValue({returned: {n: 7}});
    expect((await ask(target))!.invocationResult).toEqual({returned: {n: 7}});
    expect(interop.invoke).toHaveBeenCalledWith({name: 'Sum'}, {}, target, {});
});
