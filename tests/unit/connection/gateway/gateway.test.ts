import {connectGateway} from '../../../../src/connection/gateway/gateway';
import type {Settings} from '../../../../src/connection/settings';
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
    connectGateway({settings: {gateway}, libSettings: {}, application: 'Orders', onWaiting: () => undefined});

describe('a gateway', () => {
    let sockets: ReturnType<typeof fakeSockets>;

    beforeEach(() => {
        sockets = fakeSockets();
        createCore.mockReset();
        createCore.mockImplementation(() => Promise.resolve({interop: {}, done: () => Promise.resolve(), connection: undefined}));
    });
    afterEach(() => jest.useRealTimers());

    it('is reached over a WebSocket under the name of the app, as an instance of its own', async () => {
        const bus = await connect({url, reconnectInterval: 50, replaySpecs: []});
        expect(bus).toMatchObject({platform: 'gateway', isEnterprise: false});
        expect(sockets.last().url).toBe(url);
        await connect({url});
        const [[config], [other]] = createCore.mock.calls as [[CoreConfig], [CoreConfig]];
        expect(config).toMatchObject({application: 'Orders', gateway: {reconnectInterval: 50, replaySpecs: [], protocolVersion: 3}});
        expect(config.gateway).not.toHaveProperty('url');
        expect(config.identity.instance).not.toBe(other.identity.instance);
    });

    it.each([
        [{url}, {username: 'glue42', password: 'glue42'}],
        [{url, token: null, auth: null}, {username: 'glue42', password: 'glue42'}],
        [{url, token: 'sesame'}, {token: 'sesame'}],
        [{url, auth: {username: 'me', password: 'x'}}, {username: 'me', password: 'x'}],
    ])('gets what %j has to present', async (gateway, auth) => {
        await connect(gateway);
        const [config] = createCore.mock.calls[0]!;
        expect(config.auth).toEqual(auth);
        expect(config.gateway).not.toHaveProperty('token');
        expect(config.gateway).not.toHaveProperty('auth');
    });

    it('tries a connection twenty times, once a second, unless the settings have another pace', async () => {
        jest.useFakeTimers();
        createCore.mockReturnValue(new Promise(() => undefined));
        connect({url}).catch(() => undefined);
        for (let n = 0; n < 25; n++) {
            sockets.last().onclose?.();
            await jest.advanceTimersByTimeAsync(1000);
        }
        expect(sockets.opened).toHaveLength(20);
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
        const message = await connect({url, auth: {password: 'sesame'}}).then(String, reason => String(reason));
        expect(message).toContain('settings["gateway"]["auth"] needs a "username"');
        expect(message).not.toContain('sesame');
    });

    it('fails when nothing answers, with what may be the matter', async () => {
        jest.useFakeTimers();
        createCore.mockReturnValue(new Promise(() => undefined));
        const connecting = expect(connect({url})).rejects.toThrow(
            `The gateway at ${url} did not answer within 30 seconds from http://localhost: it is not running, or does not admit this origin`,
        );
        await jest.advanceTimersByTimeAsync(30000);
        await connecting;
    });
});
