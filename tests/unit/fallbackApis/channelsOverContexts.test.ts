import {channelsOverContexts} from '../../../src/fallbackApis/contextChannels/channelsOverContexts';
import type {ChannelDefinition} from '../../../src/connection/settings/settings';
import {createFakeContexts, createFakeLibraryConnection} from '../../fakes/contexts';
import {flush, nextTask} from '../../fakes/dashStore';

const red: ChannelDefinition = {name: 'Red', meta: {color: 'red'}};
const odd: ChannelDefinition = {name: 'a.b {c}', meta: {color: 'gray', more: 1}, data: {first: 1}};

function setUp(definitions = [red, odd]) {
    const bus = createFakeContexts();
    const library = createFakeLibraryConnection();
    const glue = bus.page('me');
    glue.connection = library.connection as never;
    return {...bus, library, glue, channels: channelsOverContexts(glue, definitions)};
}

test('the channels are created when the API is first used, as the contexts that the vendor has for them', async () => {
    const {channels, states, writes} = setUp();
    channels.my();
    channels.onChanged(() => undefined);
    await nextTask();
    expect(writes).toEqual([]);
    expect(await channels.all()).toEqual(['Red', 'a.b {c}']);
    expect(Object.fromEntries(states)).toEqual({
        ___channel___Red: {name: 'Red', meta: {color: 'red'}, data: {}},
        '___channel___a.b {c}': {name: 'a.b {c}', meta: {color: 'gray', more: 1}, data: {first: 1}},
    });
});

test('what is on the bus is left as it is, and listed behind the own definitions', async () => {
    const {channels, states} = setUp([odd, red]);
    const theirs = {name: 'Red', meta: {color: 'crimson'}, data: {by: 'others'}};
    states.set('___channel___Zed', {name: 'Zed', meta: {color: 'black'}, data: {}}).set('___channel___Amber', {});
    states.set('___channel___Red', theirs).set('no channel', {});
    expect(await channels.all()).toEqual(['a.b {c}', 'Red', 'Amber', 'Zed']);
    expect(await channels.get('Red')).toEqual(theirs);
    expect((await channels.list()).map(({name}) => name)).toEqual(['a.b {c}', 'Red', undefined, 'Zed']);
});

test('a channel that this page is creating by another way is waited for and left as it is', async () => {
    const {channels, glue, states, writes} = setUp([red]);
    const theirs = {name: 'Red', meta: {color: 'crimson'}, data: {by: 'a script'}};
    glue.contexts.get = async (name: string) => {
        states.set(name, theirs);
        return theirs;
    };
    expect(await channels.all()).toEqual(['Red']);
    expect(writes).toEqual([]);
});

test('joining and leaving happen in the order in which they were called', async () => {
    const {channels} = setUp();
    const told: unknown[] = [];
    const stop = channels.onChanged((name) => told.push([name, channels.my()]));
    void channels.join('Red');
    void channels.join('a.b {c}');
    await channels.leave();
    expect(told).toEqual([
        ['Red', 'Red'],
        ['a.b {c}', 'a.b {c}'],
        [undefined, undefined],
    ]);
    await expect(channels.join('Redd')).rejects.toThrow('There is no channel "Redd"; there are "Red", "a.b {c}".');
    await channels.join('Red');
    expect(channels.current()).toBe('Red');
    stop();
    await channels.leave();
    expect(told).toHaveLength(4);
});

test('each key is published alone, on the current channel or on one that is named', async () => {
    const {channels, writes, states} = setUp();
    await expect(channels.publish({a: 1})).rejects.toThrow('There is no channel to publish on');
    void channels.join('Red');
    await channels.publish({a: 1, b: null});
    expect(writes.pop()).toEqual([
        'setPaths',
        '___channel___Red',
        [
            {path: 'data.a', value: 1},
            {path: 'data.b', value: null},
        ],
    ]);
    await channels.publish({second: 2}, 'a.b {c}');
    expect(states.get('___channel___a.b {c}')).toMatchObject({data: {first: 1, second: 2}});
    await expect(channels.publish({}, 'Redd')).rejects.toThrow('There is no channel "Redd"');
    await expect(channels.publish(null as never)).rejects.toThrow('must be an object');
});

test('what clients that speak FDC3 publish is marked for them, and the mark is no part of the channel', async () => {
    const {channels, states} = setUp();
    await channels.publish({fdc3_contact: {name: 'Ann'}}, 'Red');
    expect(states.get('___channel___Red')).toMatchObject({latest_fdc3_type: 'contact'});
    expect(await channels.get('Red')).toEqual({name: 'Red', meta: {color: 'red'}, data: {fdc3_contact: {name: 'Ann'}}});
    await expect(channels.publish({fdc3_a: {}, fdc3_b: {}}, 'Red')).rejects.toThrow('Only one FDC3 context');
});

test('subscribers follow the data of whatever channel the page is on, and leave nothing behind', async () => {
    const {channels, page, subscriptions} = setUp();
    const other = channelsOverContexts(page('other'), []);
    const told: unknown[] = [];
    const stops = [channels.subscribe((data, context, updaterId) => told.push([context.name, data, updaterId]))];
    await channels.join('Red');
    await other.publish({a: 1}, 'Red');
    expect(told).toEqual([
        ['Red', {}, undefined],
        ['Red', {a: 1}, 'other'],
    ]);
    // A later subscriber is told what is there.
    stops.push(channels.subscribe((data) => told.push(data)));
    await flush();
    expect(told.splice(0)).toHaveLength(3);
    await channels.join('a.b {c}');
    await other.publish({a: 2}, 'Red');
    expect(told.filter(Array.isArray)).toEqual([['a.b {c}', {first: 1}, undefined]]);
    stops.forEach((stop) => stop());
    await flush();
    expect(subscriptions.size).toBe(0);
    expect(channels.my()).toBe('a.b {c}');
});

test('of a channel that the page has left before it could be followed nothing is told', async () => {
    const {channels, glue, states} = setUp();
    const told: unknown[] = [];
    channels.subscribe((data) => told.push(data));
    await channels.all();
    const {subscribe} = glue.contexts;
    let start: () => void = () => undefined;
    const isStarted = new Promise<void>((resolve) => (start = resolve));
    glue.contexts.subscribe = (...given) => isStarted.then(() => subscribe(...given));
    states.set('___channel___Red', {name: 'Red', meta: {color: 'red'}, data: {late: true}});
    await channels.join('Red');
    await channels.leave();
    start();
    await nextTask();
    expect(told).toEqual([]);
});

test('one channel can be followed without joining it', async () => {
    const {channels, subscriptions} = setUp();
    const told: unknown[] = [];
    const stop = await channels.subscribeFor('Red', (data, context) => told.push([data, context.meta.color]));
    await channels.publish({a: 1}, 'Red');
    expect(told).toEqual([
        [{}, 'red'],
        [{a: 1}, 'red'],
    ]);
    stop();
    expect(subscriptions.size).toBe(0);
    await expect(channels.subscribeFor('Redd', () => undefined)).rejects.toThrow('There is no channel "Redd"');
    expect(() => channels.subscribe('no function' as never)).toThrow('callback');
});

test('a channel can be added, once', async () => {
    const {channels} = setUp();
    expect(await channels.add({name: 'New', meta: {color: 'black'}})).toEqual({
        name: 'New',
        meta: {color: 'black'},
        data: {},
    });
    expect(await channels.all()).toContain('New');
    await expect(channels.add({name: 'Red', meta: {color: 'black'}})).rejects.toThrow(
        'There is a channel "Red" already.',
    );
    await expect(channels.add({name: 'Newer'} as never)).rejects.toThrow('must be an object such as');
});

describe('after a loss', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    const contextOfRed = {name: 'Red', meta: {color: 'red'}, data: {kept: true}};
    const contextOfOdd = {...odd, data: {kept: 2}};

    test('what is asked waits until those who know what the channels held have brought them back', async () => {
        const {channels, states, library, writes} = setUp();
        await channels.join('Red');
        library.lose();
        library.lose();
        states.clear();
        writes.length = 0;
        const settled: string[] = [];
        void channels.all().then((names) => settled.push(names.join()));
        library.comeBack();
        library.announce('interop');
        states.set('___channel___Red', contextOfRed);
        library.announce('contexts');
        await jest.advanceTimersByTimeAsync(1000);
        expect(settled).toEqual([]);
        states.set('___channel___a.b {c}', contextOfOdd);
        await jest.advanceTimersByTimeAsync(100);
        expect(settled).toEqual(['Red,a.b {c}']);
        expect(channels.my()).toBe('Red');
        expect((await channels.list()).map(({data}) => data)).toEqual([{kept: true}, {kept: 2}]);
        expect(writes).toEqual([]);
    });

    test('what nobody has brought back within five seconds is created, also when the library never says that it is done', async () => {
        for (const announced of [['interop', 'contexts'], ['interop']]) {
            const {channels, states, library} = setUp();
            await channels.all();
            library.lose();
            states.clear();
            states.set('___channel___Red', contextOfRed);
            library.comeBack();
            announced.forEach(library.announce);
            const names = channels.all();
            await jest.advanceTimersByTimeAsync(announced.includes('contexts') ? 5100 : 10200);
            expect(await names).toEqual(['Red', 'a.b {c}']);
            expect(states.get('___channel___Red')).toBe(contextOfRed);
        }
    });

    test('a loss while the channels are being created keeps nobody waiting for a gateway that is gone', async () => {
        const {channels, glue, library, states} = setUp();
        const {update} = glue.contexts;
        glue.contexts.update = () => new Promise(() => undefined);
        const names = channels.all();
        await flush();
        glue.contexts.update = update;
        library.lose();
        library.comeBack();
        library.announce('interop');
        library.announce('contexts');
        await jest.advanceTimersByTimeAsync(5100);
        expect(await names).toEqual(['Red', 'a.b {c}']);
        expect(states.size).toBe(2);
    });

    test('an attempt that the next loss overtakes creates nothing', async () => {
        const {channels, states, library, writes} = setUp();
        await channels.all();
        library.lose();
        states.clear();
        writes.length = 0;
        library.announce('contexts');
        library.lose();
        await jest.advanceTimersByTimeAsync(6000);
        expect(writes).toEqual([]);
    });
});

test('a failed creation is told, and tried again by the next use', async () => {
    const {channels, glue} = setUp();
    const {update} = glue.contexts;
    glue.contexts.update = () => Promise.reject(new Error('not now'));
    await expect(channels.all()).rejects.toThrow('not now');
    glue.contexts.update = update;
    expect(await channels.all()).toHaveLength(2);
});
