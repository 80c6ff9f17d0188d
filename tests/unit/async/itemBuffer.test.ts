import {createItemBuffer} from '../../../src/async/itemBuffer';

interface Price {
    symbol?: string;
    n: number;
}

const keyOf = ({symbol}: Price) => symbol;
const price = (symbol: string, n: number): Price => ({symbol, n});

test('items leave in the order in which they came, as many as are asked for', () => {
    const buffer = createItemBuffer({maxPending: 10});
    [1, 2, 3].forEach((n) => buffer.push({n}));

    expect(buffer.take(2)).toEqual([{n: 1}, {n: 2}]);
    expect(buffer.size()).toBe(1);
    buffer.push({n: 4});
    expect(buffer.take(Infinity)).toEqual([{n: 3}, {n: 4}]);
    expect(buffer.take(1)).toEqual([]);
    expect(buffer.size()).toBe(0);
});

test('beyond maxPending the oldest goes and is counted once', () => {
    const buffer = createItemBuffer({maxPending: 2});
    [1, 2, 3, 4].forEach((n) => buffer.push({n}));

    expect(buffer.takeCounts()).toEqual({conflated: 0, dropped: 2});
    expect(buffer.takeCounts()).toEqual({conflated: 0, dropped: 0});
    expect(buffer.take(10)).toEqual([{n: 3}, {n: 4}]);
});

test('of items with equal keys only the newest stays, in the place of its last change', () => {
    const buffer = createItemBuffer({maxPending: 10, keyOf});
    [price('A', 1), price('B', 2), price('A', 3), price('C', 4), price('C', 5)].forEach(buffer.push);

    expect(buffer.size()).toBe(3);
    expect(buffer.takeCounts()).toEqual({conflated: 2, dropped: 0});
    expect(buffer.take(10)).toEqual([price('B', 2), price('A', 3), price('C', 5)]);
});

test('an item that was taken or dropped is not replaced by a later one of its key', () => {
    const buffer = createItemBuffer({maxPending: 2, keyOf});
    buffer.push(price('A', 1));
    expect(buffer.take(1)).toEqual([price('A', 1)]);

    [price('A', 2), price('B', 3), price('C', 4), price('A', 5)].forEach(buffer.push);

    expect(buffer.takeCounts()).toEqual({conflated: 0, dropped: 2});
    expect(buffer.take(10)).toEqual([price('C', 4), price('A', 5)]);
});

test('items without a key are never replaced', () => {
    const buffer = createItemBuffer({maxPending: 10, keyOf});
    buffer.push({n: 1});
    buffer.push({n: 2});

    expect(buffer.take(10)).toEqual([{n: 1}, {n: 2}]);
});

test('each of many items is taken or counted', () => {
    const buffer = createItemBuffer({maxPending: 700, keyOf});
    let taken = 0;
    for (let n = 0; n < 100000; n++) {
        buffer.push(n % 3 ? price(`${n % 500}`, n) : {n});
        if (n % 5000 === 0) {
            taken += buffer.take(100).length;
        }
    }

    taken += buffer.take(Infinity).length;
    const {conflated, dropped} = buffer.takeCounts();
    expect(conflated).toBeGreaterThan(0);
    expect(dropped).toBeGreaterThan(0);
    expect(taken + conflated + dropped).toBe(100000);
});
