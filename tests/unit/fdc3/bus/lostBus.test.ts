import {absentTimeoutMs, connectionTimeoutMs} from '../../../../src/async/timeouts';
import {createFdc3Bus, createLog, settle} from '../../../fakes/fdc3Bus';

const red = 'fdc3.channel.1';
const instrument = (name: string) => ({type: 'fdc3.instrument', name});
const contact = (name: string) => ({type: 'fdc3.contact', name});

async function setUp() {
    const bus = createFdc3Bus();
    const [chart, blotter] = [bus.join('Chart'), bus.join('Blotter')];
    await chart.agent.joinUserChannel(red);
    await blotter.agent.joinUserChannel(red);
    await chart.agent.broadcast(instrument('AAPL'));
    return {bus, chart, blotter, ...createLog()};
}

afterEach(() => {
    jest.useRealTimers();
});

describe('after a loss and a return of the bus', () => {
    test('what a listener has received does not come again, and the next broadcast does', async () => {
        const {chart, blotter, log, handler} = await setUp();
        const channel = await blotter.agent.getOrCreateChannel(red);
        await blotter.agent.addContextListener(null, handler);
        await blotter.agent.addContextListener('fdc3.instrument', handler);
        await channel.addContextListener(null, handler);
        expect(log.splice(0)).toEqual(['fdc3.instrument AAPL', 'fdc3.instrument AAPL']);
        blotter.lose();
        blotter.comeBack();
        await settle();
        expect(log).toEqual([]);
        await chart.agent.broadcast(instrument('AAPL'));
        await settle();
        expect(log).toEqual(Array(3).fill('fdc3.instrument AAPL Chart'));
    });

    test('a broadcast in between is received, the last one of the type', async () => {
        const {chart, blotter, log, handler} = await setUp();
        await blotter.agent.addContextListener('fdc3.instrument', handler);
        await blotter.agent.addContextListener(null, ({type}) => log.push(`all: ${type}`));
        log.length = 0;
        blotter.lose();
        await chart.agent.broadcast(instrument('1'));
        await chart.agent.broadcast(instrument('2'));
        await chart.agent.broadcast(contact('Ann'));
        blotter.comeBack();
        await settle();
        expect(log.sort()).toEqual(['all: fdc3.contact', 'fdc3.instrument 2']);
    });

    test('a broadcast in between of the same context is received', async () => {
        const {chart, blotter, log, handler} = await setUp();
        await blotter.agent.addContextListener('fdc3.instrument', handler);
        log.length = 0;
        blotter.lose();
        await chart.agent.broadcast(instrument('AAPL'));
        blotter.comeBack();
        await settle();
        expect(log).toEqual(['fdc3.instrument AAPL']);
    });

    test('a broadcast in between of another type is none for the listener', async () => {
        const {chart, blotter, log, handler} = await setUp();
        await blotter.agent.addContextListener('fdc3.instrument', handler);
        log.length = 0;
        blotter.lose();
        await chart.agent.broadcast(contact('Ann'));
        blotter.comeBack();
        await settle();
        expect(log).toEqual([]);
    });

    test('a channel that had no broadcast before has the one in between', async () => {
        const {chart, blotter, log, handler} = await setUp();
        const channel = await blotter.agent.getOrCreateChannel('ideas');
        await channel.addContextListener(null, handler);
        blotter.lose();
        await (await chart.agent.getOrCreateChannel('ideas')).broadcast(contact('Ann'));
        blotter.comeBack();
        await settle();
        expect(log).toEqual(['fdc3.contact Ann']);
    });

    test('the page is on its channel, and listens to what it listened to', async () => {
        const {chart, blotter} = await setUp();
        await chart.agent.addIntentListener('ViewChart', async () => undefined);
        const changed = jest.fn();
        await chart.agent.addEventListener('userChannelChanged', changed);
        chart.lose();
        expect(await blotter.agent.findIntent('ViewChart').catch(({message}) => message)).toBe('NoAppsFound');
        chart.comeBack();
        await settle();
        expect((await chart.agent.getCurrentChannel())?.id).toBe(red);
        expect((await blotter.agent.findIntent('ViewChart')).apps).toHaveLength(1);
        expect(changed).not.toHaveBeenCalled();
    });

    test('a listener that was unsubscribed in between gets nothing', async () => {
        const {chart, blotter, log, handler} = await setUp();
        const listener = await blotter.agent.addContextListener('fdc3.contact', handler);
        const intent = await blotter.agent.addIntentListener('ViewChart', async () => undefined);
        blotter.lose();
        await listener.unsubscribe();
        await intent.unsubscribe();
        blotter.comeBack();
        await chart.agent.broadcast(contact('Ann'));
        await settle();
        expect(log).toEqual([]);
        await expect(chart.agent.findIntent('ViewChart')).rejects.toThrow(/^NoAppsFound$/);
    });
});

describe('while the bus is away', () => {
    test('calls wait for it, and happen in their order when it is back', async () => {
        const {chart, blotter, log, handler} = await setUp();
        await blotter.agent.addContextListener('fdc3.contact', handler);
        chart.lose();
        const calls = [
            chart.agent.joinUserChannel('fdc3.channel.2'),
            chart.agent.joinUserChannel(red),
            chart.agent.broadcast(contact('1')),
            chart.agent.broadcast(contact('2')),
            chart.agent.leaveCurrentChannel(),
            chart.agent.broadcast(contact('3')),
        ];
        await settle();
        chart.comeBack();
        await Promise.all(calls);
        await settle();
        expect(log).toEqual(['fdc3.contact 1 Chart', 'fdc3.contact 2 Chart']);
    });

    test('calls fail together when it does not come back in time', async () => {
        const {chart} = await setUp();
        chart.lose();
        jest.useFakeTimers();
        const failed = jest.fn();
        [
            chart.agent.joinUserChannel(red),
            chart.agent.joinUserChannel(red),
            chart.agent.broadcast(contact('1')),
            chart.agent.addContextListener(null, () => undefined),
            chart.agent.raiseIntent('ViewChart', contact('1')),
            chart.agent.addIntentListener('ViewChart', async () => undefined),
            chart.agent.getInfo(),
            chart.agent.createPrivateChannel(),
        ].forEach((call: Promise<unknown>) => void call.catch(({code}) => failed(code)));
        await jest.advanceTimersByTimeAsync(connectionTimeoutMs);
        expect(failed.mock.calls).toEqual(Array(8).fill(['not_connected']));
    });

    test('a listener that could not be added does not come to life when it is back', async () => {
        const {chart, blotter, log, handler} = await setUp();
        blotter.lose();
        jest.useFakeTimers();
        const added = blotter.agent.addContextListener(null, handler).catch(({code}) => code);
        await jest.advanceTimersByTimeAsync(connectionTimeoutMs);
        expect(await added).toBe('not_connected');
        jest.useRealTimers();
        blotter.comeBack();
        await chart.agent.broadcast(contact('1'));
        await settle();
        expect(log).toEqual([]);
    });

    test('a call whose answer was lost with it does not hold up those after it', async () => {
        const {chart} = await setUp();
        const {list} = chart.glue.channels!;
        chart.glue.channels = {...chart.glue.channels!, list: () => new Promise(() => undefined)};
        const joined = chart.agent.joinUserChannel(red);
        await settle();
        chart.lose();
        await expect(joined).rejects.toMatchObject({code: 'connection_lost'});
        chart.glue.channels = {...chart.glue.channels!, list};
        chart.comeBack();
        await chart.agent.joinUserChannel('fdc3.channel.2');
        expect((await chart.agent.getCurrentChannel())?.id).toBe('fdc3.channel.2');
    });
});

describe('a page', () => {
    test('that moves to another bus is on no channel there, and its listeners are on those it joins', async () => {
        const {blotter, log, handler} = await setUp();
        await blotter.agent.addContextListener(null, handler);
        const changed = jest.fn();
        await blotter.agent.addEventListener('userChannelChanged', ({details}) => changed(details.currentChannelId));
        log.length = 0;
        const other = createFdc3Bus();
        const [news, moved] = [other.join('News'), other.join('Moved')];
        await news.agent.joinUserChannel(red);
        await news.agent.broadcast(instrument('MSFT'));
        blotter.connection.set({status: 'connected', bus: moved.bus});
        await settle();
        expect(changed.mock.calls).toEqual([[null]]);
        expect(log).toEqual([]);
        await blotter.agent.joinUserChannel(red);
        await news.agent.broadcast(instrument('IBM'));
        await settle();
        expect(log).toEqual(['fdc3.instrument MSFT', 'fdc3.instrument IBM News']);
    });

    test('that moves to another bus has the contexts of its app channels there from then on', async () => {
        const {blotter, log, handler} = await setUp();
        const channel = await blotter.agent.getOrCreateChannel('ideas');
        await channel.addContextListener(null, handler);
        const other = createFdc3Bus();
        const [news, moved] = [other.join('News'), other.join('Moved')];
        const theirs = await news.agent.getOrCreateChannel('ideas');
        await theirs.broadcast(instrument('MSFT'));
        blotter.connection.set({status: 'connected', bus: moved.bus});
        await settle();
        await theirs.broadcast(instrument('IBM'));
        await settle();
        expect(log).toEqual(['fdc3.instrument IBM News']);
        expect(await channel.getCurrentContext()).toEqual(instrument('IBM'));
    });

    test('may have its agent before it has a bus, also one that comes late', async () => {
        const {chart, blotter, log, handler} = await setUp();
        const {bus} = blotter.connection.state();
        blotter.connection.set({status: 'absent'});
        jest.useFakeTimers();
        const listened = blotter.agent.addContextListener('fdc3.contact', handler);
        await jest.advanceTimersByTimeAsync(absentTimeoutMs - 1);
        blotter.connection.set({status: 'connecting'});
        blotter.connection.set({status: 'connected', bus});
        jest.useRealTimers();
        await listened;
        await chart.agent.broadcast(contact('Ann'));
        await settle();
        expect(log).toEqual(['fdc3.contact Ann Chart']);
    });

    test('without an Interop bus has no FDC3, and says so', async () => {
        const {chart} = await setUp();
        const bus = {...chart.bus, glue: null};
        chart.connection.set({status: 'connected', bus});
        await expect(chart.agent.getUserChannels()).rejects.toMatchObject({code: 'unsupported'});
        await expect(chart.agent.addIntentListener('ViewChart', async () => undefined)).rejects.toMatchObject({
            code: 'unsupported',
        });
    });

    test('whose connection failed says why', async () => {
        const {chart} = await setUp();
        chart.connection.set({status: 'failed', error: {code: 'invalid_setting', message: 'Wrong token.'}});
        await expect(chart.agent.broadcast(contact('x'))).rejects.toThrow(/Wrong token/);
    });
});
