import {withinTime} from '../../../src/async/withinTime';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const untilAborted = (signal: AbortSignal) =>
    new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('aborted')));

test('work is told when its time is over', async () => {
    const working = withinTime(10, untilAborted);
    await jest.advanceTimersByTimeAsync(9);
    expect(jest.getTimerCount()).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(await working).toBe('aborted');
});

test('work is told at once that nobody wants it any more', async () => {
    const life = new AbortController();
    const working = withinTime(10, untilAborted, life.signal);
    life.abort();
    expect(await working).toBe('aborted');
    expect(jest.getTimerCount()).toBe(0);
});

test('what work has started ends with it, also when it fails', async () => {
    let given: AbortSignal | undefined;
    const fail = async (signal: AbortSignal) => {
        given = signal;
        throw new Error('no answer');
    };
    await expect(withinTime(10, fail)).rejects.toThrow('no answer');
    expect(given!.aborted).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
});
