import {intentDeliveryTimeoutMs, intentResultTimeoutMs} from '../../../../src/async/timeouts';
import type {IntentChoice} from '../../../../src/fdc3/agent';
import {createFdc3Bus, settle} from '../../../fakes/fdc3Bus';

const instrument = {type: 'fdc3.instrument', name: 'AAPL'};
const answering = (name: string) => async () => ({type: 'acme.answer', name});

const recordOf = (appId: string, ...intents: string[]) => ({
    appId,
    details: {url: `/${appId}`},
    interop: {
        intents: {
            listensFor: Object.fromEntries(intents.map((intent) => [intent, {contexts: ['fdc3.instrument']}])),
        },
    },
});

/** Each opened window becomes a page that listens to the intent. */
function openPages(bus: ReturnType<typeof createFdc3Bus>, intent = 'ViewChart') {
    return jest.spyOn(window, 'open').mockImplementation((url, name) => {
        const {instance} = JSON.parse(/\{.*/.exec(name!)![0]) as {instance: string};
        const {agent} = bus.join(String(url).split('/').pop()!, {instance});
        void agent.addIntentListener(intent, answering('opened'));
        return window;
    });
}

function setUp(apps?: object[]) {
    const bus = createFdc3Bus();
    const asker = bus.join('Asker', {apps});
    const listen = async (app: string, intent = 'ViewChart', types?: string[]) => {
        const page = bus.join(app);
        await page.agent.addIntentListener(intent, answering(`${app} ${intent}`), {contextTypes: types});
        return page;
    };
    return {bus, asker, agent: asker.agent, listen};
}

const nameOf = async (raised: Promise<{getResult: () => Promise<unknown>}>) =>
    ((await (await raised).getResult()) as {name: string}).name;

afterEach(() => {
    jest.useRealTimers();
});

describe('an intent goes', () => {
    test('to the only app that listens, and its resolution says to which', async () => {
        const {agent, listen} = setUp();
        const chart = await listen('Chart');
        const resolution = await agent.raiseIntent('ViewChart', instrument);
        expect(resolution).toMatchObject({
            intent: 'ViewChart',
            source: {appId: 'Chart', instanceId: chart.instance},
        });
        expect(await resolution.getResult()).toEqual({type: 'acme.answer', name: 'Chart ViewChart'});
    });

    test('to the newest of several where nobody is asked, and to the page itself only if there is no other', async () => {
        const {agent, listen} = setUp();
        await agent.addIntentListener('ViewChart', answering('own'));
        expect(await nameOf(agent.raiseIntent('ViewChart', instrument))).toBe('own');
        await listen('First');
        await listen('Second');
        await agent.addIntentListener('Other', answering('own'));
        expect(await nameOf(agent.raiseIntent('ViewChart', instrument))).toBe('Second ViewChart');
    });

    test('to the app and to the instance that is wanted', async () => {
        const {agent, listen} = setUp();
        const first = await listen('First');
        await listen('Second');
        await listen('First');
        const {source} = await agent.raiseIntent('ViewChart', instrument, {
            appId: 'First',
            instanceId: first.instance,
        });
        expect(source.instanceId).toBe(first.instance);
        expect(await nameOf(agent.raiseIntent('ViewChart', instrument, 'First' as never))).toBe('First ViewChart');
        expect(await nameOf(agent.raiseIntent('ViewChart', instrument, {appId: 'Second'}))).toBe('Second ViewChart');
    });

    test('to the instance that was found under the qualified name of its app', async () => {
        const {agent, listen} = setUp([recordOf('chart@bank.com', 'ViewChart')]);
        const chart = await listen('chart');
        const {apps} = await agent.findIntent('ViewChart');
        const target = {appId: 'chart@bank.com', instanceId: chart.instance};
        expect(apps.at(-1)).toMatchObject(target);
        expect(await nameOf(agent.raiseIntent('ViewChart', instrument, target))).toBe('chart ViewChart');
        expect(await nameOf(agent.raiseIntent('ViewChart', instrument, {appId: 'chart'}))).toBe('chart ViewChart');
        expect(await agent.findInstances({appId: 'chart@bank.com'})).toEqual([
            {appId: 'chart', instanceId: chart.instance},
        ]);
    });

    test('to no app that does not take the context, whether it is wanted or not', async () => {
        const {agent, listen} = setUp();
        const {instance} = await listen('Chart', 'ViewChart', ['fdc3.contact']);
        for (const app of [undefined, {appId: 'Chart'}, {appId: 'Chart', instanceId: instance}]) {
            await expect(agent.raiseIntent('ViewChart', instrument, app)).rejects.toThrow(/^NoAppsFound$/);
        }
    });

    test.each([
        ['TargetAppUnavailable', {appId: 'Nobody'}],
        ['TargetAppUnavailable', {}],
        ['TargetAppUnavailable', 5],
        ['TargetInstanceUnavailable', {appId: 'Chart', instanceId: 'nobody'}],
        ['NoAppsFound', {appId: 'Asker'}],
    ])('to no wrong target: %s', async (failure, app) => {
        const {agent, listen} = setUp();
        await listen('Chart');
        await expect(agent.raiseIntent('ViewChart', instrument, app as never)).rejects.toThrow(failure);
        await expect(agent.raiseIntentForContext(instrument, app as never)).rejects.toThrow(failure);
    });

    test.each([undefined, null, 'x', {}, {type: ''}])('nowhere without a context: %p', async (context) => {
        const {agent} = setUp();
        await expect(agent.raiseIntent('ViewChart', context as never)).rejects.toThrow(/^MalformedContext$/);
        await expect(agent.raiseIntentForContext(context as never)).rejects.toThrow(/^MalformedContext$/);
    });

    test('to an app of the directory that it opens, and that listens to it after a moment', async () => {
        const {bus, agent} = setUp([recordOf('chart', 'ViewChart')]);
        const open = openPages(bus);
        const resolution = await agent.raiseIntent('ViewChart', instrument);
        expect(open).toHaveBeenCalledTimes(1);
        expect(resolution.source).toMatchObject({appId: 'chart'});
        expect(await nameOf(Promise.resolve(resolution))).toBe('opened');
        // Now it runs.
        expect(await nameOf(agent.raiseIntent('ViewChart', instrument))).toBe('opened');
        expect(open).toHaveBeenCalledTimes(1);
    });

    test('to an app that only the platform can start', async () => {
        const raise = jest.fn(async () => ({
            handler: {type: 'app' as const, applicationName: 'maps', instanceId: 'm1'},
            result: {fdc3intentContext: {contextType: 'acme.map', payload: {type: 'acme.map'}}},
        }));
        const all = async () => [{name: 'ViewMap', handlers: [{type: 'app' as const, applicationName: 'maps'}]}];
        const {agent} = createFdc3Bus().join('Asker', {apis: {intents: {all, raise}}});
        const resolution = await agent.raiseIntent('ViewMap', {type: 'fdc3.nothing'});
        expect(raise).toHaveBeenCalledWith({
            intent: 'ViewMap',
            context: {type: 'fdc3.nothing', data: {type: 'fdc3.nothing'}},
            target: {app: 'maps'},
            timeout: intentResultTimeoutMs,
        });
        expect(resolution.source).toEqual({appId: 'maps', instanceId: 'm1'});
        expect(await resolution.getResult()).toEqual({type: 'acme.map'});
    });

    test.each([
        ['no window', 'IntentDeliveryFailed', undefined],
        ['Cannot start: the popup was blocked', 'ErrorOnLaunch', undefined],
        ['Handler failed: IntentHandlerRejected: No map', 'IntentHandlerRejected', 'No map'],
    ])('nowhere when the platform says "%s"', async (words, message, details) => {
        const all = async () => [{name: 'ViewMap', handlers: [{type: 'app' as const, applicationName: 'maps'}]}];
        const raise = () => Promise.reject(new Error(words));
        const {agent} = createFdc3Bus().join('Asker', {apis: {intents: {all, raise}}});
        await expect(agent.raiseIntent('ViewMap', {type: 'fdc3.nothing'})).rejects.toMatchObject({message, details});
    });

    test('nowhere when the app that should listen does not come to do so in time', async () => {
        jest.useFakeTimers();
        const {bus, agent} = setUp([recordOf('chart', 'ViewChart')]);
        const {instance} = bus.join('chart');
        const outcome = jest.fn();
        agent.raiseIntent('ViewChart', instrument, {appId: 'chart', instanceId: instance}).catch(outcome);
        await jest.advanceTimersByTimeAsync(intentDeliveryTimeoutMs - 1);
        expect(outcome).not.toHaveBeenCalled();
        await jest.advanceTimersByTimeAsync(1);
        expect(outcome).toHaveBeenCalledWith(expect.objectContaining({message: 'IntentDeliveryFailed'}));
    });

    test('nowhere when the bus is lost before', async () => {
        const {bus, agent, asker} = setUp([recordOf('chart', 'ViewChart')]);
        const {instance} = bus.join('chart');
        const raised = agent.raiseIntent('ViewChart', instrument, {appId: 'chart', instanceId: instance});
        await settle();
        asker.lose();
        await expect(raised).rejects.toMatchObject({code: 'connection_lost'});
    });
});

describe('the app for an intent is chosen', () => {
    const choosing = (index: number | null) => {
        const seen: IntentChoice[][] = [];
        return {
            seen,
            choose: async (choices: IntentChoice[]) => {
                seen.push(choices);
                return index === null ? null : choices[index];
            },
        };
    };

    test('by the user among all that could handle it', async () => {
        const {agent, listen} = setUp([recordOf('chart', 'ViewChart')]);
        const [first, second] = [await listen('First'), await listen('Second')];
        const {seen, choose} = choosing(1);
        expect(await nameOf(agent.raiseIntent('ViewChart', instrument, undefined, choose))).toBe('First ViewChart');
        expect(seen).toEqual([
            [
                {appId: 'chart', intent: 'ViewChart'},
                {appId: 'First', instanceId: first.instance, intent: 'ViewChart', name: 'First'},
                {appId: 'Second', instanceId: second.instance, intent: 'ViewChart', name: 'Second'},
            ],
        ]);
    });

    test('without asking where there is one app, and one running instance of it at most', async () => {
        const {agent, listen} = setUp([recordOf('Chart', 'ViewChart')]);
        const {seen, choose} = choosing(1);
        await listen('Chart');
        await agent.raiseIntent('ViewChart', instrument, undefined, choose);
        expect(seen).toEqual([]);
        await listen('Chart');
        await agent.raiseIntent('ViewChart', instrument, {appId: 'Chart'}, choose);
        expect(seen[0].length).toBe(3);
    });

    test.each([null, undefined, {}, 'First', {appId: 'First'}, {appId: 'Third', instanceId: 'x', intent: 'ViewChart'}])(
        'not when the user cancels, or the choice was none of them: %p',
        async (choice) => {
            const {agent, listen} = setUp();
            await listen('First');
            await listen('Second');
            const choose = async () => choice as never;
            await expect(agent.raiseIntent('ViewChart', instrument, undefined, choose)).rejects.toThrow(
                /^UserCancelledResolution$/,
            );
        },
    );

    test('once, for a context too, and starts another instance if that is what was chosen', async () => {
        const {bus, agent, listen} = setUp([recordOf('chart', 'ViewChart')]);
        await listen('chart', 'ViewChart', ['fdc3.instrument']);
        await listen('quotes', 'ViewQuote', ['fdc3.instrument']);
        const open = openPages(bus);
        const {seen, choose} = choosing(0);
        expect(await nameOf(agent.raiseIntentForContext(instrument, undefined, choose))).toBe('opened');
        expect(open).toHaveBeenCalledTimes(1);
        expect(seen.map((choices) => choices.map(({intent}) => intent))).toEqual([
            ['ViewChart', 'ViewChart', 'ViewQuote'],
        ]);
    });
});

describe('an intent for a context', () => {
    test('is one that names its type', async () => {
        const {agent, listen} = setUp();
        await listen('Any', 'ViewAll');
        await listen('Chart', 'ViewChart', ['fdc3.instrument']);
        expect(await nameOf(agent.raiseIntentForContext(instrument))).toBe('Chart ViewChart');
        await expect(agent.raiseIntentForContext({type: 'acme.none'})).rejects.toThrow(/^NoAppsFound$/);
    });

    test('is one to which the wanted instance listens, not another instance of its app', async () => {
        const {agent, listen} = setUp();
        const charts = await listen('Desk', 'ViewChart', ['fdc3.instrument']);
        await listen('Desk', 'ViewQuote', ['fdc3.instrument']);
        const target = {appId: 'Desk', instanceId: charts.instance};
        expect(await nameOf(agent.raiseIntentForContext(instrument, target))).toBe('Desk ViewChart');
    });
});
