// A webpack loader for the libraries with a gateway in them. As they come, they make the parser of restrictions (who may see a
// method or a context) when they load, which is more than half of a gateway's start: with this loader they make it when the
// first client asks for restrictions. The build fails where a library is not as this file expects it.

const grammar = /\b(\w+)=(\w+\("\\n +expr(?:=|\\x3d)and-or(?:[^"\\]|\\.)*"\))/g;

module.exports = function (source) {
    const [[made, name, make] = [], ...others] = source.matchAll(grammar);
    const uses = made ? source.split(new RegExp(String.raw`\b${name}(?=,\w\))`)) : [];
    if (others.length || uses.length !== 2) {
        throw new Error(
            `${this.resourcePath}: the parser of restrictions is not there once, or not used once. The library has changed: see ` +
                'what its start costs, and adapt scripts/lazyGrammarLoader.js or remove it.',
        );
    }
    return uses.join(`(${name}.parser||(${name}.parser=${name}()))`).replace(made, () => `${name}=()=>${make}`);
};
