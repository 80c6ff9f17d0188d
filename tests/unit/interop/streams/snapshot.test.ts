import type {StreamSubscription} from '../../../../src/connection/bus';
import {createSnapshot} from '../../../../src/interop/streams/snapshot';

const numbers = (count: number) => Array.from({length: count}, (_, n) => n);
const outgoing = (n: number) => ({item: {n}, key: `${n}`, audience: undefined});

function newcomer() {
    const received: number[] = [];
    const subscription = {branchKey: '', push: ({n}: {n: number}) => received.push(n)};
    return {received, subscription: subscription as unknown as StreamSubscription};
}

test('many newcomers take no more memory than one, and each gets every item once', () => {
    const snapshot = createSnapshot();
    numbers(10000).forEach((n) => snapshot.keep(outgoing(n), true));
    const newcomers = numbers(200).map(newcomer);
    const before = process.memoryUsage().heapUsed;
    newcomers.forEach(({subscription}) => snapshot.welcome(subscription));
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20e6);

    expect(snapshot.send(25000)).toBe(25000);
    snapshot.keep(outgoing(7), true);
    expect(snapshot.send(Infinity)).toBe(1975000 - 197);
    expect(newcomers[2].received).toEqual(numbers(10000));
    expect(newcomers[3].received).toEqual(numbers(10000).filter((n) => n !== 7));
    expect(snapshot.send(1)).toBe(0);
});
