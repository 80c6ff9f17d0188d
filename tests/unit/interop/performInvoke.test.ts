import {performInvoke} from '../../../src/interop/performInvoke';
import {createFakeBus} from '../../fakes/bus';
import {flush} from '../../fakes/dashStore';

function setUp() {
    const fake = createFakeBus();
    return {...fake, perform: (entry: unknown) => performInvoke(entry, () => Promise.resolve(fake.bus))};
}

test('a command becomes an invocation, and its result is plain data with the id and meta of the command', async () => {
    const {sent, perform} = setUp();
    const result = await perform({
        definition: 'Sum',
        argumentObj: {a: 1},
        target: 'all',
        options: {waitTimeoutMs: 5, other: 'kept'},
        invocationId: 'mine',
        meta: {row: 3},
    });
    expect(sent).toEqual([[{name: 'Sum'}, {a: 1}, 'all', {waitTimeoutMs: 5, other: 'kept'}]]);
    expect(result).toEqual({invocationId: 'mine', invocationResult: {returned: {n: 1}}, error: null, meta: {row: 3}});
});

test('target is "best", the arguments {} and the id made up when absent; without meta there is none', async () => {
    const {sent, perform} = setUp();
    const [one, two] = [await perform({definition: {name: 'Sum', version: 2}}), await perform({definition: 'Sum', target: null})];
    expect(sent).toEqual([
        [{name: 'Sum', version: 2}, {}, 'best', {}],
        [{name: 'Sum'}, {}, 'best', {}],
    ]);
    expect(one!.invocationId).toEqual(expect.any(String));
    expect(one!.invocationId).not.toBe(two!.invocationId);
    expect(one).not.toHaveProperty('meta');
});

test.each([
    ['text', 'invoke must be a dict {"definition"'],
    [42, 'invoke must be a dict'],
    [{}, 'definition must be'],
    [{definition: ''}, 'definition must be'],
    [{definition: 'Sum', argumentObj: [1]}, 'argumentObj must be a dict'],
    [{definition: 'Sum', argumentObj: 1}, 'argumentObj must be a dict'],
    [{definition: 'Sum', target: 'everybody'}, 'target must be "best", "all", "skipMine"'],
    [{definition: 'Sum', target: []}, 'target must be'],
    [{definition: 'Sum', options: 5}, 'options must be a dict'],
    [{definition: 'Sum', options: {waitTimeoutMs: '5'}}, 'options["waitTimeoutMs"] must be a number of milliseconds'],
    [{definition: 'Sum', options: {methodResponseTimeoutMs: -1}}, 'options["methodResponseTimeoutMs"] must be a number'],
    [{definition: 'Sum', invocationId: 5}, 'invocationId must be a string'],
])('the malformed command %j gives a result with an error, and nothing is sent', async (command, problem) => {
    const {sent, perform} = setUp();
    const result = await perform(command);
    expect(result).toMatchObject({invocationResult: null, error: {message: expect.stringContaining(problem)}});
    expect(sent).toEqual([]);
});

test('a malformed command keeps its id and meta', async () => {
    const {perform} = setUp();
    expect(await perform({invocationId: 'mine', meta: 7})).toMatchObject({invocationId: 'mine', meta: 7});
});

test.each([
    ['refused', 'refused'],
    [new Error('refused'), 'refused'],
    [{message: 'refused', status: 1}, 'refused'],
])('the rejection %p becomes the error', async (reason, message) => {
    const {interop, perform} = setUp();
    interop.invoke.mockRejectedValueOnce(reason);
    expect(await perform({definition: 'Sum'})).toMatchObject({invocationResult: null, error: {message}});
});

test('a failed connection is the error', async () => {
    const result = await performInvoke({definition: 'Sum', invocationId: 'a'}, () => Promise.reject('no bus'));
    expect(result).toEqual({invocationId: 'a', invocationResult: null, error: {message: 'no bus'}});
});

test('when the bus is lost a pending invocation gets an error, and no listener stays', async () => {
    const {interop, perform, setConnected, statusListeners} = setUp();
    interop.invoke.mockReturnValueOnce(new Promise(() => undefined));
    const pending = perform({definition: 'Sum'});
    await flush();
    setConnected(false);
    expect((await pending)!.error!.message).toMatch(/connection to the bus was lost/);
    await perform({definition: 'Sum'});
    expect(statusListeners.size).toBe(0);
});

test('without a bus (skipInit) there is nothing to report', async () => {
    const {bus} = createFakeBus();
    expect(await performInvoke({definition: 'Sum'}, () => Promise.resolve({...bus, glue: null}))).toBeNull();
});
