import {connectCore} from '../../../../src/connection/coreClient/connectCore';
import type {CorePort} from '../../../../src/connection/coreClient/corePort';
import type {TransportEvents} from '../../../../src/connection/coreClient/transport';

interface CoreConfig {
    gateway: {webPlatform: {port: CorePort}};
}

const createCore = jest.fn<Promise<unknown>, [CoreConfig]>();
jest.mock('@glue42/core', () => ({__esModule: true, default: (config: CoreConfig) => createCore(config)}));

/** A client library that has connected, and whose losses and returns a test tells. */
function fakeGlue() {
    const listeners: {[event: string]: (() => void)[]} = {connected: [], disconnected: []};
    const on = (event: string) => (listener: () => void) => {
        listeners[event].push(listener);
        return () => undefined;
    };
    return {
        interop: {},
        done: jest.fn(() => Promise.resolve()),
        connection: {
            reconnect: jest.fn(() => listeners.disconnected.forEach((tell) => tell())),
            connected: on('connected'),
            disconnected: on('disconnected'),
        },
        comeBack: () => listeners.connected.forEach((tell) => tell()),
    };
}

function setUp() {
    const glue = fakeGlue();
    createCore.mockReset();
    createCore.mockResolvedValue(glue);
    const transports: TransportEvents[] = [];
    const transport = {post: jest.fn(), listen: jest.fn(), leave: jest.fn()};
    const connector = {
        connect: jest.fn(async (listener: TransportEvents) => {
            transports.push(listener);
            return transport;
        }),
        close: jest.fn(),
    };
    const life = new AbortController();
    const waits: string[] = [];
    const onWaiting = ({message}: {message: string}) => waits.push(message);
    const connect = () =>
        connectCore({
            platform: 'gateway',
            application: 'Orders',
            connector,
            name: 'The gateway',
            onWaiting,
            signal: life.signal,
        });
    return {
        glue,
        transports,
        transport,
        connector,
        waits,
        life,
        connect,
        last: () => transports[transports.length - 1]!,
    };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

afterEach(() => jest.useRealTimers());

test('a loss is told with what is known of it, and the library told to come back', async () => {
    const {glue, connect, last} = setUp();
    const bus = await connect();
    const told: unknown[][] = [];
    bus.onStatus((...state) => told.push(state));
    last().onLost('no answer');
    expect(glue.connection.reconnect).toHaveBeenCalledTimes(1);
    glue.comeBack();
    last().onLost();
    expect(told).toEqual([[false, 'no answer'], [true], [false, undefined]]);
});

test('a refusal on return is told with its reason, and tried again', async () => {
    const {glue, connect, last} = setUp();
    const bus = await connect();
    const told: unknown[][] = [];
    const stop = bus.onStatus((...state) => told.push(state));
    last().onLost();
    last().onRejected('wrong token');
    expect(told).toEqual([
        [false, undefined],
        [false, 'wrong token'],
    ]);
    expect(glue.connection.reconnect).toHaveBeenCalledTimes(2);
    stop();
    last().onRejected('wrong token');
    expect(told).toHaveLength(2);
});

test('a refusal of the first connection is final', async () => {
    const {connect, last, connector, transport} = setUp();
    createCore.mockReturnValue(new Promise(() => undefined));
    const connecting = expect(connect()).rejects.toThrow(/^wrong token$/);
    last().onRejected('wrong token');
    await connecting;
    await settled();
    expect(connector.close).toHaveBeenCalledTimes(1);
    expect(transport.leave).toHaveBeenCalledTimes(1);
});

test('a gateway that is lost while the page connects is looked for without end, and the reason told after a moment', async () => {
    jest.useFakeTimers();
    const {connect, transports, last, connector, waits, glue} = setUp();
    createCore.mockReturnValue(new Promise(() => undefined));
    const connecting = connect();
    for (let n = 1; n <= 10; n++) {
        await jest.advanceTimersByTimeAsync(3000);
        expect(transports).toHaveLength(n);
        last().onLost();
        expect(waits).toHaveLength(Math.max(0, n - 2));
    }
    expect(waits[0]).toBe('The gateway ended the connection before it let this page in. The page tries again.');
    expect(connector.close).not.toHaveBeenCalled();
    createCore.mockResolvedValue(glue);
    await jest.advanceTimersByTimeAsync(0);
    expect((await connecting).glue).toBe(glue);
});

test('a gateway that never lets the page in is tried again, and a login that succeeds late does not stay on the bus', async () => {
    jest.useFakeTimers();
    const {connect, transports, waits, glue} = setUp();
    let answer: (value: unknown) => void = () => undefined;
    createCore.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    const connecting = connect();
    await jest.advanceTimersByTimeAsync(30000);
    expect(waits).toEqual(['The gateway did not let this page in within 30 seconds. The page tries again.']);
    expect(transports).toHaveLength(2);
    expect((await connecting).glue).toBe(glue);
    const late = fakeGlue();
    answer(late);
    await jest.advanceTimersByTimeAsync(0);
    expect(late.done).toHaveBeenCalledTimes(1);
});

test('it ends when nobody waits for it any more', async () => {
    const {connect, life, connector, transport} = setUp();
    createCore.mockReturnValue(new Promise(() => undefined));
    const connecting = expect(connect()).rejects.toMatchObject({name: 'AbortError'});
    await settled();
    life.abort();
    await connecting;
    await settled();
    expect(connector.close).toHaveBeenCalledTimes(1);
    expect(transport.leave).toHaveBeenCalledTimes(1);
});

test('it does not begin when nobody waits for it any more', async () => {
    const {connect, life, connector} = setUp();
    life.abort();
    await expect(connect()).rejects.toMatchObject({name: 'AbortError'});
    expect(connector.connect).not.toHaveBeenCalled();
    expect(connector.close).toHaveBeenCalledTimes(1);
});

test('what a lost bus waits for is told as the reason of the loss', async () => {
    const {connect, last} = setUp();
    const bus = await connect();
    const told: unknown[][] = [];
    bus.onStatus((...state) => told.push(state));
    last().onLost();
    last().onWaiting({code: 'not_connected', message: 'It does not run.'});
    expect(told).toEqual([
        [false, undefined],
        [false, 'It does not run.'],
    ]);
});

test('it is left for good, also when the bus is away', async () => {
    const {connect, glue, last, connector} = setUp();
    glue.done.mockReturnValue(new Promise(() => undefined));
    const bus = await connect();
    jest.useFakeTimers();
    const left = Promise.resolve(bus.close());
    await jest.advanceTimersByTimeAsync(1000);
    await left;
    expect(connector.close).toHaveBeenCalledTimes(1);
    last().onLost();
    expect(glue.connection.reconnect).not.toHaveBeenCalled();
});
