import type {Context} from '@finos/fdc3-context';
import type {ContextMetadata} from '@finos/fdc3-standard';
import {createFdc3Bus, createLog, settle} from '../../../fakes/fdc3Bus';

const red = 'fdc3.channel.1';
const orange = 'fdc3.channel.2';
const instrument = (name: string) => ({type: 'fdc3.instrument', name});
const contact = (name: string) => ({type: 'fdc3.contact', name});

/** Two pages, both on the same user channel. */
async function setUp() {
    const bus = createFdc3Bus();
    const [chart, blotter] = [bus.join('Chart'), bus.join('Blotter')];
    await chart.agent.joinUserChannel(red);
    await blotter.agent.joinUserChannel(red);
    return {bus, chart, blotter, ...createLog()};
}

describe('user channels', () => {
    test('are those of the bus that FDC3 knows, in the order of their numbers', async () => {
        const {agent} = createFdc3Bus().join('Chart');
        const channels = await agent.getUserChannels();
        expect(channels.map(({id}) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((number) => `fdc3.channel.${number}`));
        expect(channels[0]).toMatchObject({
            type: 'user',
            displayMetadata: {name: 'Channel 1', color: 'red', glyph: '1'},
        });
        expect((await agent.getSystemChannels()).length).toBe(8);
    });

    test('are no contexts that only look like one, nor a second one of the same id', async () => {
        const {states, join} = createFdc3Bus();
        const {agent} = join('Chart');
        const meta = {fdc3: {id: red, displayMetadata: 'x'}};
        states.set('___channel___1', {}).set('___channel___2', {name: 5, meta: {fdc3: {id: 'own'}}});
        states.set('___channel___3', {name: '3', meta: 'x'}).set('___channel___4', {name: '4', meta: {fdc3: 'x'}});
        states.set('___channel___5', {name: '5', meta: {fdc3: {id: 5}}}).set('___channel___6', {name: '6', meta});
        const channels = await agent.getUserChannels();
        expect(channels).toHaveLength(8);
        expect(channels[0].displayMetadata?.name).toBe('Channel 1');
    });

    test('a page is on none until it joins one, and on none after it has left', async () => {
        const {agent} = createFdc3Bus().join('Chart');
        expect(await agent.getCurrentChannel()).toBeNull();
        await agent.joinUserChannel(red);
        expect((await agent.getCurrentChannel())?.id).toBe(red);
        await agent.leaveCurrentChannel();
        expect(await agent.getCurrentChannel()).toBeNull();
    });

    test('there is no joining a channel that does not exist', async () => {
        const {agent} = createFdc3Bus().join('Chart');
        await agent.joinUserChannel(red);
        await expect(agent.joinUserChannel('fdc3.channel.99')).rejects.toThrow(/^NoChannelFound$/);
        await expect(agent.joinUserChannel(undefined as never)).rejects.toThrow(/^NoChannelFound$/);
        expect((await agent.getCurrentChannel())?.id).toBe(red);
    });

    test('each change of the channel is an event, also one by another library of the page', async () => {
        const {agent, glue} = createFdc3Bus().join('Chart');
        const seen: unknown[] = [];
        const listener = await agent.addEventListener('userChannelChanged', (event) => seen.push(event));
        await agent.joinUserChannel(red);
        await agent.joinUserChannel(red);
        await glue.channels!.join('Lime');
        await settle();
        await glue.channels!.join('Orange');
        await settle();
        await listener.unsubscribe();
        await agent.leaveCurrentChannel();
        expect(seen).toEqual(
            [red, null, orange].map((currentChannelId) => ({
                type: 'userChannelChanged',
                details: {currentChannelId},
            })),
        );
    });

    test('a listener of events that throws does not fail the join, nor keep the event from the next one', async () => {
        const {agent} = createFdc3Bus().join('Chart');
        const complain = jest.spyOn(console, 'error').mockImplementation(() => undefined);
        const next = jest.fn();
        await agent.addEventListener('userChannelChanged', () => {
            throw new Error('no');
        });
        await agent.addEventListener(null, next);
        await agent.joinUserChannel(red);
        expect(next).toHaveBeenCalledTimes(1);
        expect(complain).toHaveBeenCalledTimes(1);
    });

    test('the same function listens twice when it was added twice', async () => {
        const {agent} = createFdc3Bus().join('Chart');
        const listener = jest.fn();
        const first = await agent.addEventListener('userChannelChanged', listener);
        await agent.addEventListener('userChannelChanged', listener);
        await first.unsubscribe();
        await agent.joinUserChannel(red);
        expect(listener).toHaveBeenCalledTimes(1);
    });
});

describe('a broadcast', () => {
    test('reaches the other pages of the channel with its source, and not the page itself', async () => {
        const {chart, blotter} = await setUp();
        const received: [Context, ContextMetadata?][] = [];
        const own = jest.fn();
        await blotter.agent.addContextListener(null, (...given) => received.push(given));
        await chart.agent.addContextListener(null, own);
        await chart.agent.broadcast({...instrument('AAPL'), id: {ticker: 'AAPL'}});
        await settle();
        expect(received).toEqual([
            [{...instrument('AAPL'), id: {ticker: 'AAPL'}}, {source: {appId: 'Chart', instanceId: chart.instance}}],
        ]);
        expect(own).not.toHaveBeenCalled();
    });

    test('reaches the listeners of its type and those of all types', async () => {
        const {chart, blotter, log} = await setUp();
        await blotter.agent.addContextListener('fdc3.instrument', ({type}) => log.push(`instrument: ${type}`));
        await blotter.agent.addContextListener('fdc3.contact', ({type}) => log.push(`contact: ${type}`));
        await blotter.agent.addContextListener(({type}) => log.push(`all: ${type}`));
        await chart.agent.broadcast(instrument('AAPL'));
        await chart.agent.broadcast(contact('Ann'));
        await settle();
        expect(log.sort()).toEqual([
            'all: fdc3.contact',
            'all: fdc3.instrument',
            'contact: fdc3.contact',
            'instrument: fdc3.instrument',
        ]);
    });

    test('of the same context again is received again', async () => {
        const {chart, blotter, log, handler} = await setUp();
        await blotter.agent.addContextListener(null, handler);
        await chart.agent.broadcast(instrument('AAPL'));
        await chart.agent.broadcast(instrument('AAPL'));
        await settle();
        expect(log).toEqual(['fdc3.instrument AAPL Chart', 'fdc3.instrument AAPL Chart']);
    });

    test('keeps its order in a burst without await', async () => {
        const {chart, blotter, log, handler} = await setUp();
        await blotter.agent.addContextListener(null, handler);
        const names = Array.from({length: 50}, (_, index) => `n${index}`);
        await Promise.all(names.map((name) => chart.agent.broadcast(instrument(name))));
        await settle();
        expect(log).toEqual(names.map((name) => `fdc3.instrument ${name} Chart`));
    });

    test('on no channel reaches no page, and is no failure', async () => {
        const {chart, blotter, log, handler} = await setUp();
        await blotter.agent.addContextListener(null, handler);
        await chart.agent.leaveCurrentChannel();
        await chart.agent.broadcast(instrument('AAPL'));
        await settle();
        expect(log).toEqual([]);
    });

    test('is no reference to the context of the sender', async () => {
        const {chart, blotter, log, handler} = await setUp();
        const context = instrument('AAPL');
        await blotter.agent.addContextListener(null, handler);
        const sent = chart.agent.broadcast(context);
        context.name = 'MSFT';
        await sent;
        await settle();
        expect(log).toEqual(['fdc3.instrument AAPL Chart']);
    });

    const circular: {[key: string]: unknown} = {type: 'fdc3.instrument'};
    circular.self = circular;
    test.each([
        undefined,
        null,
        'fdc3.instrument',
        [],
        {},
        {type: 5},
        {type: ''},
        circular,
        {type: 'a', n: 1n},
        {type: 'a', toJSON: () => 5},
    ])('of what is no context is a MalformedContext: %p', async (context) => {
        const {chart} = await setUp();
        await expect(chart.agent.broadcast(context as never)).rejects.toThrow(/^MalformedContext$/);
        const channel = await chart.agent.getOrCreateChannel(red);
        await expect(channel.broadcast(context as never)).rejects.toThrow(/^MalformedContext$/);
    });

    test('is not what a Glue app publishes otherwise', async () => {
        const {chart, blotter, log, handler} = await setUp();
        await chart.agent.broadcast(instrument('AAPL'));
        await blotter.agent.addContextListener(null, handler);
        await chart.glue.channels!.publish({ticker: 'MSFT'});
        await settle();
        expect(log).toEqual(['fdc3.instrument AAPL']);
    });

    test('is what a Glue app publishes under the key of a type', async () => {
        const {chart, blotter, log, handler} = await setUp();
        await blotter.agent.addContextListener('fdc3.instrument', handler);
        await chart.glue.channels!.publish({'fdc3_fdc3&instrument': {name: 'MSFT'}});
        await settle();
        expect(log).toEqual(['fdc3.instrument MSFT Chart']);
    });

    test('goes through the API of a platform that can forbid it', async () => {
        const bus = createFdc3Bus();
        const publish = jest.fn(async () => undefined);
        const {agent, glue} = bus.join('Chart');
        glue.channels = {...glue.channels!, publish, restrict: () => undefined} as never;
        await agent.joinUserChannel(red);
        await agent.broadcast({...instrument('AAPL'), id: {}});
        expect(publish).toHaveBeenCalledWith({'fdc3_fdc3&instrument': {name: 'AAPL', id: {}}}, 'Red');
    });
});

describe('a listener of the page', () => {
    test('gets the present context of its type first, when it is added and when the page joins', async () => {
        const {bus, chart, log, handler} = await setUp();
        await chart.agent.broadcast(instrument('AAPL'));
        await chart.agent.broadcast(contact('Ann'));
        const late = bus.join('Late');
        await late.agent.addContextListener('fdc3.instrument', handler);
        await late.agent.addContextListener(null, handler);
        expect(log).toEqual([]);
        await late.agent.joinUserChannel(red);
        expect(log.sort()).toEqual(['fdc3.contact Ann', 'fdc3.instrument AAPL']);
        await late.agent.addContextListener('fdc3.instrument', handler);
        expect(log.length).toBe(3);
    });

    test('goes with the page to another channel', async () => {
        const {bus, chart, blotter, log, handler} = await setUp();
        const other = bus.join('Other');
        await other.agent.joinUserChannel(orange);
        await other.agent.broadcast(instrument('present'));
        await blotter.agent.addContextListener(null, handler);
        await blotter.agent.joinUserChannel(orange);
        await chart.agent.broadcast(instrument('on red'));
        await other.agent.broadcast(instrument('on orange'));
        await settle();
        expect(log).toEqual(['fdc3.instrument present', 'fdc3.instrument on orange Other']);
    });

    test('gets nothing after the page has left, or after it has been unsubscribed, twice or within the handler', async () => {
        const {chart, blotter, log, handler} = await setUp();
        const listener = await blotter.agent.addContextListener(null, handler);
        const once = await blotter.agent.addContextListener(null, (context) => {
            void once.unsubscribe();
            handler({...context, type: 'once'});
        });
        await chart.agent.broadcast(instrument('1'));
        await settle();
        await chart.agent.broadcast(instrument('2'));
        await settle();
        await listener.unsubscribe();
        await listener.unsubscribe();
        await chart.agent.broadcast(instrument('3'));
        await blotter.agent.addContextListener('fdc3.contact', handler);
        await blotter.agent.leaveCurrentChannel();
        await chart.agent.broadcast(contact('4'));
        await settle();
        expect(log).toEqual(['fdc3.instrument 1 Chart', 'once 1', 'fdc3.instrument 2 Chart']);
    });

    test('that throws does not keep the context from the next one, nor fail', async () => {
        const {chart, blotter, log, handler} = await setUp();
        const complain = jest.spyOn(console, 'error').mockImplementation(() => undefined);
        await chart.agent.broadcast(instrument('AAPL'));
        await blotter.agent.addContextListener(null, () => {
            throw new Error('no');
        });
        await blotter.agent.addContextListener(null, handler);
        await chart.agent.broadcast(instrument('MSFT'));
        await settle();
        expect(log).toEqual(['fdc3.instrument AAPL', 'fdc3.instrument MSFT Chart']);
        expect(complain).toHaveBeenCalledTimes(2);
    });

    test.each([undefined, null, {}, 'handler'])('must be a function, not %p', async (handler) => {
        const {agent} = createFdc3Bus().join('Chart');
        await expect(agent.addContextListener('fdc3.instrument', handler as never)).rejects.toThrow('InvalidArguments');
        await expect(agent.addContextListener(handler as never)).rejects.toThrow('InvalidArguments');
        await expect(agent.addEventListener('userChannelChanged', handler as never)).rejects.toThrow(
            'InvalidArguments',
        );
    });
});

describe('calls in one task, without await', () => {
    test('a broadcast right after a join goes over the channel that was joined', async () => {
        const {bus, blotter, log, handler} = await setUp();
        await blotter.agent.addContextListener(null, handler);
        const {agent} = bus.join('Late');
        void agent.joinUserChannel(orange);
        void agent.joinUserChannel(red);
        await agent.broadcast(instrument('AAPL'));
        await settle();
        expect(log).toEqual(['fdc3.instrument AAPL Late']);
    });

    test('joins and leaves happen in their order', async () => {
        const {agent} = createFdc3Bus().join('Chart');
        const seen: unknown[] = [];
        await agent.addEventListener('userChannelChanged', ({details}) => seen.push(details.currentChannelId));
        void agent.joinUserChannel(red);
        void agent.joinUserChannel(orange);
        void agent.leaveCurrentChannel();
        void agent.joinUserChannel(red);
        await agent.leaveCurrentChannel();
        expect(await agent.getCurrentChannel()).toBeNull();
        await settle();
        expect(seen).toEqual([red, orange, null, red, null]);
    });

    test('a listener gets the present context once, at whichever moment of a join it is added', async () => {
        const {bus, chart, log, handler} = await setUp();
        await chart.agent.broadcast(instrument('AAPL'));
        for (let moment = 0; moment < 80; moment++) {
            const {agent} = bus.join('Late');
            const joined = agent.joinUserChannel(red);
            for (let tick = 0; tick < moment; tick++) {
                await Promise.resolve();
            }
            await agent.addContextListener(null, handler);
            await joined;
            expect([moment, log.splice(0)]).toEqual([moment, ['fdc3.instrument AAPL']]);
        }
    });

    test('a listener that is unsubscribed while the page joins gets nothing', async () => {
        const {bus, chart, log, handler} = await setUp();
        await chart.agent.broadcast(instrument('AAPL'));
        const {agent} = bus.join('Late');
        const listener = await agent.addContextListener(null, handler);
        const joined = agent.joinUserChannel(red);
        await listener.unsubscribe();
        await joined;
        await chart.agent.broadcast(instrument('MSFT'));
        await settle();
        expect(log).toEqual([]);
    });

    test('the channel right after a join is the one that was joined', async () => {
        const {agent} = createFdc3Bus().join('Chart');
        void agent.joinUserChannel(red);
        expect((await agent.getCurrentChannel())?.id).toBe(red);
    });
});
