import {findUnsafePath, isSafePath, withoutUnsafePaths} from '../../../src/values/contextPaths';

describe('a path of a context', () => {
    it.each(['price', 'a.b.c', '', 'BRK.B', '__proto', 'my constructor', 'prototypes.first'])('is safe: %j', (path) =>
        expect(isSafePath(path)).toBe(true),
    );

    it.each(['__proto__', '__proto__.x', 'a.__proto__.x', 'constructor.prototype.x', 'a.constructor', 'prototype'])(
        'leaves the data of the context: %j',
        (path) => {
            expect(isSafePath(path)).toBe(false);
        },
    );
});

describe('the paths of a change of a context', () => {
    const found = (json: string) => findUnsafePath(JSON.parse(json));

    it.each([
        'null',
        '{}',
        '{"added": {"a": 1}, "updated": {"b": {"c": [1, null]}}, "removed": ["d"]}',
        '{"reset": {"path": "__proto__"}}',
        '{"commands": [{"type": "set", "path": "a.b", "value": {"constructor": "Smith"}}]}',
        '{"commands": [null, 5, {"path": 5}], "removed": 5}',
    ])('are safe: %s', (json) => expect(found(json)).toBeUndefined());

    it.each([
        [
            '{"commands": [{"type": "set", "path": "a"}, {"type": "set", "path": "__proto__.x", "value": 1}]}',
            '__proto__.x',
        ],
        [
            '{"commands": [{"type": "remove", "path": "constructor.prototype.toString"}]}',
            'constructor.prototype.toString',
        ],
        ['{"removed": ["__proto__"]}', '__proto__'],
    ])('are not: %s', (json, unsafe) => expect(found(json)).toBe(unsafe));
});

test('a message about a context loses the commands whose paths are not safe, and nothing else', () => {
    const set = {type: 'set', path: 'a.b', value: 1};
    const update = (...commands: object[]) => ({type: 'update-context', context_id: 'c', delta: {added: {}, commands}});
    const unsafe = [
        {type: 'set', path: '__proto__.x', value: 1},
        {type: 'remove', path: 'constructor.prototype.toString'},
        {type: 'set', value: 1},
    ];
    expect(withoutUnsafePaths(update(unsafe[0], set, ...unsafe.slice(1)))).toEqual(update(set));
});

test.each([
    {type: 'welcome'},
    {type: 'context-updated', delta: {commands: [{type: 'set', path: 'a', value: 1}]}},
    {type: 'context-updated', delta: {reset: {a: 1}}},
])('any other message stays the same object: %j', (message) => {
    expect(withoutUnsafePaths(message)).toBe(message);
});
