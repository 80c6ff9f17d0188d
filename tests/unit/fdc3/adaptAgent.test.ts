import {adaptAgent} from '../../../src/fdc3/adaptAgent';
import {instrument} from '../../fakes/fdc3Agent';
import {flush} from '../../fakes/dashStore';

/** An agent of FDC3 1.2: what can be is synchronous, apps are names, channels are system channels. */
function createOldAgent() {
    const unsubscribe = jest.fn();
    const red = {
        id: 'red',
        type: 'system',
        displayMetadata: {name: 'Red'},
        broadcast: jest.fn(),
        getCurrentContext: jest.fn(async () => null),
        addContextListener: jest.fn(() => ({unsubscribe})),
    };
    return {
        unsubscribe,
        red,
        getInfo: () => ({fdc3Version: '1.2', provider: 'Old'}),
        broadcast: jest.fn(),
        addContextListener: jest.fn(() => ({unsubscribe})) as jest.Mock,
        addIntentListener: jest.fn(() => ({unsubscribe})),
        getSystemChannels: async () => [red],
        joinChannel: jest.fn(async function (this: object) {
            // Some use `this`.
            return void (this as {name: string}).name;
        }),
        leaveCurrentChannel: jest.fn(),
        getCurrentChannel: async () => null,
        raiseIntent: jest.fn(async () => ({source: 'Chart', version: '1.0'})),
        findIntent: jest.fn(async () => ({intent: {name: 'ViewChart'}, apps: [{name: 'Chart'}]})),
    };
}

async function adaptOld() {
    const old = createOldAgent();
    return {old, agent: await adaptAgent('window', old, 'window.fdc3')};
}

test('a listener to one type or to all, and its end', async () => {
    const {old, agent} = await adaptOld();
    const handler = () => undefined;
    const listener = await agent.addContextListener('fdc3.instrument', handler);
    await agent.addContextListener(null, handler);
    expect(old.addContextListener.mock.calls).toEqual([['fdc3.instrument', handler], [handler]]);
    await listener.unsubscribe();
    expect(old.unsubscribe).toHaveBeenCalledTimes(1);
});

test('system channels are the user channels, and the own changes are announced', async () => {
    const {old, agent} = await adaptOld();
    const onChange = jest.fn();
    const stop = agent.onChannelChanged(onChange);
    await flush();
    const [channel] = await agent.getUserChannels();
    expect(channel).toMatchObject({id: 'red', type: 'user', displayMetadata: {name: 'Red'}});
    await agent.joinUserChannel('red');
    expect(old.joinChannel).toHaveBeenCalledWith('red');
    await agent.leaveCurrentChannel();
    expect(onChange).toHaveBeenCalledTimes(2);
    stop();
    await agent.joinUserChannel('red');
    expect(onChange).toHaveBeenCalledTimes(2);
    await channel.broadcast(instrument('A'));
    expect(old.red.broadcast).toHaveBeenCalledWith(instrument('A'));
    await channel.addContextListener(null, onChange);
    expect(old.red.addContextListener).toHaveBeenCalledWith(onChange);
});

test('changes that the agent does not announce are noticed when the user comes back to the page', async () => {
    const {agent} = await adaptOld();
    const onChange = jest.fn();
    const stop = agent.onChannelChanged(onChange);
    await flush();
    window.dispatchEvent(new Event('focus'));
    expect(onChange).toHaveBeenCalledTimes(1);
    stop();
    window.dispatchEvent(new Event('focus'));
    expect(onChange).toHaveBeenCalledTimes(1);
});

test('apps are named by their names', async () => {
    const {old, agent} = await adaptOld();
    const resolution = await agent.raiseIntent('ViewChart', instrument('A'), {appId: 'Chart', instanceId: '1'});
    expect(old.raiseIntent).toHaveBeenCalledWith('ViewChart', instrument('A'), 'Chart');
    expect(resolution).toMatchObject({source: {appId: 'Chart'}, intent: 'ViewChart'});
    await expect(resolution.getResult()).resolves.toBeUndefined();
    await expect(agent.findIntent('ViewChart')).resolves.toMatchObject({apps: [{appId: 'Chart', name: 'Chart'}]});
});

test('an intent that is listened to is announced as offered', async () => {
    const {agent} = await adaptOld();
    const onOutcome = jest.fn();
    await agent.addIntentListener('ViewChart', () => undefined as never, {onOutcome});
    expect(onOutcome.mock.calls).toEqual([[null]]);
});

test('what lacks is said', async () => {
    const {agent} = await adaptOld();
    await expect(agent.raiseIntentForContext(instrument('A'))).rejects.toMatchObject({
        code: 'unsupported',
        message: 'window.fdc3 has no raiseIntentForContext, so it cannot do this.',
    });
    await expect(agent.getOrCreateChannel('ideas')).rejects.toMatchObject({code: 'unsupported'});
});

test('an agent without getInfo is one of version 1.1', async () => {
    const agent = await adaptAgent('window', {}, 'window.fdc3');
    await expect(agent.getInfo()).resolves.toMatchObject({fdc3Version: '1.1', provider: 'unknown'});
});

test('an agent of today is called as the standard says', async () => {
    const calls = {
        getInfo: async () => ({fdc3Version: '2.2', provider: 'New'}),
        addContextListener: jest.fn(async () => ({unsubscribe: async () => undefined})),
        addEventListener: jest.fn(async () => ({unsubscribe: async () => undefined})),
        joinUserChannel: jest.fn(async () => undefined),
        raiseIntent: jest.fn(async () => ({
            source: {appId: 'c', instanceId: '1'},
            intent: 'I',
            getResult: async () => 5,
        })),
    };
    const agent = await adaptAgent('web', calls, 'The agent');
    const handler = () => undefined;
    await agent.addContextListener(null, handler);
    expect(calls.addContextListener).toHaveBeenCalledWith(null, handler);
    const onChange = jest.fn();
    agent.onChannelChanged(onChange);
    agent.onChannelChanged(() => undefined);
    await flush();
    expect(calls.addEventListener).toHaveBeenCalledTimes(1);
    const [[type, notify]] = calls.addEventListener.mock.calls as unknown as [[string, () => void]];
    expect(type).toBe('userChannelChanged');
    notify();
    expect(onChange).toHaveBeenCalledTimes(1);
    const app = {appId: 'c', instanceId: '1'};
    await agent.raiseIntent('I', instrument('A'), app);
    expect(calls.raiseIntent).toHaveBeenCalledWith('I', instrument('A'), app);
    await agent.raiseIntent('I', instrument('A'));
    expect(calls.raiseIntent).toHaveBeenLastCalledWith('I', instrument('A'));
});
