import type {Glue} from '../../../../src/connection/bus';
import {keepKeysWhole} from '../../../../src/connection/clientLibrary/wholeKeys';

interface Delta {
    commands?: {type: string; path: string; value?: unknown}[];
    added: object;
    removed: string[];
}

/** The part of a client library that computes an update, as the libraries do it. */
function setUp() {
    const bridge = {
        calculateContextDeltaV2: (
            known: {[key: string]: unknown} | undefined,
            update: {[key: string]: unknown},
        ): Delta => ({
            added: {},
            removed: [],
            commands: Object.entries(update)
                .filter(([key, value]) => known?.[key] !== value)
                .map(([path, value]) => (value === null ? {type: 'remove', path} : {type: 'set', path, value})),
        }),
    };
    keepKeysWhole({contexts: {_bridge: bridge}} as unknown as Glue);
    return bridge;
}

test('an update with a dot in a key says whole keys: what is written, and what is removed', () => {
    const update = {'BRK.B': 2, 'BF.B': null, AAPL: {bid: 1}, MSFT: 3};
    expect(setUp().calculateContextDeltaV2({'BRK.B': 1, 'BF.B': 1, MSFT: 3}, update)).toEqual({
        added: {'BRK.B': 2, AAPL: {bid: 1}},
        updated: {},
        removed: ['BF.B'],
    });
});

test('any other update is what the library makes of it', () => {
    const {commands} = setUp().calculateContextDeltaV2({a: 1}, {a: 2, b: null});
    expect(commands).toEqual([
        {type: 'set', path: 'a', value: 2},
        {type: 'remove', path: 'b'},
    ]);
});

test.each([[{}], [{contexts: {}}], [{contexts: {_bridge: {}}}]])(
    'a library without that code is left as it is: %j',
    (glue) => {
        expect(() => keepKeysWhole(glue as Glue)).not.toThrow();
    },
);
