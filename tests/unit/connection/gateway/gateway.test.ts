import {connectGateway} from '../../../src/connection/gateway';
import type {Settings} from '../../../src/connection/settings';

interface CoreConfig {
    application: string;
    identity: {instance: string};
    gateway: {[key: string]: unknown};
    auth: object;
    customLogger: {error: (message: string) => void};
}

const createCore = jest.fn<Promise<unknown>, [CoreConfig]>();
jest.mock('@glue42/core', () => ({__esModule: true, default: (config: CoreConfig) => createCore(config)}));

const url = 'ws://bus.example:8385';
const connect = (gateway: Settings['gateway']) => connectGateway({settings: {gateway}, libSettings: {}, application: 'Orders'});
const connectedGlue = () => ({interop: {}, done: jest.fn(() => Promise.resolve()), connection: undefined});

describe('a gateway', () => {
    beforeEach(() => {
        createCore.mockReset();
        createCore.mockImplementation(() => Promise.resolve(connectedGlue()));
    });
    afterEach(() => jest.useRealTimers());

    it('is reached over a WebSocket under the name of the app, as an instance of its own', async () => {
        const bus = await connect({url, reconnectInterval: 50});
        expect(bus).toMatchObject({platform: 'gateway', isEnterprise: false});
        await connect({url});
        const [[config], [other]] = createCore.mock.calls as [[CoreConfig], [CoreConfig]];
        expect(config).toMatchObject({application: 'Orders', gateway: {ws: url, reconnectInterval: 50, protocolVersion: 3}});
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

    it('fails with what the gateway said', async () => {
        createCore.mockImplementation(({customLogger}) => {
            customLogger.error('[Orders.connection] error sending hello message - Invalid token\n\tError: Invalid token\n    at login');
            return Promise.reject({err: new Error('[object Object]'), libs: {}});
        });
        await expect(connect({url, token: 'x'})).rejects.toThrow(new Error(`The gateway at ${url} refused this page: Invalid token`));
    });

    it('fails with what may be the matter when it cannot be reached', async () => {
        createCore.mockRejectedValue({err: new Error(`wait for socket on ${url} failed - no more retries left`), libs: {}});
        await expect(connect({url})).rejects.toThrow(`The gateway at ${url} cannot be reached from http://localhost: it is not running, or`);
    });

    it('fails with any other reason as it is', async () => {
        createCore.mockRejectedValue(new Error('no library'));
        await expect(connect({url})).rejects.toThrow(/^no library$/);
    });

    it('fails when nothing answers, and does not join any more', async () => {
        jest.useFakeTimers();
        const glue = connectedGlue();
        let answer: (value: unknown) => void = () => undefined;
        createCore.mockReturnValue(new Promise(resolve => (answer = resolve)));
        const connecting = expect(connect({url})).rejects.toThrow('did not answer within 30 seconds');
        await jest.advanceTimersByTimeAsync(30000);
        await connecting;
        answer(glue);
        await jest.advanceTimersByTimeAsync(0);
        expect(glue.done).toHaveBeenCalledTimes(1);
    });

    it('is left for good, also when it is away', async () => {
        const glue = {...connectedGlue(), done: jest.fn(() => new Promise(() => undefined))};
        createCore.mockResolvedValue(glue);
        const bus = await connect({url});
        jest.useFakeTimers();
        const left = Promise.resolve(bus.close());
        await jest.advanceTimersByTimeAsync(1000);
        await left;
        expect(glue.done).toHaveBeenCalledTimes(1);
    });
});
