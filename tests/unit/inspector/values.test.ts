import '../../fakes/textEncoder';
import {withoutSecrets} from '../../../src/inspector/connection/withoutSecrets';
import {diff} from '../../../src/inspector/contexts/diff';
import {acceptsExample} from '../../../src/inspector/methods/acceptsExample';
import {statisticsByMethod} from '../../../src/inspector/methods/statistics';
import type {Entry} from '../../../src/inspector/record';

test.each([
    ['double a, double b', {a: 0, b: 0}],
    ['String side, Int quantity, String? symbol', {side: '', quantity: 0}],
    ['Bool isUrgent, String[] tags, Whatever thing', {isUrgent: false, tags: [], thing: null}],
    ['Composite: {String city, Composite: {Int n} inner} address, Int n', {address: {city: '', inner: {n: 0}}, n: 0}],
    ['Composite: {Int n}[] rows, Composite: {Int n}? maybe', {rows: []}],
    ['', {}],
    [null, {}],
    ['}}} nonsense ,,, {', {}],
    ['Int a, '.repeat(1000), {}],
    [`Int${' '.repeat(1900)}!`, {}],
    ['Int [ ] a, Int   []   ?  b, Int  ?c, Int []d', {d: []}],
])('%s begins with %j', (accepts, example) => expect(acceptsExample(accepts)).toEqual(example));

test('differences of two values are listed by path', () => {
    expect(diff({a: 1, b: {c: [1], d: 2}, gone: true}, {a: 1, b: {c: [1, 2], d: 2}, come: null})).toEqual([
        {path: 'b.c', before: '[1]', after: '[1,2]'},
        {path: 'gone', before: 'true', after: undefined},
        {path: 'come', before: undefined, after: 'null'},
    ]);
});

test('differences are found in values as deep as other apps can make them', () => {
    const nested = (leaf: number, depth: number): object =>
        JSON.parse(`${'{"a":'.repeat(depth)}${leaf}${'}'.repeat(depth)}`);
    expect(diff(nested(1, 30), nested(2, 30))).toHaveLength(1);
    expect(() => diff(nested(1, 100_000), nested(2, 100_000))).not.toThrow();
});

test('keys that every object inherits are keys like any other', () => {
    const [before, after] = ['{}', '{"__proto__": 1, "constructor": 2}'].map((text) => JSON.parse(text));
    expect(diff(before, after)).toEqual([
        {path: '__proto__', before: undefined, after: '1'},
        {path: 'constructor', before: undefined, after: '2'},
    ]);
});

test('no more than 100 differences are listed, and long values are cut', () => {
    const many = Object.fromEntries(Array.from({length: 300}, (_, n) => [`key${n}`, 'x'.repeat(1000)]));
    const differences = diff({}, many);
    expect(differences).toHaveLength(100);
    expect(differences[0].after).toHaveLength(200);
});

test.each([
    ['wss://ann:pw@desk.example:8385/gw?token=abc#x', 'wss://desk.example:8385/gw?…'],
    ['The gateway at ws://localhost:1/ cannot be reached', 'The gateway at ws://localhost:1/ cannot be reached'],
    ['refused: s3cret is wrong, s3cret!', 'refused: … is wrong, …!'],
    ['at <ws://desk/?t=1>, "ws://desk#x", ws://desk/?a.b=1;c. So', 'at <ws://desk/?…>, "ws://desk", ws://desk/?…. So'],
    [`ws://desk/?${'.'.repeat(200_000)}t`, 'ws://desk/?…'],
])('of %s is shown: %s', (text, shown) => expect(withoutSecrets(text, ['s3cret', undefined, ''])).toBe(shown));

const entry = (kind: 'in' | 'out', name: string, ms: number | undefined, changes: Partial<Entry> = {}) =>
    ({kind, name, at: 1000, endedAt: ms === undefined ? undefined : 1000 + ms, state: 'done', ...changes}) as Entry;

test('statistics have the median, the 95th percentile, the errors and the longest queue of a method', () => {
    const list = Array.from({length: 20}, (_, n) => entry('in', 'Sum', n + 1, {before: n}));
    list.push(entry('in', 'Sum', undefined, {state: 'error'}), entry('out', 'Ask', 7), entry('out', 'Sum', 900));
    const statistics = statisticsByMethod(list);
    expect(statistics.get('Sum')).toEqual({count: 21, errors: 1, median: 10, p95: 19, longestQueue: 19});
    expect(statistics.get('Ask')).toEqual({count: 1, errors: 0, median: 7, p95: 7, longestQueue: 0});
});
