import {performInvoke} from '../../../src/interop/performInvoke';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';

/** A bus with these servers of a method; each answers as it says, the libraries' way. */
function setUp(...withMethodName: {[peerId: string]: unknown}[]) {
    const fake = createFakeBus();
    const connection = createFakeConnection();
    connection.set({status: 'connected', bus: fake.bus});
    Object.assign(fake.bus.glue!.interop.instance, {peerId: 'own'});
    const peers = withMethodName.map((each) => Object.keys(each)[0]);
    fake.interop.servers.mockReturnValue(peers.map((peerId) => ({peerId, application: peerId.toUpperCase()})));
    fake.interop.invoke.mockImplementation(async (_definition, _args, {peerId}: {peerId: string}) => {
        const said = withMethodName.find((each) => peerId in each)![peerId];
        const answer = {executed_by: {peerId}, returned: said};
        if (said instanceof Error) {
            throw {invocationId: 'i', message: said.message, status: 1};
        }
        if (typeof said === 'string') {
            const code = {no: 'invalid_arguments', 'not today': 'not_connected'}[said];
            throw {
                executed_by: {peerId},
                message: said,
                returned: {code},
                all_return_values: [],
                all_errors: [{executed_by: {peerId}, message: said}],
            };
        }
        return {...answer, all_return_values: [answer], all_errors: []};
    });
    const ask = (target: unknown) => performInvoke({definition: 'Sum', target}, connection, 'MethodInvoke');
    return {...fake, ask};
}

test('a server that does not answer in time takes nothing from what the others have answered', async () => {
    const {ask} = setUp(
        {a: new Error('Invocation timeout (5 ms) reached for method name: Sum')},
        {b: {n: 1}},
        {c: 'not today'},
        {b: {n: 1}},
    );
    const {invocationResult, error} = (await ask('all'))!;
    expect(error).toBeNull();
    expect(invocationResult).toMatchObject({
        returned: {n: 1},
        executed_by: {peerId: 'b'},
        all_return_values: [{executed_by: {peerId: 'b'}, returned: {n: 1}}],
        all_errors: [
            {
                executed_by: {peerId: 'a', application: 'A'},
                name: 'Sum',
                code: 'timeout',
                message: 'Method "Sum": "A" did not answer within 5 ms.',
            },
            {executed_by: {peerId: 'c'}, code: 'refused', message: 'not today'},
        ],
    });
});

test('"skipMine" asks all but the page itself', async () => {
    const {ask, interop} = setUp({own: {n: 0}}, {b: {n: 1}}, {c: {n: 2}});
    expect((await ask('skipMine'))!.invocationResult).toMatchObject({
        all_return_values: [{returned: {n: 1}}, {returned: {n: 2}}],
    });
    expect(interop.invoke).toHaveBeenCalledTimes(2);
    expect(interop.invoke).toHaveBeenCalledWith({name: 'Sum'}, {}, {peerId: 'b'}, {waitTimeoutMs: 0});
});

test('when all fail the first message is the error, with those of all', async () => {
    const {ask} = setUp({a: 'no'}, {b: new Error('Invocation timeout (5 ms) reached for method name: Sum')});
    expect(await ask('all')).toMatchObject({
        invocationResult: null,
        error: {
            code: 'invalid_arguments',
            message: 'no',
            executed_by: {peerId: 'a'},
            all_errors: [
                {executed_by: {peerId: 'a'}, code: 'invalid_arguments', message: 'no'},
                {executed_by: {peerId: 'b'}, code: 'timeout', message: 'Method "Sum": "B" did not answer within 5 ms.'},
            ],
        },
    });
});

test.each([
    ['the only one', [{a: {n: 1}}], 'all'],
    ['an instance', [{a: {n: 1}}, {b: {n: 2}}], {peerId: 'A'}],
    ['an entry of Methods.servers', [{a: {n: 1}}, {b: {n: 2}}], {peerId: 'a', application: 'A', methods: ['Sum']}],
    ['the best', [{a: {n: 1}}, {b: {n: 2}}], 'best'],
])('%s is asked by its id', async (_, withMethodName, target) => {
    const {ask, interop} = setUp(...withMethodName);
    expect((await ask(target))!.invocationResult).toMatchObject({returned: {n: 1}});
    expect(interop.invoke.mock.calls).toEqual([[{name: 'Sum'}, {}, {peerId: 'a'}, {waitTimeoutMs: 0}]]);
});

test('a list of instances is asked one by one, each once', async () => {
    const {ask, interop} = setUp({a: {n: 1}}, {b: 'no'}, {c: {n: 3}});
    const target = [{application: 'B'}, {peerId: 'a', instance: null}, {peerId: 'b'}];
    expect((await ask(target))!.invocationResult).toMatchObject({
        all_return_values: [{returned: {n: 1}}],
        all_errors: [{executed_by: {peerId: 'b'}, code: 'invalid_arguments', message: 'no'}],
    });
    expect(interop.invoke).toHaveBeenCalledTimes(2);
});

describe('a stream', () => {
    const offers = (supportsStreaming: boolean) => ({
        getMethods: () => [{name: 'Other'}, {name: 'sum', supportsStreaming}],
    });

    test('is not invoked: that fails at once, and says so', async () => {
        const {ask, interop} = setUp({a: {n: 1}}, {b: {n: 2}});
        interop.servers.mockReturnValue([
            {peerId: 'a', ...offers(true)},
            {peerId: 'b', ...offers(false)},
        ]);
        expect((await ask({peerId: 'a'}))!.error).toEqual({
            code: 'method_not_found',
            message: '"Sum" is a stream, not a method: it can be subscribed to, not invoked.',
        });
        expect(interop.invoke).not.toHaveBeenCalled();
    });

    test.each(['best', 'all'])('is passed over by "%s" for a method of its name', async (target) => {
        const {ask, interop} = setUp({a: {n: 1}}, {b: {n: 2}});
        interop.servers.mockReturnValue([
            {peerId: 'a', isLocal: true, ...offers(true)},
            {peerId: 'b', ...offers(false)},
        ]);
        expect((await ask(target))!.invocationResult).toMatchObject({returned: {n: 2}});
        expect(interop.invoke).toHaveBeenCalledTimes(1);
    });
});
