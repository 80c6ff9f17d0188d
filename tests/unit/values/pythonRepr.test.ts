import {pythonRepr} from '../../../src/values/pythonRepr';

const cyclic: {self?: object} = {};
cyclic.self = cyclic;

test.each([
    [undefined, 'None'],
    [null, 'None'],
    [true, 'True'],
    ['text', '"text"'],
    [{a: [1, null]}, '{"a":[1,null]}'],
    [10n, 'what has no form in JSON (bigint)'],
    [() => 1, 'what has no form in JSON (function)'],
    [cyclic, 'what has no form in JSON (object)'],
])('value %# is named in messages', (value, words) => expect(pythonRepr(value)).toBe(words));
