import {growingPauses, pause} from '../../../src/async/waiting';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('a pause ends at once, with the reason, when its signal is aborted', async () => {
    const life = new AbortController();
    const pausing = expect(pause(30000, life.signal)).rejects.toBe('closed');
    life.abort('closed');
    await pausing;
    expect(jest.getTimerCount()).toBe(0);
    await expect(pause(30000, life.signal)).rejects.toBe('closed');
    expect(jest.getTimerCount()).toBe(0);
});

test('a pause that has ended leaves no listener at its signal', async () => {
    const {signal} = new AbortController();
    const add = jest.spyOn(signal, 'addEventListener');
    const pausing = pause(10, signal);
    await jest.advanceTimersByTimeAsync(10);
    await pausing;
    expect(add).toHaveBeenCalledTimes(1);
    // The listener goes with this other signal.
    expect(add.mock.calls[0][2]).toMatchObject({signal: {aborted: true}});
});

test('growing pauses end with the signal as well', async () => {
    const life = new AbortController();
    const next = growingPauses(life.signal);
    const first = next();
    await jest.advanceTimersByTimeAsync(500);
    await first;
    const second = expect(next()).rejects.toBe('closed');
    life.abort('closed');
    await second;
});
