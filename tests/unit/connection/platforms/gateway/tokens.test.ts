import '../../../../fakes/textEncoder';
import {connect as connectGateway} from '../../../../../src/connection/platforms/gateway/gateway';
import {WebSocketConnector} from '../../../../../src/connection/platforms/gateway/webSocketConnector';
import type {Settings} from '../../../../../src/connection/settings/settings';
import {fakeSockets} from './fakeSockets';

const url = 'ws://bus.example:8385';
const tokenAddress = 'http://localhost/app/token';
const welcome = {type: 'welcome', domain: 'global', peer_id: 'p-1', request_id: 'h'};
const proving = {...welcome, dash_glue42: {verifiesUsers: true}};

/** An answer of the app's server; jsdom has no Response. */
function answerOf(text: string, {status = 200, type = 'basic'} = {}): object {
    const chunks = [new TextEncoder().encode(text)];
    const read = async () => ({done: !chunks.length, value: chunks.shift()});
    return {status, type, ok: status < 300, body: {getReader: () => ({read, cancel: async () => undefined})}};
}
const tokenOf = (token: string, seconds = 300) => answerOf(JSON.stringify({token, expires_in: seconds}));

const lives: AbortController[] = [];

function setUp() {
    const sockets = fakeSockets();
    const ask = jest.fn<Promise<unknown>, [string, RequestInit]>();
    Object.assign(globalThis, {fetch: ask});
    const events: unknown[][] = [];
    const life = new AbortController();
    lives.push(life);
    const connector = new WebSocketConnector({
        url,
        attempts: Infinity,
        intervalMs: 100,
        heartbeatMs: 1e9,
        tokenAddress,
        onWelcome: (isProof) => events.push(['welcome', isProof]),
    });
    const connect = () => {
        const connecting = connector.connect(
            {
                onLost: (...reason) => events.push(['lost', ...reason]),
                onRejected: (reason) => events.push(['rejected', reason]),
                onWaiting: ({code, message}) => events.push([code, message]),
            },
            life.signal,
        );
        connecting.catch(() => undefined);
        return connecting;
    };
    /** Logs in with the next token. */
    const join = async (answer: object = welcome) => {
        const connecting = connect();
        await jest.advanceTimersByTimeAsync(0);
        const socket = sockets.last();
        socket.onopen!();
        const transport = await connecting;
        const received: object[] = [];
        transport.listen((message) => received.push(message));
        transport.post({type: 'hello', request_id: 'h', authentication: {method: 'secret'}} as {type: string});
        socket.say(answer);
        return {socket, transport, received};
    };
    return {ask, sockets, events, life, connect, join};
}

const last = <T>(list: T[]): T => list[list.length - 1]!;

beforeEach(() => jest.useFakeTimers());
afterEach(() => {
    lives.splice(0).forEach((life) => life.abort());
    jest.useRealTimers();
});

test('a page logs in with a token that it gets by POST with its cookies, and follows no redirect', async () => {
    const {ask, join, events} = setUp();
    ask.mockResolvedValue(tokenOf('one'));
    const {socket} = await join();
    expect(socket.sent[0]).toMatchObject({type: 'hello', authentication: {method: 'access-token', token: 'one'}});
    expect(ask).toHaveBeenCalledTimes(1);
    expect(ask).toHaveBeenCalledWith(
        tokenAddress,
        expect.objectContaining({method: 'POST', credentials: 'include', redirect: 'manual', cache: 'no-store'}),
    );
    expect(events).toEqual([['welcome', false]]);
});

const session = /^The app's server gives this page no token for the gateway: it .* Log in to the app/;
const server = /^The server of the gateway's tokens, http:\/\/localhost\/app\/token, /;

test.each([
    ['answers 401', answerOf('', {status: 401}), 'refused', session],
    ['answers 403', answerOf('', {status: 403}), 'refused', session],
    ['redirects', answerOf('', {status: 0, type: 'opaqueredirect'}), 'refused', session],
    ['answers with a login page', answerOf('<!doctype html>'), 'refused', session],
    ['fails', answerOf('', {status: 502}), 'not_connected', server],
    ['is the wrong one', answerOf('', {status: 404}), 'not_connected', /check settings\["gateway"\]\["tokenUrl"\]/],
    ['gives no token', answerOf('{"expires_in": 300}'), 'not_connected', /no "token"/],
    ['gives a huge token', tokenOf('x'.repeat(16001)), 'not_connected', /no "token"/],
    ['gives no life', answerOf('{"token": "one"}'), 'not_connected', /no "expires_in"/],
    ['gives a token that is over', tokenOf('one', 0), 'not_connected', /no "expires_in"/],
    ['answers something else', answerOf('[1]'), 'not_connected', /no "token"/],
    ['answers without end', answerOf('x'.repeat(200000)), 'not_connected', /more than 100000 characters/],
])('a server that %s is reported with a code, and asked again', async (_, answer, code, words) => {
    const {ask, events, connect, sockets} = setUp();
    ask.mockResolvedValueOnce(answer).mockResolvedValue(tokenOf('one'));
    void connect();
    await jest.advanceTimersByTimeAsync(0);
    expect(events).toEqual([[code, expect.stringMatching(words)]]);
    expect(sockets.opened).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(500);
    expect(sockets.opened).toHaveLength(1);
});

test('a server that does not answer is given up after ten seconds', async () => {
    const {ask, events, connect} = setUp();
    ask.mockImplementation(
        (_, {signal}) =>
            new Promise((__, reject) => signal!.addEventListener('abort', () => reject(new Error('aborted')))),
    );
    void connect();
    await jest.advanceTimersByTimeAsync(10000);
    expect(events).toEqual([['not_connected', expect.stringContaining('did not answer within 10 seconds')]]);
});

test('a page without a session asks more and more rarely, and at once when the user comes back', async () => {
    const {ask, connect, sockets} = setUp();
    ask.mockResolvedValue(answerOf('', {status: 401}));
    void connect();
    await jest.advanceTimersByTimeAsync(600000);
    const count = ask.mock.calls.length;
    expect(count).toBeLessThan(30);
    ask.mockResolvedValue(tokenOf('one'));
    window.dispatchEvent(new Event('focus'));
    await jest.advanceTimersByTimeAsync(0);
    expect(ask).toHaveBeenCalledTimes(count + 1);
    expect(sockets.opened).toHaveLength(1);
});

test('a new token is handed to a gateway that reads tokens, on the live connection', async () => {
    const {ask, events, join} = setUp();
    ask.mockResolvedValueOnce(tokenOf('one')).mockResolvedValueOnce(tokenOf('two')).mockResolvedValue(tokenOf('three'));
    const {socket, received} = await join(proving);
    await jest.advanceTimersByTimeAsync(199000);
    expect(ask).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(1000);
    expect(last(socket.sent)).toEqual({type: 'dash_glue42-renew-token', token: 'two'});
    socket.say({type: 'dash_glue42-token-renewed'});
    await jest.advanceTimersByTimeAsync(200000);
    expect(last(socket.sent)).toEqual({type: 'dash_glue42-renew-token', token: 'three'});
    expect(received).toEqual([proving]);
    expect(events).toEqual([['welcome', true]]);
});

test.each([
    [
        'refuses',
        {type: 'dash_glue42-token-refused', reason: 'Token of another user'},
        /not take.*: Token of another user/,
    ],
    ['does not answer', undefined, /not take.*: it did not answer/],
])('a gateway that %s a new token is entered again with the next', async (_, answer, words) => {
    const {ask, events, join} = setUp();
    ask.mockResolvedValueOnce(tokenOf('one')).mockResolvedValue(tokenOf('two'));
    const {socket} = await join(proving);
    await jest.advanceTimersByTimeAsync(200000);
    if (answer) {
        socket.say(answer);
    }
    await jest.advanceTimersByTimeAsync(10000);
    expect(socket.isClosed).toBe(true);
    expect(events).toEqual([
        ['welcome', true],
        ['lost', expect.stringMatching(words)],
    ]);
});

test('a gateway that reads no tokens is left alone while the token stays the same', async () => {
    const {ask, events, join} = setUp();
    ask.mockImplementation(async () => tokenOf('one'));
    const {socket} = await join();
    await jest.advanceTimersByTimeAsync(3600000);
    expect(socket.isClosed).toBe(false);
    expect(socket.sent).toHaveLength(1);
    expect(events).toEqual([['welcome', false]]);
    ask.mockResolvedValue(answerOf('', {status: 401}));
    await jest.advanceTimersByTimeAsync(300000);
    expect(socket.isClosed).toBe(true);
    expect(last(events)).toEqual(['lost', 'The token for the gateway expired.']);
});

test('a lost connection asks for no more tokens, and a refused token may be followed by a better one', async () => {
    const {ask, events, join} = setUp();
    ask.mockImplementation(async () => tokenOf('one'));
    const {socket} = await join({type: 'error', domain: 'global', request_id: 'h', reason: 'Token expired'} as never);
    expect(events).toEqual([['lost', `The gateway at ${url} refused this page: Token expired`, 'refused']]);
    expect(socket.isClosed).toBe(true);
    await jest.advanceTimersByTimeAsync(600000);
    expect(ask).toHaveBeenCalledTimes(1);
});

test('why the gateway ends a connection is reported', async () => {
    const {ask, events, join} = setUp();
    ask.mockResolvedValue(tokenOf('one'));
    const {socket} = await join(proving);
    (socket.onclose as unknown as (event: object) => void)({reason: 'Token expired'});
    expect(last(events)).toEqual([
        'lost',
        'The connection to the Glue42 bus was lost: the gateway ended it (Token expired).',
    ]);
});

describe('settings of a gateway', () => {
    const connect = (gateway: Settings['gateway']) =>
        connectGateway({
            settings: {gateway},
            libSettings: {},
            application: 'Orders',
            onWaiting: () => undefined,
            signal: new AbortController().signal,
        });

    test.each([
        [{url, bus: 'a/b'}, /\["bus"\] is "a\/b"; give a name of up to 64/],
        [{url, bus: '..'}, /\["bus"\] is ".."/],
        [{url, bus: 'x'.repeat(65)}, /\["bus"\] is/],
        [{url: `${url}/bus/one`, bus: 'two'}, /\["url"\] names a bus already/],
        [{url, tokenUrl: '/t', token: 'one'}, /has "tokenUrl" and also "token" or "auth"/],
        [{url, tokenUrl: '/t', auth: {username: 'me'}}, /has "tokenUrl" and also "token" or "auth"/],
        [{url, tokenUrl: 'javascript:alert(1)'}, /\["tokenUrl"\] must be the path/],
        [{url, tokenUrl: 7 as unknown as string}, /\["tokenUrl"\] must be the path/],
        [{url, tokenUrl: '//evil.example/t'}, /is of the origin http:\/\/evil.example; .*trustedOrigins/],
    ])('%j cannot be used', async (gateway, words) => {
        await expect(connect(gateway)).rejects.toMatchObject({
            code: 'invalid_setting',
            message: expect.stringMatching(words),
        });
    });

    test('a bus is a part of the address, and a relative tokenUrl is below the app', async () => {
        const {ask, sockets} = setUp();
        ask.mockResolvedValue(tokenOf('one'));
        document.body.innerHTML = '<script id="_dash-config">{"requests_pathname_prefix": "/app/"}</script>';
        connect({url: `${url}/gw/`, bus: 'desk-1', tokenUrl: 'token'}).catch(() => undefined);
        await jest.advanceTimersByTimeAsync(0);
        expect(ask).toHaveBeenCalledWith(tokenAddress, expect.anything());
        expect(sockets.last().url).toBe(`${url}/gw/bus/desk-1`);
    });
});
