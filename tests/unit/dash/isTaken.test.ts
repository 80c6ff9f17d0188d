import {isTaken} from '../../../src/dash/isTaken';
import {createDashStore} from '../../fakes/dashStore';

const idOf = (index: number) => `{"index":${index},"type":"prices"}`;
const match = {wild: 'MATCH'};

function take(id: string, callback: {inputs?: object; state?: {id: unknown; property: string}[]}) {
    const dash = createDashStore([]);
    dash.state.graphs = {
        ...dash.state.graphs,
        inputMap: callback.inputs ?? {},
        inputPatterns: {},
        callbacks: [{state: callback.state ?? []}],
    } as typeof dash.state.graphs;
    return isTaken(dash.node(id)(), 'latest');
}

test.each([
    ['an Input', 'prices', {inputs: {prices: {latest: [{output: 'out.children'}]}}}, true],
    ['a State', 'prices', {state: [{id: 'prices', property: 'latest'}]}, true],
    ['a State of another prop', 'prices', {state: [{id: 'prices', property: 'data'}]}, false],
    ['a State of another component', 'prices', {state: [{id: 'others', property: 'latest'}]}, false],
    ['a State by pattern', idOf(1), {state: [{id: {type: 'prices', index: match}, property: 'latest'}]}, true],
    ['a State of one dict', idOf(1), {state: [{id: {type: 'prices', index: 1}, property: 'latest'}]}, true],
    ['a State of another dict', idOf(1), {state: [{id: {type: 'prices', index: 2}, property: 'latest'}]}, false],
    ['a State by a pattern of other keys', idOf(1), {state: [{id: {type: match}, property: 'latest'}]}, false],
    ['nothing', 'prices', {}, false],
])('a prop is taken as %s', (_, id, callback, isSo) => {
    expect(take(id, callback)).toBe(isSo);
});

test('where the store has another shape, it may be taken', () => {
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(isTaken({store: null, path: null, id: 'prices'}, 'latest')).toBe(true);
});
