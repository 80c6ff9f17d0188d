import type {IntentHandler} from '@finos/fdc3-standard';
import {intentResultTimeoutMs} from '../../../../src/async/timeouts';
import {BusError, type Problem} from '../../../../src/values/busError';
import {createFdc3Bus, settle} from '../../../fakes/fdc3Bus';

const instrument = {type: 'fdc3.instrument', name: 'AAPL'};
const method = 'Tick42.FDC3.Intents.ViewChart';

async function setUp(handler: IntentHandler | ((...args: never[]) => unknown)) {
    const bus = createFdc3Bus();
    const [asker, chart] = [bus.join('Asker'), bus.join('Chart')];
    const listener = await chart.agent.addIntentListener('ViewChart', handler as IntentHandler);
    const raise = async () => (await asker.agent.raiseIntent('ViewChart', instrument)).getResult();
    /** What an app that speaks no FDC3 does. */
    const invoke = (args: object) => asker.glue.interop.invoke(method, args, {instance: chart.instance});
    return {bus, asker, chart, listener, raise, invoke};
}

afterEach(() => {
    jest.useRealTimers();
});

describe('the handler of an intent', () => {
    test('gets the context and who has raised it', async () => {
        const handler = jest.fn(async () => undefined);
        const {asker, raise} = await setUp(handler);
        await raise();
        expect(handler).toHaveBeenCalledWith(instrument, {
            source: {appId: 'Asker', instanceId: asker.instance},
        });
    });

    test.each([
        [
            {type: 'acme.order', data: {id: 1}},
            {type: 'acme.order', id: 1},
        ],
        [
            {type: 'acme.order', data: {type: 'other', id: 1}},
            {type: 'acme.order', id: 1},
        ],
        [
            {type: 5, data: {type: {}, id: 1}},
            {type: 'fdc3.nothing', id: 1},
        ],
        [{data: {type: 'acme.order'}}, {type: 'acme.order'}],
        [
            {type: 'acme.order', data: [1, 2]},
            {type: 'acme.order', data: [1, 2]},
        ],
        [
            {type: 'acme.order', data: 'text'},
            {type: 'acme.order', data: 'text'},
        ],
        [{type: 'acme.order', data: null}, {type: 'acme.order'}],
        [{}, {type: 'fdc3.nothing'}],
        [[1], {type: 'fdc3.nothing', data: [1]}],
    ])('gets a context also of arguments that are none: %j', async (args, context) => {
        const handler = jest.fn(async () => undefined);
        const {invoke} = await setUp(handler);
        await invoke(args);
        expect(handler).toHaveBeenCalledWith(context, expect.anything());
    });

    test('gets contexts with the names of prototypes as they are', async () => {
        const handler = jest.fn(async () => undefined);
        const {invoke} = await setUp(handler);
        await invoke({type: '__proto__', data: JSON.parse('{"__proto__": {"isAdmin": true}, "constructor": 1}')});
        const [context] = handler.mock.calls[0] as unknown as [{isAdmin?: boolean; type: string}];
        expect(context.type).toBe('__proto__');
        expect(context.isAdmin).toBeUndefined();
        expect(({} as {isAdmin?: boolean}).isAdmin).toBeUndefined();
    });
});

describe('the result of an intent', () => {
    test('is the context that the handler returns, at once or later', async () => {
        const {raise} = await setUp(() => ({type: 'acme.answer', n: 1}));
        expect(await raise()).toEqual({type: 'acme.answer', n: 1});
    });

    test.each([undefined, null])('is nothing when the handler returns %p', async (nothing) => {
        const {raise} = await setUp(async () => nothing);
        expect(await raise()).toBeUndefined();
    });

    test.each(['user', 'app'])('is the %s channel that the handler returns', async (kind) => {
        const bus = createFdc3Bus();
        const [asker, chart] = [bus.join('Asker'), bus.join('Chart')];
        const id = kind === 'user' ? 'fdc3.channel.3' : 'ideas';
        await chart.agent.addIntentListener('ViewChart', async () => chart.agent.getOrCreateChannel(id));
        const channel = await (await asker.agent.raiseIntent('ViewChart', instrument)).getResult();
        expect(channel).toMatchObject({id, type: kind, broadcast: expect.any(Function)});
    });

    test("names a user channel as it is on the bus, by which the vendor's apps find it", async () => {
        const bus = createFdc3Bus();
        const [asker, chart] = [bus.join('Asker'), bus.join('Chart')];
        await chart.agent.addIntentListener('ViewChart', async () => chart.agent.getOrCreateChannel('fdc3.channel.3'));
        const {returned} = await asker.glue.interop.invoke(method, {}, {instance: chart.instance});
        expect(returned).toEqual({
            fdc3intentChannel: {
                id: 'fdc3.channel.3',
                type: 'user',
                displayMetadata: {name: 'Yellow', color: 'yellow', glyph: '3'},
            },
        });
    });

    const circular: {[key: string]: unknown} = {type: 'a'};
    circular.self = circular;
    test.each(['text', 5, true, [], [{type: 'a'}], {}, {type: ''}, {type: 5}, circular, () => undefined])(
        'is NoResultReturned when the handler returns %p',
        async (result) => {
            const {raise} = await setUp(async () => result);
            await expect(raise()).rejects.toThrow(/^NoResultReturned$/);
        },
    );

    test.each([
        [{fdc3intentContext: {contextType: 'acme.answer', payload: {n: 1}}}, {type: 'acme.answer', n: 1}],
        [{fdc3intentContext: {contextType: 'x', payload: {type: 'acme.answer'}}}, {type: 'acme.answer'}],
        [
            {type: 'acme.answer', n: 1},
            {type: 'acme.answer', n: 1},
        ],
        [{n: 1}, undefined],
        [{}, undefined],
        [{fdc3error: {message: 'x'}}, 'NoResultReturned'],
        [{fdc3error: 'x'}, 'NoResultReturned'],
        [{fdc3intentContext: true}, 'NoResultReturned'],
        [{fdc3intentContext: {contextType: 'a', payload: {type: 5}}}, 'NoResultReturned'],
        [{fdc3intentChannel: true}, 'CreationFailed'],
        [{fdc3intentChannel: {id: {}, type: 'app'}}, 'CreationFailed'],
        [{fdc3intentChannel: {id: '___privateFDC3Channel___x', type: 'app'}}, 'AccessDenied'],
        [{fdc3intentChannel: {id: '___privateFDC3Channel___x', type: 'private'}}, 'AccessDenied'],
        [{fdc3intentChannel: {type: 'private'}}, 'AccessDenied'],
        [{fdc3intentChannel: {id: 'x', type: 'private'}}, 'AccessDenied'],
    ])('is what can be made of what another app returns: %j', async (returned, result) => {
        const bus = createFdc3Bus();
        const [asker, other] = [bus.join('Asker'), bus.join('Other')];
        await other.glue.interop.registerAsync({name: method}, (_args, _caller, succeed) => succeed(returned));
        const answer = (await asker.agent.raiseIntent('ViewChart', instrument)).getResult();
        await (typeof result === 'string'
            ? expect(answer).rejects.toThrow(new RegExp(`^${result}$`))
            : expect(answer).resolves.toEqual(result));
    });
});

describe('a refusal of an intent', () => {
    test.each([
        ['of a script with its name alone', new Error('secret'), undefined],
        ['of a script that has a code of its own, too', new DOMException('secret', 'AbortError'), undefined],
        ['with a code of another library, too', {code: 'ENOENT', message: 'secret'}, undefined],
        ['of a script with what is no error, too', 'secret', undefined],
        ['of a component with its words', new BusError('refused', 'Closed\ntoday.'), 'Closed\ntoday.'],
        ['by a Problem as well', {code: 'timeout', message: 'Too slow.'} satisfies Problem, 'Too slow.'],
    ])('reaches who has raised it: %s', async (_, reason, details) => {
        const {raise} = await setUp(() => Promise.reject(reason));
        await expect(raise()).rejects.toMatchObject({message: 'IntentHandlerRejected', details});
    });

    test('is what throws at once, too', async () => {
        const {raise} = await setUp(() => {
            throw new Error('no');
        });
        await expect(raise()).rejects.toThrow(/^IntentHandlerRejected$/);
    });

    test('comes when the handler does not end', async () => {
        const {raise} = await setUp(() => new Promise(() => undefined));
        jest.useFakeTimers();
        const failed = jest.fn();
        raise().catch(failed);
        await jest.advanceTimersByTimeAsync(intentResultTimeoutMs);
        expect(failed).toHaveBeenCalledWith(expect.objectContaining({message: 'IntentHandlerRejected'}));
    });

    test('comes when the app of the handler goes', async () => {
        const {raise, chart} = await setUp(() => new Promise(() => undefined));
        const raised = raise();
        await settle();
        chart.leave();
        await expect(raised).rejects.toThrow(/^IntentHandlerRejected$/);
    });

    test('is a lost connection when the raiser loses the bus', async () => {
        const {raise, asker} = await setUp(() => new Promise(() => undefined));
        const raised = raise();
        await settle();
        asker.lose();
        await expect(raised).rejects.toMatchObject({code: 'connection_lost'});
    });
});

describe('a listener to an intent', () => {
    test('that is unsubscribed is found no more, nor called, and another one can take its place', async () => {
        const handler = jest.fn(async () => undefined);
        const {asker, chart, listener, raise} = await setUp(handler);
        await listener.unsubscribe();
        await listener.unsubscribe();
        await chart.agent.addIntentListener('ViewChart', async () => ({type: 'acme.second'}));
        expect(await raise()).toEqual({type: 'acme.second'});
        expect(handler).not.toHaveBeenCalled();
        expect((await asker.agent.findIntent('ViewChart')).apps.length).toBe(1);
    });

    test('that is unsubscribed still answers what it got before, and gets nothing more', async () => {
        let answer: (context: object) => void = () => undefined;
        const handler = jest.fn(() => new Promise((resolve) => (answer = resolve)));
        const {listener, raise} = await setUp(handler);
        const first = raise();
        await settle();
        await listener.unsubscribe();
        await settle();
        await expect(raise()).rejects.toMatchObject({message: 'IntentHandlerRejected'});
        answer({type: 'acme.answer'});
        expect(await first).toEqual({type: 'acme.answer'});
        expect(handler).toHaveBeenCalledTimes(1);
    });

    test('cannot be added to one of the same intent in its page, and can when that has gone', async () => {
        const {chart, listener, raise} = await setUp(async () => ({type: 'acme.first'}));
        await expect(chart.agent.addIntentListener('ViewChart', async () => undefined)).rejects.toMatchObject({
            code: 'name_taken',
        });
        await listener.unsubscribe();
        await expect(raise()).rejects.toThrow(/^NoAppsFound$/);
    });

    test('of a component is there at once, says how it went, and takes the name when that is free', async () => {
        const {chart, listener, raise} = await setUp(async () => ({type: 'acme.first'}));
        const outcomes: (string | undefined)[] = [];
        const onOutcome = (failure: Problem | null) => outcomes.push(failure?.code);
        const answering = async () => ({type: 'acme.component'});
        const waiting = await chart.agent.addIntentListener('ViewChart', answering, {onOutcome});
        const given = await chart.agent.addIntentListener('ViewChart', answering, {onOutcome});
        await given.unsubscribe();
        await settle();
        await listener.unsubscribe();
        await settle();
        expect(outcomes).toEqual(['name_taken', undefined]);
        expect(await raise()).toEqual({type: 'acme.component'});
        await waiting.unsubscribe();
        await expect(raise()).rejects.toThrow(/^NoAppsFound$/);
    });

    test('is on the bus again after a loss, and on another bus that the page joins', async () => {
        const {chart, raise} = await setUp(async () => ({type: 'acme.answer'}));
        chart.lose();
        chart.comeBack();
        expect(await raise()).toEqual({type: 'acme.answer'});
        const other = createFdc3Bus();
        const [asker, moved] = [other.join('Asker'), other.join('Moved')];
        chart.connection.set({status: 'connected', bus: moved.bus});
        await settle();
        const resolution = await asker.agent.raiseIntent('ViewChart', instrument);
        expect(await resolution.getResult()).toEqual({type: 'acme.answer'});
    });

    test.each([undefined, null, {}, 'handler'])('must be a function, not %p', async (handler) => {
        const {agent} = createFdc3Bus().join('Chart');
        await expect(agent.addIntentListener('ViewChart', handler as never)).rejects.toThrow(/^InvalidArguments$/);
    });
});
