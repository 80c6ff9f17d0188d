import {createFdc3IntentListenerHost} from '../../../../src/hosts/fdc3/fdc3IntentListenerHost';
import {instrument} from '../../../fakes/fdc3Agent';
import {createFdc3Page, settle} from '../../../fakes/fdc3Page';

jest.mock('../../../../src/fdc3/bus/busAgent', () => ({createBusAgent: jest.fn()}));

const answering = [{output: 'it.result', inputs: ['it.raised'], outputs: ['it.result']}];

async function setUp(props: object = {}, definitions = answering) {
    const page = createFdc3Page('Fdc3IntentListener', definitions);
    const host = createFdc3IntentListenerHost(page.component, page.connection);
    const rendered = {intent: 'ViewQuote', ...props};
    page.connect();
    host.update(rendered);
    await settle();
    /** Another app raises the intent. */
    const raise = async (context: object = instrument('AAPL')) => {
        const result = page.raise('ViewQuote', context);
        result.catch(() => undefined);
        await settle();
        return {result};
    };
    const raised = () =>
        page.written.filter((props) => 'raised' in props).map((props) => props.raised as {invocationId: string});
    /** The callback answers the last one that was raised. */
    const answer = async (entry?: object) => {
        const {invocationId} = raised().pop()!;
        const run = page.dash.runs[page.dash.runs.length - 1];
        run.send();
        await run.settle({data: entry && {it: {result: {invocationId, ...entry}}}});
        await settle();
    };
    return {...page, host, rendered, raise, raised, answer};
}

test('an intent becomes a value of raised, and what is written into result its result', async () => {
    const {raise, raised, answer, written} = await setUp();
    const {result} = await raise();
    expect(raised()).toEqual([
        {
            invocationId: expect.any(String),
            intent: 'ViewQuote',
            context: instrument('AAPL'),
            source: {appId: 'blotter', instanceId: 'b1'},
        },
    ]);
    await answer({context: {type: 'fdc3.valuation', value: 5}});
    await expect(result).resolves.toEqual({type: 'fdc3.valuation', value: 5});
    expect(written.some((props) => 'error' in props)).toBe(false);
});

test('a result may be a channel, or nothing', async () => {
    const {raise, answer, channels} = await setUp();
    const first = await raise();
    await answer({channelId: 'prices'});
    await expect(first.result).resolves.toBe(channels.get('prices'));
    const second = await raise();
    await answer({});
    await expect(second.result).resolves.toBeUndefined();
});

test('intents are handed over one at a time, and each has its own result', async () => {
    const {raise, raised, answer} = await setUp();
    const results = [await raise(instrument('A')), await raise(instrument('B'))].map(({result}) => result);
    expect(raised()).toHaveLength(1);
    await answer({context: {type: 'x', n: 1}});
    expect(raised()).toHaveLength(2);
    await answer({context: {type: 'x', n: 2}});
    await expect(Promise.all(results)).resolves.toEqual([
        {type: 'x', n: 1},
        {type: 'x', n: 2},
    ]);
});

test.each<[string, object | undefined, object]>([
    ['refuses', {error: {message: 'No entitlement'}}, {code: 'refused', message: 'No entitlement'}],
    [
        'ends without a result',
        undefined,
        {code: 'no_result', message: 'Intent "ViewQuote": the callback ended without a result for this invocation.'},
    ],
    ['gives a context without a type', {context: {value: 1}}, {code: 'no_result'}],
    ['gives a channel that is no id', {channelId: 5}, {code: 'no_result'}],
])('a callback that %s rejects the intent', async (_, entry, problem) => {
    const {raise, answer} = await setUp();
    const {result} = await raise();
    await answer(entry);
    await expect(result).rejects.toMatchObject(problem);
    await expect(result).rejects.toBeInstanceOf(Error);
});

test('a callback that fails rejects the intent at once', async () => {
    const {raise, dash} = await setUp();
    const {result} = await raise();
    dash.runs[0].send();
    await dash.runs[0].settle({error: {status: 500}, payload: null});
    await expect(result).rejects.toMatchObject({
        code: 'callback_failed',
        message: 'Intent "ViewQuote": the callback failed (HTTP status 500).',
    });
});

test('an intent to which no callback listens is rejected', async () => {
    const {raise} = await setUp({}, []);
    const {result} = await raise();
    await expect(result).rejects.toMatchObject({code: 'no_callback'});
});

test('after timeoutMs the intent is rejected', async () => {
    const {raise} = await setUp({timeoutMs: 5});
    const {result} = await raise();
    await expect(result).rejects.toMatchObject({
        code: 'timeout',
        message: 'Intent "ViewQuote": the callback did not answer within 5 ms.',
    });
});

test('what waits is rejected when the bus is lost, when the page goes and when the component does', async () => {
    const {raise, lose, connect, host, intents} = await setUp();
    const first = await raise();
    lose();
    await expect(first.result).rejects.toMatchObject({code: 'connection_lost'});
    connect();
    const second = await raise();
    window.dispatchEvent(new Event('pagehide'));
    await expect(second.result).rejects.toMatchObject({code: 'removed'});
    const third = await raise();
    host.dispose();
    await expect(third.result).rejects.toMatchObject({code: 'removed'});
    await settle();
    expect(intents.size).toBe(0);
});

test('the settings go to the agent, and a change of them begins a new listener', async () => {
    const {calls, host, intents} = await setUp({
        contextTypes: ['fdc3.instrument'],
        resultType: 'x',
        displayName: 'Quote',
    });
    expect(calls.addIntentListener.mock.calls[0]).toMatchObject([
        'ViewQuote',
        expect.any(Function),
        {contextTypes: ['fdc3.instrument'], resultType: 'x', displayName: 'Quote'},
    ]);
    host.update({
        intent: 'ViewQuote',
        contextTypes: ['fdc3.instrument'],
        resultType: 'x',
        displayName: 'Quote',
        timeoutMs: 5,
    });
    host.update({intent: 'ViewChart'});
    await settle();
    expect([...intents.keys()]).toEqual(['ViewChart']);
    expect(calls.addIntentListener).toHaveBeenCalledTimes(2);
});

test('an intent that cannot be offered is an error until it can', async () => {
    const {intents, written} = await setUp();
    const {onOutcome} = intents.get('ViewQuote')!.offer!;
    onOutcome!({code: 'name_taken', message: 'taken'});
    expect(written).toMatchObject([{error: {operation: 'register', code: 'name_taken'}}]);
    onOutcome!(null);
    expect(written.pop()).toEqual({error: null});
});

test.each([
    {intent: 5},
    {intent: ''},
    {contextTypes: 'fdc3.instrument'},
    {resultType: 1},
    {timeoutMs: 0},
    {maxPending: -1},
    {deferResult: 'yes'},
])('the settings %j are an error', async (props) => {
    const {written, intents} = await setUp(props);
    expect(written).toMatchObject([{error: {operation: 'register', code: 'invalid_setting'}}]);
    expect(intents.size).toBe(0);
});

test('a context that is too large is rejected, and reaches no callback', async () => {
    const {raise, raised} = await setUp();
    const {result} = await raise({type: 'a', large: 'x'.repeat(256 * 1024)});
    await expect(result).rejects.toMatchObject({message: expect.stringContaining('no more than 256 KB')});
    expect(raised()).toEqual([]);
});
