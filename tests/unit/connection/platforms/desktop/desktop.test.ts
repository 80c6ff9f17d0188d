import type {Connect, ConnectRequest} from '../../../../../src/connection/bus';
import {nextTask} from '../../../../fakes/dashStore';

const createDesktop = jest.fn();
jest.mock('@glue42/desktop', () => ({__esModule: true, default: (config: object) => createDesktop(config)}));

interface ContainerPage {
    glue42gd?: object;
    iodesktop?: object;
    glueDesktop?: object;
    Glue?: object;
    IODesktop?: object;
}

const page = window as ContainerPage;
const request: ConnectRequest = {
    settings: {},
    libSettings: {},
    application: 'Page title',
    onWaiting: () => undefined,
    signal: new AbortController().signal,
};
const url = 'ws://localhost:8385';

const awaited = ['windows', 'appManager', 'layouts', 'channels', 'displays'];
const methodsOf: {[api: string]: string} = {
    windows: 'T42.Wnd.OnEvent',
    appManager: 'T42.ACS.GetApplications',
    notifications: 'T42.GNS.Publish.RaiseNotification',
};

/** A glue as the library gives it to a page whose container offers these APIs. */
const glueWith = (...offered: string[]) => ({
    interop: {methods: () => offered.map((api) => ({name: methodsOf[api]}))},
    notifications: {},
    themes: {},
    done: jest.fn(() => Promise.resolve()),
});

/** What the library rejects with when an API does not come. */
const failureWith = (...offered: string[]) => {
    const connection = {logout: jest.fn(() => Promise.resolve())};
    return {err: new Error('Timed out'), libs: {interop: glueWith(...offered).interop, connection}};
};

const configs = () => createDesktop.mock.calls.map(([config]) => config);

let connect: Connect;

// The page's library has been started or not: each test has a page of its own.
beforeEach(async () => {
    jest.resetModules();
    ({connect} = await import('../../../../../src/connection/platforms/desktop/desktop'));
    createDesktop.mockReset();
    createDesktop.mockImplementation(() => Promise.resolve(glueWith()));
    page.glue42gd = {gwURL: url, applicationName: 'container-name'};
});

afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
    delete page.glue42gd;
    delete page.glueDesktop;
    delete page.Glue;
    delete page.IODesktop;
});

describe('in a container', () => {
    it('the app has the name that the container gave it, unless the settings give another', async () => {
        const bus = await connect(request);
        expect(bus).toMatchObject({platform: 'desktop', isShared: false});
        await connect({...request, settings: {application: ' Mine '}});
        page.glue42gd = {gwURL: url};
        await connect(request);
        expect(configs().map(({application}) => application)).toEqual(['container-name', 'Mine', 'Page title']);
    });

    it('the library gets the config of the settings, which has the last word, and the libraries of the script', async () => {
        const library = () => Promise.resolve();
        await connect({
            ...request,
            settings: {desktop: {config: {windows: true, application: 'Configured', extra: 1}}},
            libSettings: {desktop: {libraries: [library]}},
        });
        expect(configs()[0]).toMatchObject({
            windows: true,
            layouts: false,
            application: 'Configured',
            extra: 1,
            libraries: [library],
        });
    });

    it('of the vendor, the library starts once and waits for whatever it wants', async () => {
        page.glueDesktop = {version: '3.20.1'};
        const glue = glueWith();
        createDesktop.mockResolvedValue(glue);
        const bus = await connect(request);
        expect(configs()).toHaveLength(1);
        expect(configs()[0]).toMatchObject({channels: true});
        expect(configs()[0]).not.toHaveProperty('windows');
        expect(Object.keys(bus.glue!)).toEqual(expect.arrayContaining(['notifications', 'themes']));
    });

    it('of the vendor that lacks APIs after all, it starts again without those, and says so', async () => {
        page.glueDesktop = {version: '3.20.1'};
        const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
        const failure = failureWith('appManager');
        createDesktop.mockRejectedValueOnce(failure);
        const bus = await connect(request);
        expect(failure.libs.connection.logout).toHaveBeenCalledTimes(1);
        expect(configs()[1]).toMatchObject({windows: false, layouts: false, channels: false, displays: false});
        expect(configs()[1]).not.toHaveProperty('appManager');
        expect(bus.glue).not.toHaveProperty('notifications');
        expect(warn.mock.calls[0]![0]).toMatch(/does not offer all its APIs.*Timed out/);
    });

    it('unknown and without APIs, the library waits for none, and those that would do nothing are taken out', async () => {
        const bus = await connect(request);
        expect(configs()).toHaveLength(1);
        expect(configs()[0]).toMatchObject(
            Object.fromEntries([...awaited, 'activities', 'metrics'].map((api) => [api, false])),
        );
        expect(bus.glue).not.toHaveProperty('notifications');
        expect(bus.glue).not.toHaveProperty('themes');
    });

    it('unknown and with some APIs, the library starts again with those', async () => {
        const first = glueWith('windows', 'notifications');
        const second = glueWith('windows', 'notifications');
        createDesktop.mockResolvedValueOnce(first).mockResolvedValueOnce(second);
        const bus = await connect(request);
        expect(first.done).toHaveBeenCalledTimes(1);
        expect(configs()[1]).toMatchObject({layouts: false, appManager: false});
        expect(configs()[1]).not.toHaveProperty('windows');
        expect(bus.glue).toBe(second);
        expect(bus.glue).toHaveProperty('notifications');
        expect(bus.glue).not.toHaveProperty('themes');
        await bus.close();
        expect(second.done).toHaveBeenCalledTimes(1);
    });
});

describe('the library', () => {
    it('is the app’s own, else the one in the page, else that of the package', async () => {
        const [own, newer, older] = [0, 1, 2].map(() => jest.fn(() => Promise.resolve(glueWith() as never)));
        page.Glue = older;
        await connect(request);
        page.IODesktop = newer;
        await connect(request);
        await connect({...request, libSettings: {desktop: {factory: own}}});
        expect([own, newer, older].map((factory) => factory!.mock.calls.length)).toEqual([1, 1, 1]);
        expect(createDesktop).not.toHaveBeenCalled();
    });

    it('that somebody else has started in the page is shared, and theirs to leave', async () => {
        const glue = glueWith();
        page.Glue = Object.assign(
            jest.fn(() => Promise.resolve(glue)),
            {calls: {initialized: true}},
        );
        const bus = await connect(request);
        expect(bus).toMatchObject({glue, isShared: true});
        expect(bus.glue).toHaveProperty('notifications');
        await bus.close();
        expect(glue.done).not.toHaveBeenCalled();
    });

    it('forgets its first start before a second one, which waits until the first has settled', async () => {
        const calls = {initialized: false};
        const seen: boolean[] = [];
        const settle: (() => void)[] = [];
        page.Glue = Object.assign(
            () => {
                seen.push(calls.initialized);
                calls.initialized = true;
                return new Promise((resolve) => settle.push(() => resolve(glueWith())));
            },
            {calls},
        );
        const first = connect(request);
        const second = connect(request);
        await nextTask();
        expect(seen).toEqual([false]);
        settle[0]!();
        await first;
        await nextTask();
        settle[1]!();
        await second;
        expect(seen).toEqual([false, false]);
    });

    it('may be a factory that wants no bus', async () => {
        const factory = () => Promise.resolve({skipInit: true as const});
        expect(await connect({...request, libSettings: {desktop: {factory}}})).toMatchObject({
            glue: null,
        });
    });

    it.each([undefined, null, 5, {}])('is explained when its factory gives %p', async (given) => {
        const factory = () => Promise.resolve(given as never);
        await expect(connect({...request, libSettings: {desktop: {factory}}})).rejects.toThrow(
            /desktop\.factory must return/,
        );
    });
});

describe('a failure', () => {
    it('is told as the gateway told it to the log of the library', async () => {
        createDesktop.mockImplementation(({customLogger}) => {
            customLogger.error('[x.connection] error sending hello message - invalid token\n    at login');
            return Promise.reject({err: new Error('[object Object]'), libs: {}});
        });
        await expect(connect(request)).rejects.toThrow(
            `The desktop container's gateway at ${url} refused this page: invalid token`,
        );
    });

    it('before the gateway is reached is told as it is, also by a container of the vendor', async () => {
        page.glueDesktop = {version: '3.20.1'};
        createDesktop.mockRejectedValue(new Error('no library'));
        await expect(connect(request)).rejects.toThrow(/^no library$/);
        expect(configs()).toHaveLength(1);
    });

    it('to reach the gateway is no failure: it is tried again, and the reason told', async () => {
        jest.useFakeTimers();
        const onWaiting = jest.fn();
        createDesktop
            .mockRejectedValueOnce(new Error('no more retries'))
            .mockRejectedValueOnce(new Error('no more retries'));
        const connecting = connect({...request, onWaiting});
        await jest.advanceTimersByTimeAsync(1500);
        expect(await connecting).toMatchObject({platform: 'desktop'});
        const message = expect.stringContaining(`The desktop container's gateway at ${url} cannot be reached`);
        expect(onWaiting.mock.calls).toEqual(Array(2).fill([{code: 'not_connected', message}]));
    });

    it.each(['Hello already received once', 'Authentication failed: Already logged in'])(
        'is not that a slow gateway has got the login twice: it is tried again (%s)',
        async (reason) => {
            jest.useFakeTimers();
            const onWaiting = jest.fn();
            createDesktop.mockImplementationOnce(({customLogger}) => {
                customLogger.error(`[x.connection] error sending hello message - ${reason}\n    at login`);
                return Promise.reject({err: new Error('[object Object]'), libs: {}});
            });
            const connecting = connect({...request, onWaiting});
            await jest.advanceTimersByTimeAsync(500);
            expect(await connecting).toMatchObject({platform: 'desktop'});
            expect(onWaiting).toHaveBeenCalledTimes(1);
        },
    );

    it('is not that the container takes long, which is told', async () => {
        jest.useFakeTimers();
        const onWaiting = jest.fn();
        let answer: (glue: object) => void = () => undefined;
        createDesktop.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
        const connecting = connect({...request, onWaiting});
        await jest.advanceTimersByTimeAsync(600000);
        expect(onWaiting).toHaveBeenCalledTimes(1);
        expect(onWaiting.mock.calls[0][0].message).toContain('has not let this page in yet');
        answer(glueWith());
        expect(await connecting).toMatchObject({platform: 'desktop'});
    });
});
