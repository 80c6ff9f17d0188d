import {performInvoke} from '../../../src/interop/performInvoke';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {flush} from '../../fakes/dashStore';

function setUp() {
    const fake = createFakeBus();
    const connection = createFakeConnection();
    connection.set({status: 'connected', bus: fake.bus});
    return {...fake, connection, perform: (entry: unknown) => performInvoke(entry, connection, 'MethodInvoke')};
}

afterEach(() => jest.useRealTimers());

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
    expect(sent).toEqual([[{name: 'Sum'}, {a: 1}, 'all', {waitTimeoutMs: 0, other: 'kept'}]]);
    expect(result).toEqual({invocationId: 'mine', invocationResult: {returned: {n: 1}}, error: null, meta: {row: 3}});
});

test('target is "best", the arguments {} and the id made up when absent; without meta there is none', async () => {
    const {sent, perform} = setUp();
    const [one, two] = [
        await perform({definition: {name: 'Sum', version: 2}}),
        await perform({definition: 'Sum', target: null}),
    ];
    expect(sent).toEqual([
        [{name: 'Sum', version: 2}, {}, 'best', {waitTimeoutMs: 0}],
        [{name: 'Sum'}, {}, 'best', {waitTimeoutMs: 0}],
    ]);
    expect(one!.invocationId).toEqual(expect.any(String));
    expect(one!.invocationId).not.toBe(two!.invocationId);
    expect(one).not.toHaveProperty('meta');
});

test('a None among the options is one that is not given', async () => {
    const {sent, perform} = setUp();
    await perform({definition: 'Sum', options: {waitTimeoutMs: null, methodResponseTimeoutMs: 5, other: null}});
    expect(sent).toEqual([[{name: 'Sum'}, {}, 'best', {waitTimeoutMs: 0, methodResponseTimeoutMs: 5}]]);
});

test('a time that no timer holds is the longest that one does', async () => {
    jest.useFakeTimers();
    const {bus, connection, sent, perform} = setUp();
    connection.set({status: 'disconnected', bus});
    const pending = perform({definition: 'Sum', options: {waitTimeoutMs: 1e12, methodResponseTimeoutMs: 1e12}});
    await jest.advanceTimersByTimeAsync(60000);
    connection.set({status: 'connected', bus});
    expect(await pending).toMatchObject({error: null});
    const longest = 2 ** 31 - 1;
    expect(sent).toEqual([[{name: 'Sum'}, {}, 'best', {waitTimeoutMs: 0, methodResponseTimeoutMs: longest}]]);
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
    [
        {definition: 'Sum', options: {methodResponseTimeoutMs: -1}},
        'options["methodResponseTimeoutMs"] must be a number',
    ],
    [{definition: 'Sum', invocationId: 5}, 'invocationId must be a string'],
    [10n, 'invoke must be a dict {"definition", "argumentObj", ...} or a list of those, not what has no form in JSON'],
])('the malformed command %p gives a result with an error, and nothing is sent', async (command, problem) => {
    const {sent, perform} = setUp();
    const error = {code: 'invalid_command', message: expect.stringContaining(problem)};
    const result = await perform(command);
    expect(result).toMatchObject({invocationResult: null, error});
    expect(sent).toEqual([]);
});

test('a malformed command keeps its id and meta', async () => {
    const {perform} = setUp();
    expect(await perform({invocationId: 'mine', meta: 7})).toMatchObject({invocationId: 'mine', meta: 7});
});

test('a refusal becomes the error, with who refused, as plain data', async () => {
    const {interop, perform} = setUp();
    const executed_by = {application: 'Desk', getMethods: () => []};
    interop.invoke.mockRejectedValueOnce({
        message: 'closed',
        executed_by,
        returned: {},
        all_errors: [{executed_by, message: 'closed'}],
        status: 1,
    });
    expect(await perform({definition: 'Sum'})).toMatchObject({
        invocationResult: null,
        error: {code: 'refused', message: 'closed', executed_by: {application: 'Desk'}},
    });
});

test('when several servers fail the error of each is told', async () => {
    const {interop, perform} = setUp();
    const all_errors = [
        {executed_by: {instance: 'a'}, message: 'no'},
        {executed_by: {instance: 'b'}, message: 'not I'},
    ];
    interop.invoke.mockRejectedValueOnce({message: 'no', all_errors});
    expect((await perform({definition: 'Sum', target: 'all'}))!.error).toEqual({
        code: 'refused',
        message: 'no',
        executed_by: {instance: 'a'},
        all_errors: all_errors.map((error) => ({...error, code: 'refused'})),
    });
    interop.invoke.mockRejectedValueOnce({message: 'no', all_errors: all_errors.slice(0, 1)});
    expect((await perform({definition: 'Sum'}))!.error).toEqual({
        code: 'refused',
        message: 'no',
        executed_by: {instance: 'a'},
    });
});

test('a failed connection is the error', async () => {
    const {connection, perform} = setUp();
    connection.set({status: 'failed', error: {code: 'not_connected', message: 'no platform'}});
    expect(await perform({definition: 'Sum', invocationId: 'a'})).toEqual({
        invocationId: 'a',
        invocationResult: null,
        error: {code: 'not_connected', message: 'There is no connection to the bus: no platform'},
    });
});

test.each([
    ['lost', 'disconnected' as const],
    ['left', 'absent' as const],
])('when the bus is %s a pending invocation gets an error, and no listener stays', async (_, status) => {
    const {bus, connection, interop, perform} = setUp();
    await perform({definition: 'Sum'});
    interop.invoke.mockReturnValueOnce(new Promise(() => undefined));
    const pending = perform({definition: 'Sum'});
    await flush();
    connection.set(status === 'absent' ? {status} : {status, bus});
    expect((await pending)!.error!.message).toMatch(/connection to the bus was lost/);
    expect(connection.listeners.size).toBe(0);
});

test.each([
    [
        {status: 'failed' as const, error: {code: 'invalid_setting' as const, message: 'wrong settings'}},
        'There is no connection to the bus: wrong settings',
    ],
    [{status: 'absent' as const}, 'There is no connection to the bus: the page has just left it.'],
])('when the bus goes in the same moment nothing is sent, and %j is the error', async (state, message) => {
    const {connection, sent, perform} = setUp();
    const pending = perform({definition: 'Sum'});
    connection.set(state);
    expect(await pending).toMatchObject({invocationResult: null, error: {message}});
    expect(sent).toEqual([]);
});

test('an invocation made while the bus is away is made when it is back', async () => {
    const {bus, connection, sent, perform} = setUp();
    connection.set({status: 'disconnected', bus});
    const pending = perform({definition: 'Sum'});
    await flush();
    expect(sent).toEqual([]);
    connection.set({status: 'connected', bus});
    expect(await pending).toMatchObject({error: null});
    expect(sent).toHaveLength(1);
});

test('it waits for the bus as long as for the method', async () => {
    const {bus, connection, sent, perform} = setUp();
    connection.set({status: 'disconnected', bus, error: {code: 'connection_lost', message: 'lost'}});
    expect(await perform({definition: 'Sum', options: {waitTimeoutMs: 5}})).toMatchObject({
        error: {message: 'There is no connection to the bus: it was lost and was not restored in time. lost'},
    });
    expect(sent).toEqual([]);
});

test('without a bus (skipInit) there is nothing to report', async () => {
    const {bus, connection, perform} = setUp();
    connection.set({status: 'connected', bus: {...bus, glue: null}});
    expect(await perform({definition: 'Sum'})).toBeNull();
});
