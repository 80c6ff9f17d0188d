import {connectCore} from '../../../../src/connection/core/connectCore';
import type {CorePort} from '../../../../src/connection/core/corePort';
import type {DoorListener} from '../../../../src/connection/core/door';

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
            reconnect: jest.fn(() => listeners.disconnected.forEach(tell => tell())),
            connected: on('connected'),
            disconnected: on('disconnected'),
        },
        comeBack: () => listeners.connected.forEach(tell => tell()),
    };
}

function setUp() {
    const glue = fakeGlue();
    createCore.mockReset();
    createCore.mockResolvedValue(glue);
    const doors: DoorListener[] = [];
    const door = {post: jest.fn(), listen: jest.fn(), leave: jest.fn()};
    const way = {
        enter: jest.fn(async (listener: DoorListener) => {
            doors.push(listener);
            return door;
        }),
        close: jest.fn(),
    };
    const connect = () => connectCore({platform: 'gateway', application: 'Orders', way, name: 'The gateway'});
    return {glue, doors, door, way, connect, last: () => doors[doors.length - 1]!};
}

const settled = () => new Promise(resolve => setTimeout(resolve));

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
    last().onRefused('wrong token');
    expect(told).toEqual([[false, undefined], [false, 'wrong token']]);
    expect(glue.connection.reconnect).toHaveBeenCalledTimes(2);
    stop();
    last().onRefused('wrong token');
    expect(told).toHaveLength(2);
});

test('a refusal of the first connection is final', async () => {
    const {connect, last, way, door} = setUp();
    createCore.mockReturnValue(new Promise(() => undefined));
    const connecting = expect(connect()).rejects.toThrow(/^wrong token$/);
    last().onRefused('wrong token');
    await connecting;
    await settled();
    expect(way.close).toHaveBeenCalledTimes(1);
    expect(door.leave).toHaveBeenCalledTimes(1);
});

test('a gateway that is lost while the page connects is looked for anew, for as long as a connection may take', async () => {
    jest.useFakeTimers();
    const {connect, doors, last, way} = setUp();
    createCore.mockReturnValue(new Promise(() => undefined));
    const connecting = expect(connect()).rejects.toThrow('did not answer within 30 seconds');
    for (let n = 1; n <= 3; n++) {
        await jest.advanceTimersByTimeAsync(5000);
        expect(doors).toHaveLength(n);
        last().onLost();
    }
    await jest.advanceTimersByTimeAsync(15000);
    await connecting;
    expect(way.close).toHaveBeenCalledTimes(1);
});

test('a library that connects after that does not stay on the bus', async () => {
    jest.useFakeTimers();
    const {connect, glue} = setUp();
    let answer: (value: unknown) => void = () => undefined;
    createCore.mockReturnValue(new Promise(resolve => (answer = resolve)));
    const connecting = expect(connect()).rejects.toThrow('did not answer');
    await jest.advanceTimersByTimeAsync(30000);
    await connecting;
    answer(glue);
    await jest.advanceTimersByTimeAsync(0);
    expect(glue.done).toHaveBeenCalledTimes(1);
});

test('it is left for good, also when the bus is away', async () => {
    const {connect, glue, last, way} = setUp();
    glue.done.mockReturnValue(new Promise(() => undefined));
    const bus = await connect();
    jest.useFakeTimers();
    const left = Promise.resolve(bus.close());
    await jest.advanceTimersByTimeAsync(1000);
    await left;
    expect(way.close).toHaveBeenCalledTimes(1);
    last().onLost();
    expect(glue.connection.reconnect).not.toHaveBeenCalled();
});
