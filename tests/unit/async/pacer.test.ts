import {createPacer} from '../../../src/async/pacer';

beforeEach(() => jest.useFakeTimers());
afterEach(async () => {
    made.forEach((state) => (state.waiting = 0));
    await jest.advanceTimersByTimeAsync(60000);
    jest.useRealTimers();
});

const made: {waiting: number}[] = [];

function setUp(waiting: number, rate: number) {
    const state = {waiting, bursts: [] as number[], questions: 0};
    made.push(state);
    const pacer = createPacer({
        rate: () => rate,
        send: (max) => {
            const sent = Math.min(max, state.waiting);
            state.waiting -= sent;
            state.bursts.push(sent);
            return sent;
        },
        whenTaken: async () => void state.questions++,
    });
    return {state, ...pacer};
}

const total = (bursts: number[]) => bursts.reduce((sum, burst) => sum + burst, 0);

test('what is within one burst leaves at once', () => {
    const {state, wake} = setUp(30, 2000);
    wake();
    expect(state.bursts).toEqual([30]);
});

test('a second leaves no more than the rate, in small bursts', async () => {
    const {state, wake} = setUp(10000, 2000);
    wake();
    await jest.advanceTimersByTimeAsync(999);
    expect(total(state.bursts)).toBe(2000);
    expect(Math.max(...state.bursts)).toBe(40);
    expect(state.questions).toBe(0);
});

test('no rate makes more than 100 messages leave in 20 ms', async () => {
    const {state, wake} = setUp(10000, 1e6);
    wake();
    await jest.advanceTimersByTimeAsync(999);
    expect(state.bursts).toEqual(Array(50).fill(100));
});

test('several streams of a page share what it may send, and none waits for another', async () => {
    const streams = [setUp(10000, 5000), setUp(10000, 5000), setUp(10000, 5000)];
    streams.forEach(({wake}) => wake());
    await jest.advanceTimersByTimeAsync(100);
    const before = streams.map(({state}) => total(state.bursts));
    await jest.advanceTimersByTimeAsync(1000);
    const sent = streams.map(({state}, n) => total(state.bursts) - before[n]);
    expect(total(sent)).toBeLessThanOrEqual(5000);
    expect(Math.min(...sent)).toBeGreaterThan(1500);
});

test('a rate below one message in an interval is kept', async () => {
    const {state, wake} = setUp(100, 2);
    wake();
    await jest.advanceTimersByTimeAsync(2050);
    expect(total(state.bursts)).toBe(5);
});

test('pushes one after another do not exceed the rate', async () => {
    const {state, wake} = setUp(0, 100);
    for (let ms = 0; ms < 1000; ms++) {
        state.waiting++;
        wake();
        await jest.advanceTimersByTimeAsync(1);
    }
    expect(total(state.bursts)).toBeLessThanOrEqual(103);
    expect(total(state.bursts)).toBeGreaterThanOrEqual(98);
});

test('what comes in the same task after the last item was sent leaves too', async () => {
    const {state, wake} = setUp(1, 2000);
    wake();
    state.waiting = 1;
    wake();
    expect(state.waiting).toBe(0);
});

test("a late timer of a hidden page is made up for, with the gateway's answer between two bursts", async () => {
    const {state, wake} = setUp(5000, 2000);
    const {setTimeout} = window;
    window.setTimeout = ((run: () => void, ms: number) => setTimeout(run, Math.max(ms, 1000))) as typeof setTimeout;
    wake();
    await jest.advanceTimersByTimeAsync(1000);
    window.setTimeout = setTimeout;
    expect(total(state.bursts)).toBe(40 + 2000);
    expect(Math.max(...state.bursts)).toBe(100);
    expect(state.questions).toBe(19);
});

test('in a hidden page what is pushed later does not wait for a late timer', async () => {
    const {state, wake} = setUp(41, 2000);
    const {setTimeout} = window;
    window.setTimeout = ((run: () => void) => setTimeout(run, 60000)) as typeof setTimeout;
    wake();
    window.setTimeout = setTimeout;
    expect(state.waiting).toBe(1);
    await jest.advanceTimersByTimeAsync(100);
    wake();
    await jest.advanceTimersByTimeAsync(0);
    expect(state.waiting).toBe(0);
});
