import {createLatestItems} from '../../../src/delivery/latestItems';

test('without paths it is the last item', () => {
    const latest = createLatestItems(null);
    expect(latest.value()).toBeNull();
    [{n: 1}, {n: 2}].forEach(latest.push);
    expect(latest.value()).toEqual({n: 2});
});

test('with paths it has the last item of each key; an item without a key is none of them', () => {
    const latest = createLatestItems('symbol');
    expect(latest.value()).toBeNull();
    [{symbol: 'A', n: 1}, {symbol: '__proto__', n: 2}, {symbol: 'A', n: 3}, {n: 4}].forEach(latest.push);
    expect(Object.entries(latest.value()!)).toEqual([
        ['A', {symbol: 'A', n: 3}],
        ['__proto__', {symbol: '__proto__', n: 2}],
    ]);
});

test('it has ten thousand keys at most, and forgets the first', () => {
    const latest = createLatestItems('n');
    Array.from({length: 10001}, (_, n) => latest.push({n}));
    expect(Object.keys(latest.value()!)).toHaveLength(10000);
    expect(latest.value()).not.toHaveProperty('0');
});
