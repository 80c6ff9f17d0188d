import type {Glue} from '../../../../src/connection/bus';
import {carryJson} from '../../../../src/connection/clientLibrary/carryJson';

type Handler = (
    args: unknown,
    caller: object,
    succeed?: (value: unknown) => void,
    fail?: (reason: unknown) => void,
) => unknown;

function setUp(result: object = {returned: {}}) {
    const handlers: {[name: string]: Handler} = {};
    const register = jest.fn(async (name: string, handler: Handler) => void (handlers[name] = handler));
    const invoke = jest.fn(async () => result);
    const write = jest.fn(async () => undefined);
    const glue = {
        interop: {invoke, register, registerAsync: register},
        contexts: {update: write, set: write, setPath: write, setPaths: write},
    };
    carryJson(glue as unknown as Glue);
    const {interop, contexts} = glue as unknown as Pick<Glue, 'interop'> & {
        contexts: {[write: string]: (...given: unknown[]) => unknown};
    };
    return {interop, contexts, handlers, invoke, write};
}

const cycle: {self?: object} = {};
cycle.self = cycle;

test('arguments are sent as JSON has them, with everything else of the call', async () => {
    const {interop, invoke} = setUp();
    await interop.invoke('Show', {a: undefined, b: 1}, 'all', {waitTimeoutMs: 1});
    expect(invoke.mock.calls).toStrictEqual([['Show', {b: 1}, 'all', {waitTimeoutMs: 1}]]);
    await interop.invoke({name: 'Show'});
    expect(invoke).toHaveBeenLastCalledWith({name: 'Show'}, undefined, undefined, undefined);
});

test.each<[string, unknown, RegExp]>([
    ['a cycle', cycle, /^The arguments for method "Show" cannot be sent: the data contains itself/],
    ['a function', {a: () => 1}, /JSON has no function/],
    ['a Date instead of an object', new Date(), /must be an object, not a Date/],
])('%s is an error to its caller at once, and nothing is sent', async (_, args, message) => {
    const {interop, invoke} = setUp();
    const problem = expect.objectContaining({code: 'invalid_arguments', message: expect.stringMatching(message)});
    await expect(interop.invoke('Show', args as object)).rejects.toEqual(problem);
    const onError = jest.fn();
    await interop.invoke('Show', args as object, 'best', {}, () => undefined, onError);
    expect(onError).toHaveBeenCalledWith(problem);
    expect(invoke).not.toHaveBeenCalled();
});

test('what the client library says to its platform is left alone', async () => {
    const {interop, invoke, handlers} = setUp();
    const args = {callback: () => 1};
    await interop.invoke('T42.Wnd.Create', args);
    expect(invoke).toHaveBeenCalledWith('T42.Wnd.Create', args, undefined, undefined);
    const handler = () => undefined;
    await interop.register('T42.Wnd.OnEvent', handler);
    expect(handlers['T42.Wnd.OnEvent']).toBe(handler);
});

test('a result that another app could send and Dash cannot take is an error to the caller', async () => {
    const {interop} = setUp({returned: {a: 1}, all_return_values: [{returned: {a: 1}}, {returned: cycle}]});
    await expect(interop.invoke('Ask')).rejects.toMatchObject({
        code: 'no_result',
        message: expect.stringMatching(/^The result of method "Ask" cannot be read/),
    });
});

test('a handler gets JSON, and its result is sent as JSON', async () => {
    const {interop, handlers} = setUp();
    const seen: unknown[] = [];
    await interop.register('Sync', (args) => (seen.push(args), {a: undefined, b: 1}));
    await interop.register('Promised', async () => ({a: undefined, b: 2}));
    await interop.registerAsync('Async', (args, _caller, succeed) => (seen.push(args), succeed({a: undefined, b: 3})));
    expect(handlers.Sync({x: undefined, y: 1}, {})).toStrictEqual({b: 1});
    expect(await handlers.Promised({}, {})).toStrictEqual({b: 2});
    const succeed = jest.fn();
    handlers.Async({x: undefined, y: 2}, {}, succeed, jest.fn());
    expect(succeed.mock.calls).toStrictEqual([[{b: 3}]]);
    expect(seen).toStrictEqual([{y: 1}, {y: 2}]);
});

test('a result that cannot be sent is an error to the caller, in a form that the libraries hand on', async () => {
    const {interop, handlers} = setUp();
    await interop.register('Sync', () => cycle);
    await interop.register('Promised', async () => cycle);
    await interop.registerAsync('Async', (_args, _caller, succeed) => succeed(cycle));
    await interop.registerAsync('AsyncPromised', (async () => cycle) as never);
    const problem = (name: string) => ({
        code: 'no_result',
        message: expect.stringMatching(`^Method "${name}": its result cannot be sent`),
    });
    expect(() => handlers.Sync({}, {})).toThrow(expect.objectContaining(problem('Sync')));
    await expect(handlers.Promised({}, {})).rejects.toEqual(problem('Promised'));
    await expect(handlers.AsyncPromised({}, {}, jest.fn(), jest.fn())).rejects.toEqual(problem('AsyncPromised'));
    const [succeed, fail] = [jest.fn(), jest.fn()];
    handlers.Async({}, {}, succeed, fail);
    expect(fail).toHaveBeenCalledWith(problem('Async'));
    expect(succeed).not.toHaveBeenCalled();
});

test('arguments of another app that cannot be read are an error to it, and the handler does not run', async () => {
    const {interop, handlers} = setUp();
    const handler = jest.fn();
    await interop.registerAsync('Show', handler);
    const fail = jest.fn();
    for (const args of [cycle, new Date()]) {
        handlers.Show(args, {}, jest.fn(), fail);
        expect(fail).toHaveBeenLastCalledWith({
            code: 'invalid_arguments',
            message: expect.stringMatching(/^Method "Show": its arguments cannot be read/),
        });
    }
    expect(fail).toHaveBeenCalledTimes(2);
    expect(handler).not.toHaveBeenCalled();
});

test('what a handler throws stays what it is', async () => {
    const {interop, handlers} = setUp();
    await interop.register('Show', () => {
        throw 'No.';
    });
    expect(() => handlers.Show({}, {})).toThrow('No.');
});

test.each(['update', 'set', 'setPath', 'setPaths'])(
    '%s of a context sends JSON and refuses what is none',
    async (write) => {
        const {contexts, write: sent} = setUp();
        await contexts[write]('client', {a: undefined, b: 1});
        expect(sent.mock.calls).toStrictEqual([['client', {b: 1}]]);
        await expect(contexts[write]('client', cycle)).rejects.toMatchObject({
            code: 'invalid_arguments',
            message: expect.stringMatching(/^The data for context "client" cannot be sent/),
        });
    },
);
