// A webpack loader for the client libraries. As they come, a path such as "__proto__.x" in an update of a shared context,
// which any client on the bus can send, writes Object.prototype of each page that follows the context; a key
// "hasOwnProperty" or a context's name such as "constructor" breaks the code that looks it up. The build fails where a
// library is not as this file expects it.

const unsafe = String.raw`/(^|\.)(__proto__|constructor|prototype)(\.|$)/`;

// `perCopy`: how often each copy of the code has it; web-platform brings two copies.
const replacements = [
    {
        found: /function (?:setValueToPath|deletePath)(?:\$\d+)?\(obj, (?:value, )?path\) \{\s+(?=var pathArr = path\.split\("\."\);)/g,
        perCopy: 2,
        replace: (found) => `${found}if (${unsafe}.test(path)) { return; } `,
    },
    {
        found: /\b([xy])\.hasOwnProperty\(p\)/g,
        perCopy: 4,
        replace: (_, object) => `Object.prototype.hasOwnProperty.call(${object}, p)`,
    },
    {
        found: /(this\._(?:contextNameToData|creationPromises|contextNameToId|contextIdToName|contextsTempCache) = )\{\};/g,
        perCopy: 9,
        replace: (_, assignment) => `${assignment}Object.create(null);`,
    },
    {
        found: /this\._contextNameToId\.hasOwnProperty\(contextName\)/g,
        perCopy: 1,
        replace: () => '(contextName in this._contextNameToId)',
    },
    {
        found: /(cacheSoFar\[ctxName\] = _this\._contextNameToData\[ctxName\]\.context;\s+return cacheSoFar;\s+\}, )\{\}\);/g,
        perCopy: 1,
        replace: (_, reduced) => `${reduced}Object.create(null));`,
    },
];

module.exports = function (source) {
    const copies = [...source.matchAll(/GW3Bridge\.prototype\.handleUpdated = /g)].length;
    return replacements.reduce((text, {found, perCopy, replace}) => {
        const count = [...text.matchAll(found)].length;
        if (!copies || count !== copies * perCopy) {
            throw new Error(
                `${this.resourcePath}: ${found} is there ${count} times, not ${copies * perCopy} times. The library has changed: ` +
                    'look whether a path of a context can still write prototypes, and adapt scripts/contextKeysLoader.js.',
            );
        }
        return text.replace(found, replace);
    }, source);
};
