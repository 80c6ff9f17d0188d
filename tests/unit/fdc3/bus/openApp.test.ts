import {openAppTimeoutMs} from '../../../../src/async/timeouts';
import {type Joined, createFdc3Bus, createLog, settle} from '../../../fakes/fdc3Bus';

const instrument = {type: 'fdc3.instrument', name: 'AAPL'};
const apps = [
    {appId: 'chart@bank.com', details: {url: '/chart'}},
    {appId: 'nowhere'},
    {appId: 'script', details: {url: 'javascript:alert(1)'}},
    {appId: 'data', details: {url: 'data:text/html,x'}},
    {appId: 'object', details: {url: {}}},
    {appId: 'unreadable', details: {url: 'http://['}},
];

interface Opened {
    url: string;
    name: string;
    launch: {instance: string; opener: string; start: string};
}

function setUp() {
    const bus = createFdc3Bus();
    const opened: Opened[] = [];
    const open = jest.spyOn(window, 'open').mockImplementation((url, name) => {
        opened.push({url: String(url), name: name!, launch: JSON.parse(/\{.*/.exec(name!)![0])});
        return window;
    });
    const opener = bus.join('Opener', {apps});
    /** The opened page has loaded: it is on the bus under the id that its opener has given it. */
    const load = ({launch, name}: Opened) => {
        window.name = name;
        return bus.join('chart', {instance: launch.instance});
    };
    return {bus, opener, opened, open, load, ...createLog()};
}

beforeEach(() => {
    Object.defineProperty(window, 'opener', {value: window, configurable: true});
});
afterEach(() => {
    window.name = '';
    jest.useRealTimers();
});

describe('an app that is opened', () => {
    test('is opened at the address of its record, and identified by the id that it was given', async () => {
        const {opener, opened, load} = setUp();
        const opening = opener.agent.open({appId: 'chart'});
        await settle();
        expect(opened.map(({url}) => url)).toEqual(['http://localhost/chart']);
        load(opened[0]);
        expect(await opening).toEqual({appId: 'chart@bank.com', instanceId: opened[0].launch.instance});
    });

    test('gets the context once, in the first of its listeners that takes the type', async () => {
        const {opener, opened, load, log} = setUp();
        const opening = opener.agent.open('chart', instrument);
        await settle();
        const chart = load(opened[0]);
        const isOpen = jest.fn();
        void opening.then(isOpen);
        await chart.agent.addContextListener('fdc3.contact', () => log.push('contact'));
        await settle();
        expect(isOpen).not.toHaveBeenCalled();
        await chart.agent.addContextListener('fdc3.instrument', (context, metadata) =>
            log.push(JSON.stringify([context, metadata])),
        );
        await chart.agent.addContextListener(null, () => log.push('late'));
        await settle();
        expect(isOpen).toHaveBeenCalled();
        const source = {appId: 'Opener', instanceId: opener.instance};
        expect(log).toEqual([JSON.stringify([instrument, {source}])]);
    });

    test('is there also when its listener throws', async () => {
        const {opener, opened, load} = setUp();
        const complain = jest.spyOn(console, 'error').mockImplementation(() => undefined);
        const opening = opener.agent.open('chart', instrument);
        await settle();
        await load(opened[0]).agent.addContextListener(null, () => {
            throw new Error('no');
        });
        await opening;
        expect(complain).toHaveBeenCalledTimes(1);
    });

    test('gets nothing when it was opened without a context, or has been loaded again', async () => {
        const {opener, opened, load, log, handler} = setUp();
        const opening = opener.agent.open('chart');
        await settle();
        const chart = load(opened[0]);
        await chart.agent.addContextListener(null, handler);
        await opening;
        chart.leave();
        await load(opened[0]).agent.addContextListener(null, handler);
        await settle();
        expect(log).toEqual([]);
    });

    test.each([
        ['AppNotFound', 'nobody'],
        ['AppNotFound', ''],
        ['AppNotFound', undefined],
        ['AppNotFound', {}],
        ['ErrorOnLaunch', {appId: 'nowhere'}],
        ['ErrorOnLaunch', {appId: 'script'}],
        ['ErrorOnLaunch', {appId: 'data'}],
        ['ErrorOnLaunch', {appId: 'object'}],
        ['ErrorOnLaunch', {appId: 'unreadable'}],
    ])('must be in the directory with an address of the web: %s, %p', async (failure, app) => {
        const {opener, open} = setUp();
        await expect(opener.agent.open(app as never)).rejects.toThrow(new RegExp(`^${failure}$`));
        expect(open).not.toHaveBeenCalled();
    });

    test('is an ErrorOnLaunch when the browser blocks its window', async () => {
        const {opener, open} = setUp();
        open.mockReturnValue(null);
        await expect(opener.agent.open('chart')).rejects.toThrow(/^ErrorOnLaunch$/);
    });

    test.each([null, 'x', {}, {type: 5}])('gets no malformed context: %p', async (context) => {
        const {opener, open} = setUp();
        const opening = opener.agent.open('chart', context as never);
        if (context === null) {
            await settle();
            expect(open).toHaveBeenCalled();
        } else {
            await expect(opening).rejects.toThrow(/^MalformedContext$/);
        }
    });

    test.each([
        ['does not join the bus', false],
        ['adds no listener for its context', true],
    ])('is an AppTimeout when it %s in time', async (_, isLoaded) => {
        const {opener, opened, load} = setUp();
        jest.useFakeTimers();
        const failed = jest.fn();
        opener.agent.open('chart', instrument).catch(failed);
        await jest.advanceTimersByTimeAsync(10);
        if (isLoaded) {
            load(opened[0]);
        }
        await jest.advanceTimersByTimeAsync(openAppTimeoutMs - 11);
        expect(failed).not.toHaveBeenCalled();
        await jest.advanceTimersByTimeAsync(20);
        expect(failed).toHaveBeenCalledWith(expect.objectContaining({message: 'AppTimeout'}));
    });

    test('is a lost connection when the opener loses the bus', async () => {
        const {opener} = setUp();
        const opening = opener.agent.open('chart');
        await settle();
        opener.lose();
        await expect(opening).rejects.toMatchObject({code: 'connection_lost'});
    });

    test('may be one of the platform, which hands the context over itself', async () => {
        const bus = createFdc3Bus();
        const start = jest.fn(async (context?: object) => {
            const chart = bus.join('chart', {
                instance: 'by-platform',
                apis: {windows: {my: () => ({getContext: async () => context})} as never},
            });
            void chart.agent.addContextListener(null, handler);
            return {id: 'by-platform'};
        });
        const {log, handler} = createLog();
        const application = (name: string) => (name === 'chart' ? {start} : undefined);
        const opener = bus.join('Opener', {apis: {appManager: {application}}});
        expect(await opener.agent.open('chart', instrument)).toEqual({appId: 'chart', instanceId: 'by-platform'});
        expect(start).toHaveBeenCalledWith({
            fdc3: {
                collaborationId: expect.any(String),
                openApp: {appId: 'Opener', instanceId: opener.instance},
                context: {contextType: 'fdc3.instrument', payload: instrument},
            },
        });
        expect(log).toEqual(['fdc3.instrument AAPL Opener']);
    });

    test('may be one of the platform that takes its context before the platform says its id', async () => {
        const bus = createFdc3Bus();
        const {log, handler} = createLog();
        const start = async (context?: object) => {
            const getContext = async () => context;
            const apis = {windows: {my: () => ({getContext})} as never};
            const chart = bus.join('chart', {instance: 'by-platform', apis});
            await chart.agent.addContextListener(null, handler);
            await settle();
            return {id: 'by-platform'};
        };
        const opener = bus.join('Opener', {apis: {appManager: {application: () => ({start})}}});
        expect(await opener.agent.open('chart', instrument)).toEqual({appId: 'chart', instanceId: 'by-platform'});
        expect(log).toEqual(['fdc3.instrument AAPL Opener']);
    });

    test('is ErrorOnLaunch when the platform cannot start it', async () => {
        const start = () => Promise.reject(new Error('popup blocked'));
        const {agent} = createFdc3Bus().join('Opener', {apis: {appManager: {application: () => ({start})}}});
        await expect(agent.open('chart')).rejects.toThrow(/^ErrorOnLaunch$/);
    });

    test('gives a context that the platform writes late to a listener that is still there', async () => {
        const removed = createLog();
        const present = createLog();
        let update: (context: unknown) => void = () => undefined;
        const stop = jest.fn();
        const own = {
            getContext: async () => ({}),
            onContextUpdated: (callback: (context: unknown) => void) => {
                update = callback;
                return stop;
            },
        };
        const {agent} = createFdc3Bus().join('chart', {apis: {windows: {my: () => own} as never}});
        const listener = await agent.addContextListener(null, removed.handler);
        await agent.addContextListener('fdc3.instrument', present.handler);
        await listener.unsubscribe();
        await settle();
        update({other: 1});
        const openApp = {appId: 'Opener', instanceId: 'o'};
        update({fdc3: {collaborationId: 'c', openApp, context: {contextType: 'fdc3.instrument', payload: instrument}}});
        await settle();
        expect(present.log).toEqual(['fdc3.instrument AAPL Opener']);
        expect(removed.log).toEqual([]);
        expect(stop).toHaveBeenCalledTimes(1);
    });

    test.each([
        null,
        'x',
        {},
        {fdc3: 'x'},
        {fdc3: {context: 'x', openApp: {}}},
        {fdc3: {context: {}, openApp: {}, collaborationId: 5}},
        {fdc3: {context: {payload: {type: 5}}, openApp: {}}},
        {fdc3: {context: {payload: instrument}}},
    ])('gets nothing of what another program gave its window: %j', async (context) => {
        const {log, handler} = createLog();
        const getContext = async () => context;
        const {agent} = createFdc3Bus().join('chart', {apis: {windows: {my: () => ({getContext})} as never}});
        await agent.addContextListener(null, handler);
        await settle();
        expect(log).toEqual([]);
    });
});

describe('the context of an app that is opened', () => {
    const ask = (from: Joined, to: Joined, action: unknown, correlationId: string) =>
        from.glue.interop.invoke('FDC3.Collaborate', {action, correlationId}, {instance: to.instance});

    test.each(['startupContextRequested', 'startupContextOpened', undefined])(
        'is for that app alone, and only it ends the wait: %s',
        async (action) => {
            const {bus, opener, opened, load} = setUp();
            const opening = opener.agent.open('chart', instrument);
            const isOpen = jest.fn();
            void opening.then(isOpen);
            await settle();
            const chart = load(opened[0]);
            const {start} = opened[0].launch;
            const stranger = bus.join('Stranger');
            await expect(ask(stranger, opener, action, start)).rejects.toMatchObject({message: 'AccessDenied'});
            await settle();
            expect(isOpen).not.toHaveBeenCalled();
            await ask(chart, opener, 'startupContextOpened', start);
            await opening;
            await expect(ask(chart, opener, 'startupContextRequested', start)).rejects.toMatchObject({
                message: 'AccessDenied',
            });
        },
    );

    test('may be anything that another opener says, and then it is none', async () => {
        const {bus, load, log, handler} = setUp();
        for (const answer of [undefined, {}, {payload: 5}, {payload: {}}, {payload: {type: 5}}, {payload: [1]}]) {
            const hostile = bus.join('Hostile');
            await settle();
            hostile.methods.get('FDC3.Collaborate')!.handler = (_args, _caller, succeed) => succeed(answer);
            const launch = {instance: `i${Math.random()}`, opener: hostile.instance, start: 's'};
            const name = `dash_glue42 app: ${JSON.stringify(launch)}`;
            await load({url: '', launch, name}).agent.addContextListener(null, handler);
            await settle();
        }
        expect(log).toEqual([]);
    });
});
