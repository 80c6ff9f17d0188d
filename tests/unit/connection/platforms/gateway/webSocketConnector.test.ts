import type {Transport} from '../../../../../src/connection/coreClient/transport';
import {WebSocketConnector} from '../../../../../src/connection/platforms/gateway/webSocketConnector';
import {fakeSockets} from './fakeSockets';

const url = 'ws://bus.example:8385';
const hello = {type: 'hello', request_id: 'h'};
const welcome = {type: 'welcome', domain: 'global', peer_id: 'p-1', request_id: 'h'};

function setUp(attempts = 3, tokenAddress?: string) {
    const proofs: boolean[] = [];
    const sockets = fakeSockets();
    const connector = new WebSocketConnector({
        url,
        attempts,
        intervalMs: 100,
        heartbeatMs: 1000,
        tokenAddress,
        onWelcome: (isProof) => proofs.push(isProof),
    });
    const life = new AbortController();
    const told: string[][] = [];
    const connect = () =>
        connector.connect(
            {
                onLost: (...reason) => told.push(['lost', ...(reason as string[])]),
                onRejected: (reason) => told.push(['refused', reason]),
                onWaiting: ({message}) => told.push(['waiting', message]),
            },
            life.signal,
        );
    /** Enters, and what the gateway has to say is heard. */
    const join = async () => {
        const connecting = connect();
        await jest.advanceTimersByTimeAsync(0);
        const socket = sockets.last();
        socket.onopen!();
        const transport: Transport = await connecting;
        const heard: object[] = [];
        transport.listen((message) => heard.push(message));
        transport.post(hello);
        return {transport, socket, heard};
    };
    return {...sockets, proofs, way: connector, life, told, connect, join};
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('messages go both ways, and leaving is silent', async () => {
    const {told, join} = setUp();
    const {transport, socket, heard} = await join();
    expect(socket.url).toBe(url);
    expect(socket.sent).toEqual([hello]);
    socket.say(welcome);
    expect(heard).toEqual([welcome]);
    transport.leave();
    expect(socket.isClosed).toBe(true);
    await jest.advanceTimersByTimeAsync(60000);
    expect(told).toEqual([]);
});

test('a connection is tried again at its pace, then fails with what may be the matter', async () => {
    const {connect, opened, last} = setUp();
    const connecting = expect(connect()).rejects.toThrow(
        `The gateway at ${url} cannot be reached from http://localhost: it is not running, or`,
    );
    for (let n = 1; n <= 3; n++) {
        expect(opened).toHaveLength(n);
        last().onclose!();
        await jest.advanceTimersByTimeAsync(100);
    }
    await connecting;
    expect(opened).toHaveLength(3);
});

test('an attempt that the network swallows is given up', async () => {
    const {connect, opened, last} = setUp();
    void connect();
    await jest.advanceTimersByTimeAsync(10100);
    expect(opened).toHaveLength(2);
    expect(opened[0]!.isClosed).toBe(true);
    last().onopen!();
});

test('a socket that closes is a loss', async () => {
    const {told, join} = setUp();
    const {socket} = await join();
    socket.say(welcome);
    socket.onclose!();
    expect(told).toEqual([['lost']]);
});

test("a silent gateway is asked, and its answer is nobody else's; without one it is lost", async () => {
    const {told, join} = setUp();
    const {socket, heard} = await join();
    socket.say(welcome);
    await jest.advanceTimersByTimeAsync(1000);
    const {request_id, ...question} = socket.sent[1]!;
    expect(question).toEqual({type: 'create-token', domain: 'global', peer_id: 'p-1'});
    socket.say({type: 'token', request_id});
    expect(heard).toEqual([welcome]);
    await jest.advanceTimersByTimeAsync(1999);
    expect(told).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(told).toEqual([['lost', 'The gateway stopped responding: the connection to the Glue42 bus was lost.']]);
    expect(socket.isClosed).toBe(true);
});

test('a login without an answer is a loss', async () => {
    const {told, join} = setUp();
    const {socket} = await join();
    await jest.advanceTimersByTimeAsync(2000);
    expect(socket.sent).toEqual([hello]);
    expect(told).toHaveLength(1);
});

test('a refusal is told with its reason, and asked for again more and more rarely until it lets the page in', async () => {
    const {told, join, connect, opened, last} = setUp();
    const refuse = async () => {
        const {socket, heard} = await join();
        socket.say({type: 'error', request_id: 'h', reason: 'Invalid token'});
        expect(heard).toEqual([]);
        expect(socket.isClosed).toBe(true);
    };
    await refuse();
    expect(told).toEqual([['refused', `The gateway at ${url} refused this page: Invalid token`]]);
    for (const pauseMs of [100, 200, 400]) {
        const connecting = connect();
        const before = opened.length;
        await jest.advanceTimersByTimeAsync(pauseMs - 1);
        expect(opened).toHaveLength(before);
        await jest.advanceTimersByTimeAsync(1);
        expect(opened).toHaveLength(before + 1);
        last().onopen!();
        (await connecting).post(hello);
        last().say(pauseMs < 400 ? {type: 'error', request_id: 'h', reason: 'Invalid token'} : welcome);
    }
    last().onclose!();
    const {socket} = await join();
    expect(socket.isClosed).toBe(false);
});

test('a gateway that is not there is tried without end, and why is told once, after a moment', async () => {
    const {connect, opened, last, told} = setUp(Infinity);
    const connecting = connect();
    for (let n = 1; n <= 100; n++) {
        await jest.advanceTimersByTimeAsync(0);
        expect(opened).toHaveLength(n);
        expect(told).toHaveLength(n * 100 > 4000 ? 1 : 0);
        last().onclose!();
        await jest.advanceTimersByTimeAsync(100);
    }
    expect(told).toEqual([
        ['waiting', expect.stringContaining(`The gateway at ${url} cannot be reached from http://localhost`)],
    ]);
    last().onopen!();
    await connecting;
});

test('what is wanted no more is not tried again', async () => {
    const {life, connect, opened, last} = setUp();
    const connecting = expect(connect()).rejects.toThrow();
    life.abort();
    last().onclose!();
    await jest.advanceTimersByTimeAsync(1000);
    await connecting;
    expect(opened).toHaveLength(1);
});
