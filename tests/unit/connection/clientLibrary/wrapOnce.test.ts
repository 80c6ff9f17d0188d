import {wrapOnce} from '../../../../src/connection/clientLibrary/wrapOnce';

type Handler = () => string;
const within =
    (handler: Handler): Handler =>
    () =>
        `(${handler()})`;

test('each layer wraps a handler once, also one that another layer wrapped before', () => {
    const inner = wrapOnce('inner', () => 'a', within);
    const outer = wrapOnce('outer', inner, within);
    expect(outer()).toBe('((a))');
    expect(wrapOnce('inner', outer, within)).toBe(outer);
    expect(wrapOnce('outer', outer, within)).toBe(outer);
});

test('one handler of two methods is wrapped for each', () => {
    const handler = () => 'a';
    expect(wrapOnce('layer', handler, within)()).toBe('(a)');
    expect(wrapOnce('layer', handler, within)()).toBe('(a)');
});
