import {isSafePath, withoutUnsafePaths} from '../../src/contextPaths';

test.each(['__proto__', 'a.__proto__.b', 'constructor.prototype.x', 'a.constructor', 'prototype.x'])('the path %s is not safe', path => {
    expect(isSafePath(path)).toBe(false);
});

test.each(['', 'a', 'a.b.c', 'proto', '__proto', 'a.constructors'])('the path "%s" is safe', path => {
    expect(isSafePath(path)).toBe(true);
});

test('a message about a context loses the commands whose paths are not safe, and nothing else', () => {
    const set = {type: 'set', path: 'a.b', value: 1};
    const update = (...commands: object[]) => ({type: 'update-context', context_id: 'c', delta: {added: {}, commands}});
    const unsafe = [{type: 'set', path: '__proto__.x', value: 1}, {type: 'remove', path: 'constructor.prototype.toString'}, {type: 'set', value: 1}];
    expect(withoutUnsafePaths(update(unsafe[0], set, ...unsafe.slice(1)))).toEqual(update(set));
});

test.each([{type: 'welcome'}, {type: 'context-updated', delta: {commands: [{type: 'set', path: 'a', value: 1}]}}, {type: 'context-updated', delta: {reset: {a: 1}}}])(
    'any other message stays the same object: %j',
    message => {
        expect(withoutUnsafePaths(message)).toBe(message);
    },
);
