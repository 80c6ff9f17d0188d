import {findPlatformPage, watchForPlatform} from '../../../src/connection/platformProbe';
import {trustOnly} from '../../../src/connection/trust';

type Listener = (event: {data: unknown; origin: string; source: unknown}) => void;

const desk = 'https://desk.example.com';

/** A window, as far as the probe looks at it. Without a parent it is a top window. */
function page({
    parent,
    opener = null,
    isForeign = false,
    hasLibrary = false,
    isLoaded = true,
    around,
}: Partial<FakeOptions> = {}) {
    const listeners = new Set<Listener>();
    const postMessage = jest.fn();
    const fake = {
        origin: 'http://localhost',
        opener,
        closed: false,
        postMessage,
        addEventListener: (_: string, listener: Listener, {signal}: {signal: AbortSignal}) => {
            listeners.add(listener);
            signal.addEventListener('abort', () => listeners.delete(listener));
        },
        isHearing: () => listeners.size > 0,
        hear: (source: unknown, origin = 'http://localhost', type = 'platformReady') =>
            [...listeners].forEach((listener) => listener({data: {glue42core: {type}}, origin, source})),
        location: {ancestorOrigins: around},
        document: {readyState: 'interactive'},
        performance: {getEntriesByType: () => [{domContentLoadedEventEnd: isLoaded ? 1 : 0}]},
        ...(hasLibrary ? {glue42core: {}} : {}),
    } as unknown as FakeWindow;
    const self = isForeign ? foreign(fake) : fake;
    Object.assign(fake, {parent: parent ?? self, top: parent?.top ?? self});
    return self;
}

/** Another origin's window: the browser lets only these be used. */
const foreign = (fake: FakeWindow) =>
    new Proxy(fake, {
        get: (target, key) => {
            if (['parent', 'top', 'opener', 'closed', 'postMessage'].includes(key as string)) {
                return Reflect.get(target, key);
            }
            throw new Error('cross-origin');
        },
        has: () => {
            throw new Error('cross-origin');
        },
    });

interface FakeOptions {
    parent: FakeWindow;
    opener: FakeWindow | null;
    isForeign: boolean;
    hasLibrary: boolean;
    isLoaded: boolean;
    /** The origins of the pages around it, where the browser tells them. */
    around: string[];
}

type FakeWindow = Window & {
    isHearing: () => boolean;
    hear: (source: unknown, origin?: string, type?: string) => void;
    postMessage: jest.Mock;
};

describe('the search for a platform page', () => {
    const trust = (...origins: string[]) => trustOnly(origins, () => undefined);

    beforeEach(() => {
        jest.useFakeTimers();
        trust();
    });
    afterEach(() => {
        expect(jest.getTimerCount()).toBe(0);
        jest.useRealTimers();
    });

    const find = (own: FakeWindow, isPatient = false) => findPlatformPage({page: own, isPatient});

    /** How long the search took until it gave up. */
    async function patience(own: FakeWindow, isPatient = false): Promise<number> {
        const start = performance.now();
        let end: number | undefined;
        void find(own, isPatient).then((isFound) => {
            expect(isFound).toBe(false);
            end = performance.now();
        });
        while (end === undefined) {
            await jest.advanceTimersToNextTimerAsync();
        }
        return end - start;
    }

    /** Whether the search still goes on after a minute; then it finds the platform that answers. */
    async function waitsForGood(
        own: FakeWindow,
        platform: FakeWindow,
        origin?: string,
        isPatient = false,
    ): Promise<boolean> {
        let isOver = false;
        const search = find(own, isPatient).finally(() => (isOver = true));
        await jest.advanceTimersByTimeAsync(60000);
        const wasOver = isOver;
        own.hear(platform, origin);
        return (await search) && !wasOver;
    }

    it('ends at once in a tab of its own', async () => {
        expect(await find(page())).toBe(false);
        expect(await find(page(), true)).toBe(false);
    });

    it('ends at once when the opener has been closed', async () => {
        const opener = page();
        Object.assign(opener, {closed: true});
        expect(await find(page({opener}))).toBe(false);
        expect(opener.postMessage).not.toHaveBeenCalled();
    });

    it('ends at once in a frame without an origin', async () => {
        const own = page({parent: page()});
        Object.assign(own, {origin: 'null'});
        expect(await find(own)).toBe(false);
    });

    it('finds the parent that answers', async () => {
        const parent = page({hasLibrary: true});
        const own = page({parent});
        const search = find(own);
        expect(parent.postMessage).toHaveBeenCalledWith({glue42core: {type: 'platformPing'}}, '*');
        own.hear(parent);
        expect(await search).toBe(true);
    });

    it('finds the opener of the window that it is framed in', async () => {
        trust(desk);
        const platform = page({isForeign: true});
        const own = page({parent: page({opener: platform})});
        const search = find(own);
        own.hear(platform, desk);
        expect(await search).toBe(true);
    });

    it('hears no stranger and no other message', async () => {
        trust(desk);
        const parent = page({isLoaded: true});
        const own = page({parent});
        const search = find(own);
        own.hear(page());
        own.hear(parent, undefined, 'parentReady');
        own.hear(parent, 'https://desk.example.com.evil.example');
        await jest.advanceTimersByTimeAsync(1000);
        expect(await search).toBe(false);
    });

    it('is short in a plain page', async () => {
        expect(await patience(page({parent: page()}))).toBeLessThanOrEqual(200);
    });

    it('is short in a page whose origin cannot be a trusted one', async () => {
        const parent = page({isForeign: true});
        expect(await patience(page({parent}))).toBeLessThanOrEqual(200);
        expect(await patience(page({parent}), true)).toBeLessThanOrEqual(200);
        trust(desk);
        expect(await patience(page({parent, around: ['https://evil.example']}), true)).toBeLessThanOrEqual(200);
    });

    it('has patience with a page that may have a trusted origin, and more with one that has', async () => {
        trust(desk);
        const parent = page({isForeign: true});
        const unknown = await patience(page({parent}));
        expect(unknown).toBeGreaterThanOrEqual(2000);
        expect(await patience(page({parent, around: [desk]}))).toBeGreaterThan(2 * unknown);
    });

    it('has patience with a page that loads', async () => {
        expect(await patience(page({parent: page({isLoaded: false})}))).toBeGreaterThanOrEqual(10000);
    });

    it('does not end as long as the library of a platform is there', async () => {
        const parent = page({hasLibrary: true});
        expect(await waitsForGood(page({parent}), parent)).toBe(true);
    });

    it('does not end in a page that has no other way to a bus, as long as a trusted platform may come', async () => {
        const plain = page();
        expect(await waitsForGood(page({parent: plain}), plain, undefined, true)).toBe(true);
        trust(desk);
        const foreign = page({isForeign: true});
        expect(await waitsForGood(page({parent: foreign}), foreign, desk, true)).toBe(true);
    });

    it('tells what it waits for', async () => {
        const onWaiting = jest.fn();
        const parent = page({hasLibrary: true});
        const own = page({parent, around: ['http://localhost']});
        const search = findPlatformPage({page: own, onWaiting});
        await jest.advanceTimersByTimeAsync(3900);
        expect(onWaiting).not.toHaveBeenCalled();
        await jest.advanceTimersByTimeAsync(60000);
        const message = expect.stringContaining(
            'waits for the Glue42 platform in the page at http://localhost',
        ) as string;
        expect(onWaiting.mock.calls).toEqual([[{code: 'not_connected', message}]]);
        own.hear(parent);
        expect(await search).toBe(true);
    });

    it('goes on in a page that has given up, until a trusted platform answers or nobody cares', async () => {
        trust(desk);
        const parent = page({isForeign: true});
        const own = page({parent});
        const onFound = jest.fn();
        watchForPlatform(onFound, new AbortController().signal, own);
        await jest.advanceTimersByTimeAsync(60000);
        expect(parent.postMessage.mock.calls.length).toBeGreaterThan(10);
        own.hear(parent, 'https://evil.example');
        expect(onFound).not.toHaveBeenCalled();
        own.hear(parent, desk);
        own.hear(parent, desk);
        expect(onFound).toHaveBeenCalledTimes(1);
        const life = new AbortController();
        watchForPlatform(onFound, life.signal, own);
        life.abort();
        own.hear(parent, desk);
        expect(onFound).toHaveBeenCalledTimes(1);
        expect(own.isHearing()).toBe(false);
        expect(() => watchForPlatform(onFound, life.signal, own)).toThrow();
        expect(own.isHearing()).toBe(false);
    });

    it('ends at once, and listens no more, when nobody waits for it', async () => {
        const life = new AbortController();
        const own = page({parent: page({hasLibrary: true})});
        const search = findPlatformPage({page: own, signal: life.signal});
        await jest.advanceTimersByTimeAsync(10000);
        life.abort();
        expect(jest.getTimerCount()).toBe(0);
        expect(own.isHearing()).toBe(false);
        expect(await search).toBe(false);
        expect(await findPlatformPage({page: own, signal: life.signal})).toBe(false);
        expect(own.isHearing()).toBe(false);
    });

    it('asks every second when a platform takes long', async () => {
        const parent = page({hasLibrary: true});
        const own = page({parent});
        const search = find(own);
        await jest.advanceTimersByTimeAsync(10000);
        parent.postMessage.mockClear();
        await jest.advanceTimersByTimeAsync(60000);
        expect(parent.postMessage.mock.calls.length).toBeLessThanOrEqual(60);
        expect(parent.postMessage).toHaveBeenCalled();
        own.hear(parent);
        expect(await search).toBe(true);
    });

    it('knows in a page that has given up whether a trusted platform may still come', () => {
        const foreign = page({isForeign: true});
        const mayCome = (own: FakeWindow) => {
            const life = new AbortController();
            const answer = watchForPlatform(() => undefined, life.signal, own)();
            life.abort();
            return answer;
        };
        expect(mayCome(page({parent: foreign}))).toBe(false);
        trust(desk);
        expect(mayCome(page({parent: foreign}))).toBe(true);
        expect(mayCome(page({parent: foreign, around: ['https://evil.example']}))).toBe(false);
        const opener = page({isForeign: true});
        expect(mayCome(page({opener}))).toBe(true);
    });
});
