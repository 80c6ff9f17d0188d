import {connect as connectGateway} from '../../../../../src/connection/platforms/gateway/gateway';
import type {Settings} from '../../../../../src/connection/settings/settings';
import {nextTask} from '../../../../fakes/dashStore';
import {fakeSockets} from './fakeSockets';

interface CoreConfig {
    application: string;
    identity: {instance: string};
    gateway: {[key: string]: unknown};
    auth: object;
}

const createCore = jest.fn<Promise<unknown>, [CoreConfig]>();
jest.mock('@glue42/core', () => ({__esModule: true, default: (config: CoreConfig) => createCore(config)}));

const url = 'ws://bus.example:8385';
const connect = (gateway: Settings['gateway']) =>
    connectGateway({
        settings: {gateway},
        libSettings: {},
        application: 'Orders',
        onWaiting: () => undefined,
        signal: new AbortController().signal,
    });

describe('a gateway', () => {
    let sockets: ReturnType<typeof fakeSockets>;

    beforeEach(() => {
        sockets = fakeSockets();
        createCore.mockReset();
        createCore.mockImplementation(() =>
            Promise.resolve({interop: {}, done: () => Promise.resolve(), connection: undefined}),
        );
    });
    afterEach(() => jest.useRealTimers());

    /** Connects to one that is there. */
    const join = async (gateway: Settings['gateway']) => {
        const connecting = connect(gateway);
        await nextTask();
        sockets.last().onopen!();
        return connecting;
    };

    it('is reached over a WebSocket under the name of the app, as an instance of its own', async () => {
        const bus = await join({url, reconnectInterval: 50, replaySpecs: []});
        expect(bus).toMatchObject({platform: 'gateway'});
        expect(sockets.last().url).toBe(url);
        await join({url});
        const [[config], [other]] = createCore.mock.calls as [[CoreConfig], [CoreConfig]];
        expect(config).toMatchObject({
            application: 'Orders',
            gateway: {reconnectInterval: 50, replaySpecs: [], protocolVersion: 3},
        });
        expect(config.gateway).not.toHaveProperty('url');
        expect(config.identity.instance).not.toBe(other.identity.instance);
    });

    it.each([
        [{url}, {username: 'glue42', password: 'glue42'}],
        [
            {url, token: null, auth: null},
            {username: 'glue42', password: 'glue42'},
        ],
        [{url, token: 'sesame'}, {token: 'sesame'}],
        [
            {url, auth: {username: 'me', password: 'x'}},
            {username: 'me', password: 'x'},
        ],
    ])('gets what %j has to present', async (gateway, auth) => {
        await join(gateway);
        const [config] = createCore.mock.calls[0]!;
        expect(config.auth).toEqual(auth);
        expect(config.gateway).not.toHaveProperty('token');
        expect(config.gateway).not.toHaveProperty('auth');
    });

    it('is tried once a second without end, and the page says after a moment what may be the matter', async () => {
        jest.useFakeTimers();
        const waits: unknown[] = [];
        const life = new AbortController();
        const connecting = connectGateway({
            settings: {gateway: {url}},
            libSettings: {},
            application: 'Orders',
            onWaiting: (problem) => waits.push(problem),
            signal: life.signal,
        });
        const ended = expect(connecting).rejects.toThrow();
        for (let n = 1; n <= 60; n++) {
            await jest.advanceTimersByTimeAsync(0);
            expect(sockets.opened).toHaveLength(n);
            sockets.last().onclose?.();
            await jest.advanceTimersByTimeAsync(1000);
        }
        const message = expect.stringContaining(
            `The gateway at ${url} cannot be reached from http://localhost: it is not running, or does not admit`,
        );
        expect(waits).toEqual([expect.objectContaining({code: 'not_connected', message})]);
        life.abort();
        await ended;
    });

    it('is named in errors without what its address logs in with', async () => {
        jest.useFakeTimers();
        createCore.mockReturnValue(new Promise(() => undefined));
        const secret = 'ws://joe5:s3cret@bus.example:8385/?token=s3cret';
        const refusals = [connect({url: secret, reconnectAttempts: 1}), connect({url: secret})].map((connecting) =>
            connecting.catch(({message}: Error) => message),
        );
        const [away, refusing] = sockets.opened;
        expect(away!.url).toBe(secret);
        away!.onclose!();
        refusing!.onopen!();
        await jest.advanceTimersByTimeAsync(0);
        refusing!.say({type: 'error', reason: 'no'});
        await jest.advanceTimersByTimeAsync(1000);
        for (const message of await Promise.all(refusals)) {
            expect(message).toMatch(/^The gateway at ws:\/\/bus\.example:8385\/\?… /);
            expect(message).not.toMatch(/joe5|s3cret/);
        }
    });

    it('that has no room now is named with its reason after a moment, and tried again', async () => {
        jest.useFakeTimers();
        createCore.mockReturnValue(new Promise(() => undefined));
        const waits: unknown[] = [];
        const life = new AbortController();
        const connecting = connectGateway({
            settings: {gateway: {url}},
            libSettings: {},
            application: 'Orders',
            onWaiting: (problem) => waits.push(problem),
            signal: life.signal,
        });
        connecting.catch(() => undefined);
        const refuse = async () => {
            await jest.advanceTimersByTimeAsync(0);
            sockets.last().onopen!();
            await jest.advanceTimersByTimeAsync(0);
            sockets.last().onclose!({code: 1013, reason: 'Too many connections'});
        };
        for (const pauseMs of [1000, 2000, 4000, 8000]) {
            await refuse();
            const {length} = sockets.opened;
            await jest.advanceTimersByTimeAsync(pauseMs);
            expect(sockets.opened).toHaveLength(length + 1);
        }
        const message = `The gateway at ${url} does not let this page in now: Too many connections. The page tries again.`;
        expect(waits).toEqual([{code: 'not_connected', message}]);
        createCore.mockResolvedValue({interop: {}, done: () => Promise.resolve(), connection: undefined});
        await jest.advanceTimersByTimeAsync(0);
        sockets.last().onopen!();
        expect(await connecting).toMatchObject({platform: 'gateway'});
    });

    it('has failed after as many attempts as the settings give it', async () => {
        jest.useFakeTimers();
        const connecting = expect(connect({url, reconnectAttempts: 3})).rejects.toMatchObject({code: 'not_connected'});
        for (let n = 1; n <= 3; n++) {
            await jest.advanceTimersByTimeAsync(0);
            sockets.last().onclose?.();
            await jest.advanceTimersByTimeAsync(1000);
        }
        await connecting;
        expect(sockets.opened).toHaveLength(3);
    });

    it('is given the longest time that a timer holds when the settings have a longer one', async () => {
        jest.useFakeTimers();
        createCore.mockReturnValue(new Promise(() => undefined));
        connect({url, reconnectInterval: 1e12, heartbeatInterval: 1e12}).catch(() => undefined);
        const socket = sockets.last();
        socket.onopen!();
        await jest.advanceTimersByTimeAsync(20000);
        expect(socket.isClosed).toBe(false);
        const [config] = createCore.mock.calls[0]!;
        expect(config.gateway).toMatchObject({reconnectInterval: 2 ** 31 - 1});
    });

    it('tells no secret of an "auth" that the library cannot use', async () => {
        createCore.mockRejectedValue({err: new Error('invalid auth message{"password":"sesame"}'), libs: {}});
        const message = await join({url, auth: {password: 'sesame'}}).then(String, (reason) => String(reason));
        expect(message).toContain('settings["gateway"]["auth"] needs a "username"');
        expect(message).not.toContain('sesame');
    });
});
