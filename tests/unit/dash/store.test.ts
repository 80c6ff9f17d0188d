import {stringId} from '../../../src/dash/propKeys';
import {isKnownShape, isOutputElsewhere, liveListeners} from '../../../src/dash/callbacks';
import {type Store, neverEqual, onChange, watchProps, withoutHistory} from '../../../src/dash/store';
import {createDashStore} from '../../fakes/dashStore';

const storeOf = (state: unknown): Store => ({getState: () => state, subscribe: () => () => undefined});

test('the shape of the store is tested before it is used, and an unknown one is told once', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(isKnownShape(createDashStore([]).store)).toBe(true);
    expect(isKnownShape(null)).toBe(false);
    expect(isKnownShape(storeOf(undefined))).toBe(false);
    expect(isKnownShape(storeOf({paths: {}, graphs: {}, callbacks: {requested: []}}))).toBe(false);
    expect(warn).toHaveBeenCalledTimes(1);
});

test('an id has the string form that Dash gives it', () => {
    expect(stringId('sum')).toBe('sum');
    expect(stringId({type: 'm', index: 1})).toBe('{"index":1,"type":"m"}');
    expect(stringId(undefined)).toBeUndefined();
});

test('the callbacks that take a prop are found in every list, also by a dict id', () => {
    const {store, request, runs} = createDashStore([
        {output: 'a', inputs: ['sum.invoke', 'b.n_clicks'], outputs: []},
        {output: 'c', inputs: ['b.n_clicks'], outputs: []},
    ]);
    request('b.n_clicks');
    expect(liveListeners(store, ['sum.invoke'])).toEqual([runs[0].live]);
    runs[0].send();
    expect(liveListeners(store, ['sum.invoke'])).toEqual([runs[0].live]);
    runs[0].live.getInputs = () => [[{id: {type: 'm', index: 1}, property: 'invoke'}]];
    expect(liveListeners(store, ['{"index":1,"type":"m"}.invoke'])).toEqual([runs[0].live]);
});

describe('is the prop an Output of another callback', () => {
    const map = (property: string) =>
        storeOf({graphs: {outputMap: {sum: {[property]: [{output: 'x'}]}}, outputPatterns: {}}});

    test('by its id, also with allow_duplicate', () => {
        expect(isOutputElsewhere(map('result'), 'sum', 'result', new Set())).toBe(true);
        expect(isOutputElsewhere(map('result@1f'), 'sum', 'result', new Set())).toBe(true);
        expect(isOutputElsewhere(map('result'), 'sum', 'result', new Set(['x']))).toBe(false);
        expect(isOutputElsewhere(map('other'), 'sum', 'result', new Set())).toBe(false);
        expect(isOutputElsewhere(map('result'), 'other', 'result', new Set())).toBe(false);
    });

    test.each([
        ['{"index":1,"type":"m"}', true],
        ['{"index":1,"type":"other"}', false],
        ['{"index":1}', false],
    ])('by the pattern of %s', (id, expected) => {
        const store = storeOf({
            graphs: {
                outputMap: {},
                outputPatterns: {
                    'index,type': {result: [{values: [{wild: 'MATCH'}, 'm'], callbacks: [{output: 'x'}]}]},
                },
            },
        });
        expect(isOutputElsewhere(store, id, 'result', new Set())).toBe(expected);
        expect(isOutputElsewhere(store, id, 'result', new Set(['x']))).toBe(false);
    });
});

test('what is written leaves the undo history as it was', () => {
    const dash = createDashStore([]);
    dash.setProps('input')({value: 'typed by the user'});
    const before = {...dash.state.history};
    withoutHistory(dash.store, () => dash.setProps('sum')({invoke: {}}));
    expect(dash.state.history).toEqual(before);
});

test('without a known history it is written all the same', () => {
    const write = jest.fn();
    withoutHistory(null, write);
    withoutHistory(storeOf({}), write);
    expect(write).toHaveBeenCalledTimes(2);
});

test('an event marked unequal carries its mark neither in JSON nor in its keys', () => {
    const event = neverEqual({a: 1}) as {a: number; 'fantasy-land/equals': (other: unknown) => boolean};
    expect(event['fantasy-land/equals']({a: 1})).toBe(false);
    expect(Object.keys(event)).toEqual(['a']);
    expect(JSON.stringify(event)).toBe('{"a":1}');
});

test('all listeners in the page share one subscription, which ends with the last of them', () => {
    const dash = createDashStore([{output: 'log', inputs: ['sum.invoke'], outputs: ['log.children']}]);
    const [onLayout, onCallbacks, onProps] = [jest.fn(), jest.fn(), jest.fn()];
    dash.writeProps('sum', {});
    const stops = [
        onChange(dash.store, 'layout', onLayout),
        onChange(dash.store, 'callbacks', onCallbacks),
        watchProps(dash.node('sum'), onProps),
    ];
    expect(dash.listenerCount()).toBe(1);
    dash.request('sum.invoke');
    expect([onLayout, onCallbacks].map(({mock}) => mock.calls.length)).toEqual([0, 1]);
    dash.writeProps('other', {n: 1});
    expect([onLayout, onCallbacks].map(({mock}) => mock.calls.length)).toEqual([1, 1]);
    expect(onProps).not.toHaveBeenCalled();
    dash.writeProps('sum', {n: 1});
    expect(onProps).toHaveBeenCalledWith({props: {id: 'sum', n: 1}, isOfLayout: false, written: ['n']});
    stops.forEach((stop) => stop());
    expect(dash.listenerCount()).toBe(0);
    dash.writeProps('sum', {n: 2});
    expect(onProps).toHaveBeenCalledTimes(1);
});

test('props that a layout brought are told from those that were written', () => {
    const dash = createDashStore([]);
    dash.writeProps('sum', {n: 1});
    const onProps = jest.fn();
    watchProps(dash.node('sum'), onProps);
    dash.echo();
    expect(onProps).toHaveBeenCalledWith(expect.objectContaining({isOfLayout: true}));
});

test('a listener that another one ends is not called any more', () => {
    const dash = createDashStore([]);
    const last = jest.fn();
    let end: () => void = () => undefined;
    onChange(dash.store, 'layout', () => end());
    end = onChange(dash.store, 'layout', last);
    dash.writeProps('ask', {n: 1});
    expect(last).not.toHaveBeenCalled();
});
