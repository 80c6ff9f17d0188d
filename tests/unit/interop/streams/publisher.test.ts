import {verifyUsers} from '../../../../src/connection/verifiedUser';
import {createPublisher} from '../../../../src/interop/streams/publisher';
import type {PublishSettings} from '../../../../src/interop/streams/publishSettings';
import {keepRegistered} from '../../../../src/interop/registration';
import {createFakeBus, createFakeConnection} from '../../../fakes/bus';
import {flush} from '../../../fakes/dashStore';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const defaults = {definition: 'Prices', snapshot: true, maxPending: 100000, maxRate: 5000, accept: 'all'} as const;

async function setUp(changes: Partial<PublishSettings> = {}) {
    const settings: PublishSettings = {...defaults, ...changes};
    const fake = createFakeBus();
    const connection = createFakeConnection();
    connection.set({status: 'connected', bus: fake.bus});
    const decide = jest.fn();
    const onSubscribers = jest.fn();
    const publisher = createPublisher(connection, {
        settings: () => settings,
        decide,
        onStats: () => undefined,
        onSubscribers,
    });
    const stop = keepRegistered(connection, publisher.offer(), () => undefined, 'StreamPublish');
    await flush();
    const subscribe = async (args: object = {}, instance?: object) => {
        const subscriber = fake.streams.subscribe('Prices', args, instance);
        await flush();
        return subscriber;
    };
    const passSeconds = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1000);
    const lose = () => {
        connection.set({status: 'disconnected', bus: fake.bus});
        publisher.lose();
    };
    const comeBack = () => {
        fake.streams.republish();
        connection.set({status: 'connected', bus: fake.bus});
    };
    return {
        ...fake,
        connection,
        settings,
        publisher,
        decide,
        onSubscribers,
        stop,
        subscribe,
        passSeconds,
        lose,
        comeBack,
    };
}

const numbers = (count: number, from = 0) => Array.from({length: count}, (_, n) => ({n: n + from}));
const price = (symbol: string, n: number) => ({symbol, n});

test('items reach all subscribers in order, and are counted once', async () => {
    const {publisher, subscribe, passSeconds} = await setUp();
    const [first, second] = [await subscribe(), await subscribe({}, {instance: 'x2'})];
    publisher.push({data: numbers(1000)});
    await passSeconds(1);
    expect(first.received).toEqual(numbers(1000));
    expect(second.received).toEqual(numbers(1000));
    expect(publisher.stats()).toEqual({sent: 1000, waiting: 0, conflated: 0, dropped: 0});
});

test('100,000 items of one command all arrive, in order', async () => {
    const {publisher, subscribe, passSeconds} = await setUp();
    const {received} = await subscribe();
    publisher.push({data: numbers(100000)});
    await passSeconds(20);
    expect(received).toEqual(numbers(100000));
});

test('without a subscriber nothing is sent or counted; the last item is the snapshot of a later one', async () => {
    const {publisher, streams, subscribe, passSeconds} = await setUp();
    publisher.push({data: numbers(100)});
    await passSeconds(1);
    expect(streams.messages).toEqual([]);
    expect(publisher.stats()).toEqual({sent: 0, waiting: 0, conflated: 0, dropped: 0});

    const {received, privately} = await subscribe();
    expect(received).toEqual([{n: 99}]);
    expect(privately).toEqual([{n: 99}]);
    expect(publisher.stats().sent).toBe(0);
});

test('a branch whose subscribers have left gets nothing', async () => {
    const {publisher, streams, subscribe, passSeconds} = await setUp({branchBy: 'symbol'});
    const gone = await subscribe({symbol: 'A'});
    await subscribe({symbol: 'B'});
    gone.leave();
    publisher.push({data: [price('A', 1), price('B', 2)]});
    await passSeconds(1);
    expect(streams.messages).toEqual([{item: price('B', 2), branch: 'B'}]);
    expect(publisher.stats().sent).toBe(1);
});

test('the snapshot has the last item of each key, in the order of their changes; without one there is none', async () => {
    const {publisher, subscribe} = await setUp({conflateBy: 'symbol'});
    publisher.push({data: [price('A', 1), price('B', 2), price('A', 3), {n: 4}]});
    expect((await subscribe()).received).toEqual([price('B', 2), price('A', 3)]);

    const without = await setUp({conflateBy: 'symbol', snapshot: false});
    without.publisher.push({data: price('A', 1)});
    expect((await without.subscribe()).received).toEqual([]);
});

test('a newcomer does not get what waits for all before its snapshot, and nothing twice', async () => {
    const {publisher, subscribe, passSeconds} = await setUp({maxRate: 50});
    await subscribe();
    publisher.push({data: numbers(5)});
    const {received} = await subscribe({}, {instance: 'x2'});
    await passSeconds(1);
    expect(received).toEqual(numbers(5));
});

test('a large snapshot goes out in bursts beside new items, and no key goes back to an older value', async () => {
    const {publisher, subscribe, passSeconds} = await setUp({conflateBy: 'n'});
    const first = await subscribe();
    publisher.push({data: numbers(5000)});
    await passSeconds(2);
    const late = await subscribe({}, {instance: 'x2'});
    expect(late.received.length).toBeLessThanOrEqual(100);
    publisher.push({
        data: numbers(5000)
            .reverse()
            .map((item) => ({...item, isNew: true})),
    });
    await passSeconds(0.5);
    expect(first.received.length).toBeGreaterThan(5000 + 1000);
    expect(late.privately.length).toBeGreaterThan(1000);
    await passSeconds(3);

    const lastByKey = new Map<number, {isNew?: boolean}>();
    for (const item of late.received as {n: number; isNew?: boolean}[]) {
        expect(lastByKey.get(item.n)?.isNew && !item.isNew).toBeFalsy();
        lastByKey.set(item.n, item);
    }
    expect(lastByKey.size).toBe(5000);
    expect([...lastByKey.values()].every(({isNew}) => isNew)).toBe(true);
    expect(late.received.length).toBeLessThan(10000);
});

test('the snapshot keeps no more than 10,000 keys', async () => {
    const {publisher, subscribe, passSeconds} = await setUp({conflateBy: 'n'});
    publisher.push({data: numbers(10005)});
    const {received} = await subscribe();
    await passSeconds(5);
    expect(received).toEqual(numbers(10000, 5));
});

test('a subscriber with the argument gets its items and their snapshot, one without gets all', async () => {
    const {publisher, subscribe, passSeconds} = await setUp({branchBy: 'symbol'});
    publisher.push({data: [price('A', 1), price('B', 2)]});
    const [a, all] = [await subscribe({symbol: 'A'}), await subscribe({})];
    publisher.push({data: [price('A', 3), price('B', 4), {n: 5}]});
    await passSeconds(1);
    expect(a.received).toEqual([price('A', 1), price('A', 3)]);
    expect(all.received).toEqual([price('A', 1), price('B', 2), price('A', 3), price('B', 4), {n: 5}]);
});

test('a subscriber of too many branches, or with arguments that are too long, is rejected with the reason', async () => {
    const {subscribe} = await setUp({branchBy: 'symbol'});
    const long = await subscribe({symbol: 'A'.repeat(10001)});
    expect(long.rejection).toBe('Stream "Prices": the arguments exceed 10000 characters.');
    for (let n = 0; n < 10000; n++) {
        (await subscribe({symbol: n})).leave();
    }
    expect((await subscribe({symbol: 10000})).rejection).toBe(
        'Stream "Prices": no more than 10000 different branches are possible.',
    );
    expect((await subscribe({symbol: 7})).isAccepted).toBe(true);
});

test('a subscriber gets no branch through the character that separates the names', async () => {
    const {subscribe, decide} = await setUp({branchBy: 'symbol', accept: 'ask'});
    const words = 'Stream "Prices": the name of a branch must not contain the character NUL.';
    decide.mockResolvedValueOnce({subscriptionId: 's1', branches: null});
    expect((await subscribe({symbol: 'free\0secret'})).rejection).toBe(words);
    decide.mockResolvedValueOnce({subscriptionId: 's2', branches: ['free\0secret']});
    expect((await subscribe({})).rejection).toBe(words);
});

test.each(['abc', 5, [1]])('a subscriber with %j as arguments is rejected, and the others are listed', async (args) => {
    const {subscribe, publisher} = await setUp();
    expect((await subscribe(args as object)).rejection).toBe('Stream "Prices": the arguments must be a dict.');
    await subscribe({n: 1});
    expect(publisher.subscribers()).toEqual([expect.objectContaining({args: {n: 1}})]);
});

test('conflated and dropped items are counted: nothing else gets lost', async () => {
    const {publisher, subscribe, passSeconds} = await setUp({conflateBy: 'symbol', maxPending: 50, maxRate: 100});
    const {received} = await subscribe();
    for (let n = 0; n < 300; n++) {
        publisher.push({data: Array.from({length: 10}, (_, m) => price(`${(n * 10 + m) % 70}`, n))});
        await passSeconds(0.01);
    }
    await passSeconds(2);
    const {sent, waiting, conflated, dropped} = publisher.stats();
    expect(waiting).toBe(0);
    expect(sent).toBe(received.length);
    expect(dropped).toBeGreaterThan(0);
    expect(sent + conflated + dropped).toBe(3000);
});

test('an item for one branch or one subscriber goes to no other, and is no snapshot', async () => {
    const {publisher, decide, subscribe, passSeconds} = await setUp({accept: 'ask'});
    decide.mockResolvedValueOnce({subscriptionId: 's1', branches: ['gold', 'silver']});
    const both = await subscribe({n: 1});
    decide.mockResolvedValueOnce({subscriptionId: 's2', branches: ['silver']});
    const silver = await subscribe({n: 2});
    decide.mockResolvedValueOnce({subscriptionId: 's3', branches: null});
    const plain = await subscribe({n: 3});
    publisher.push([
        {data: {to: 'gold'}, branch: 'gold'},
        {data: {to: 'either'}, branch: ['gold', 'silver']},
        {data: {to: 's3'}, subscription: 's3'},
        {data: {to: 's9'}, subscription: 's9'},
        {data: {to: 'all'}},
    ]);
    await passSeconds(1);
    expect(publisher.stats().sent).toBe(4);
    publisher.push({data: {to: 's3', again: true}, subscription: 's3'});
    await passSeconds(1);
    plain.received.pop();
    decide.mockResolvedValueOnce({subscriptionId: 's4', branches: null});
    expect((await subscribe({n: 4})).received).toEqual([{to: 'all'}]);
    expect(both.received).toEqual([{to: 'gold'}, {to: 'either'}, {to: 'all'}]);
    expect(silver.received).toEqual([{to: 'either'}, {to: 'all'}]);
    expect(plain.received).toEqual([{to: 's3'}, {to: 'all'}]);
    expect(publisher.subscribers().slice(0, 3)).toEqual([
        {id: 's1', args: {n: 1}, branch: ['gold', 'silver'], instance: {application: 'Excel', instance: 'x1'}},
        {id: 's2', args: {n: 2}, branch: 'silver', instance: {application: 'Excel', instance: 'x1'}},
        {id: 's3', args: {n: 3}, branch: null, instance: {application: 'Excel', instance: 'x1'}},
    ]);
});

test('an item for more branches than one burst has room for reaches all of them', async () => {
    const {publisher, subscribe, passSeconds} = await setUp({accept: 'all', branchBy: 'symbol'});
    const all = [];
    for (let n = 0; n < 250; n++) {
        all.push(await subscribe({symbol: n}));
    }
    publisher.push({data: [{first: 1}, {second: 2}], branch: numbers(250).map(({n}) => `${n}`)});
    expect(all.filter(({received}) => received.length).length).toBeLessThanOrEqual(100);
    await passSeconds(1);
    expect(all.every(({received}) => received.length === 2)).toBe(true);
    expect(publisher.stats().sent).toBe(2);
});

test('a subscriber that the library has twice is one, and keeps the id that it is listed with', async () => {
    const {publisher, subscribe, passSeconds} = await setUp();
    const first = await subscribe({a: 1});
    const [{id}] = publisher.subscribers();
    await subscribe({a: 1});
    expect(publisher.subscribers()).toEqual([
        {id, args: {a: 1}, branch: null, instance: {application: 'Excel', instance: 'x1'}},
    ]);
    publisher.push({data: {n: 1}, subscription: id});
    await passSeconds(1);
    expect(first.received).toEqual([{n: 1}]);
});

test('who takes the instance of another user is another subscriber, and gets nothing of what is for that user', async () => {
    const {publisher, bus, subscribe, passSeconds} = await setUp();
    verifyUsers(bus.glue!, () => true);
    const [alice, mallory] = [
        await subscribe({a: 1}, {instance: 'x1', user: 'alice'}),
        await subscribe({a: 1}, {instance: 'x1', user: 'mallory'}),
    ];
    const [{id}] = publisher
        .subscribers()
        .filter(({instance}) => 'verifiedUser' in instance && instance.verifiedUser === 'alice');
    publisher.push({data: {n: 1}, subscription: id});
    await passSeconds(1);
    expect([alice.received, mallory.received]).toEqual([[{n: 1}], []]);
    expect(publisher.subscribers()).toHaveLength(2);
});

test('when the bus is lost what waits is counted as dropped, and the snapshot awaits who comes back', async () => {
    const {publisher, streams, subscribe, passSeconds, lose, comeBack} = await setUp({maxRate: 50});
    await subscribe();
    publisher.push({data: numbers(10)});
    lose();
    expect(publisher.stats()).toEqual({sent: 1, waiting: 0, conflated: 0, dropped: 9});
    expect(publisher.subscribers()).toEqual([]);
    publisher.push({data: {n: 10}});
    await passSeconds(1);
    expect(streams.messages.length).toBe(1);

    comeBack();
    const {received} = await subscribe();
    publisher.push({data: {n: 11}});
    await passSeconds(1);
    expect(received).toEqual([{n: 10}, {n: 11}]);
});

test('a subscriber that leaves gets no more of its snapshot, and its messages are free for others', async () => {
    const {publisher, subscribe, passSeconds} = await setUp({conflateBy: 'n', maxRate: 50});
    publisher.push({data: numbers(10)});
    await subscribe({}, {instance: 'x1'});
    const gone = await subscribe({a: 1}, {instance: 'x2'});
    gone.leave();
    await passSeconds(1);
    expect(gone.received).toEqual([]);
});

test('no more than 1,000 subscribers are listed, the newest', async () => {
    const {publisher, subscribe} = await setUp();
    for (let n = 0; n <= 1000; n++) {
        await subscribe({n});
    }
    const listed = publisher.subscribers();
    expect(listed).toHaveLength(1000);
    expect(listed.at(-1)).toMatchObject({args: {n: 1000}});
});

test('when the last subscriber has left, what waits is not sent', async () => {
    const {publisher, streams, subscribe, passSeconds} = await setUp({maxRate: 50});
    const {leave} = await subscribe();
    publisher.push({data: numbers(10)});
    leave();
    await passSeconds(1);
    expect(streams.messages.length).toBe(1);
    expect(publisher.stats()).toEqual({sent: 1, waiting: 0, conflated: 0, dropped: 0});
    expect((await subscribe()).received).toEqual([{n: 9}]);
});

test('items that wait are kept when maxPending changes', async () => {
    const {publisher, settings, subscribe, passSeconds} = await setUp({maxRate: 50});
    const {received} = await subscribe();
    publisher.push({data: numbers(10)});
    settings.maxPending = 5;
    publisher.push({data: {n: 10}});
    await passSeconds(1);
    expect(received).toEqual([{n: 0}, ...numbers(5, 6)]);
    expect(publisher.stats()).toEqual({sent: 6, waiting: 0, conflated: 0, dropped: 5});
});

test('after another conflateBy the snapshot of the old keys is gone', async () => {
    const {publisher, settings, subscribe} = await setUp({conflateBy: 'symbol'});
    publisher.push({data: price('A', 1)});
    settings.conflateBy = 'n';
    publisher.push({data: price('B', 2)});
    expect((await subscribe()).received).toEqual([price('B', 2)]);
});

test('a stream of another name begins without the snapshot of the last one', async () => {
    const {publisher, settings, connection, stop, streams, passSeconds} = await setUp();
    publisher.push({data: {euro: 1}});
    settings.definition = 'Dollars';
    stop();
    publisher.lose();
    keepRegistered(connection, publisher.offer(), () => undefined, 'StreamPublish');
    await passSeconds(1);
    const {received} = streams.subscribe('Dollars');
    await passSeconds(1);
    expect(received).toEqual([]);
});

test('a stream that was stopped is gone, and its name is free for a method', async () => {
    const {stop, streams, connection} = await setUp();
    stop();
    await jest.advanceTimersByTimeAsync(100);
    expect([...streams.published.keys()]).toEqual([]);
    expect(connection.listeners.size).toBe(0);
});
