import {createCommandReader, watchCommands} from '../../../src/delivery/commandReader';
import {createDashStore} from '../../fakes/dashStore';

function reader(key: unknown = {}) {
    const acted: unknown[] = [];
    return {acted, read: createCommandReader({key}, 'invoke', (command) => acted.push(command))};
}

test('a command acts once per object: the same again does nothing, an equal one acts again', () => {
    const {acted, read} = reader();
    const command = {a: 1};
    [command, command, {a: 1}, command].forEach((value) => read(value));
    expect(acted).toEqual([{a: 1}, {a: 1}]);
});

test('None is no command, an empty dict is one', () => {
    const {acted, read} = reader();
    [null, undefined, {}].forEach((value) => read(value));
    expect(acted).toEqual([{}]);
});

test('a component that is shown again does not act on an old command, another component does', () => {
    const command = {};
    const [first, remounted, other] = [reader('sum'), reader('sum'), reader('other')];
    [first, remounted, other].forEach(({read}) => read(command));
    expect([first, remounted, other].map(({acted}) => acted.length)).toEqual([1, 0, 1]);
});

test('a command that comes back with the layout in which it was taken is not acted on again, another one is', () => {
    const {acted, read} = reader();
    const [first, second] = [{}, {}] as {[prop: string]: unknown}[];
    read({n: 1}, first);
    // What a callback may have of the layout as a State.
    const snapshot = JSON.parse(JSON.stringify(first));
    read({n: 2}, second);
    read({n: 1}, {...snapshot}, true);
    read({n: 3}, {...snapshot}, true);
    expect(acted).toEqual([{n: 1}, {n: 2}, {n: 3}]);
});

test('a command in a new layout is another one, also when it says the same', () => {
    const {acted, read} = reader();
    for (let page = 0; page < 3; page++) {
        read({n: 1}, {}, true);
    }
    expect(acted).toHaveLength(3);
});

test('a value that is no object acts when it changes', () => {
    const {acted, read} = reader();
    ['a', 'a', 'b', null, 'b', {}, 'b'].forEach((value) => read(value));
    expect(acted).toEqual(['a', 'b', 'b', {}, 'b']);
});

test('every value written to the store is seen, also several in one go, until unsubscribed', () => {
    const dash = createDashStore([]);
    const {acted, read} = reader();
    const unsubscribe = watchCommands({node: dash.node('ask')}, {invoke: read});
    [1, 2, 3].forEach((n) => dash.writeProps('ask', {invoke: {n}}));
    dash.writeProps('other', {invoke: {n: 4}});
    unsubscribe();
    dash.writeProps('ask', {invoke: {n: 5}});
    expect(acted).toEqual([{n: 1}, {n: 2}, {n: 3}]);
});

test('a component that has moved away from the path of the last render is not mistaken', () => {
    const dash = createDashStore([]);
    const {acted, read} = reader();
    watchCommands({node: () => ({...dash.node('ask')(), id: 'other'})}, {invoke: read});
    dash.writeProps('ask', {invoke: {}});
    expect(acted).toEqual([]);
});

const cyclic: {self?: object} = {};
cyclic.self = cyclic;

test.each([[() => 1], [10n], [Symbol('x')], [cyclic], [{price: 10n}], [{toJSON: () => undefined}]])(
    'the value %# without a form in JSON is a command like any other',
    (value) => {
        const {acted, read} = reader();
        read(value);
        expect(acted).toEqual([value]);
    },
);

test('without the counts of writes in the store no repeated command is taken for one of a layout', () => {
    const dash = createDashStore([]);
    const {acted, read} = reader();
    const getState = () => ({...dash.store.getState(), layoutHashes: undefined});
    watchCommands({node: () => ({...dash.node('ask')(), store: {...dash.store, getState}})}, {invoke: read});
    [1, 1].forEach((n) => dash.writeProps('ask', {invoke: {n}}));
    expect(acted).toEqual([{n: 1}, {n: 1}]);
});
