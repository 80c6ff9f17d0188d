import {waitFor} from '@testing-library/react';
import {connect} from '../../../../src/connection/platforms/browser';
import type {Glue} from '../../../../src/connection/bus';
import {nextTask} from '../../../fakes/dashStore';

const createWeb = jest.fn();
jest.mock('@glue42/web', () => ({__esModule: true, default: (config: object) => createWeb(config)}));

const findPlatformPage = jest.fn();
jest.mock('../../../../src/connection/platformProbe', () => ({
    ...jest.requireActual('../../../../src/connection/platformProbe'),
    findPlatformPage: () => findPlatformPage(),
}));

function fakeGlue() {
    const told: {connected?: () => void; disconnected?: () => void} = {};
    const glue = {
        interop: {},
        done: jest.fn(),
        logger: {consoleLevel: jest.fn()},
        connection: {
            connected: (listener: () => void) => {
                told.connected = listener;
                listener();
                return () => delete told.connected;
            },
            disconnected: (listener: () => void) => {
                told.disconnected = listener;
                return () => delete told.disconnected;
            },
        },
    };
    return {glue: glue as unknown as Glue & typeof glue, told};
}

const request = {
    settings: {},
    libSettings: {},
    application: 'Orders',
    onWaiting: () => undefined,
    signal: new AbortController().signal,
};

describe('a page in a browser platform', () => {
    beforeEach(() => createWeb.mockReset());

    it('connects with the name of the app, channels and little noise', async () => {
        const {glue} = fakeGlue();
        createWeb.mockResolvedValue(glue);
        const bus = await connect(request);
        expect(bus).toMatchObject({platform: 'browser', glue});
        expect(createWeb).toHaveBeenCalledWith({
            application: 'Orders',
            channels: true,
            systemLogger: {level: 'error'},
            libraries: [expect.any(Function)],
        });
    });

    it('hands the config of the settings and the libraries of the script to the factory', async () => {
        const factory = jest.fn().mockResolvedValue(fakeGlue().glue);
        const library = () => Promise.resolve();
        await connect({
            settings: {web: {config: {application: 'Mine', channels: false, systemLogger: {level: 'debug'}, extra: 1}}},
            libSettings: {web: {factory, libraries: [library]}},
            onWaiting: () => undefined,
            signal: new AbortController().signal,
            application: 'Orders',
        });
        expect(factory).toHaveBeenCalledWith({
            application: 'Mine',
            channels: false,
            systemLogger: {level: 'debug'},
            extra: 1,
            libraries: [expect.any(Function), library],
        });
        expect(createWeb).not.toHaveBeenCalled();
    });

    it.each([undefined, null, 5, {}])('says what is wrong when the factory of the app gives %p', async (given) => {
        const factory = () => Promise.resolve(given as never);
        await expect(connect({...request, libSettings: {web: {factory}}})).rejects.toThrow(/web\.factory must return/);
    });

    it('has no bus when the factory of the app says so', async () => {
        const factory = () => Promise.resolve({skipInit: true as const});
        const bus = await connect({...request, libSettings: {web: {factory}}});
        expect(bus.glue).toBeNull();
        bus.onStatus(() => undefined)();
        await bus.close();
    });

    it.each([
        'Cannot initiate glue, because this window was not opened or created by a glue client',
        "Cannot initiate Glue Web, because a system method's discovery timed out: T42",
        "Glue Web initialization timed out, because core didn't resolve",
        'The connection to the target glue window timed out',
        'Promise timeout hit: 30000',
    ])('starts again when its platform did not let it in in time: %s', async (why) => {
        const {glue} = fakeGlue();
        createWeb.mockRejectedValueOnce(new Error(why)).mockResolvedValue(glue);
        findPlatformPage.mockResolvedValue(true);
        expect((await connect(request)).glue).toBe(glue);
        expect(createWeb).toHaveBeenCalledTimes(2);
    });

    it('does not start again when nobody waits for it any more', async () => {
        const life = new AbortController();
        createWeb.mockImplementation(async () => {
            life.abort();
            throw new Error('Promise timeout hit: 30000');
        });
        await expect(connect({...request, signal: life.signal})).rejects.toMatchObject({name: 'AbortError'});
        expect(createWeb).toHaveBeenCalledTimes(1);
    });

    it('says what it waits for when the platform answers and does not let it in', async () => {
        jest.useFakeTimers();
        const onWaiting = jest.fn();
        const {glue} = fakeGlue();
        let letIn: (glue: Glue) => void = () => undefined;
        const factory = () => new Promise<Glue>((resolve) => (letIn = resolve));
        const connecting = connect({...request, onWaiting, libSettings: {web: {factory}}});
        await jest.advanceTimersByTimeAsync(60000);
        expect(onWaiting.mock.calls).toEqual([
            [{code: 'not_connected', message: expect.stringContaining('has not let it in yet')}],
        ]);
        letIn(glue);
        expect((await connecting).glue).toBe(glue);
        jest.useRealTimers();
    });

    it('leaves the bus when a library of the app fails after the client has connected', async () => {
        const {glue} = fakeGlue();
        createWeb.mockImplementation(async ({libraries}: {libraries: ((glue: Glue) => Promise<void>)[]}) => {
            await Promise.all(libraries.map((library) => library(glue)));
            return glue;
        });
        const libraries = [() => Promise.reject(new Error('The licence server timed out.'))];
        await expect(connect({...request, libSettings: {web: {libraries}}})).rejects.toThrow(
            'The licence server timed out.',
        );
        expect(glue.done).toHaveBeenCalledTimes(1);
    });

    it('tells each loss and each return once, until nobody listens', async () => {
        const {glue, told} = fakeGlue();
        createWeb.mockResolvedValue(glue);
        const bus = await connect(request);
        const listener = jest.fn();
        const stop = bus.onStatus(listener);
        expect(listener).not.toHaveBeenCalled();
        told.disconnected!();
        told.disconnected!();
        told.connected!();
        expect(listener.mock.calls).toEqual([[false], [true]]);
        stop();
        expect(told).toEqual({});
    });

    it('leaves, and starts again only after the earlier start has settled', async () => {
        const window_ = window as {glue42core?: {webStarted?: boolean}};
        const {glue} = fakeGlue();
        let settleFirst: (glue: Glue) => void = () => undefined;
        createWeb.mockImplementationOnce(() => {
            window_.glue42core = Object.freeze({webStarted: true});
            return new Promise((resolve) => (settleFirst = resolve));
        });
        createWeb.mockImplementationOnce(() => Promise.resolve(glue));
        const first = connect(request);
        const second = connect(request);
        await waitFor(() => expect(createWeb).toHaveBeenCalled());
        await nextTask();
        expect(createWeb).toHaveBeenCalledTimes(1);
        settleFirst(glue);
        await (await first).close();
        expect(glue.done).toHaveBeenCalled();
        expect(glue.logger.consoleLevel).toHaveBeenCalledWith('off');
        await second;
        expect(window_.glue42core!.webStarted).toBe(false);
    });
});
