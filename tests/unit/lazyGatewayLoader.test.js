/** @jest-environment node */
const {readFileSync} = require('fs');
const {join} = require('path');
const vm = require('vm');
const loader = require('../../scripts/lazyGatewayLoader');

const libraries = join(__dirname, '../../node_modules/@glue42');
const sourceOf = (file) => readFileSync(join(libraries, file), 'utf8');
const load = (source) => loader.call({resourcePath: 'a library'}, source);

const gateway = sourceOf('gateway-web/web/gateway-web.js');

/** How often a piece of a grammar or of a format has been read when the gateway has loaded. */
function readsAtStart(source) {
    const scope = {reads: 0, setTimeout};
    scope.self = scope;
    // Where the engine looks at the first letter of a format, and of a grammar.
    const counted = source
        .replace(/(?=var \w=(\w)\.indexOf\("~"\);)/, 'self.reads++;')
        .replace(/(?=switch\(\w\)\{case "abnf")/, 'self.reads++;');
    expect(counted.length - source.length).toBe(2 * 'self.reads++;'.length);
    vm.runInNewContext(counted, scope);
    expect(typeof scope.gateway_web.core.create).toBe('function');
    return scope.reads;
}

test('a gateway makes no parser and compiles no format when it loads', () => {
    expect(readsAtStart(gateway)).toBeGreaterThan(10);
    expect(readsAtStart(load(gateway))).toBe(0);
});

test.each(['gateway-web/web/gateway-web.js', 'web-platform/dist/platform.web.es.js'])('%s is as expected', (file) => {
    expect(load(sourceOf(file))).toContain('.made||(');
});

test.each([
    ['the parser of restrictions', 'and-or'],
    ['the parsers of white space', 'whitespace'],
    ["the printer's formats", 'var a='],
])('a library in which %s has changed fails the build', (what, part) => {
    expect(() => load(gateway.replaceAll(part, 'other'))).toThrow(`a library: ${what}`);
});
