import {NotThereYet} from '../../../src/delivery/batchLoop';
import {createSink} from '../../../src/sinks/createSink';
import {type SinkSource} from '../../../src/sinks/sink';

const source: SinkSource = {store: () => null, latest: () => ({A: {n: 1}})};
const batch = (...items: object[]) => ({items, batch: 1, conflated: 0, dropped: 0, gap: false});
const send = (options: object, ...items: object[]) => createSink(options, source).open()(batch(...items));

afterEach(() => {
    document.body.innerHTML = '';
    delete window.dash_ag_grid;
    delete window.Plotly;
    delete window.dash_clientside;
});

test.each([
    ['unknown', {sink: 'unknown'}, 'to_grid, to_graph, to_prop or to_function'],
    ['no dict', 'grid', 'to_grid, to_graph, to_prop or to_function'],
    ['a grid without an id', {sink: 'grid'}, '"id" must be a non-empty string'],
    ['a grid of no rows', {sink: 'grid', id: 'g', maxRows: 0}, '"maxRows" must be a number above 0'],
    ['a graph without y', {sink: 'graph', id: 'g', x: 'time'}, '"y" must be a non-empty string'],
    ['children', {sink: 'prop', id: 's', prop: 'children'}, '"prop" must not be "children"'],
    ['a prop of nothing', {sink: 'prop', id: 's', prop: 'data', value: 'first'}, '"items" or "latest"'],
    ['a function without a name', {sink: 'function'}, '"name" must be a non-empty string'],
])('%s is a wrong setting', (_, options, message) => {
    expect(() => createSink(options, source)).toThrow(
        expect.objectContaining({code: 'invalid_setting', message: expect.stringContaining(message)}),
    );
});

test.each([
    [{sink: 'grid', id: 'g', key: 'symbol'}, 'no AG Grid with the id "g"'],
    [{sink: 'graph', id: 'g', x: 'x', y: 'y'}, 'no dcc.Graph with the id "g"'],
    [{sink: 'function', name: 'ns.show'}, 'window.dash_clientside.ns.show'],
])('the receiver of %j may still be loading', (options, message) => {
    const {open} = createSink(options, source);
    expect(open).toThrow(NotThereYet);
    expect(open).toThrow(message);
});

interface Transaction {
    add: object[];
    update: object[];
    remove: object[];
}

describe('a grid', () => {
    function setUpGrid({hasRowId = true} = {}) {
        const rows = new Map<string, object>();
        const transactions: Transaction[] = [];
        const api = {
            isDestroyed: () => false,
            getGridOption: () => (hasRowId ? () => '' : undefined),
            getRowNode: (id: string) => (rows.has(id) ? {data: rows.get(id)} : undefined),
            applyTransactionAsync: (transaction: Transaction, onApplied: () => void) => {
                transactions.push(transaction);
                const idOf = (row: object) => (row as {symbol: string}).symbol;
                transaction.remove.forEach((row) => rows.delete(idOf(row)));
                [...transaction.add, ...transaction.update].forEach((row) => rows.set(idOf(row), row));
                queueMicrotask(onApplied);
            },
        };
        const getApi = jest.fn(() => api);
        window.dash_ag_grid = {getApi};
        return {transactions, rows, getApi};
    }

    test('rows that it has are updated, others added; of several items of a key the last counts', async () => {
        const {transactions} = setUpGrid();
        const sink = createSink({sink: 'grid', id: 'g', key: 'symbol'}, source);
        await sink.open()(batch({symbol: 'A', n: 1}, {symbol: 'B', n: 2}, {symbol: 'A', n: 3}));
        await sink.open()(batch({symbol: 'B', n: 4}, {symbol: 'C', n: 5}));
        expect(transactions).toEqual([
            {
                add: [
                    {symbol: 'A', n: 3},
                    {symbol: 'B', n: 2},
                ],
                update: [],
                remove: [],
            },
            {add: [{symbol: 'C', n: 5}], update: [{symbol: 'B', n: 4}], remove: []},
        ]);
    });

    test('beyond maxRows the first rows make room', async () => {
        const {rows} = setUpGrid();
        const sink = createSink({sink: 'grid', id: 'g', key: 'symbol', maxRows: 2}, source);
        for (const symbol of ['A', 'B', 'C', 'D']) {
            await sink.open()(batch({symbol}));
        }
        expect([...rows.keys()]).toEqual(['C', 'D']);
        await sink.open()(batch(...['E', 'F', 'G'].map((symbol) => ({symbol}))));
        expect([...rows.keys()]).toEqual(['F', 'G']);
    });

    test('without a key each item is a row, also without getRowId', async () => {
        const {transactions} = setUpGrid({hasRowId: false});
        const sink = createSink({sink: 'grid', id: 'g', maxRows: 2}, source);
        await sink.open()(batch({n: 1}, {n: 2}));
        await sink.open()(batch({n: 3}));
        expect(transactions[1]).toEqual({add: [{n: 3}], update: [], remove: [{n: 1}]});
    });

    test('a row that was removed and comes again is the newest', async () => {
        const {rows} = setUpGrid();
        const sink = createSink({sink: 'grid', id: 'g', key: 'symbol', maxRows: 2}, source);
        await sink.open()(batch({symbol: 'A'}, {symbol: 'B'}));
        rows.clear();
        await sink.open()(batch({symbol: 'A'}, {symbol: 'C'}));
        expect([...rows.keys()]).toEqual(['A', 'C']);
    });

    test('a grid that has replaced another does not have its rows', async () => {
        setUpGrid({hasRowId: false});
        const sink = createSink({sink: 'grid', id: 'g', maxRows: 2}, source);
        await sink.open()(batch({n: 1}, {n: 2}));
        const {transactions} = setUpGrid({hasRowId: false});
        await sink.open()(batch({n: 3}));
        expect(transactions).toEqual([{add: [{n: 3}], update: [], remove: []}]);
    });

    test('with a key and without getRowId it says what to write', () => {
        setUpGrid({hasRowId: false});
        expect(() => createSink({sink: 'grid', id: 'g', key: 'symbol'}, source).open()).toThrow(
            expect.objectContaining({
                code: 'invalid_setting',
                message: expect.stringContaining('needs getRowId="params.data.symbol"'),
            }),
        );
    });

    test('items without the key are an error that names it', async () => {
        setUpGrid();
        await expect(send({sink: 'grid', id: 'g', key: 'ticker'}, {symbol: 'A'})).rejects.toThrow(
            'no item has "ticker"',
        );
    });

    test('an id that is a dict is asked for in its string form', async () => {
        const {getApi} = setUpGrid();
        await send({sink: 'grid', id: {type: 'grid', index: 1}}, {n: 1});
        expect(getApi).toHaveBeenCalledWith('{"index":1,"type":"grid"}');
    });
});

describe('a graph', () => {
    function setUpGraph(...traces: object[]) {
        document.body.innerHTML = '<div id="g"><div class="js-plotly-plot"></div></div>';
        const element = Object.assign(document.querySelector('.js-plotly-plot')!, {data: traces});
        const addTraces = jest.fn(async (_: unknown, added: object[]) => void element.data.push(...added));
        const extendTraces = jest.fn(() => Promise.resolve());
        window.Plotly = {addTraces, extendTraces};
        return {element, addTraces, extendTraces};
    }
    const options = {sink: 'graph', id: 'g', x: 'time', y: 'price.mid'};

    test('points go to the first trace, or to a new one', async () => {
        const {element, addTraces, extendTraces} = setUpGraph();
        await send(options, {time: 1, price: {mid: 10}}, {time: 2, price: {mid: 20}});
        expect(addTraces).toHaveBeenCalledWith(element, [{mode: 'lines', x: [1, 2], y: [10, 20]}]);
        await send(options, {time: 3, price: {mid: 30}});
        expect(extendTraces).toHaveBeenCalledWith(element, {x: [[3]], y: [[30]]}, [0], 1000);
    });

    test('an encoded array of Python is extended as a list, and so is a trace without points', async () => {
        const encoded = {dtype: 'f8', bdata: 'AAAAAAAA8D8='};
        const {element} = setUpGraph({x: encoded, y: encoded, name: 'A'}, {name: 'B'});
        const drawn = Float64Array.of(1);
        Object.assign(element, {_fullData: [{x: drawn, y: drawn}, {}]});
        const point = (symbol: string) => ({symbol, time: 2, price: {mid: 3}});
        await send({...options, by: 'symbol'}, point('A'), point('B'));
        expect(element.data).toEqual([
            {x: [1], y: [1], name: 'A'},
            {x: [], y: [], name: 'B'},
        ]);
    });

    test('with "by" each value has the trace of its name', async () => {
        const {element, addTraces, extendTraces} = setUpGraph({name: 'other'}, {name: 'A'});
        const point = (symbol: string, n: number) => ({symbol, time: n, price: {mid: n}});
        await send(
            {...options, by: 'symbol', maxPoints: 2},
            point('A', 1),
            point('B', 2),
            point('B', 3),
            point('B', 4),
        );
        expect(extendTraces).toHaveBeenCalledWith(element, {x: [[1]], y: [[1]]}, [1], 2);
        expect(addTraces).toHaveBeenCalledWith(element, [{mode: 'lines', name: 'B', x: [3, 4], y: [3, 4]}]);
    });

    test('an item without a point is left out; when all are, the error names the paths', async () => {
        const {addTraces} = setUpGraph();
        await send(options, {time: 1}, {time: 2, price: {mid: 20}});
        expect(addTraces).toHaveBeenCalledTimes(1);
        await expect(send(options, {time: 1})).rejects.toThrow('no item has "time" and "price.mid"');
    });

    test('more than a hundred traces are an error, and those that fit are drawn', async () => {
        const {element} = setUpGraph();
        const items = Array.from({length: 101}, (_, n) => ({symbol: `S${n}`, time: n, price: {mid: n}}));
        await expect(send({...options, by: 'symbol'}, ...items)).rejects.toMatchObject({code: 'queue_full'});
        expect(element.data).toHaveLength(100);
    });
});

describe('a prop', () => {
    test.each([
        ['items', [{n: 1}]],
        ['latest', {A: {n: 1}}],
    ])('gets the %s', async (value, written) => {
        const set_props = jest.fn();
        window.dash_clientside = {set_props};
        await send({sink: 'prop', id: 'store', prop: 'data', value}, {n: 1});
        expect(set_props).toHaveBeenCalledWith('store', {data: written});
    });

    test('of a component that is not in the page has to wait', async () => {
        const set_props = jest.fn();
        window.dash_clientside = {set_props};
        const paths = {strs: {store: []}, objs: {'index,type': [{values: [1, 'store'], path: []}]}};
        const store = {getState: () => ({paths}), subscribe: () => () => undefined};
        const open = (id: unknown) =>
            createSink({sink: 'prop', id, prop: 'data'}, {...source, store: () => store}).open();
        open('store');
        await open({type: 'store', index: 1})(batch({n: 1}));
        expect(set_props).toHaveBeenCalledWith({index: 1, type: 'store'}, {data: [{n: 1}]});
        expect(() => open('other')).toThrow('no component with the id "other"');
        expect(() => open({type: 'store', index: 2})).toThrow('no component with the id');
    });
});

describe('a function', () => {
    test('gets the items and their counts', async () => {
        const show = jest.fn();
        window.dash_clientside = {ns: {show}};
        await send({sink: 'function', name: 'ns.show'}, {n: 1});
        expect(show).toHaveBeenCalledWith([{n: 1}], {batch: 1, conflated: 0, dropped: 0, gap: false});
    });

    test('that throws is a failed callback', async () => {
        window.dash_clientside = {ns: {show: () => Promise.reject(new Error('no chart'))}};
        await expect(send({sink: 'function', name: 'ns.show'}, {n: 1})).rejects.toMatchObject({
            code: 'callback_failed',
            message: expect.stringContaining('"ns.show" threw: no chart'),
        });
    });
});
