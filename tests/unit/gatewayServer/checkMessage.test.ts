/** @jest-environment node */
import {refusalReason} from '../../../src/gatewayServer/checkMessage';

const problem = (json: string, type = 'update-context') => refusalReason({type, ...JSON.parse(json)});

const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('a message', () => {
    it.each([
        '{}',
        '{"data": {"a": [1, null, {"constructor": "Smith"}]}}',
        '{"delta": {"added": {"a": 1}, "updated": {"b": {"c": [1, null]}}, "removed": ["d"]}}',
        nested(500),
    ])('may reach the others: %.80s', (json) => expect(problem(json)).toBeUndefined());

    it.each([
        '{"delta": {"added": {"__proto__": {"x": 1}}}}',
        '{"delta": {"updated": {"a": [{"b": {"__proto__": null}}]}}}',
        '{"delta": {"reset": {"a": {"__proto__": {}}}}}',
        '{"delta": {"commands": [{"type": "set", "path": "a", "value": {"\\u005f_proto__": 1}}]}}',
        '{"delta": {"commands": [{"type": "set", "path": "__proto__"}]}}',
        '{"a": 1, "data": [[], [{"__proto__": 1}]]}',
    ])('may not have what leads out of the data: %s', (json) => {
        expect(problem(json)).toBe(
            'The data cannot have "__proto__" as a path, a key or a name: it would break the programs that read it',
        );
    });

    it.each([501, 100000])('may not be nested %i levels deep', (levels) =>
        expect(problem(nested(levels))).toBe('The data cannot be nested more than 500 levels deep'),
    );

    it.each([
        ['call', 'The arguments'],
        ['yield', 'The result'],
        ['error', 'The result'],
        ['constructor', 'The data'],
    ])('of type "%s" is called by what it carries', (type, subject) =>
        expect(problem(nested(600), type)).toMatch(new RegExp(`^${subject} cannot`)),
    );
});

test('millions of values are looked at without a copy of any', () => {
    const values = Array.from({length: 3_000_000}, () => 0);
    const copies = jest.spyOn(Object, 'entries');
    const others = jest.spyOn(Object, 'values');
    expect(refusalReason({type: 'ping', values})).toBeUndefined();
    expect(copies).not.toHaveBeenCalled();
    expect(others).not.toHaveBeenCalled();
});
