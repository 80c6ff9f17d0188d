import {defaultChannels} from '../../../../src/fallbackApis/contextChannels/defaultChannels';
import type {Connect, ConnectRequest} from '../../../../src/connection/bus';

const createPlatform = jest.fn();
jest.mock('@glue42/web-platform', () => ({__esModule: true, default: (config: object) => createPlatform(config)}));

const request: ConnectRequest = {
    settings: {type: 'platform'},
    libSettings: {},
    application: 'Host page',
    onWaiting: () => undefined,
    signal: new AbortController().signal,
};
const glue = {interop: {}};
const page = window as {glue42core?: object};

let connect: Connect;

// A page is a platform for good: each test has a page of its own.
beforeEach(async () => {
    jest.resetModules();
    ({connect} = await import('../../../../src/connection/platforms/browserPlatform'));
    createPlatform.mockReset();
    createPlatform.mockResolvedValue({glue, platform: {}});
    delete page.glue42core;
});

describe('a page that is the browser platform', () => {
    it('has the name of the app, the default channels and little noise', async () => {
        const bus = await connect(request);
        expect(bus).toMatchObject({platform: 'browserPlatform', isShared: true, glue});
        expect(createPlatform).toHaveBeenCalledWith({
            channels: {definitions: defaultChannels},
            gateway: {logging: {level: 'error'}, clients: {buffer_size: 20000}},
            glue: {
                application: 'Host page',
                identity: {application: 'Host page', applicationName: 'Host page'},
                systemLogger: {level: 'error'},
                libraries: [],
            },
        });
    });

    it('is marked as one before the library is there', async () => {
        let markedAs: object | undefined;
        createPlatform.mockImplementation(() => {
            markedAs = page.glue42core;
            return Promise.resolve({glue, platform: {}});
        });
        await connect(request);
        expect(markedAs).toEqual({webStarted: false});
    });

    it('hands on what the settings say, and the libraries of the script', async () => {
        const library = () => Promise.resolve();
        const channels = [{name: 'Desk', meta: {color: 'red'}}];
        const config = {
            gateway: {clients: {buffer_size: 5}},
            glue: {systemLogger: {level: 'info'}},
            serviceWorker: {url: '/sw.js'},
        };
        await connect({
            ...request,
            settings: {application: ' Mine ', channels, webPlatform: {config}},
            libSettings: {webPlatform: {libraries: [library]}},
        });
        expect(createPlatform.mock.calls[0][0]).toMatchObject({
            channels: {definitions: channels},
            gateway: {logging: {level: 'error'}, clients: {buffer_size: 5}},
            glue: {application: 'Mine', systemLogger: {level: 'info'}, libraries: [library]},
            serviceWorker: {url: '/sw.js'},
        });
    });

    it('takes the channels and the name of its config', async () => {
        const config = {channels: {definitions: []}, glue: {application: 'Configured'}};
        await connect({...request, settings: {webPlatform: {config}}});
        expect(createPlatform.mock.calls[0][0]).toMatchObject({
            channels: {definitions: []},
            glue: {application: 'Configured'},
        });
    });

    it('is used again by the next component, and refuses other settings', async () => {
        const bus = await connect(request);
        await bus.close();
        expect(await connect(request)).toBe(bus);
        expect(createPlatform).toHaveBeenCalledTimes(1);
        await expect(connect({...request, application: 'Other'})).rejects.toThrow('reload the page to change them');
    });

    it('that failed may be tried again', async () => {
        createPlatform.mockRejectedValueOnce(new Error('bad config'));
        await expect(connect(request)).rejects.toThrow('bad config');
        expect(await connect({...request, application: 'Other'})).toMatchObject({glue});
    });

    it('has become an app of another platform when that opened it', async () => {
        createPlatform.mockResolvedValue({glue});
        expect(await connect(request)).toMatchObject({platform: 'browser', glue});
    });

    it('may be started by the app’s own factory, which gives a glue with its platform, a glue, or no bus', async () => {
        const factory = jest.fn();
        const own = {...request, libSettings: {webPlatform: {factory}}};
        factory.mockResolvedValueOnce({skipInit: true});
        expect(await connect(own)).toMatchObject({platform: 'browserPlatform', glue: null});
        factory.mockResolvedValueOnce(glue);
        expect(await connect(own)).toMatchObject({platform: 'browserPlatform', glue});
        expect(createPlatform).not.toHaveBeenCalled();
    });

    it.each([undefined, null, 5, {}, {glue: 5}])('is explained when the factory gives %p', async (given) => {
        const factory = () => Promise.resolve(given as never);
        await expect(connect({...request, libSettings: {webPlatform: {factory}}})).rejects.toThrow(
            /webPlatform\.factory must return/,
        );
    });
});
