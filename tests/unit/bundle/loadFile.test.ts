import {loadFile} from '../../../src/bundle/loadFile';

jest.mock('../../../src/bundle/scriptUrl', () => ({scriptUrl: (file: string) => `http://localhost/${file}`}));

const notLoaded = Object.assign(new Error('Loading chunk core failed.'), {name: 'ChunkLoadError'});

function setUp() {
    const told: string[] = [];
    const life = new AbortController();
    return {
        told,
        life,
        waiting: {onWaiting: ({message}: {message: string}) => told.push(message), signal: life.signal},
    };
}

/** What the server answers when it is asked why. */
function serverAnswers(answer: () => Promise<{ok: boolean; status: number}>) {
    Object.assign(globalThis, {fetch: jest.fn(answer)});
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('a file that does not come is fetched with growing pauses until it does, and the reason told', async () => {
    const {told, waiting} = setUp();
    serverAnswers(async () => ({ok: false, status: 503}));
    const load = jest.fn(() => Promise.resolve('the core'));
    for (let n = 0; n < 9; n++) {
        load.mockRejectedValueOnce(notLoaded);
    }
    const loading = loadFile('core', load, waiting);
    for (const [n, pauseMs] of [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000].entries()) {
        await jest.advanceTimersByTimeAsync(pauseMs - 1);
        expect(load).toHaveBeenCalledTimes(n + 1);
        await jest.advanceTimersByTimeAsync(1);
        expect(load).toHaveBeenCalledTimes(n + 2);
    }
    expect(await loading).toBe('the core');
    expect(told[0]).toBe(
        'The page needs http://localhost/dash_glue42.core.js, which could not be loaded: its server answered with status 503. It is fetched again.',
    );
});

test.each([
    ['its server cannot be reached', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['a Content-Security-Policy forbids it', async () => ({ok: true, status: 200})],
])('the reason may be that %s', async (reason, answer) => {
    const {told, waiting} = setUp();
    serverAnswers(answer);
    void loadFile('core', jest.fn().mockRejectedValueOnce(notLoaded).mockResolvedValue(1), waiting);
    await jest.advanceTimersByTimeAsync(0);
    expect(told).toEqual([expect.stringContaining(reason)]);
    await jest.advanceTimersByTimeAsync(500);
});

test('a file that takes long is waited for, and that is told once', async () => {
    const {told, waiting} = setUp();
    let come: (file: string) => void = () => undefined;
    const loading = loadFile('core', () => new Promise<string>((resolve) => (come = resolve)), waiting);
    await jest.advanceTimersByTimeAsync(600000);
    expect(told).toEqual(['The page needs http://localhost/dash_glue42.core.js, which is still loading.']);
    come('the core');
    expect(await loading).toBe('the core');
});

test('a file that fails while it runs is not fetched again', async () => {
    const {waiting} = setUp();
    await expect(loadFile('core', () => Promise.reject(new TypeError('x is undefined')), waiting)).rejects.toThrow(
        'x is undefined',
    );
});

test('a file that nobody waits for any more is not fetched again, and does not hold up what comes next', async () => {
    const {life, waiting} = setUp();
    serverAnswers(async () => ({ok: false, status: 404}));
    const load = jest.fn().mockRejectedValue(notLoaded);
    const loading = expect(loadFile('core', load, waiting)).rejects.toMatchObject({name: 'AbortError'});
    await jest.advanceTimersByTimeAsync(100);
    life.abort();
    await loading;
    await jest.advanceTimersByTimeAsync(1000);
    expect(load).toHaveBeenCalledTimes(1);
});

test('a file that comes when nobody waits for it any more is not used', async () => {
    const {life, waiting} = setUp();
    let come: (file: string) => void = () => undefined;
    const loading = expect(
        loadFile('core', () => new Promise<string>((resolve) => (come = resolve)), waiting),
    ).rejects.toMatchObject({name: 'AbortError'});
    life.abort();
    come('the core');
    await loading;
});
