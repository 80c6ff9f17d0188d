import {act} from '@testing-library/react';
import Channels from '../../../src/components/Channels';
import type {Bus} from '../../../src/connection/bus';
import {type channelsOverContexts} from '../../../src/fallbackApis/contextChannels/channelsOverContexts';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {createFakeContexts} from '../../fakes/contexts';
import {renderDashPage} from '../../fakes/dashPage';
import {createDashStore, nextTask} from '../../fakes/dashStore';

let connection = createFakeConnection();

const definitions = ['Red', 'Blue'].map((name) => ({name, meta: {color: name.toLowerCase()}}));
const channel = (name: string, data: object = {}) => ({name, meta: {color: name.toLowerCase()}, data});

async function setUp({
    isConnected = true,
    ids = ['ch'],
    ...props
}: {isConnected?: boolean; ids?: string[]; [prop: string]: unknown} = {}) {
    connection = createFakeConnection();
    const contexts = createFakeContexts();
    const busWith = (peerId: string) => createFakeBus({contexts, channels: definitions, peerId}).bus;
    const bus = busWith('me');
    const connect = (to: Bus = bus) =>
        act(async () => {
            connection.set({status: 'connected', bus: to});
            await nextTask();
        });
    if (isConnected) {
        connection.set({status: 'connected', bus});
    }
    const dash = createDashStore([]);
    ids.forEach((id) => dash.writeProps(id, props));
    const page = renderDashPage(dash, connection, Object.fromEntries(ids.map((id) => [id, Channels])));
    await act(nextTask);
    const write = (commands: object, id = 'ch') =>
        act(async () => {
            dash.writeProps(id, commands as {[prop: string]: unknown});
            await nextTask();
        });
    const script = (does: (channels: ReturnType<typeof channelsOverContexts>) => unknown) =>
        act(async () => {
            await does(bus.glue!.channels!);
            await nextTask();
        });
    const {subscriptions} = contexts;
    return {page, write, script, connect, dash, bus, busWith, subscriptions, my: () => bus.glue!.channels!.my()};
}

test('reports the channels, the one that the page is on and what they hold', async () => {
    const {page, write, script} = await setUp();
    expect(page.props('ch')).toMatchObject({all: ['Red', 'Blue'], list: [channel('Red'), channel('Blue')]});
    expect(page.props('ch').my).toBeUndefined();
    await write({join: {name: 'Red'}});
    expect(page.props('ch')).toMatchObject({my: channel('Red'), channel: 'Red'});
    await write({publish: {data: {a: 1}}});
    expect(page.props('ch')).toMatchObject({
        my: channel('Red', {a: 1}),
        list: [channel('Red', {a: 1}), channel('Blue')],
    });
    await script((channels) => channels.join('Blue'));
    expect(page.written.ch).toContainEqual({my: channel('Blue'), channel: 'Blue'});
    await write({leave: {}});
    expect(page.props('ch')).toMatchObject({my: null, channel: null});
    expect(page.errors).toEqual([]);
});

test('the channel that the layout names is joined when the page is connected', async () => {
    const {page, connect, my} = await setUp({isConnected: false, channel: 'Red'});
    await connect();
    expect(my()).toBe('Red');
    expect(page.props('ch')).toMatchObject({my: channel('Red'), channel: 'Red'});
    expect(page.written.ch.some((props) => 'channel' in props)).toBe(false);
});

test('of the names written in a row the last one counts, and commands keep their order with them', async () => {
    const {dash, connect, my, page, bus} = await setUp({isConnected: false});
    const joined: unknown[] = [];
    bus.glue!.channels!.onChanged((name) => joined.push(name));
    await act(async () => {
        ['Blue', 'Gone', 'Red'].forEach((name) => dash.writeProps('ch', {channel: name}));
        dash.writeProps('ch', {publish: {data: {a: 1}}});
        dash.writeProps('ch', {channel: 'Blue'});
        dash.writeProps('ch', {channel: null});
    });
    await connect();
    expect(joined).toEqual(['Red', undefined]);
    expect(my()).toBeUndefined();
    expect(page.props('ch')).toMatchObject({list: [channel('Red', {a: 1}), channel('Blue')], channel: null});
});

test('a channel that cannot be joined is an error, and the prop says again what is so', async () => {
    const {page, write, my} = await setUp({channel: 'Red'});
    await write({channel: 'Gone'});
    expect(page.props('ch').error).toEqual({
        message: 'Channels "ch": channel: there is no channel "Gone"; there are "Red", "Blue".',
        operation: 'channel',
        code: 'rejected',
    });
    expect(page.props('ch').channel).toBe('Red');
    expect(my()).toBe('Red');
    await write({channel: 'Blue'});
    expect(page.props('ch')).toMatchObject({error: null, channel: 'Blue', my: channel('Blue')});
});

test('where connecting fails the wish is taken back', async () => {
    const {page} = await setUp({isConnected: false, channel: 'Red'});
    await act(async () => {
        connection.set({status: 'failed', error: {code: 'not_connected', message: 'no bus'}});
        await nextTask();
    });
    expect(page.props('ch')).toMatchObject({channel: null, error: {operation: 'channel'}});
});

test('two of a page tell of the same channel', async () => {
    const {page, write} = await setUp({ids: ['ch', 'other']});
    await write({channel: 'Red'});
    expect(page.props('other')).toMatchObject({channel: 'Red', my: channel('Red')});
    await write({channel: 'Blue'}, 'other');
    expect(page.props('ch')).toMatchObject({channel: 'Blue', my: channel('Blue')});
});

test('replaced by a new one of its id it goes on; removed it leaves nothing, and the page stays on its channel', async () => {
    const {page, write, script, my, subscriptions} = await setUp({channel: 'Red'});
    await act(async () => {
        page.replace('ch');
        await nextTask();
    });
    expect(my()).toBe('Red');
    await script((channels) => channels.join('Blue'));
    expect(page.props('ch').channel).toBe('Blue');
    await write({channel: null});
    expect(my()).toBeUndefined();
    await write({channel: 'Red'});
    page.show();
    await act(nextTask);
    expect(subscriptions.size).toBe(0);
    expect(my()).toBe('Red');
});

test('a new connection starts on no channel', async () => {
    const {page, connect, busWith, write} = await setUp();
    await write({join: {name: 'Red'}});
    await connect(busWith('again'));
    expect(page.props('ch')).toMatchObject({my: null, channel: null});
});

test('a page that wants no bus stays silent', async () => {
    const {page, connect, bus} = await setUp({isConnected: false, channel: 'Red'});
    await connect({...bus, glue: null});
    expect(page.written.ch).toEqual([]);
});
