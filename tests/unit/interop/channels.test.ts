import type {ChannelContext, Glue} from '../../../src/connection/bus';
import {channelsOverContexts} from '../../../src/fallbackApis/contextChannels/channelsOverContexts';
import {type ChannelsState, channelOperations, watchChannels} from '../../../src/interop/channels';
import {createFakeContexts} from '../../fakes/contexts';
import {flush} from '../../fakes/dashStore';

beforeEach(() => jest.useFakeTimers({doNotFake: ['queueMicrotask']}));
afterEach(() => jest.useRealTimers());

const definitions = ['Red', 'Blue'].map((name) => ({name, meta: {color: name.toLowerCase()}}));
const channel = (name: string, data: ChannelContext['data'] = {}) => ({name, meta: {color: name.toLowerCase()}, data});

function setUp() {
    const bus = createFakeContexts();
    const glue = bus.page('me');
    const listeners = new Map<string, () => void>();
    const ignore = () => () => undefined;
    glue.connection = {
        connected: ignore,
        disconnected: ignore,
        on: (type: string, listener: () => void) => {
            listeners.set(type, listener);
            return type;
        },
        off: (type: string) => listeners.delete(type),
    } as unknown as Glue['connection'];
    /** A message of the gateway. */
    const announce = (type: string) => {
        listeners.get(type)!();
        jest.runAllTimers();
    };
    glue.channels = channelsOverContexts(glue, definitions);
    const other = channelsOverContexts(bus.page('other'), definitions);
    const told: (ChannelsState | string | null)[] = [];
    const watch = (known: ChannelsState = {my: null}) =>
        watchChannels(glue, known, {onState: (state) => told.push(state), onChannel: (name) => told.push(name)});
    return {...bus, glue, channels: glue.channels, other, told, watch, announce, listeners};
}

/** Lets what is under way happen; returns what has been told since the last time. */
async function news<T>(told: T[]): Promise<T[]> {
    await flush();
    await flush();
    return told.splice(0);
}

test('tells all at once when all is known, then what changes', async () => {
    const {watch, told, other, channels} = setUp();
    await watch();
    expect(await news(told)).toEqual([null, {all: ['Red', 'Blue'], list: [channel('Red'), channel('Blue')]}]);
    await other.publish({a: 1}, 'Red');
    expect(await news(told)).toEqual([{list: [channel('Red', {a: 1}), channel('Blue')]}]);
    await channels.join('Red');
    expect(await news(told)).toEqual(['Red', {my: channel('Red', {a: 1})}]);
    await channels.publish({b: 2});
    const both = channel('Red', {a: 1, b: 2});
    expect(await news(told)).toEqual([{list: [both, channel('Blue')], my: both}]);
    await channels.leave();
    expect(await news(told)).toEqual([null, {my: null}]);
});

test('tells of the channel that the page is on already, and of none where another one is known', async () => {
    const {watch, told, channels} = setUp();
    await channels.join('Blue');
    (await watch())();
    expect(await news(told)).toEqual(['Blue']);
    await watch();
    expect(await news(told)).toMatchObject(['Blue', {my: channel('Blue')}]);
    await channels.leave();
    await news(told);
    await watch({my: channel('Blue')});
    expect((await news(told)).slice(0, 2)).toEqual([null, {my: null}]);
});

test('channels that come and go are noticed, a new one at once when it is joined', async () => {
    const {watch, told, channels, other, states, subscriptions, announce} = setUp();
    await watch();
    await news(told);
    await other.add({name: 'New', meta: {color: 'new'}});
    announce('context-added');
    expect(await news(told)).toContainEqual(expect.objectContaining({all: ['Red', 'Blue', 'New']}));
    await channels.join('Red');
    await news(told);
    await other.add({name: 'Newer', meta: {color: 'newer'}});
    await channels.join('Newer');
    const said = await news(told);
    expect(said).toContainEqual(expect.objectContaining({my: channel('Newer')}));
    expect(said).not.toContainEqual(expect.objectContaining({my: null}));
    states.delete('___channel___New');
    announce('context-destroyed');
    expect(await news(told)).toContainEqual(expect.objectContaining({all: ['Red', 'Blue', 'Newer']}));
    expect(subscriptions.size).toBe(3);
});

test('when the names change while they are read, the answer that was asked for last counts', async () => {
    const {watch, told, glue, announce} = setUp();
    const answers: ((names: string[]) => void)[] = [];
    const {channels} = glue;
    await channels.all();
    glue.channels = {...channels, all: () => new Promise((resolve) => answers.push(resolve))};
    const watching = watch();
    announce('context-added');
    answers[1](['Red']);
    answers[0](['Red', 'Blue']);
    await watching;
    expect(await news(told)).toEqual([null, {all: ['Red'], list: [channel('Red')]}]);
});

test('names that could not be read are read again after a pause, unless it is stopped', async () => {
    const {watch, told, glue, other, announce} = setUp();
    const {channels} = glue;
    const all = jest.fn(channels.all);
    glue.channels = {...channels, all};
    const stop = await watch();
    await other.add({name: 'New', meta: {color: 'new'}});
    await news(told);
    all.mockRejectedValueOnce(new Error('busy')).mockRejectedValueOnce(new Error('busy'));
    announce('context-added');
    for (const reported of [0, 0, 1]) {
        expect((await news(told)).length).toBe(reported);
        jest.runOnlyPendingTimers();
    }
    expect(all).toHaveBeenCalledTimes(4);
    expect(jest.getTimerCount()).toBe(0);
    all.mockRejectedValueOnce(new Error('busy'));
    announce('context-added');
    await news(told);
    expect(jest.getTimerCount()).toBe(1);
    stop();
    expect(jest.getTimerCount()).toBe(0);
});

test('stopped it leaves nothing behind', async () => {
    const {watch, told, channels, subscriptions, announce, listeners} = setUp();
    const stop = await watch();
    // While it reads the names again.
    announce('context-added');
    stop();
    await news(told);
    expect([subscriptions.size, jest.getTimerCount(), listeners.size]).toEqual([0, 0, 0]);
    await channels.join('Red');
    expect(await news(told)).toEqual([]);
});

test('without channels, and where they cannot be asked for, that is said', async () => {
    const {watch, glue, subscriptions, listeners} = setUp();
    glue.channels = {...glue.channels, all: () => Promise.reject(new Error('no such thing'))};
    await expect(watch()).rejects.toThrow('no such thing');
    expect([subscriptions.size, jest.getTimerCount(), listeners.size]).toEqual([0, 0, 0]);
    delete (glue as Glue).channels;
    await expect(watch()).rejects.toThrow('this connection has no channels');
    await expect(channelOperations.leave(glue, {})).rejects.toThrow('this connection has no channels');
});

test('commands join, leave and publish', async () => {
    const {glue, channels} = setUp();
    await channelOperations.join(glue, {name: 'Red'});
    expect(channels.my()).toBe('Red');
    await channelOperations.publish(glue, {data: {a: 1}});
    await channelOperations.publish(glue, {data: {b: 2}, name: 'Blue'});
    expect(await channels.list()).toEqual([channel('Red', {a: 1}), channel('Blue', {b: 2})]);
    await channelOperations.leave(glue, {});
    expect(channels.my()).toBeUndefined();
    await channelOperations.channel(glue, 'Blue');
    expect(channels.my()).toBe('Blue');
    await channelOperations.channel(glue, null);
    expect(channels.my()).toBeUndefined();
});

test('to be where the page is already asks nothing of the library', async () => {
    const {glue, channels, told} = setUp();
    await channels.join('Red');
    channels.onChanged(() => told.push('changed'));
    await channelOperations.channel(glue, 'Red');
    expect(told).toEqual([]);
});

test.each([
    ['join', 5, 'join must be a dict {"name"}, not 5.'],
    ['join', {name: 'Redd'}, 'join: there is no channel "Redd"; there are "Red", "Blue".'],
    ['leave', true, 'leave must be a dict {}, not True.'],
    ['publish', {data: [1]}, 'publish: "data" must be a dict, not [1].'],
    ['publish', {data: {'__proto__.x': 1}}, 'publish: "__proto__.x" is not allowed: no part of a path or key may be'],
    ['publish', {data: {}, name: 5}, 'publish: "name" must be a non-empty string, not 5.'],
    ['publish', {data: {}}, 'publish: this page is on no channel; join one first, or give the "name" of one.'],
    ['publish', {data: {}, name: 'Redd'}, 'publish: there is no channel "Redd"; there are "Red", "Blue".'],
    ['channel', '', 'channel must be the name of a channel or None, not "".'],
    ['channel', {name: 'Red'}, 'channel must be the name of a channel or None, not {"name":"Red"}.'],
    ['channel', 'Redd', 'channel: there is no channel "Redd"; there are "Red", "Blue".'],
])('the wrong %s %j is explained', async (operation, command, problem) => {
    const {glue} = setUp();
    await expect(channelOperations[operation as 'join'](glue, command)).rejects.toThrow(problem);
});

test('where the platform defines no channel that is said', async () => {
    const glue = {channels: {all: async () => [], my: () => undefined}} as unknown as Glue;
    await expect(channelOperations.join(glue, {name: 'Red'})).rejects.toThrow(
        'the platform that this page is in defines none at all',
    );
});
