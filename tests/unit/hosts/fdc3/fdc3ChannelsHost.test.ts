import {createFdc3ChannelsHost} from '../../../../src/hosts/fdc3/fdc3ChannelsHost';
import {BusError} from '../../../../src/values/busError';
import {createFdc3Page, settle} from '../../../fakes/fdc3Page';

jest.mock('../../../../src/fdc3/bus/busAgent', () => ({createBusAgent: jest.fn()}));

const channel = (n: number) => ({
    id: `fdc3.channel.${n}`,
    displayMetadata: {name: `Channel fdc3.channel.${n}`, color: 'red'},
});

async function setUp({isConnected = true, ...props}: {isConnected?: boolean; [prop: string]: unknown} = {}) {
    const page = createFdc3Page('Fdc3Channels', [], props);
    const host = createFdc3ChannelsHost(page.component, page.connection);
    const end = host.onMount();
    if (isConnected) {
        page.connect();
    } else {
        page.connection.set({status: 'connecting'});
    }
    host.readers.channel(props.channel ?? null);
    await settle();
    const state = () => page.dash.state.layout.props.children.it.props;
    const write = async (value: unknown) => {
        page.dash.writeProps('it', {channel: value});
        host.readers.channel(value);
        await settle();
    };
    return {...page, host, end, write, state};
}

test('reports the user channels and the one that the page is on', async () => {
    const {state, move, written, end, changeListeners} = await setUp();
    expect(state()).toMatchObject({list: [channel(1), channel(2)]});
    expect(written.some((props) => 'current' in props || 'channel' in props)).toBe(false);
    move('fdc3.channel.2');
    await settle();
    expect(state()).toMatchObject({current: channel(2), channel: 'fdc3.channel.2'});
    move(null);
    await settle();
    expect(state()).toMatchObject({current: null, channel: null});
    end();
    expect(changeListeners.size).toBe(0);
});

test('joins what a callback writes and leaves at None, and never reports the channel before in between', async () => {
    const {state, write, calls, written} = await setUp();
    await write('fdc3.channel.1');
    expect(calls.joinUserChannel).toHaveBeenCalledWith('fdc3.channel.1');
    expect(state().current).toEqual(channel(1));
    await write(null);
    expect(calls.leaveCurrentChannel).toHaveBeenCalledTimes(1);
    expect(written.some((props) => 'channel' in props)).toBe(false);
});

test('a bus that goes while the channels are read again is no error of theirs', async () => {
    const {state, calls, changeListeners} = await setUp();
    const change = async (reason: Error) => {
        calls.getCurrentChannel.mockRejectedValueOnce(reason);
        changeListeners.forEach((listener) => listener());
        await settle();
        return state().error;
    };
    expect(await change(new BusError('connection_lost', 'lost'))).toBeUndefined();
    expect(await change(new Error('of the agent'))).toMatchObject({operation: 'subscribe'});
});

test('with an agent that announces no change it is read after the own joins', async () => {
    const {state, write, calls, moveSilently, written} = await setUp();
    calls.joinUserChannel.mockImplementation(async (id: string) => moveSilently(id));
    await write('fdc3.channel.1');
    expect(state()).toMatchObject({channel: 'fdc3.channel.1', current: channel(1)});
    expect(written.some((props) => 'channel' in props)).toBe(false);
});

test('a channel that does not exist is an error, and the prop says again what is so', async () => {
    const {state, write, calls} = await setUp();
    await write('fdc3.channel.1');
    await write('fdc3.channel.9');
    expect(state()).toMatchObject({
        channel: 'fdc3.channel.1',
        error: {
            message:
                'Fdc3Channels "it": channel: there is no user channel "fdc3.channel.9"; there are "fdc3.channel.1", "fdc3.channel.2".',
            operation: 'channel',
            code: 'rejected',
        },
    });
    expect(calls.joinUserChannel).toHaveBeenCalledTimes(1);
    await write('fdc3.channel.2');
    expect(state()).toMatchObject({channel: 'fdc3.channel.2', error: null});
});

test('of the values written while the page connects the last one counts', async () => {
    const {host, connect, calls, state} = await setUp({isConnected: false, channel: 'fdc3.channel.1'});
    host.readers.channel('fdc3.channel.2');
    connect();
    await settle();
    expect(calls.joinUserChannel.mock.calls).toEqual([['fdc3.channel.2']]);
    expect(state().current).toEqual(channel(2));
});

test('without a bus the reason is the error, and the request is taken back', async () => {
    const {connection, state, host, connect} = await setUp({isConnected: false});
    connection.set({status: 'failed', error: {code: 'not_connected', message: 'no bus'}});
    host.readers.channel('fdc3.channel.1');
    await settle();
    expect(state().error).toMatchObject({code: 'not_connected', message: expect.stringContaining('no bus')});
    expect(state().channel).toBeNull();
    connect();
    await settle();
    expect(state()).toMatchObject({error: null, list: [channel(1), channel(2)]});
});

test('another bus has other channels', async () => {
    const {addChannel, lose, connect, state} = await setUp();
    lose();
    addChannel('fdc3.channel.3', 'user');
    connect();
    await settle();
    expect(state().list).toEqual([channel(1), channel(2), channel(3)]);
});
