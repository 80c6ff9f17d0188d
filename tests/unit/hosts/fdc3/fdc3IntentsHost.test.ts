import {intentResultTimeoutMs} from '../../../../src/async/timeouts';
import type {ChooseApp} from '../../../../src/fdc3/agent';
import {Fdc3Error} from '../../../../src/fdc3/fdc3Error';
import {createFdc3IntentsHost} from '../../../../src/hosts/fdc3/fdc3IntentsHost';
import {instrument} from '../../../fakes/fdc3Agent';
import {createFdc3Page, settle} from '../../../fakes/fdc3Page';

jest.mock('../../../../src/fdc3/bus/busAgent', () => ({createBusAgent: jest.fn()}));

const source = {appId: 'chart', instanceId: 'c1'};
const resolved = (result: unknown) => async () => ({source, intent: 'ViewChart', getResult: async () => result});

async function setUp(definitions: Parameters<typeof createFdc3Page>[1] = []) {
    const page = createFdc3Page('Fdc3Intents', definitions);
    const host = createFdc3IntentsHost(page.component, page.connection);
    host.onMount();
    page.connect();
    await settle();
    const write = async (prop: keyof typeof host.readers, value: unknown) => {
        host.readers[prop](value);
        await settle();
    };
    const values = (prop: string) =>
        page.written.filter((props) => prop in props).map((props) => props[prop] as {error: object});
    return {...page, host, write, values};
}

test('an intent is raised; that it was delivered and its result are values', async () => {
    const {write, calls, values} = await setUp();
    calls.raiseIntent.mockImplementation(resolved({type: 'fdc3.chart'}));
    await write('raiseIntent', {
        intent: 'ViewChart',
        context: instrument('A'),
        app: 'chart',
        raiseId: 'r',
        meta: {n: 1},
    });
    expect(calls.raiseIntent).toHaveBeenCalledWith('ViewChart', instrument('A'), {appId: 'chart'}, undefined);
    expect(values('delivered')).toEqual([{raiseId: 'r', source}]);
    expect(values('result')).toEqual([
        {
            raiseId: 'r',
            intent: 'ViewChart',
            source,
            context: {type: 'fdc3.chart'},
            channelId: null,
            error: null,
            meta: {n: 1},
        },
    ]);
});

test('a result may be a channel or nothing, and each entry of a list has its own', async () => {
    const {write, calls, values, channels} = await setUp();
    calls.raiseIntent.mockImplementationOnce(resolved(channels.get('fdc3.channel.1')));
    calls.raiseIntent.mockImplementationOnce(resolved(undefined));
    await write('raiseIntent', [
        {intent: 'ViewChart', context: instrument('A')},
        {intent: 'ViewChart', context: instrument('B'), app: {appId: 'chart', instanceId: 'c1'}},
    ]);
    expect(values('result')).toMatchObject([
        {raiseId: expect.any(String), channelId: 'fdc3.channel.1', context: null, error: null},
        {raiseId: expect.any(String), channelId: null, context: null, error: null, meta: null},
    ]);
    expect(calls.raiseIntent.mock.calls[1][2]).toEqual({appId: 'chart', instanceId: 'c1'});
});

test.each([
    ['at once', undefined],
    ['soon', Promise.resolve()],
])('a private channel, which callbacks cannot use, is left %s, and is an error', async (_when, left) => {
    const {write, calls, values} = await setUp();
    const disconnect = jest.fn(() => left);
    const channel = {id: 'p', type: 'private', broadcast: async () => undefined, disconnect};
    calls.raiseIntent.mockImplementation(resolved(channel));
    await write('raiseIntent', {intent: 'ViewChart', context: instrument('A')});
    expect(disconnect).toHaveBeenCalledTimes(1);
    expect(values('result')).toMatchObject([
        {
            source,
            channelId: null,
            error: {code: 'unsupported', fdc3: null, message: expect.stringContaining('window.fdc3')},
        },
    ]);
});

test('without an intent it is one that fits the context', async () => {
    const {write, calls, values} = await setUp();
    calls.raiseIntentForContext.mockImplementation(resolved(undefined));
    await write('raiseIntent', {context: instrument('A')});
    expect(calls.raiseIntentForContext).toHaveBeenCalledWith(instrument('A'), undefined, undefined);
    expect(values('result')).toMatchObject([{intent: 'ViewChart'}]);
});

test.each([
    ['NoAppsFound', 'method_not_found', 'no app handles this intent with this context.'],
    ['IntentHandlerRejected', 'refused', 'the app refused the intent, or its handler failed.'],
    ['NoResultReturned', 'no_result', expect.any(String)],
    ['ApiTimeout', 'timeout', expect.any(String)],
    ['ErrorOnLaunch', 'blocked', expect.any(String)],
])('an intent that fails with %s has a result with an error', async (text, code, message) => {
    const {write, calls, values, written} = await setUp();
    calls.raiseIntent.mockRejectedValue(new Error(text));
    await write('raiseIntent', {intent: 'ViewChart', context: instrument('A')});
    expect(values('result')).toMatchObject([
        {intent: 'ViewChart', source: null, context: null, error: {code, message, fdc3: text}},
    ]);
    expect(written).toHaveLength(1);
});

test('what an app on the same bus refuses with is the message', async () => {
    const {write, calls, values} = await setUp();
    calls.raiseIntent.mockRejectedValue(new Fdc3Error('IntentHandlerRejected', 'No entitlement'));
    await write('raiseIntent', {intent: 'ViewChart', context: instrument('A')});
    expect(values('result')[0].error).toEqual({
        code: 'refused',
        message: 'No entitlement',
        fdc3: 'IntentHandlerRejected',
    });
});

test('a handler that rejects after the delivery is an error with its source', async () => {
    const {write, calls, values} = await setUp();
    const getResult = () => Promise.reject(new Error('something else'));
    calls.raiseIntent.mockResolvedValue({source, intent: 'ViewChart', getResult});
    await write('raiseIntent', {intent: 'ViewChart', context: instrument('A')});
    expect(values('result')).toMatchObject([
        {source, error: {code: 'rejected', message: 'something else', fdc3: null}},
    ]);
});

test.each([
    ['text'],
    [{}],
    [{context: {}}],
    [{context: instrument('A'), intent: 5}],
    [{context: instrument('A'), app: {}}],
])('the malformed %j has a result with an error', async (command) => {
    const {write, calls, values} = await setUp();
    await write('raiseIntent', command);
    expect(values('result')).toMatchObject([{error: {code: 'invalid_command', fdc3: null}}]);
    expect(calls.raiseIntent).not.toHaveBeenCalled();
});

test('when the bus is lost the pending ones end with an error', async () => {
    const {write, calls, lose, values} = await setUp();
    calls.raiseIntent.mockReturnValue(new Promise(() => undefined));
    await write('raiseIntent', {intent: 'ViewChart', context: instrument('A')});
    lose();
    await settle();
    expect(values('result')).toMatchObject([{error: {code: 'connection_lost'}}]);
});

test('looks for intents and apps; none is an empty list', async () => {
    const {write, calls, values, written} = await setUp();
    const appIntent = {intent: {name: 'ViewChart'}, apps: [source]};
    calls.findIntent.mockResolvedValue(appIntent);
    calls.findIntentsByContext.mockRejectedValue(new Error('NoAppsFound'));
    await write('find', {intent: 'ViewChart', context: instrument('A'), resultType: 'x'});
    expect(calls.findIntent).toHaveBeenCalledWith('ViewChart', instrument('A'), 'x');
    await write('find', {context: instrument('A')});
    expect(values('found')).toEqual([[appIntent], []]);
    await write('find', {});
    expect(written.pop()).toMatchObject({error: {operation: 'find', code: 'invalid_command'}});
});

describe('several apps', () => {
    afterEach(() => jest.useRealTimers());

    const apps = [
        {appId: 'a', instanceId: '1', intent: 'ViewChart'},
        {appId: 'b', intent: 'ViewChart'},
    ];
    const listening = [{output: 'x.children', inputs: ['it.choices'], outputs: ['x.children']}];

    async function setUpChoice(definitions = listening) {
        const page = await setUp(definitions);
        page.calls.raiseIntent.mockImplementation(async (_intent, _context, _app, choose?: ChooseApp) => {
            const chosen = choose && (await choose(apps));
            if (chosen === null) {
                throw new Error('UserCancelledResolution');
            }
            return {source: {appId: chosen?.appId}, intent: 'ViewChart', getResult: async () => undefined};
        });
        await page.write('raiseIntent', {intent: 'ViewChart', context: instrument('A'), raiseId: 'r'});
        return page;
    }

    test('are the choices of a callback that listens to them', async () => {
        const {write, values} = await setUpChoice();
        expect(values('choices')).toEqual([{raiseId: 'r', apps}]);
        expect(values('result')).toEqual([]);
        await write('choose', {raiseId: 'r', app: {...apps[1], instanceId: null}});
        expect(values('result')).toMatchObject([{source: {appId: 'b'}, error: null}]);
    });

    test('of which it may choose none', async () => {
        const {write, values} = await setUpChoice();
        await write('choose', {raiseId: 'r', app: null});
        expect(values('result')).toMatchObject([{error: {code: 'rejected', fdc3: 'UserCancelledResolution'}}]);
    });

    test('that no callback chooses from are chosen by the agent', async () => {
        const {calls, values} = await setUpChoice([]);
        expect(calls.raiseIntent.mock.calls[0][3]).toBeUndefined();
        expect(values('result')).toHaveLength(1);
    });

    test.each([
        [{raiseId: 'other', app: apps[0]}],
        [{raiseId: 'r', app: {appId: 'c'}}],
        ['r'],
        [{raiseId: 'r', app: 'a'}],
    ])('are not chosen by %j', async (command) => {
        const {write, values} = await setUpChoice();
        await write('choose', command);
        expect(values('error')).toMatchObject([{operation: 'choose', code: 'invalid_command'}]);
        expect(values('result')).toEqual([]);
    });

    test('of two intents with one raiseId are answered in order', async () => {
        const {write, values, dash} = await setUpChoice();
        await write('raiseIntent', {intent: 'ViewChart', context: instrument('B'), raiseId: 'r'});
        dash.runs[0].send();
        await dash.runs[0].settle({data: {}});
        await settle();
        expect(values('choices')).toEqual([
            {raiseId: 'r', apps},
            {raiseId: 'r', apps},
        ]);
        await write('choose', {raiseId: 'r', app: apps[0]});
        expect(values('result')).toMatchObject([{raiseId: 'r', source: {appId: 'a'}}]);
        await write('choose', {raiseId: 'r', app: apps[1]});
        expect(values('result')[1]).toMatchObject({raiseId: 'r', source: {appId: 'b'}});
    });

    test('whose callback fails are not waited for', async () => {
        const {values, dash} = await setUpChoice();
        dash.runs[0].send();
        await dash.runs[0].settle({error: {status: 500}});
        await settle();
        expect(values('result')).toMatchObject([
            {
                error: {
                    code: 'rejected',
                    fdc3: 'UserCancelledResolution',
                    message: 'no app was chosen: the callback of choices failed.',
                },
            },
        ]);
    });

    test('are waited for after a callback that draws them has ended, but not for ever', async () => {
        jest.useFakeTimers({advanceTimers: true});
        const {write, values, dash} = await setUpChoice();
        dash.runs[0].send();
        await dash.runs[0].settle({data: {}});
        jest.advanceTimersByTime(intentResultTimeoutMs - 5000);
        await settle();
        expect(values('result')).toEqual([]);
        jest.advanceTimersByTime(5000);
        await settle();
        expect(values('result')).toMatchObject([{error: {code: 'timeout', fdc3: 'ResolverTimeout'}}]);
        await write('choose', {raiseId: 'r', app: apps[1]});
        expect(values('error')).toMatchObject([{operation: 'choose', code: 'invalid_command'}]);
    });

    test('are not waited for when the component goes', async () => {
        const {host, values} = await setUpChoice();
        host.dispose();
        await settle();
        expect(values('result')).toHaveLength(1);
    });
});

test('Python can await a result', async () => {
    const {write, calls, values} = await setUp();
    calls.raiseIntent.mockImplementation(resolved({type: 'fdc3.chart'}));
    await write('await', {
        invoke: [{invocationId: 'i', intent: 'ViewChart', context: instrument('A'), app: 'chart'}],
        collected: [],
    });
    expect(values('awaited')).toEqual([
        {i: null},
        {
            i: {
                invocationId: 'i',
                intent: 'ViewChart',
                source,
                context: {type: 'fdc3.chart'},
                channelId: null,
                error: null,
            },
        },
    ]);
    await write('await', {invoke: [], collected: ['i']});
    expect(values('awaited').pop()).toEqual({});
    expect(values('result')).toEqual([]);
});
