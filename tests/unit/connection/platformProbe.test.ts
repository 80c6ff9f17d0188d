import {findPlatformPage} from '../../../src/connection/platformProbe';

type Listener = (event: {data: unknown; source: unknown}) => void;

/** A window, as far as the probe looks at it. Without a parent it is a top window. */
function page({parent, opener = null, isForeign = false, hasLibrary = false, isLoaded = true}: Partial<FakeOptions> = {}) {
    const listeners = new Set<Listener>();
    const postMessage = jest.fn();
    const fake = {
        origin: 'http://localhost',
        opener,
        closed: false,
        postMessage,
        addEventListener: (_: string, listener: Listener) => listeners.add(listener),
        removeEventListener: (_: string, listener: Listener) => listeners.delete(listener),
        hear: (source: unknown, type = 'platformReady') =>
            [...listeners].forEach(listener => listener({data: {glue42core: {type}}, source})),
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
}

type FakeWindow = Window & {hear: (source: unknown, type?: string) => void; postMessage: jest.Mock};

describe('the search for a platform page', () => {
    beforeEach(() => {
        jest.useFakeTimers();
    });
    afterEach(() => {
        expect(jest.getTimerCount()).toBe(0);
        jest.useRealTimers();
    });

    /** How long the search took until it gave up. */
    async function patience(own: FakeWindow): Promise<number> {
        const start = performance.now();
        let end: number | undefined;
        void findPlatformPage(own).then(isFound => {
            expect(isFound).toBe(false);
            end = performance.now();
        });
        while (end === undefined) {
            await jest.advanceTimersByTimeAsync(10);
        }
        return end - start;
    }

    it('ends at once in a tab of its own', async () => {
        expect(await findPlatformPage(page())).toBe(false);
    });

    it('ends at once when the opener has been closed', async () => {
        const opener = page();
        Object.assign(opener, {closed: true});
        expect(await findPlatformPage(page({opener}))).toBe(false);
        expect(opener.postMessage).not.toHaveBeenCalled();
    });

    it('ends at once in a frame without an origin', async () => {
        const own = page({parent: page()});
        Object.assign(own, {origin: 'null'});
        expect(await findPlatformPage(own)).toBe(false);
    });

    it('finds the parent that answers', async () => {
        const parent = page({hasLibrary: true});
        const own = page({parent});
        const search = findPlatformPage(own);
        expect(parent.postMessage).toHaveBeenCalledWith({glue42core: {type: 'platformPing'}}, '*');
        own.hear(parent);
        expect(await search).toBe(true);
    });

    it('finds the opener of the window that it is framed in', async () => {
        const platform = page({isForeign: true});
        const own = page({parent: page({opener: platform})});
        const search = findPlatformPage(own);
        own.hear(platform);
        expect(await search).toBe(true);
    });

    it('hears no stranger and no other message', async () => {
        const parent = page({isLoaded: true});
        const own = page({parent});
        const search = findPlatformPage(own);
        own.hear(page());
        own.hear(parent, 'parentReady');
        await jest.advanceTimersByTimeAsync(1000);
        expect(await search).toBe(false);
    });

    it('is short in a plain page', async () => {
        expect(await patience(page({parent: page()}))).toBeLessThanOrEqual(200);
    });

    it('has patience with a page of another origin', async () => {
        expect(await patience(page({parent: page({isForeign: true})}))).toBeGreaterThanOrEqual(2000);
    });

    it('has more patience with a page that loads or has the library of a platform', async () => {
        expect(await patience(page({parent: page({hasLibrary: true})}))).toBeGreaterThanOrEqual(5000);
        expect(await patience(page({parent: page({isLoaded: false})}))).toBeGreaterThanOrEqual(5000);
    });

    it('goes on asking a platform that starts', async () => {
        const parent = page({hasLibrary: true});
        const own = page({parent});
        const search = findPlatformPage(own);
        await jest.advanceTimersByTimeAsync(3000);
        expect(parent.postMessage.mock.calls.length).toBeGreaterThan(10);
        own.hear(parent);
        expect(await search).toBe(true);
    });
});
