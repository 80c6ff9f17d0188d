// A webpack loader for the libraries with a gateway in them. When they load, they make what most gateways never use, which is
// most of a gateway's start. With this loader they make a parser of restrictions (who may see a method or a context) when the
// first client asks for restrictions, parsers of white space when a grammar names one, and compile the formats of their printer
// of Clojure's data when it prints. The build fails where a library is not as this file expects it.

const text = String.raw`"(?:[^"\\]|\\.)*"`;
const equals = String.raw`(?:=|\\x3d)`;
const restrictions = new RegExp(String.raw`\b(\w+)=(\w+\((?="\\n +expr${equals}and-or)${text}\))`, 'g');
const spaces = new RegExp(
    String.raw`\b(\w+)=(new \w+\(null,2,\[\w+,\w+\((?="whitespace ${equals})${text}\),\w+,\w+\(${text}\)\],null\))`,
    'g',
);
const formats = /(function \w+\(a,b\)\{)([^\n]{0,400}return null\}\s*var )(\w+)=(\w+\(\w+\)),/g;

function check(isExpected, {resourcePath}, what) {
    if (!isExpected) {
        throw new Error(
            `${resourcePath}: ${what} not there once, or not used as before. The library has changed: see what its start ` +
                'costs, and adapt scripts/lazyGatewayLoader.js or remove it.',
        );
    }
}

/** What is made once and used in one place is made there. */
function madeWhenUsed(source, made, context, what) {
    const [[assignment, name, make] = [], ...others] = source.matchAll(made);
    const uses = name ? source.split(new RegExp(String.raw`\b${name}(?=,\w\))`)) : [];
    check(!others.length && uses.length === 2, context, what);
    return uses.join(`(${name}.made||(${name}.made=${name}()))`).replace(assignment, () => `${name}=()=>${make}`);
}

/** The formats stay texts until they are used, by the function before the one that compiles and keeps them. */
function withLazyFormats(source, context) {
    const [[made, use, between, name, compile] = [], ...others] = source.matchAll(formats);
    const isUsed = made && source.includes(`var a=${name}("~`);
    check(!others.length && isUsed, context, "the printer's formats are");
    const compiled = `${name}.made||(${name}.made=${compile})`;
    return source.replace(
        made,
        () => `${use}a="string"===typeof a?(${compiled})(a):a;${between}${name}=function(a){return a},`,
    );
}

module.exports = function (source) {
    const withRestrictions = madeWhenUsed(source, restrictions, this, 'the parser of restrictions is');
    const withSpaces = madeWhenUsed(withRestrictions, spaces, this, 'the parsers of white space are');
    return withLazyFormats(withSpaces, this);
};
