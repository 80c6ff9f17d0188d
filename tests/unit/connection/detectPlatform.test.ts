import {detectPlatform} from '../../../src/connection/detectPlatform';

const found = () => Promise.resolve(true);
const notFound = () => Promise.resolve(false);
const silent = {onWaiting: () => undefined, signal: new AbortController().signal};
const never = () => Promise.reject(new Error('nobody was to be asked'));

describe('the platform', () => {
    const page = window as {glue42gd?: object; iodesktop?: object};

    afterEach(() => {
        delete page.glue42gd;
        delete page.iodesktop;
    });

    test.each([
        ['embedded', {type: 'embedded'}],
        ['gateway', {type: 'gateway', gateway: {url: 'ws://host'}}],
        ['gateway', {gateway: {url: 'ws://host'}}],
        ['browserPlatform', {type: 'platform'}],
    ] as const)('is %s as the settings %j say', async (platform, settings) => {
        expect(await detectPlatform(settings, {}, silent, never)).toBe(platform);
    });

    it.each(['glue42gd', 'iodesktop'] as const)('is the desktop in its container, which tells by %s', async (name) => {
        page[name] = {};
        expect(await detectPlatform({}, {}, silent, never)).toBe('desktop');
        expect(await detectPlatform({type: 'client'}, {}, silent, never)).toBe('desktop');
        expect(await detectPlatform({type: 'platform'}, {}, silent, never)).toBe('desktop');
        expect(await detectPlatform({}, {web: {factory: never}}, silent, never)).toBe('desktop');
        expect(await detectPlatform({type: 'embedded'}, {}, silent, never)).toBe('embedded');
    });

    it('is the browser in a page that a platform framed or opened', async () => {
        expect(await detectPlatform({}, {}, silent, found)).toBe('browser');
        expect(await detectPlatform({type: 'client'}, {}, silent, found)).toBe('browser');
    });

    it('is the browser without asking when the app has its own way to it', async () => {
        expect(await detectPlatform({}, {web: {factory: never}}, silent, never)).toBe('browser');
    });

    it('is embedded when there is no other', async () => {
        expect(await detectPlatform({}, {}, silent, notFound)).toBe('embedded');
    });

    it('must be there for a client', async () => {
        await expect(detectPlatform({type: 'client'}, {}, silent, notFound)).rejects.toThrow(
            'settings["type"] is "client"',
        );
    });
});
