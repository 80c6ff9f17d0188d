import {conflateByProblem, keyReader, valueReader} from '../../../src/values/pathKey';

test.each([
    ['symbol', {symbol: 'A'}, 'A'],
    ['instrument.isin', {instrument: {isin: 'US1'}}, 'US1'],
    ['BRK.B', {'BRK.B': 'own key'}, 'own key'],
    ['id', {id: 7}, '7'],
    ['flag', {flag: false}, 'false'],
    ['pair', {pair: ['A', 1]}, '["A",1]'],
    [['symbol', 'venue.name'], {symbol: 'A', venue: {name: 'X'}}, '["A","X"]'],
    [['symbol'], {symbol: 'A'}, 'A'],
])('the key at %j of %j', (paths, item, key) => {
    expect(keyReader(paths as string)(item)).toBe(key);
});

test.each([
    ['symbol', {}],
    ['symbol', {symbol: null}],
    ['a.b', {a: 'text'}],
    ['a.b', {a: null}],
    ['constructor.name', {}],
    ['__proto__', {}],
    [['symbol', 'venue'], {symbol: 'A'}],
])('there is no key at %j of %j', (paths, item) => {
    expect(keyReader(paths as string)(item)).toBeUndefined();
});

test('two values that would look alike when joined are two keys', () => {
    const keyOf = keyReader(['a', 'b']);
    expect(keyOf({a: 'x,y', b: 'z'})).not.toBe(keyOf({a: 'x', b: 'y,z'}));
});

test('a value keeps its type', () => {
    expect(valueReader('a.b')({a: {b: 1}})).toBe(1);
});

test.each([[''], [[]], [['a', '']], [['a', 1]], [5], [{}]])('%j is no path', (paths) => {
    expect(conflateByProblem(paths)).toContain('conflateBy must be a path');
});

test.each([['a'], ['a.b'], [['a', 'b.c']]])('%j is one', (paths) => {
    expect(conflateByProblem(paths)).toBeNull();
});
