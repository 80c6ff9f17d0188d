import {verifyUsers} from '../../../../src/connection/verifiedUser';
import {type StreamRequest, type StreamState, createStreamKeeper} from '../../../../src/interop/streams/keepSubscribed';
import {createFakePublishers} from '../../../fakes/publishers';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const settle = (ms = 50) => jest.advanceTimersByTimeAsync(ms);

function setUp(request: Partial<StreamRequest> = {}) {
    const streams = createFakePublishers();
    const items: unknown[] = [];
    const states: StreamState[] = [];
    let gaps = 0;
    const keep = createStreamKeeper(
        {definition: 'Prices', args: {}, target: 'best', ...request},
        {onItem: (item) => items.push(item), onGap: () => gaps++, onState: (state) => states.push(state)},
    );
    const last = () => {
        const {status, publishers, problem} = states[states.length - 1];
        return {status, publishers: publishers.map((each) => (each as {instance: string}).instance), problem};
    };
    return {...streams, items, gaps: () => gaps, last, start: () => keep(streams.glue)};
}

test('it waits for the first publisher for as long as that takes, and gets its items in order', async () => {
    const {publish, start, last, items} = setUp({args: {symbol: 'A'}});
    start();
    await settle(3600000);
    expect(last()).toEqual({status: 'waiting', publishers: [], problem: null});
    const publisher = publish('p1');
    await settle();
    expect(last()).toEqual({status: 'subscribed', publishers: ['p1'], problem: null});
    publisher.push({n: 1}, {n: 2}, {n: 3});
    expect(items).toEqual([{n: 1}, {n: 2}, {n: 3}]);
});

test('the publisher gets the arguments', async () => {
    const {publish, start, requests} = setUp({args: {symbol: 'A'}});
    publish('p1');
    start();
    await settle();
    expect(requests).toEqual([{peerId: 'p1', args: {symbol: 'A'}}]);
});

test('a name in another case is the same stream, another name is not', async () => {
    const {publish, start, last} = setUp();
    start();
    publish('p1', {name: 'Trades'});
    await settle();
    expect(last().status).toBe('waiting');
    publish('p2', {name: 'PRICES'});
    await settle();
    expect(last().publishers).toEqual(['p2']);
});

describe('of several publishers', () => {
    test('"best" is one on this machine, and the same until it leaves', async () => {
        const {publish, start, last} = setUp();
        publish('p1');
        const second = publish('p2', {isLocal: true});
        start();
        await settle();
        expect(last().publishers).toEqual(['p2']);
        publish('p3', {isLocal: true});
        await settle();
        expect(last().publishers).toEqual(['p2']);
        second.leave();
        await settle();
        expect(last().publishers).toEqual(['p3']);
    });

    test('"best" stays with the one that has accepted first, also if another is back', async () => {
        const {publish, start, last} = setUp();
        const first = publish('p1');
        start();
        await settle();
        publish('p2');
        first.leave();
        await settle();
        expect(last().publishers).toEqual(['p2']);
        first.server.isLocal = true;
        first.comeBack();
        await settle();
        expect(last().publishers).toEqual(['p2']);
    });

    test('"best" is not changed while its answer is awaited', async () => {
        const {publish, start, requests} = setUp();
        publish('p1', {answer: 'silence'});
        start();
        await settle();
        publish('p2', {isLocal: true});
        await settle();
        expect(requests.map(({peerId}) => peerId)).toEqual(['p1']);
    });

    test('"best" is another one while one does not answer', async () => {
        const {publish, start, last, requests} = setUp();
        const silent = publish('p1', {answer: 'silence'});
        start();
        await settle(33000);
        const second = publish('p2');
        await settle(31000);
        expect(last()).toEqual({status: 'subscribed', publishers: ['p2'], problem: null});
        second.leave();
        silent.answer('accept');
        await settle();
        expect(last().publishers).toEqual(['p1']);
        expect(requests.map(({peerId}) => peerId)).toEqual(['p1', 'p1', 'p2', 'p1']);
    });

    test('"all" are those that come later, too', async () => {
        const {publish, start, last, items} = setUp({target: 'all'});
        const publishers = [publish('p1')];
        start();
        await settle();
        publishers.push(publish('p2'));
        await settle();
        expect(last().publishers).toEqual(['p1', 'p2']);
        publishers.forEach((each, n) => each.push({n}));
        expect(items).toEqual([{n: 0}, {n: 1}]);
    });

    test('an instance is the one of that id, also under another peer', async () => {
        const {publish, start, last} = setUp({target: {instance: 'two', peerId: 'old', application: 'Old'}});
        publish('p1', {instance: 'one'});
        publish('p2', {instance: 'two'});
        start();
        await settle();
        expect(last().publishers).toEqual(['two']);
    });

    test('a dict without an instance is compared as a whole, and a list has all that match', async () => {
        const {publish, start, last} = setUp({target: [{application: 'App one'}, {instance: 'three'}]});
        ['one', 'two', 'three'].forEach((instance, n) => publish(`p${n}`, {instance}));
        start();
        await settle();
        expect(last().publishers).toEqual(['one', 'three']);
    });

    test('of one that has come back before the gateway missed it the new peer counts', async () => {
        const {publish, start, last, items} = setUp();
        const old = publish('p1', {instance: 'one'});
        start();
        await settle();
        const present = publish('p2', {instance: 'one'});
        await settle();
        expect([old.count(), present.count()]).toEqual([0, 1]);
        old.push({n: 'old'});
        present.push({n: 'new'});
        expect(items).toEqual([{n: 'new'}]);
        expect(last().publishers).toEqual(['one']);
    });

    test('of one whose instance another user takes both count, and a target says whose it is', async () => {
        for (const target of ['all', {instance: 'one', verifiedUser: 'feed'}] as const) {
            const {publish, start, glue} = setUp({target});
            verifyUsers(glue, () => true);
            const real = publish('p1', {instance: 'one', user: 'feed'});
            start();
            await settle();
            const forged = publish('p2', {instance: 'one', user: 'mallory'});
            await settle();
            expect([real.count(), forged.count()]).toEqual([1, target === 'all' ? 1 : 0]);
        }
    });

    test('no more than a hundred are subscribed to, and the problem says so', async () => {
        const {publish, start, last} = setUp({target: 'all'});
        Array.from({length: 101}, (_, n) => publish(`p${n}`));
        start();
        await settle();
        expect(last().publishers).toHaveLength(100);
        expect(last().problem).toMatchObject({code: 'queue_full', message: expect.stringContaining('101 apps')});
    });
});

describe('a rejection', () => {
    test('is reported in the words of the publisher, and not repeated by time', async () => {
        const {publish, start, last, requests} = setUp();
        publish('p1', {answer: {reject: 'no entitlement'}});
        start();
        await settle();
        expect(last()).toEqual({
            status: 'rejected',
            publishers: [],
            problem: {code: 'rejected', message: '"App p1" rejected the subscription to "Prices": no entitlement'},
        });
        await settle(3600000);
        expect(requests).toHaveLength(1);
    });

    test('without words says that there were none', async () => {
        const {publish, start, last} = setUp();
        publish('p1', {answer: {reject: ''}});
        start();
        await settle();
        expect(last().problem?.message).toContain('rejected the subscription to "Prices" without a reason.');
    });

    test('lets another publisher be asked', async () => {
        const {publish, start, last} = setUp();
        publish('p1', {answer: {reject: 'full'}});
        publish('p2');
        start();
        await settle(100);
        expect(last()).toMatchObject({status: 'subscribed', publishers: ['p2'], problem: null});
    });

    test('does not stand when the publisher has left and is back', async () => {
        const {publish, start, last} = setUp();
        const publisher = publish('p1', {answer: {reject: 'not yet'}});
        start();
        await settle();
        publisher.leave();
        await settle();
        expect(last()).toMatchObject({status: 'waiting', problem: null});
        publisher.answer('accept');
        publisher.comeBack();
        await settle();
        expect(last()).toMatchObject({status: 'subscribed', problem: null});
    });

    test('does not stand when the publisher closes its stream and opens it again at once', async () => {
        const {publish, start, last, requests} = setUp();
        const publisher = publish('p1', {answer: {reject: 'not yet'}});
        start();
        await settle();
        publisher.answer('accept');
        publisher.leave();
        publisher.comeBack();
        await settle();
        expect(last()).toMatchObject({status: 'subscribed', problem: null});
        expect(requests.length).toBe(2);
    });
});

describe('losses and returns', () => {
    test('a publisher that leaves and is back is subscribed to again, once', async () => {
        const {publish, start, last, gaps, items} = setUp();
        const publisher = publish('p1');
        start();
        await settle();
        for (let n = 1; n <= 2; n++) {
            publisher.leave();
            await settle();
            expect(last()).toMatchObject({status: 'waiting', publishers: []});
            expect(gaps()).toBe(n);
            publisher.comeBack();
            await settle();
            publisher.push({n});
        }
        expect(publisher.count()).toBe(1);
        expect(items).toEqual([{n: 1}, {n: 2}]);
    });

    test('a stream that is closed and opened again at once is subscribed to again', async () => {
        const {publish, start, items} = setUp();
        const publisher = publish('p1');
        start();
        await settle();
        publisher.leave();
        publisher.comeBack();
        await settle(1100);
        publisher.push({n: 1});
        expect(items).toEqual([{n: 1}]);
    });

    test('a publisher that closes the subscription again and again is asked once a second', async () => {
        const {publish, start, requests} = setUp();
        const publisher = publish('p1');
        start();
        await settle();
        for (let second = 0; second < 5; second++) {
            publisher.closeSubscriptions();
            await settle(1050);
        }
        expect(requests).toHaveLength(6);
    });

    test.each([1, 2, 3])('the bus is lost and back, %i times: every item comes once', async (times) => {
        const {publish, start, items, lose, gaps} = setUp({target: 'all'});
        const publishers = [publish('p1'), publish('p2')];
        let end = start();
        await settle();
        for (let n = 0; n < times; n++) {
            const lost = lose();
            end();
            expect(lost.remembered()).toBe(0);
            await settle(2000);
            lost.restore();
            end = start();
            await settle();
        }
        expect(gaps()).toBe(2 * times);
        publishers.forEach((publisher, n) => publisher.push({n}));
        expect(items).toEqual([{n: 0}, {n: 1}]);
        expect(publishers.map(({count}) => count())).toEqual([1, 1]);
    });

    test('the publisher, then the bus, then both are back: no item comes twice', async () => {
        const {publish, start, items, lose} = setUp();
        const publisher = publish('p1');
        let end = start();
        await settle();
        publisher.leave();
        await settle();
        publisher.comeBack();
        const lost = lose();
        end();
        await settle(500);
        lost.restore();
        end = start();
        await settle(2000);
        publisher.push({n: 1});
        expect(items).toEqual([{n: 1}]);
        expect(publisher.count()).toBe(1);
        end();
        expect(publisher.count()).toBe(0);
    });

    test('a request that the loss has cut off does not come back beside the new one', async () => {
        const {publish, start, items, lose} = setUp();
        const publisher = publish('p1', {answer: 'silence'});
        const end = start();
        await settle();
        const lost = lose();
        end();
        publisher.answer('accept');
        lost.restore();
        start();
        await settle(2000);
        publisher.push({n: 1});
        expect([items, publisher.count()]).toEqual([[{n: 1}], 1]);
    });

    test('after a loss "best" is the same publisher as before', async () => {
        const {publish, start, last, lose} = setUp();
        const first = publish('p1');
        const second = publish('p2', {isLocal: true});
        const end = start();
        await settle();
        first.server.isLocal = true;
        const lost = lose();
        end();
        lost.restore();
        start();
        await settle();
        expect(last().publishers).toEqual([second.server.instance]);
    });
});

test('ended, it has closed its subscriptions, listens to nothing and passes nothing on', async () => {
    const {publish, start, items, listenerCount} = setUp({target: 'all'});
    const publishers = [publish('p1'), publish('p2', {answer: 'silence'})];
    const end = start();
    await settle();
    end();
    publishers.forEach((publisher) => publisher.push({n: 1}));
    await settle(60000);
    expect(publishers[0].count()).toBe(0);
    expect(listenerCount()).toBe(0);
    expect(items).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
});

test('a method whose name is no text is nothing to it', async () => {
    const {publish, start, last} = setUp();
    start();
    publish('p0', {name: 5 as unknown as string});
    publish('p1');
    await settle();
    expect(last().status).toBe('subscribed');
});
