import type {DesktopAgent} from '@finos/fdc3-standard';
import type {Connection} from '../../../src/connection/connection';
import {windowName} from '../../../src/connection/launch';
import type {Settings} from '../../../src/connection/settings/settings';
import {createBusAgent} from '../../../src/fdc3/bus/busAgent';
import {agentRemark, whenAgent} from '../../../src/fdc3/findAgent';
import {webAgent} from '../../../src/fdc3/webAgent';
import {mayAskAround} from '../../../src/fdc3/windowsAround';
import type {Problem} from '../../../src/values/busError';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {createFakeAgent} from '../../fakes/fdc3Agent';
import {settle} from '../../fakes/fdc3Page';

jest.mock('../../../src/fdc3/bus/busAgent', () => ({createBusAgent: jest.fn()}));
jest.mock('../../../src/fdc3/webAgent', () => ({webAgent: jest.fn()}));
jest.mock('../../../src/fdc3/windowsAround', () => ({mayAskAround: jest.fn()}));

const foreign = (provider: string) =>
    ({getInfo: async () => ({fdc3Version: '2.2', provider})}) as unknown as DesktopAgent;

/** A page that is `isFramed` by a page that it may ask, or not; what is around it answers with `around`. */
function setUp(settings: Settings = {}, {isFramed = false, around = async () => null as object | null} = {}) {
    delete window.fdc3;
    const {agent} = createFakeAgent();
    (createBusAgent as jest.Mock).mockReset().mockReturnValue(agent);
    (mayAskAround as jest.Mock).mockReturnValue(isFramed);
    (webAgent as jest.Mock).mockReset().mockImplementation(around);
    const connection = createFakeConnection();
    connection.setSettings(settings);
    connection.set({status: 'connecting'});
    const connect = (platform: 'gateway' | 'embedded' | 'browser' = 'embedded', glue = createFakeBus().bus.glue) =>
        connection.set({status: 'connected', bus: {...createFakeBus().bus, platform, glue}});
    const outcome = jest.fn();
    const look = () => {
        whenAgent(connection as Connection).then(outcome, outcome);
        return settle();
    };
    const kind = () => outcome.mock.calls.at(-1)?.[0].kind;
    return {agent, connection: connection as Connection & typeof connection, connect, look, outcome, kind};
}

test('alone in its window the page offers our agent to its scripts at once, and uses it as soon as it is connected', async () => {
    const {look, connect, outcome, agent, connection} = setUp({fdc3: {apps: [{appId: 'chart'}]}});
    const onReady = jest.fn();
    window.addEventListener('fdc3Ready', onReady, {once: true});
    await look();
    expect(createBusAgent).toHaveBeenCalledWith(connection, [{appId: 'chart'}]);
    expect(window.fdc3).toBe(agent);
    expect(onReady).toHaveBeenCalledTimes(1);
    expect(outcome).not.toHaveBeenCalled();
    connect();
    await settle();
    expect(outcome).toHaveBeenCalledWith(agent);
    expect(webAgent).not.toHaveBeenCalled();
});

test('so does an app that our agent has opened, without looking around', async () => {
    const {look, agent} = setUp({}, {isFramed: true, around: async () => foreign('around')});
    const launch = {instance: 'i', opener: 'o', start: 's'};
    Object.defineProperty(window, 'opener', {value: window, configurable: true});
    window.name = windowName(launch);
    await look();
    window.name = '';
    Object.defineProperty(window, 'opener', {value: null, configurable: true});
    expect(window.fdc3).toBe(agent);
    expect(webAgent).not.toHaveBeenCalled();
});

test('in a container the page waits for an agent of that, until it is connected', async () => {
    const {look, connect, agent} = setUp();
    Object.assign(window, {iodesktop: {}});
    await look();
    delete (window as {iodesktop?: object}).iodesktop;
    expect(window.fdc3).toBeUndefined();
    connect('browser');
    await settle();
    expect(window.fdc3).toBe(agent);
});

test('it is remembered', async () => {
    const {look, connect, outcome} = setUp();
    connect();
    await look();
    await look();
    expect(createBusAgent).toHaveBeenCalledTimes(1);
    expect(outcome).toHaveBeenCalledTimes(2);
});

test("the page's own agent is used at once", async () => {
    const {look, kind} = setUp();
    window.fdc3 = foreign('container');
    await look();
    expect(kind()).toBe('window');
    expect(window.fdc3).not.toBe(createFakeAgent());
});

test("the page's own agent may come later, before another one is chosen", async () => {
    const {look, connect, kind} = setUp({}, {isFramed: true, around: () => new Promise(() => undefined)});
    await look();
    window.fdc3 = foreign('container');
    window.dispatchEvent(new Event('fdc3Ready'));
    connect('gateway');
    await settle();
    expect(kind()).toBe('window');
    expect(createBusAgent).not.toHaveBeenCalled();
});

test('on a platform our agent is used, whatever is around the page', async () => {
    const {look, connect, kind} = setUp({}, {isFramed: true, around: async () => foreign('around')});
    await look();
    connect('browser');
    await settle();
    expect(kind()).toBe('bus');
});

test.each(['gateway', 'platform', 'client'] as const)('with the type %s no page around is asked', async (type) => {
    const {look, connect, kind} = setUp({type}, {isFramed: true, around: async () => foreign('around')});
    connect('gateway');
    await look();
    expect(kind()).toBe('bus');
    expect(webAgent).not.toHaveBeenCalled();
});

test('an agent around the page is asked for beside the connection, and used on the embedded bus', async () => {
    const agent = foreign('around');
    const {look, connect, kind, outcome} = setUp(
        {fdc3: {timeoutMs: 500, identityUrl: null}},
        {isFramed: true, around: async () => agent},
    );
    await look();
    expect(webAgent).toHaveBeenCalledWith({timeoutMs: 500}, expect.any(Function));
    expect(outcome).not.toHaveBeenCalled();
    connect();
    await settle();
    expect(kind()).toBe('web');
    expect(window.fdc3).toBe(agent);
});

test('an agent around the page is used when the page is long in reaching a platform', async () => {
    jest.useFakeTimers();
    const {look, kind, connection} = setUp({}, {isFramed: true, around: async () => foreign('around')});
    const agent = whenAgent(connection);
    await jest.advanceTimersByTimeAsync(900);
    expect(window.fdc3).toBeUndefined();
    await jest.advanceTimersByTimeAsync(200);
    await agent;
    jest.useRealTimers();
    await look();
    expect(kind()).toBe('web');
});

test.each(['browser', 'gateway'] as const)(
    'an agent around the page that loses to the bus of a %s is left',
    async (platform) => {
        const disconnect = jest.fn(async () => undefined);
        const {look, connect, kind} = setUp(
            {},
            {isFramed: true, around: async () => ({...foreign('around'), disconnect})},
        );
        connect(platform);
        await look();
        expect(kind()).toBe('bus');
        expect(disconnect).toHaveBeenCalledTimes(1);
    },
);

test('so is one that loses to window.fdc3, also when it comes later', async () => {
    const disconnect = jest.fn(() => Promise.reject(new Error('gone')));
    let answer: (agent: object) => void = () => undefined;
    const {look, kind} = setUp({}, {isFramed: true, around: () => new Promise((resolve) => (answer = resolve))});
    await look();
    window.fdc3 = foreign('container');
    window.dispatchEvent(new Event('fdc3Ready'));
    await settle();
    expect(kind()).toBe('window');
    answer({...foreign('around'), disconnect});
    await settle();
    expect(disconnect).toHaveBeenCalledTimes(1);
});

test("the agent that is used is not left, nor the page's own that was found as one around it", async () => {
    const disconnect = jest.fn();
    const agent = {...foreign('around'), disconnect};
    const {look, connect, kind} = setUp({}, {isFramed: true, around: async () => agent});
    connect();
    await look();
    expect(kind()).toBe('web');

    const container = {...foreign('container'), disconnect};
    const own = setUp({}, {isFramed: true, around: async () => (window.fdc3 = container as unknown as DesktopAgent)});
    await own.look();
    window.dispatchEvent(new Event('fdc3Ready'));
    await settle();
    expect(own.kind()).toBe('window');
    expect(disconnect).not.toHaveBeenCalled();
});

test('an agent around the page is used also where there is no bus', async () => {
    const {look, connection, kind} = setUp({}, {isFramed: true, around: async () => foreign('around')});
    await look();
    connection.set({status: 'failed', error: {code: 'not_connected', message: 'no bus'}});
    await settle();
    expect(kind()).toBe('web');
});

test('a framed page without an agent around it uses ours', async () => {
    const {look, connect, kind, connection} = setUp({}, {isFramed: true});
    connect();
    await look();
    expect(kind()).toBe('bus');
    expect(agentRemark(connection)).toBeUndefined();
});

test('an agent around the page that is not trusted, or does not accept the page, is remarked', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const problem: Problem = {code: 'untrusted_origin', message: 'untrusted'};
    const {look, connect, kind, connection} = setUp({}, {isFramed: true});
    (webAgent as jest.Mock).mockImplementation(async (_settings, onRefused: (problem: Problem) => void) => {
        onRefused(problem);
        return null;
    });
    connect();
    await look();
    expect(kind()).toBe('bus');
    expect(agentRemark(connection)).toBe(problem);
    expect(warn.mock.calls).toEqual([['dash_glue42: untrusted']]);

    const denied = setUp({}, {isFramed: true, around: () => Promise.reject(new Error('denied'))});
    denied.connect();
    await denied.look();
    expect(denied.kind()).toBe('bus');
    expect(agentRemark(denied.connection)).toMatchObject({code: 'rejected', message: 'denied'});
});

test('what is remarked at every attempt stands in the console once', async () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    const {look} = setUp({fdc3: {agent: 'web'}}, {isFramed: true});
    (webAgent as jest.Mock).mockImplementation(async (_settings, onRefused: (problem: Problem) => void) => {
        onRefused({code: 'untrusted_origin', message: 'untrusted by "web"'});
        return null;
    });
    await look();
    await look();
    expect(webAgent).toHaveBeenCalledTimes(2);
    expect(warn.mock.calls).toEqual([['dash_glue42: untrusted by "web"']]);
});

test.each(['bus', 'web', 'window'] as const)('settings["fdc3"]["agent"] can ask for %s', async (wanted) => {
    const {look, connect, kind} = setUp(
        {fdc3: {agent: wanted}},
        {isFramed: true, around: async () => foreign('around')},
    );
    window.fdc3 = foreign('container');
    connect('gateway');
    await look();
    expect(kind()).toBe(wanted);
});

test('with "web" too no window around is asked that would not be believed', async () => {
    const {look, outcome} = setUp({fdc3: {agent: 'web'}}, {around: async () => foreign('around')});
    await look();
    expect(webAgent).not.toHaveBeenCalled();
    expect(outcome).toHaveBeenCalledWith(expect.objectContaining({code: 'not_connected'}));
});

test.each<[Settings, object]>([
    [
        {fdc3: {agent: 'web'}},
        {code: 'not_connected', message: expect.stringContaining('add that to settings["trustedOrigins"]')},
    ],
    [{fdc3: {agent: 'window', timeoutMs: 1}}, {code: 'not_connected', message: expect.stringContaining('window.fdc3')}],
    [
        {fdc3: {agent: 'all' as 'bus'}},
        {code: 'invalid_setting', message: expect.stringContaining('Glue42 settings["fdc3"]["agent"] is "all"')},
    ],
])('%j, where that is not there, is an error', async (settings, error) => {
    const {look, connect, outcome} = setUp(settings);
    connect();
    await look();
    await settle();
    expect(outcome).toHaveBeenCalledWith(expect.objectContaining(error));
});

test('after a failure the next call looks again', async () => {
    const {look, connect, connection, outcome, kind} = setUp();
    await look();
    connection.set({status: 'failed', error: {code: 'not_connected', message: 'no bus'}});
    await settle();
    expect(outcome).toHaveBeenCalledWith(expect.objectContaining({code: 'not_connected'}));
    connect();
    await look();
    expect(kind()).toBe('bus');
});

test('a page whose app wants no bus stays without an agent and without an error', async () => {
    const {look, connect, outcome} = setUp();
    window.glue42dash = {libSettings: {web: {factory: jest.fn()}}} as unknown as Window['glue42dash'];
    await look();
    connect('embedded', null);
    await settle();
    delete window.glue42dash;
    expect(outcome).not.toHaveBeenCalled();
    expect(window.fdc3).toBeUndefined();
});

test('a page without a Glue42 has an error', async () => {
    jest.useFakeTimers();
    const {connection} = setUp();
    connection.set({status: 'absent'});
    const agent = whenAgent(connection);
    const expected = expect(agent).rejects.toMatchObject({message: expect.stringContaining('no Glue42 component')});
    await jest.advanceTimersByTimeAsync(10000);
    await expected;
    jest.useRealTimers();
});
