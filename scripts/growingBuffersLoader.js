// A webpack loader for the gateway server. As the engine comes, each bus and each client on it reserves room for all the
// messages that may ever wait for it, which is half a megabyte for a bus with two clients: with this loader that room grows
// with what waits. The build fails where the library is not as this file expects it.

const ring = /function (\w+)\(a\)\{this\.length=[^}]*\}/g;
const push = 'this.ga.unshift(b)';
const atFirst = 32;

module.exports = function (source) {
    const [[, kind] = [], ...others] = source.matchAll(ring);
    const made = `{return new ${kind}(Array(a))}`;
    const canGrow = source.includes('.unbounded_unshift=function(a){');
    if (others.length || source.split(made).length !== 2 || source.split(push).length !== 4 || !canGrow) {
        throw new Error(
            `${this.resourcePath}: the engine's buffers are not as expected. The library has changed: see what a bus costs, ` +
                'and adapt scripts/growingBuffersLoader.js or remove it.',
        );
    }
    return source
        .replace(made, `{return new ${kind}(Array(Math.min(a,${atFirst})))}`)
        .replaceAll(push, 'this.ga.unbounded_unshift(b)');
};
