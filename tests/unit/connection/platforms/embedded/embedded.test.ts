import type {Bus} from '../../../../../src/connection/bus';
import type {CorePort} from '../../../../../src/connection/coreClient/corePort';
import {connect as connectEmbedded} from '../../../../../src/connection/platforms/embedded/embedded';

interface CoreConfig {
    application: string;
    identity: {instance: string};
    gateway: {webPlatform: {port: CorePort}};
}

const createCore = jest.fn<Promise<unknown>, [CoreConfig]>();
jest.mock('@glue42/core', () => ({__esModule: true, default: (config: CoreConfig) => createCore(config)}));

const transport = {post: jest.fn(), listen: jest.fn(), leave: jest.fn()};
const connector = {connect: jest.fn(), close: jest.fn()};
jest.mock('../../../../../src/connection/platforms/embedded/discovery', () => ({createConnector: () => connector}));

const request = {
    settings: {},
    libSettings: {},
    application: 'Orders',
    onWaiting: () => undefined,
    signal: new AbortController().signal,
};
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** Connects through its port as the client library does, then is ready. */
async function connectLikeCore({
    gateway: {
        webPlatform: {port},
    },
}: CoreConfig) {
    const answer = await new Promise<{success?: boolean; error?: string}>((resolve) => {
        port.onmessage = ({data}) => resolve((data as {glue42core: object}).glue42core);
        port.postMessage({glue42core: {type: 'gatewayInternalConnect'}});
    });
    if (!answer.success) {
        return Promise.reject({err: new Error(answer.error), libs: {}});
    }
    return {
        interop: {},
        done: jest.fn(),
        connection: {reconnect: jest.fn(), connected: () => () => undefined, disconnected: () => () => undefined},
    };
}

function showPage(persisted: boolean) {
    window.dispatchEvent(Object.assign(new Event('pageshow'), {persisted}));
}

describe('the embedded bus', () => {
    const open: Bus[] = [];
    const connect = async () => {
        const bus = await connectEmbedded(request);
        open.push(bus);
        return bus;
    };
    afterEach(async () => {
        for (const bus of open.splice(0)) {
            await bus.close();
        }
    });

    beforeEach(() => {
        [createCore, connector.connect, connector.close, transport.leave].forEach((mock) => mock.mockReset());
        createCore.mockImplementation(connectLikeCore);
        connector.connect.mockResolvedValue(transport);
    });

    it('connects the client library with the name of the app and an instance of its own', async () => {
        const bus = await connect();
        expect(bus).toMatchObject({platform: 'embedded'});
        expect(createCore.mock.calls[0]![0]).toMatchObject({application: 'Orders', metrics: false});
        await connect();
        const [one, other] = createCore.mock.calls.map(([config]) => config.identity.instance);
        expect(one).not.toBe(other);
    });

    it('enters once for one connection', async () => {
        await connect();
        expect(connector.connect).toHaveBeenCalledTimes(1);
    });

    it('fails with the reason, and goes', async () => {
        connector.connect.mockRejectedValue(new Error('no worker'));
        await expect(connectEmbedded(request)).rejects.toThrow('no worker');
        expect(connector.close).toHaveBeenCalledTimes(1);
    });

    it('goes when the client library fails', async () => {
        createCore.mockRejectedValue('no library');
        await expect(connectEmbedded(request)).rejects.toBe('no library');
        await settled();
        expect(transport.leave).toHaveBeenCalledTimes(1);
        expect(connector.close).toHaveBeenCalledTimes(1);
    });

    it('connects again when the gateway dies', async () => {
        const bus = await connect();
        const [listener] = connector.connect.mock.calls[0]!;
        listener.onLost();
        expect(bus.glue!.connection!.reconnect).toHaveBeenCalledTimes(1);
    });

    it('tries once more when the gateway dies while it connects', async () => {
        createCore.mockImplementationOnce(() => new Promise(() => undefined));
        const connecting = connect();
        await settled();
        connector.connect.mock.calls[0]![0].onLost();
        expect(await connecting).toMatchObject({platform: 'embedded'});
        expect(connector.close).not.toHaveBeenCalled();
        expect(connector.connect).toHaveBeenCalledTimes(2);
    });

    it('leaves when the page goes, and is back when the page is', async () => {
        const bus = await connect();
        window.dispatchEvent(new Event('pagehide'));
        expect(transport.leave).toHaveBeenCalledTimes(1);
        showPage(false);
        expect(bus.glue!.connection!.reconnect).not.toHaveBeenCalled();
        showPage(true);
        expect(bus.glue!.connection!.reconnect).toHaveBeenCalledTimes(1);
    });

    it('leaves for good', async () => {
        const bus = await connectEmbedded(request);
        await bus.close();
        expect(bus.glue!.done).toHaveBeenCalledTimes(1);
        expect(transport.leave).toHaveBeenCalledTimes(1);
        expect(connector.close).toHaveBeenCalledTimes(1);
        showPage(true);
        connector.connect.mock.calls[0]![0].onLost();
        expect(bus.glue!.connection!.reconnect).not.toHaveBeenCalled();
    });

    it('says what is in the way in a frame without an origin', async () => {
        Object.defineProperty(window, 'origin', {value: 'null', configurable: true});
        await expect(connectEmbedded(request)).rejects.toThrow('add allow-same-origin');
        Object.defineProperty(window, 'origin', {value: 'http://localhost', configurable: true});
    });
});
