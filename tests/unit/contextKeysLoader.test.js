/** @jest-environment node */
const {readFileSync} = require('fs');
const {join} = require('path');
const loader = require('../../scripts/contextKeysLoader');

const libraries = join(__dirname, '../../node_modules/@glue42');

const sourceOf = (file) => readFileSync(join(libraries, file), 'utf8');

const load = (source, file = 'a library') => loader.call({resourcePath: file}, source);

/** What each copy in a library does with the deltas of a context. */
function copiesIn(source) {
    const code = /function applyContextDelta(\$1)?\(.*?(?=\s+var GW3Bridge\S* = )/gs;
    return [...source.matchAll(code)].map(([text, suffix = '']) =>
        // The library has these two from elsewhere.
        new Function(
            `cloneDeep${suffix}`,
            '__assign',
            '__assign$1',
            `${text}; return {applyContextDelta: applyContextDelta${suffix}, deepEqual: ${/function (deepEqual\S*)\(/.exec(text)[1]}};`,
        )(structuredClone, Object.assign, Object.assign),
    );
}

const bundled = [
    {file: 'core/dist/core.es.js', copies: 1},
    {file: 'web/dist/web.es.js', copies: 1},
    {file: 'desktop/dist/desktop.browser.js', copies: 1},
    {file: 'web-platform/dist/platform.web.es.js', copies: 2},
];

const commands = (...all) => ({commands: all});
const deltas = {
    'a command that sets': commands(
        {type: 'set', path: '__proto__.poison', value: 1},
        {type: 'set', path: 'constructor.prototype.poison', value: 1},
        {type: 'set', path: 'a.__proto__.poison', value: 1},
    ),
    'a command that removes': commands(
        {type: 'remove', path: '__proto__.probe'},
        {type: 'remove', path: 'constructor.prototype.probe'},
    ),
    added: {added: JSON.parse('{"__proto__": {"poison": 1}, "constructor": {"prototype": {"poison": 1}}}')},
    updated: {updated: JSON.parse('{"__proto__": {"poison": 1}, "constructor": {"prototype": {"poison": 1}}}')},
    removed: {removed: ['__proto__', 'constructor']},
    reset: {reset: JSON.parse('{"__proto__": {"poison": 1}}')},
};

describe.each(bundled)('the client library in $file', ({file, copies}) => {
    const code = copiesIn(load(sourceOf(file)));
    // Something to be removed.
    const {prototype} = Object;
    beforeEach(() => {
        Object.defineProperty(prototype, 'probe', {value: 1, configurable: true, enumerable: false});
    });
    afterEach(() => {
        delete prototype.probe;
        delete prototype.poison;
    });

    it('has all its copies', () => expect(code).toHaveLength(copies));

    it.each(Object.keys(deltas))('is not harmed by %s', (name) => {
        for (const {applyContextDelta} of code) {
            applyContextDelta({a: {b: 1}}, deltas[name]);
            expect({}.poison).toBeUndefined();
            expect({}.probe).toBe(1);
        }
    });

    it('writes and removes by path as before', () => {
        for (const {applyContextDelta} of code) {
            const delta = commands(
                {type: 'set', path: 'a.b.c', value: 1},
                {type: 'set', path: '__proto__.x', value: 1},
                {type: 'remove', path: 'z.y'},
            );
            expect(applyContextDelta({z: {x: 1, y: 2}}, delta)).toEqual({z: {x: 1}, a: {b: {c: 1}}});
        }
    });

    it('compares data with a key that is the name of a method of objects', () => {
        for (const {deepEqual} of code) {
            expect(deepEqual({hasOwnProperty: 1}, {hasOwnProperty: 1})).toBe(true);
            expect(deepEqual({hasOwnProperty: 1, a: 1}, {hasOwnProperty: 1, a: 2})).toBe(false);
        }
    });
});

test('the tests above would find the fault in the library as it comes', () => {
    const [{applyContextDelta}] = copiesIn(sourceOf('core/dist/core.es.js'));
    try {
        applyContextDelta({}, deltas['a command that sets']);
        expect({}.poison).toBe(1);
    } finally {
        delete Object.prototype.poison;
    }
});

test.each([
    ['without the code', 'var nothing;'],
    [
        'with the code changed',
        sourceOf('core/dist/core.es.js').replace('var pathArr = path.split(".");', 'var parts = path.split(".");'),
    ],
])('a library %s fails the build, which names it', (_, source) => {
    expect(() => load(source, 'core.es.js')).toThrow(/^core\.es\.js: .*The library has changed/s);
});
