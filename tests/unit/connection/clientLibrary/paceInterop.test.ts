import type {Glue} from '../../../../src/connection/bus';
import {carryJson} from '../../../../src/connection/clientLibrary/carryJson';
import {paceInterop} from '../../../../src/connection/clientLibrary/paceInterop';

type Settle = (value?: unknown) => void;
type Handler = (args: unknown, caller: object, succeed: Settle, fail: Settle) => unknown;

const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A client library that registers its methods again when its connection comes back, as the vendor's do. */
function setUp() {
    const listeners: {[event: string]: (() => void)[]} = {connected: [], disconnected: []};
    const on = (event: string) => (listener: () => void) => void listeners[event].push(listener);
    const methods = new Map<string, Handler>();
    const sent: unknown[] = [];
    const authToken = jest.fn(() => Promise.resolve('token'));
    const library = {
        interop: {
            invoke: async (name: string) => (sent.push(`invoke ${name}`), {}),
            register: jest.fn(),
            registerAsync: async (name: string, handler: Handler) => void methods.set(name, handler),
            unregister: async (name: string) => void sent.push(`unregister ${name}`),
        },
        connection: {authToken, connected: on('connected'), disconnected: on('disconnected')},
    };
    const {interop} = library;
    paceInterop(library as unknown as Glue);
    carryJson(library as unknown as Glue);
    const tell = (event: string) => listeners[event].forEach((listener) => listener());
    return {
        interop,
        sent,
        authToken,
        lose: () => tell('disconnected'),
        comeBack: () => {
            tell('connected');
            methods.forEach((handler, name) => void interop.registerAsync(name, handler));
        },
        call: (name: string, args: unknown = {}) =>
            methods.get(name)!(
                args,
                {},
                (result) => sent.push(result),
                (reason) => sent.push(reason),
            ),
    };
}

test('a method costs its answers no more, and keeps their order, after each return of the bus', async () => {
    const {interop, sent, authToken, lose, comeBack, call} = setUp();
    const asked: unknown[] = [];
    await interop.registerAsync('Echo', (args, _caller, succeed) => (asked.push(args), succeed(args)));
    for (let n = 0; n < 3; n++) {
        lose();
        comeBack();
    }
    for (let n = 0; n < 200; n++) {
        call('Echo', {n});
    }
    await interop.unregister('Echo');
    expect(authToken).toHaveBeenCalledTimes(2);
    expect(asked).toHaveLength(200);
    expect(sent.slice(-2)).toEqual([{n: 199}, 'unregister Echo']);
});

test('while the bus is away nothing waits for an answer of the gateway', async () => {
    const {interop, sent, authToken, lose, comeBack, call} = setUp();
    await interop.registerAsync('Echo', (args, _caller, succeed) => succeed(args));
    authToken.mockReturnValue(new Promise(() => undefined));
    lose();
    for (let n = 0; n < 1000; n++) {
        call('Echo', {n});
    }
    await settled();
    expect(authToken).not.toHaveBeenCalled();
    comeBack();
    await interop.invoke('Show');
    expect(sent[sent.length - 1]).toBe('invoke Show');
});

test('a loss ends the wait for the gateway, and what has not left fails at once', async () => {
    const {interop, sent, authToken, lose} = setUp();
    authToken.mockReturnValue(new Promise(() => undefined));
    const calls = Array.from({length: 101}, () => interop.invoke('Show'));
    await settled();
    expect(sent).toHaveLength(100);
    lose();
    await expect(calls[100]).rejects.toMatchObject({code: 'connection_lost'});
});

test('an invocation that the library refuses at once fails with its reason', async () => {
    const interop = {
        invoke: (): Promise<unknown> => {
            throw new TypeError('no such target');
        },
    };
    const connection = {authToken: () => Promise.resolve('token'), connected: () => {}, disconnected: () => {}};
    paceInterop({interop, connection} as unknown as Glue);
    await expect(interop.invoke()).rejects.toThrow('no such target');
});
