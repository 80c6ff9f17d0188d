import {createFdc3ContextHost} from '../../../../src/hosts/fdc3/fdc3ContextHost';
import {instrument} from '../../../fakes/fdc3Agent';
import {createFdc3Page, settle} from '../../../fakes/fdc3Page';

jest.mock('../../../../src/fdc3/bus/busAgent', () => ({createBusAgent: jest.fn()}));

async function setUp(props: object = {}) {
    const page = createFdc3Page(
        'Fdc3Context',
        [{output: 'log', inputs: ['it.context'], outputs: ['log.children']}],
        props,
    );
    const host = createFdc3ContextHost(page.component, page.connection);
    page.connect();
    await page.calls.joinUserChannel('fdc3.channel.1');
    const render = async (next: object) => {
        page.dash.writeProps('it', next as {[prop: string]: unknown});
        host.update(next);
        await settle();
    };
    await render(props);
    const contexts = () =>
        page.written
            .filter((props) => 'context' in props)
            .map(({context}) => context as {context: {id: {ticker: string}}});
    const tickers = () => contexts().map(({context}) => context.id.ticker);
    /** The callback of the newest context ends. */
    const endRun = async () => {
        const run = page.dash.runs[page.dash.runs.length - 1];
        run.send();
        await run.settle({data: {}});
        await settle();
    };
    return {...page, host, render, contexts, tickers, endRun};
}

test('a context of another app becomes a value of context, with its source and the channel', async () => {
    const {give, contexts} = await setUp();
    give(instrument('AAPL'));
    await settle();
    expect(contexts()).toEqual([
        {
            context: instrument('AAPL'),
            source: {appId: 'blotter', instanceId: 'b1'},
            channelId: 'fdc3.channel.1',
        },
    ]);
});

test('while callbacks run the newest context wins, and the last is never skipped', async () => {
    const {give, tickers, endRun} = await setUp();
    ['A', 'B', 'C', 'D'].forEach((ticker) => give(instrument(ticker)));
    await settle();
    expect(tickers()).toEqual(['A']);
    await endRun();
    expect(tickers()).toEqual(['A', 'D']);
    await endRun();
    expect(tickers()).toEqual(['A', 'D']);
});

test('while a callback of the prop runs for another reason the newest context wins as well', async () => {
    const {give, tickers, dash} = await setUp();
    dash.request('it.context');
    const [run] = dash.runs;
    give(instrument('A'));
    await settle();
    give(instrument('B'));
    await settle();
    expect(tickers()).toEqual([]);
    run.send();
    await run.settle({data: {}});
    await settle();
    expect(tickers()).toEqual(['B']);
});

test('a newer context displaces those of its own type only, and comes when it was broadcast', async () => {
    const {give, contexts, endRun} = await setUp({contextType: ['fdc3.instrument', 'fdc3.contact']});
    const contact = (email: string) => ({type: 'fdc3.contact', id: {email}});
    [instrument('A'), contact('x'), instrument('B'), contact('y'), instrument('C')].forEach((context) => give(context));
    await settle();
    for (let run = 0; run < 3; run++) {
        await endRun();
    }
    expect(contexts().map(({context}) => context)).toEqual([instrument('A'), contact('y'), instrument('C')]);
});

test('the contexts that a channel holds at the join are all seen, one of each type', async () => {
    const {channels, render, contexts, endRun} = await setUp({channelId: 'nothing'});
    const held = ['fdc3.instrument', 'fdc3.contact', 'fdc3.country'].map((type) => ({type}));
    channels.get('fdc3.channel.2')!.contexts.push(...held);
    await render({channelId: 'fdc3.channel.2', contextType: held.map(({type}) => type)});
    await settle();
    for (let run = 0; run < 3; run++) {
        await endRun();
    }
    expect(contexts().map(({context}) => context)).toEqual(held);
});

test('while a callback runs for another reason the first context is displaced by its own type only', async () => {
    const {give, contexts, dash, endRun} = await setUp();
    dash.request('it.context');
    const [run] = dash.runs;
    [instrument('A'), {type: 'fdc3.contact'}, instrument('B')].forEach((context) => give(context));
    await settle();
    run.send();
    await run.settle({data: {}});
    await settle();
    await endRun();
    expect(contexts().map(({context}) => context)).toEqual([{type: 'fdc3.contact'}, instrument('B')]);
});

test('a context that waits for another run of the callbacks is not handed over after a change of the type', async () => {
    const {give, contexts, dash, render} = await setUp();
    dash.request('it.context');
    const [run] = dash.runs;
    give(instrument('A'));
    await settle();
    await render({contextType: 'fdc3.contact'});
    run.send();
    await run.settle({data: {}});
    await settle();
    expect(contexts()).toEqual([]);
});

test('with every=True each context is seen once, in order', async () => {
    const {give, tickers, endRun} = await setUp({every: true});
    ['A', 'B', 'B', 'C'].forEach((ticker) => give(instrument(ticker)));
    await settle();
    for (let run = 0; run < 4; run++) {
        await endRun();
    }
    expect(tickers()).toEqual(['A', 'B', 'B', 'C']);
});

test('the same context again is a change', async () => {
    const {give, tickers, endRun} = await setUp();
    give(instrument('A'));
    await settle();
    await endRun();
    give(instrument('A'));
    await settle();
    expect(tickers()).toEqual(['A', 'A']);
});

test.each([
    ['fdc3.instrument', ['fdc3.instrument']],
    [
        ['fdc3.instrument', 'fdc3.contact'],
        ['fdc3.instrument', 'fdc3.contact'],
    ],
    [['fdc3.contact', 'fdc3.contact'], ['fdc3.contact']],
    [null, [null]],
])('listens to %j', async (contextType, types) => {
    const {listeners, host} = await setUp({contextType});
    expect([...listeners].map(({type}) => type)).toEqual(types);
    host.dispose();
    await settle();
    expect(listeners.size).toBe(0);
});

test('a change of the type ends the old listener, and what waits for callbacks with it', async () => {
    const {listeners, render, give, contexts, endRun} = await setUp({contextType: 'fdc3.instrument', every: true});
    give(instrument('A'));
    give(instrument('B'));
    await settle();
    await render({contextType: 'fdc3.contact', every: true});
    expect([...listeners].map(({type}) => type)).toEqual(['fdc3.contact']);
    await endRun();
    expect(contexts()).toHaveLength(1);
});

test('a named user channel gives its present context first, an app channel with replay=True', async () => {
    const user = await setUp({channelId: 'nobody'});
    user.channels.get('fdc3.channel.2')!.contexts.push(instrument('U'));
    await user.render({channelId: 'fdc3.channel.2'});
    expect(user.contexts()).toEqual([{context: instrument('U'), source: null, channelId: 'fdc3.channel.2'}]);

    const app = await setUp({channelId: 'ideas'});
    app.channels.get('ideas')!.contexts.push(instrument('I'));
    await app.render({channelId: 'ideas', every: true});
    expect(app.contexts()).toEqual([]);
    await app.render({channelId: 'ideas', replay: true});
    expect(app.tickers()).toEqual(['I']);
    await app.endRun();
    [...app.channels.get('ideas')!.listeners].forEach(({handler}) => void handler(instrument('J')));
    await settle();
    expect(app.tickers()).toEqual(['I', 'J']);
});

describe('of a list of types', () => {
    const contact = {type: 'fdc3.contact', id: {ticker: 'old'}};
    const contextType = ['fdc3.instrument', 'fdc3.contact'];

    test.each([{channelId: 'fdc3.channel.2'}, {}])('the newest that a channel holds comes last (%j)', async (where) => {
        const {channels, calls, render, tickers, endRun} = await setUp({channelId: 'other'});
        channels.get('fdc3.channel.2')!.contexts.push(contact, instrument('NEW'));
        await calls.joinUserChannel('fdc3.channel.2');
        await render({contextType, every: true, ...where});
        await endRun();
        expect(tickers()).toEqual(['old', 'NEW']);
    });

    test('broadcasts stay in order, also while the channel holds another one already', async () => {
        const {channels, give, tickers, endRun} = await setUp({contextType, every: true});
        channels.get('fdc3.channel.1')!.contexts.push(instrument('C'));
        ['A', 'B'].forEach((ticker) => [instrument(ticker), contact].forEach((context) => give(context)));
        await settle();
        for (let run = 0; run < 4; run++) {
            await endRun();
        }
        expect(tickers()).toEqual(['A', 'old', 'B', 'old']);
    });
});

test('broadcasts a context or a list in order, each object once', async () => {
    const {host, broadcasts, written} = await setUp();
    const first = instrument('A');
    [first, first, [instrument('B'), instrument('C')]].forEach((command) => host.readers.broadcast(command));
    await settle();
    expect(broadcasts).toEqual(['A', 'B', 'C'].map(instrument));
    expect(written).toEqual([]);
});

test('broadcasts on the named channel', async () => {
    const {host, channels, broadcasts} = await setUp({channelId: 'ideas'});
    host.readers.broadcast(instrument('A'));
    await settle();
    expect(channels.get('ideas')!.contexts).toEqual([instrument('A')]);
    expect(broadcasts).toEqual([]);
});

test.each([[{id: 1}], ['text'], [[instrument('A'), null]], [{type: ''}], [[instrument('A'), {}]]])(
    'a broadcast of %j is an error, and nothing of it is sent',
    async (command) => {
        const {host, written, broadcasts} = await setUp();
        host.readers.broadcast(command);
        await settle();
        expect(written).toMatchObject([{error: {operation: 'broadcast', code: 'invalid_command'}}]);
        expect(broadcasts).toEqual([]);
    },
);

test('a broadcast on no channel is an error', async () => {
    const {host, move, written} = await setUp();
    move(null);
    host.readers.broadcast(instrument('A'));
    await settle();
    expect(written).toMatchObject([
        {error: {operation: 'broadcast', code: 'rejected', message: expect.stringContaining('on no user channel')}},
    ]);
    move('fdc3.channel.1');
    host.readers.broadcast(instrument('A'));
    await settle();
    expect(written.pop()).toEqual({error: null});
});

test('a broadcast waits for the bus, and fails with the reason when there is none', async () => {
    const {host, lose, connect, connection, broadcasts, written} = await setUp();
    lose();
    host.readers.broadcast(instrument('A'));
    await settle();
    expect(broadcasts).toEqual([]);
    connect();
    await settle();
    expect(broadcasts).toEqual([instrument('A')]);
    connection.set({status: 'failed', error: {code: 'not_connected', message: 'no bus'}});
    host.readers.broadcast(instrument('B'));
    await settle();
    expect(written).toMatchObject([{error: {code: 'not_connected'}}]);
});

test.each([[{type: 'a', large: 'x'.repeat(256 * 1024)}], [{type: 5}], ['text'], [null]])(
    'what another app gives is dropped when it is no context, with one warning',
    async (context) => {
        const {listeners, contexts, errors} = await setUp();
        [1, 2].forEach(() => [...listeners].forEach(({handler}) => void handler(context as never)));
        await settle();
        expect(contexts()).toEqual([]);
        expect(errors).toEqual([expect.stringContaining('a context of another app was dropped')]);
    },
);

test('what another app gives is copied at once', async () => {
    const {give, contexts} = await setUp();
    const context = {...instrument('A'), handler: () => undefined};
    give(context);
    context.id = {ticker: 'changed'};
    await settle();
    expect(contexts()[0].context).toEqual(instrument('A'));
});

test.each([{contextType: 5}, {contextType: []}, {channelId: ''}, {every: 'yes'}, {replay: 1}])(
    'the settings %j are an error until they are right',
    async (props) => {
        const {written, render, listeners} = await setUp(props);
        expect(written).toMatchObject([{error: {operation: 'subscribe', code: 'invalid_setting'}}]);
        expect(listeners.size).toBe(0);
        await render({});
        expect(written.pop()).toEqual({error: null});
    },
);

test('the error of contexts that were dropped goes when there is room again', async () => {
    const {give, written, endRun} = await setUp({every: true});
    const errors = () => written.flatMap((props) => ('error' in props ? [props.error] : []));
    for (let n = 0; n < 10002; n++) {
        give(instrument(`${n}`));
    }
    await settle();
    expect(errors()).toMatchObject([{operation: 'context', code: 'queue_full'}]);
    await endRun();
    give(instrument('next'));
    await settle();
    expect(errors().pop()).toBeNull();
});
