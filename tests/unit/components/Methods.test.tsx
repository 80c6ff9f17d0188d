import {act} from '@testing-library/react';
import Methods from '../../../src/components/Methods';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {renderDashPage} from '../../fakes/dashPage';
import {createDashStore} from '../../fakes/dashStore';
import {createFakeDiscovery} from '../../fakes/discovery';

interface Entry {
    name: string;
    servers: {peerId: string}[];
    [key: string]: unknown;
}

const ann = {peerId: 'p1', application: 'Ann', instance: 'a'};
const bob = {peerId: 'p2', application: 'Bob', instance: 'b'};
const settleMs = 250;
const returnMs = 5000;

// Another one for each test: with these timers the component of the last test is not forgotten before the next.
let id = 'offers 0';

beforeEach(() => {
    jest.useFakeTimers({doNotFake: ['queueMicrotask']});
    id = `offers ${Number(id.split(' ')[1]) + 1}`;
});

function setUp(props: object = {}) {
    const connection = createFakeConnection();
    const discovery = createFakeDiscovery();
    const {bus} = createFakeBus({discovery});
    const dash = createDashStore([]);
    dash.writeProps(id, {...props});
    const page = renderDashPage(dash, connection, {[id]: Methods});
    const pass = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));
    const set = (status: 'connected' | 'disconnected') => act(async () => connection.set({status, bus}));
    discovery.join(ann);
    discovery.join(bob);
    return {
        discovery,
        connection,
        page,
        pass,
        set,
        bus,
        connect: async () => {
            await set('connected');
            await pass(settleMs);
        },
        write: (written: object) => act(async () => dash.writeProps(id, {...written})),
        now: () => page.props(id) as {available?: boolean; methods: Entry[]; servers: Entry[]; error?: Entry},
        names: () => (page.props(id).methods as Entry[] | undefined)?.map(({name}) => name),
        changes: () => page.written[id].flatMap(({changed}) => changed ?? []),
        /** What was written since the last time, without events. */
        states: () => page.written[id].splice(0).filter((written) => !('changed' in written)),
    };
}

test('reports what others offer when it is known, as one state, and then what comes and goes', async () => {
    const {discovery, connect, set, pass, now, states, changes} = setUp();
    discovery.offer('p1', {name: 'Sum', accepts: 'int a', description: 'Adds', flags: {k: 1}, version: 3});
    await set('connected');
    expect(now().available).toBeUndefined();
    await connect();
    const sum = {
        name: 'Sum',
        displayName: null,
        description: 'Adds',
        accepts: 'int a',
        returns: null,
        objectTypes: [],
        version: 3,
        flags: {k: 1},
        supportsStreaming: false,
        servers: [ann],
    };
    expect(states()).toEqual([{available: true, methods: [sum], servers: [{...ann, methods: ['Sum']}]}]);

    discovery.offer('p2', {name: 'Prices', supportsStreaming: true});
    discovery.withdraw('p1', 'Sum');
    await pass(settleMs - 1);
    expect(states()).toEqual([]);
    await pass(1);
    expect(changes()).toEqual([{added: ['Prices'], removed: ['Sum']}]);
    expect(states()).toMatchObject([
        {methods: [{name: 'Prices', supportsStreaming: true}], servers: [{...bob, methods: ['Prices']}]},
    ]);

    discovery.leave('p2');
    await pass(settleMs);
    expect(states()).toEqual([{available: false, methods: [], servers: []}]);
});

test('the first names are a change as well: all changes in order give what is listed', async () => {
    const {discovery, connect, pass, changes} = setUp();
    discovery.offer('p1', 'Sum');
    await connect();
    discovery.offer('p1', 'Avg');
    await pass(settleMs);
    expect(changes()).toEqual([
        {added: ['Sum'], removed: []},
        {added: ['Avg'], removed: []},
    ]);
});

test('without any method it says that none is available, and reports no change', async () => {
    const {connect, states, changes} = setUp();
    await connect();
    expect(changes()).toEqual([]);
    expect(states()).toEqual([{available: false, methods: [], servers: []}]);
});

test('what has not changed in the end is not written', async () => {
    const {discovery, connect, pass, page} = setUp();
    discovery.offer('p1', 'Sum');
    await connect();
    page.written[id].splice(0);
    discovery.withdraw('p1', 'Sum');
    discovery.offer('p1', 'Sum');
    discovery.join({peerId: 'p3'});
    await pass(settleMs);
    expect(page.written[id]).toEqual([]);
});

test('one name with two definitions is one method, until the last app that offers it has gone', async () => {
    const {discovery, connect, pass, now, changes, page} = setUp();
    discovery.offer('p1', {name: 'Sum', accepts: 'int a'});
    discovery.offer('p2', {name: 'SUM', accepts: 'int a, int b'});
    await connect();
    expect(now().methods).toMatchObject([{name: 'Sum', accepts: 'int a', servers: [ann, bob]}]);
    page.written[id].splice(0);
    discovery.leave('p1');
    await pass(settleMs);
    expect(now().methods).toMatchObject([{name: 'SUM', accepts: 'int a, int b', servers: [bob]}]);
    expect(changes()).toEqual([]);
    discovery.leave('p2');
    await pass(settleMs);
    expect(changes()).toEqual([{added: [], removed: ['SUM']}]);
});

test('own methods and those of the platform are listed only on request, or when the filter names them', async () => {
    const {discovery, connect, write, names, now} = setUp();
    discovery.offer('me', 'Sum');
    discovery.offer('p1', 'T42.Wnd.Create');
    discovery.offer('p1', 'tick42.fdc3');
    discovery.offer('p1', '_internal');
    discovery.offer('p1', 'Avg');
    await connect();
    expect(names()).toEqual(['Avg']);
    await write({own: true});
    expect(names()).toEqual(['Avg', 'Sum']);
    expect(now().servers).toEqual([
        {...ann, methods: ['Avg']},
        {peerId: 'me', application: 'Test app', instance: 'i1', methods: ['Sum']},
    ]);
    await write({own: null, system: true});
    expect(names()).toEqual(['_internal', 'Avg', 'T42.Wnd.Create', 'tick42.fdc3']);
    await write({system: false, filter: {name: 't42.wnd.create'}});
    expect(names()).toEqual(['T42.Wnd.Create']);
    await write({filter: {prefix: 'tick42.F'}});
    expect(names()).toEqual(['tick42.fdc3']);
    await write({filter: {prefix: 't'}});
    expect(names()).toEqual([]);
});

test.each<[string, object, string[]]>([
    ['a name', {name: 'quote.GET'}, ['Quote.Get']],
    ['a prefix', {prefix: 'quote.'}, ['Quote.Get', 'Quote.Ticks']],
    ['object types', {objectTypes: ['Instrument']}, ['Quote.Get']],
    ['flags', {flags: {desk: {region: 'EMEA'}}}, ['Sum']],
    ['an instance', {instance: {application: 'bob'}}, ['Sum']],
    ['an entry of servers', {instance: {...bob, methods: ['Old']}}, ['Sum']],
    ['the id of an instance', {instance: 'a'}, ['Quote.Get', 'Quote.Ticks', 'Sum']],
    ['streams', {streams: true}, ['Quote.Ticks']],
    ['what is no stream', {streams: false}, ['Quote.Get', 'Sum']],
    ['an instance and flags', {instance: 'a', flags: {desk: {region: 'EMEA'}}}, []],
    ['None, which is no criterion', {name: null, streams: null}, ['Quote.Get', 'Quote.Ticks', 'Sum']],
])('a filter by %s', async (_, filter, found) => {
    const {discovery, connect, names, now} = setUp({filter});
    discovery.offer('p1', {name: 'Quote.Get', objectTypes: ['Instrument', 'Client']});
    discovery.offer('p1', {name: 'Quote.Ticks', supportsStreaming: true});
    discovery.offer('p1', 'Sum');
    discovery.offer('p2', {name: 'Sum', flags: {desk: {region: 'EMEA', n: 1}}});
    await connect();
    expect(names()).toEqual(found);
    expect(now().available).toBe(found.length > 0);
});

test('a name that is a method here and a stream there', async () => {
    const {discovery, connect, write, now} = setUp({filter: {name: 'Sum', streams: false}});
    discovery.offer('p1', {name: 'Sum', supportsStreaming: true});
    discovery.offer('p2', 'Sum');
    await connect();
    expect(now().methods).toMatchObject([{supportsStreaming: false, servers: [bob]}]);
    await write({filter: {name: 'Sum', streams: true}});
    expect(now().methods).toMatchObject([{supportsStreaming: true, servers: [ann]}]);
});

test.each([
    [{filter: 'Sum'}, 'filter must be a dict with some of "name", "prefix"'],
    [{filter: {name: 5}}, 'filter: "name" must be a non-empty string, not 5.'],
    [{filter: {names: 'Sum'}}, 'filter has no key "names": it takes "name"'],
    [{filter: {toString: 'Sum'}}, 'filter has no key "toString"'],
    [{filter: {objectTypes: 'Client'}}, 'filter: "objectTypes" must be a list of strings'],
    [{filter: {instance: 5}}, 'filter: "instance" must be the id of an instance or a dict, not 5.'],
    [{filter: {streams: 1}}, 'filter: "streams" must be True or False, not 1.'],
    [{own: 'yes'}, 'own must be True or False, not "yes".'],
])('the wrong setting %j is an error until it is right, and finds nothing', async (props, message) => {
    const {discovery, connect, write, now, names} = setUp(props);
    discovery.offer('p1', 'Sum');
    await connect();
    expect(now()).toMatchObject({
        available: false,
        error: {operation: 'subscribe', code: 'invalid_setting', message: expect.stringContaining(message)},
    });
    await write({filter: null, own: false});
    expect(names()).toEqual(['Sum']);
    expect(now().error).toBeNull();
});

test('rendered again with an equal filter it writes nothing; another filter is answered at once', async () => {
    const {discovery, connect, write, page, names} = setUp({filter: {name: 'Sum'}});
    discovery.offer('p1', 'Sum');
    discovery.offer('p1', 'Avg');
    await connect();
    page.written[id].splice(0);
    await write({filter: {name: 'Sum'}});
    expect(page.written[id]).toEqual([]);
    await write({filter: {name: 'Avg'}});
    expect(names()).toEqual(['Avg']);
});

test('while the bus is away the values stay; after it they stay until the other apps are back', async () => {
    const {discovery, connect, set, pass, states, page, names} = setUp();
    discovery.offer('p1', 'Sum');
    discovery.offer('p2', 'Avg');
    await connect();
    states();
    for (const n of [1, 2]) {
        discovery.reset();
        await set('disconnected');
        await pass(60000);
        await set('connected');
        discovery.join({...ann, peerId: `p1 ${n}`});
        discovery.offer(`p1 ${n}`, 'Sum');
        await pass(settleMs + 1000);
        expect(page.written[id]).toEqual([]);
        discovery.join({...bob, peerId: `p2 ${n}`});
        discovery.offer(`p2 ${n}`, 'Avg');
        await pass(settleMs);
        // The apps have new addresses.
        expect(states()).toMatchObject([{methods: [{name: 'Avg'}, {name: 'Sum'}]}]);
        expect(names()).toEqual(['Avg', 'Sum']);
    }
});

test('an app that is not back in time has gone', async () => {
    const {discovery, connect, set, pass, changes, page, names} = setUp();
    discovery.offer('p1', 'Sum');
    await connect();
    page.written[id].splice(0);
    discovery.reset();
    await set('disconnected');
    await set('connected');
    await pass(returnMs - 1);
    expect(names()).toEqual(['Sum']);
    await pass(1);
    expect(names()).toEqual([]);
    expect(changes()).toEqual([{added: [], removed: ['Sum']}]);
});

test('another filter while the bus is away finds nothing before it is back', async () => {
    const {discovery, connect, set, pass, write, now, names} = setUp({filter: {name: 'Sum'}});
    discovery.offer('p1', 'Sum');
    discovery.offer('p1', 'Avg');
    await connect();
    await set('disconnected');
    await write({filter: {name: 'Avg'}});
    expect(now().available).toBe(false);
    await set('connected');
    await pass(settleMs);
    expect(names()).toEqual(['Avg']);
});

test('another filter is answered at once also while the apps come back', async () => {
    const {discovery, connect, set, pass, write, names} = setUp({filter: {name: 'Sum'}});
    discovery.offer('p1', 'Sum');
    discovery.offer('p2', 'Avg');
    await connect();
    discovery.leave('p1');
    await set('disconnected');
    await set('connected');
    await pass(settleMs);
    expect(names()).toEqual(['Sum']);
    await write({filter: {name: 'Avg'}});
    expect(names()).toEqual(['Avg']);
});

test('on another bus what the first one had is not waited for', async () => {
    const {discovery, connect, connection, pass, names} = setUp();
    discovery.offer('p1', 'Sum');
    await connect();
    const {bus} = createFakeBus({discovery: createFakeDiscovery()});
    await act(async () => connection.set({status: 'connected', bus}));
    await pass(settleMs);
    expect(names()).toEqual([]);
});

test('of more than 500 methods it lists 500, and says so until they are fewer', async () => {
    const {discovery, connect, pass, now, page} = setUp();
    for (let n = 0; n < 501; n++) {
        discovery.offer('p1', `M${`${n}`.padStart(3, '0')}`);
    }
    await connect();
    expect(now().methods).toHaveLength(500);
    expect(now().methods[499]).toMatchObject({name: 'M499'});
    expect(now().error).toMatchObject({operation: 'subscribe', code: 'too_many'});
    expect(page.errors).toHaveLength(1);
    discovery.withdraw('p1', 'M000');
    await pass(settleMs);
    expect(now().methods).toHaveLength(500);
    expect(now().error).toBeNull();
});

test('of more than 500 instances it lists 500, and says so', async () => {
    const {discovery, connect, now} = setUp();
    for (let n = 0; n < 501; n++) {
        discovery.join({peerId: `many ${n}`});
        discovery.offer(`many ${n}`, 'Sum');
    }
    await connect();
    expect(now().servers).toHaveLength(500);
    expect(now().methods[0].servers).toHaveLength(500);
    expect(now().error).toMatchObject({code: 'too_many'});
});

test('what other apps announce is copied, bounded, and harmless when it is malformed', async () => {
    const {discovery, connect, now} = setUp();
    const deep = '['.repeat(1000) + ']'.repeat(1000);
    const flags = {kept: [1, {a: null}]};
    discovery.offer('p1', {name: 'Long', description: 'x'.repeat(5000), accepts: 5, objectTypes: 'Client', flags});
    discovery.offer('p1', {name: 'Deep', flags: {deep: JSON.parse(deep) as object}});
    discovery.offer('p1', {name: 'Large', flags: {text: 'x'.repeat(5000)}, objectTypes: Array(200).fill('T')});
    discovery.offer('p1', 'x'.repeat(5000));
    discovery.offer('p1', {name: 5 as unknown as string});
    await connect();
    const [deeply, large, long] = now().methods;
    expect(now().methods).toHaveLength(3);
    expect(long).toMatchObject({name: 'Long', description: 'x'.repeat(2000), accepts: null, objectTypes: [], flags});
    expect(long.flags).not.toBe(flags);
    expect(deeply.flags).toEqual({});
    expect(large.flags).toEqual({});
    expect(large.objectTypes).toHaveLength(100);
    expect(now().servers).toEqual([{...ann, methods: ['Deep', 'Large', 'Long']}]);
});

test('when the client library cannot read what was announced it says so, and keeps what it had', async () => {
    const {discovery, connect, pass, names, now} = setUp({filter: {objectTypes: ['Client']}});
    discovery.offer('p1', {name: 'Sum', objectTypes: ['Client']});
    await connect();
    discovery.offer('p2', {name: 'Bad', objectTypes: 5});
    await pass(settleMs);
    expect(names()).toEqual(['Sum']);
    expect(now().error).toMatchObject({operation: 'subscribe', code: 'rejected'});
    discovery.withdraw('p2', 'Bad');
    await pass(settleMs);
    expect(now().error).toBeNull();
});

test('a component that replaces it has the same values at once, and no change', async () => {
    const {discovery, connect, page, pass, write} = setUp();
    discovery.offer('p1', 'Sum');
    await connect();
    page.written[id].splice(0);
    await write({methods: undefined, servers: undefined, available: undefined});
    act(() => page.replace(id));
    expect(page.props(id)).toMatchObject({available: true, methods: [{name: 'Sum'}]});
    await pass(returnMs + settleMs);
    expect(page.written[id]).toHaveLength(1);
});

test('removed, it leaves nothing', async () => {
    const {discovery, connect, page, pass, connection} = setUp();
    await connect();
    page.show();
    expect(discovery.listenerCount()).toBe(0);
    expect(connection.listeners.size).toBe(0);
    await pass(1);
    expect(jest.getTimerCount()).toBe(0);
});
