import {maxLevels, jsonValue} from '../../../src/values/jsonValue';

const nested = (levels: number): object => {
    let value = {};
    for (let level = 0; level < levels; level++) {
        value = level % 2 ? {value} : [value];
    }
    return value;
};

test('a value is what JSON makes of it', () => {
    const value = {
        absent: undefined,
        list: [undefined, 1],
        not: NaN,
        endless: -Infinity,
        none: null,
        text: 'a',
        yes: true,
        own: {toJSON: () => ({a: 1})},
    };
    expect(jsonValue(value, 'It')).toStrictEqual(JSON.parse(JSON.stringify(value)));
});

test('dates stay dates, invalid ones are null as in JSON', () => {
    const date = new Date(0);
    expect(jsonValue({date, invalid: new Date(NaN)}, 'It')).toStrictEqual({date, invalid: null});
});

test('a key __proto__ is a key', () => {
    const value = JSON.parse('{"__proto__": {"x": 1}}');
    const copied = jsonValue(value, 'It') as {x?: number};
    expect(copied.x).toBeUndefined();
    expect(JSON.stringify(copied)).toBe('{"__proto__":{"x":1}}');
});

const cycle: {self?: object} = {};
cycle.self = cycle;

test.each<[string, unknown, RegExp]>([
    ['a cycle', cycle, /contains itself/],
    ['too many levels', nested(maxLevels + 1), /nested more than 500 levels deep/],
    ['far too many levels', nested(100000), /nested more than 500 levels deep/],
    ['a function', {a: [() => 1]}, /JSON has no function/],
    ['a BigInt', {a: BigInt(1)}, /JSON has no bigint/],
    ['a symbol', {a: Symbol('a')}, /JSON has no symbol/],
    [
        'a toJSON that leads nowhere',
        {
            toJSON() {
                return this;
            },
        },
        /contains itself/,
    ],
])('%s is refused', (_, value, why) => {
    expect(() => jsonValue(value, 'The arguments cannot be sent')).toThrow(
        expect.objectContaining({code: 'invalid_arguments', message: expect.stringMatching(why)}),
    );
    expect(() => jsonValue(value, 'The result cannot be sent', 'no_result')).toThrow(
        expect.objectContaining({code: 'no_result'}),
    );
});

test('as many levels as Dash takes pass', () => {
    expect(jsonValue(nested(maxLevels), 'It')).toEqual(nested(maxLevels));
});
