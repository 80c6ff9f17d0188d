import {unclamped} from '../../../src/dash/unclamped';

// jsdom has none.
Object.assign(window, {
    MessageChannel: (jest.requireActual('worker_threads') as {MessageChannel: unknown}).MessageChannel,
});

let timers: unknown[][];

beforeEach(() => {
    timers = [];
    jest.spyOn(window, 'setTimeout').mockImplementation(((...timer: unknown[]) => timers.push(timer)) as never);
    jest.spyOn(document, 'hidden', 'get').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

const zeroTimer = () => new Promise((resolve) => window.setTimeout(resolve, 0, 'value'));

test('in a hidden page a promise that waits for a zero timer is resolved without one', async () => {
    let waiting: Promise<unknown> | undefined;
    unclamped(() => void (waiting = zeroTimer()));
    expect(await waiting).toBe('value');
    expect(timers).toEqual([]);
});

test.each([
    ['a function of a program', () => undefined, 0],
    ['a bound function', function (this: unknown) {}.bind(null), 0],
    ['text', 'code', 0],
    ['a longer wait', Promise.resolve.bind(Promise), 10],
])('%s keeps its timer', (_, callback, ms) => {
    unclamped(() => window.setTimeout(callback as never, ms));
    expect(timers).toEqual([[callback, ms]]);
});

test('the page has its timers again afterwards, also after an error, and a visible page all the time', () => {
    const {setTimeout} = window;
    expect(() =>
        unclamped(() => {
            throw new Error('no');
        }),
    ).toThrow('no');
    expect(window.setTimeout).toBe(setTimeout);
    jest.spyOn(document, 'hidden', 'get').mockReturnValue(false);
    unclamped(() => void zeroTimer());
    expect(timers).toHaveLength(1);
});
