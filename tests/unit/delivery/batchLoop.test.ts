import {type ItemBatch, BatchLoop, type BatchSettings, NotThereYet} from '../../../src/delivery/batchLoop';
import {BusError, type Problem} from '../../../src/values/busError';
import {flush} from '../../fakes/dashStore';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const settings: BatchSettings = {intervalMs: 100, maxBatch: 1000, maxPending: 10000, conflateBy: null};

/** Takes batches; each is in hand until `release` is called, when `isSlow`. */
function setUp(own: Partial<BatchSettings> = {}, {isSlow = false, maxBytes = Infinity} = {}) {
    const batches: ItemBatch[] = [];
    const problems: (Problem | null)[] = [];
    const usage = {isWanted: true, failure: undefined as Error | undefined};
    /** What the receiver waits for before it takes a batch. */
    const ready: {whenReady?: Promise<void>} = {};
    let release: () => void = () => undefined;
    const loop = new BatchLoop({
        component: 'StreamSubscribe "ticks"',
        part: 'callbacks',
        isWanted: () => usage.isWanted,
        receive: async (take) => {
            if (usage.failure instanceof NotThereYet) {
                throw usage.failure;
            }
            await ready.whenReady;
            const batch = take();
            if (batch) {
                batches.push(batch);
            }
            if (usage.failure) {
                throw usage.failure;
            }
            if (isSlow) {
                await new Promise<void>((resolve) => (release = resolve));
            }
        },
        onProblem: (problem) => problems.push(problem),
        maxBytes,
    });
    loop.configure({...settings, ...own});
    const push = (from: number, to = from) => {
        for (let n = from; n <= to; n++) {
            loop.push({n, key: n % 2});
        }
    };
    const numbers = () => batches.map(({items}) => items.map((item) => (item as {n: number}).n));
    return {loop, push, batches, numbers, problems, usage, ready, release: () => release()};
}

test('the first item goes at once, with what came in the same go', async () => {
    const {push, batches} = setUp();
    push(1, 2);
    await flush();
    expect(batches).toEqual([
        {
            items: [
                {n: 1, key: 1},
                {n: 2, key: 0},
            ],
            batch: 1,
            conflated: 0,
            dropped: 0,
            gap: false,
        },
    ]);
});

test('what comes within the interval is the next batch', async () => {
    const {push, numbers} = setUp();
    push(1);
    await flush();
    push(2, 3);
    await pass(99);
    expect(numbers()).toEqual([[1]]);
    await pass(1);
    expect(numbers()).toEqual([[1], [2, 3]]);
    await pass(1000);
    push(4);
    await flush();
    expect(numbers()).toEqual([[1], [2, 3], [4]]);
});

test('one batch is in hand, however long that takes', async () => {
    const {push, numbers, release} = setUp({}, {isSlow: true});
    push(1);
    await pass(5000);
    push(2, 4);
    await pass(5000);
    expect(numbers()).toEqual([[1]]);
    release();
    await flush();
    expect(numbers()).toEqual([[1], [2, 3, 4]]);
});

test('an interval of 0 leaves only that limit', async () => {
    const {push, numbers, release} = setUp({intervalMs: 0}, {isSlow: true});
    push(1);
    await flush();
    push(2);
    release();
    await flush();
    expect(numbers()).toEqual([[1], [2]]);
});

test('more than maxBatch items are several batches, in order', async () => {
    const {push, numbers} = setUp({maxBatch: 2});
    push(1, 5);
    await pass(300);
    expect(numbers()).toEqual([[1, 2], [3, 4], [5]]);
});

test('a batch gets no longer than a server takes, by one item at most', async () => {
    const {loop, numbers} = setUp({}, {maxBytes: 1000});
    [1, 2, 3].forEach((n) => loop.push({n, text: 'x'.repeat(600)}));
    await pass(200);
    expect(numbers()).toEqual([[1, 2], [3]]);
});

test('beyond maxPending the oldest go: sent = shown + conflated + dropped', async () => {
    const {push, batches, release} = setUp({maxPending: 3}, {isSlow: true});
    push(0);
    await flush();
    push(1, 10);
    release();
    await pass(100);
    expect(batches[1]).toMatchObject({items: [{n: 8}, {n: 9}, {n: 10}], dropped: 7, conflated: 0});
});

test('with a key only the newest of each waits, and the others are counted', async () => {
    const {push, batches, release} = setUp({conflateBy: 'key'}, {isSlow: true});
    push(0);
    await flush();
    push(1, 10);
    release();
    await pass(100);
    expect(batches[1]).toMatchObject({items: [{n: 9}, {n: 10}], conflated: 8, dropped: 0});
});

test('a key that is set later conflates what waits already', async () => {
    const {loop, push, batches, release} = setUp({}, {isSlow: true});
    push(0);
    await flush();
    push(1, 4);
    loop.configure({...settings, conflateBy: 'key'});
    push(5);
    release();
    await pass(100);
    expect(batches[1]).toMatchObject({items: [{n: 4}, {n: 5}], conflated: 3, dropped: 0});
});

test('a gap is reported once, in the first batch with an item after it', async () => {
    const {loop, push, batches} = setUp();
    push(1);
    loop.markGap();
    await pass(100);
    push(2);
    await pass(100);
    push(3);
    await pass(100);
    expect(batches.map(({gap}) => gap)).toEqual([false, true, false]);
});

test('what is discarded is counted, and is no empty batch for a receiver that was not ready', async () => {
    const {loop, push, batches, ready} = setUp();
    let beReady!: () => void;
    ready.whenReady = new Promise((resolve) => (beReady = resolve));
    push(1, 3);
    await flush();
    loop.discard();
    beReady();
    await pass(1000);
    expect(batches).toEqual([]);
    push(4);
    await pass(1000);
    expect(batches).toMatchObject([{items: [{n: 4}], batch: 1, dropped: 3}]);
});

test('what is not wanted, or is no item, is counted and not kept', async () => {
    const {loop, push, batches, usage} = setUp();
    usage.isWanted = false;
    push(1, 1000);
    await pass(1000);
    expect(batches).toEqual([]);
    usage.isWanted = true;
    loop.drop();
    push(1001);
    await flush();
    expect(batches).toMatchObject([{items: [{n: 1001}], dropped: 1001}]);
});

test('a receiver that fails does not get the batch again, and the problem goes with the next success', async () => {
    const {push, numbers, problems, usage} = setUp();
    usage.failure = new BusError('callback_failed', 'it threw');
    push(1);
    await flush();
    expect(problems).toEqual([{code: 'callback_failed', message: 'it threw'}]);
    usage.failure = undefined;
    push(2);
    await pass(250);
    expect(numbers()).toEqual([[1], [2]]);
    expect(problems.pop()).toBeNull();
});

test('a receiver that is not there yet loses nothing, and is a problem after five seconds', async () => {
    const {push, numbers, problems, usage} = setUp();
    usage.failure = new NotThereYet('invalid_setting', 'no grid');
    push(1, 2);
    await pass(4900);
    expect(problems).toEqual([]);
    await pass(300);
    expect(problems).toContainEqual({code: 'invalid_setting', message: 'no grid'});
    usage.failure = undefined;
    await pass(250);
    expect(numbers()).toEqual([[1, 2]]);
    expect(problems.pop()).toBeNull();
});

test('stopped, it hands nothing over any more', async () => {
    const {loop, push, numbers} = setUp();
    push(1);
    await flush();
    push(2);
    loop.stop();
    await pass(1000);
    expect(numbers()).toEqual([[1]]);
});

test('of a batch that was in hand when it was stopped nothing is reported', async () => {
    const {loop, push, problems, release} = setUp({}, {isSlow: true});
    push(1);
    await flush();
    loop.stop();
    release();
    await flush();
    expect(problems).toEqual([]);
});
