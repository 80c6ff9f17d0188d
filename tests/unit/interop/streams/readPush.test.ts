import {readPush} from '../../../../src/interop/streams/readPush';

const none = {};

test('one item, several, and a list of commands are read in order', () => {
    const items = (command: unknown) => readPush(command, none).map(({item}) => item);
    expect(items({data: {n: 1}})).toEqual([{n: 1}]);
    expect(items({data: [{n: 1}, {n: 2}]})).toEqual([{n: 1}, {n: 2}]);
    expect(items([{data: {n: 1}}, {data: [{n: 2}]}])).toEqual([{n: 1}, {n: 2}]);
    expect(items({data: []})).toEqual([]);
});

test.each([
    ['A', 'push must be a dict {"data", "branch"?, "subscription"?}, not "A".'],
    [{}, 'push: "data" must be any value, not None.'],
    [{data: 5}, 'push: "data" must be a dict or a list of dicts, not 5.'],
    [{data: [{n: 1}, 'B']}, 'push: "data" must be a dict or a list of dicts, not "B".'],
    [{data: {}, branch: 5}, 'push: "branch" must be a non-empty string or a list of those, not 5.'],
    [{data: {}, branch: []}, 'push: "branch" must be a non-empty string or a list of those, not [].'],
    [{data: {}, branch: ['']}, 'push: "branch" must be a non-empty string or a list of those, not [""].'],
    [{data: {}, subscription: 5}, 'push: "subscription" must be a non-empty string, not 5.'],
    [[{data: {}}, 7], 'push must be a dict {"data", "branch"?, "subscription"?}, not 7.'],
    [
        {data: {n: BigInt(1)}},
        'push: an item cannot be sent: JSON has no bigint; leave it out, or send a string or a number.',
    ],
])('%# a malformed command is refused with what is wrong', (command, message) => {
    expect(() => readPush(command, none)).toThrow(
        expect.objectContaining({code: 'invalid_command', message}) as unknown as Error,
    );
});

test('items are copies: a script may use its objects again', () => {
    const item = {n: 1};
    const [outgoing] = readPush({data: item}, none);
    item.n = 2;
    expect(outgoing.item).toEqual({n: 1});
});

test('without branches an item is for all; a field or the command names the branches', () => {
    const audience = (command: unknown, branchBy?: string) => readPush(command, {branchBy})[0].audience;
    expect(audience({data: {symbol: 'A'}})).toBeUndefined();
    expect(audience({data: {symbol: 'A'}}, 'symbol')).toEqual({branches: ['A'], everything: true});
    expect(audience({data: {symbol: 7}}, 'symbol')).toEqual({branches: ['7'], everything: true});
    expect(audience({data: {}}, 'symbol')).toEqual({branches: [], everything: true});
    expect(audience({data: {}}, 'constructor')).toEqual({branches: [], everything: true});
    expect(audience({data: {}, branch: 'gold'})).toEqual({branches: ['gold'], everything: false});
    expect(audience({data: {}, branch: ['a', 'b']}, 'symbol')).toEqual({branches: ['a', 'b'], everything: true});
});

test('equal keys for other branches or for one subscriber are other keys', () => {
    const key = (rest: object) => readPush({data: {symbol: 'A'}, ...rest}, {conflateBy: 'symbol'})[0].key;
    const keys = [{}, {branch: 'gold'}, {branch: 'silver'}, {subscription: 's1'}].map(key);
    expect(new Set(keys).size).toBe(4);
    expect(key({})).toBe(keys[0]);
    expect(readPush({data: {other: 1}}, {conflateBy: 'symbol'})[0].key).toBeUndefined();
});
