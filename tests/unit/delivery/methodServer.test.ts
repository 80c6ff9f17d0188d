import {type MethodOptions} from '../../../src/delivery/invocation';
import {MethodServer} from '../../../src/delivery/methodServer';
import {watchCommands} from '../../../src/delivery/commandReader';
import {createComponent, placeComponent} from '../../fakes/dashComponent';
import {createDashStore, flush} from '../../fakes/dashStore';

const handler = {output: 'sum.result', inputs: ['sum.invoke'], outputs: ['sum.result']};
const silent = {output: 'log.children', inputs: ['sum.invoke'], outputs: ['log.children']};
const caller = {application: 'Excel'};
const props = {single: 'invoke', list: 'invocations', answer: 'result'};

function setUp(definitions = [handler], changes: Partial<MethodOptions> = {}) {
    const dash = createDashStore(definitions);
    const options: MethodOptions = {
        name: 'Sum',
        isReturning: true,
        timeoutMs: 1000,
        maxPending: 3,
        isDeferred: false,
        maxBatch: 256,
        ...changes,
    };
    const answering: unknown[] = [];
    const {component, written, errors} = placeComponent('MethodRegister', dash, 'sum');
    const server = new MethodServer(
        component,
        props,
        () => ({...options}),
        (problem) => answering.push(problem),
    );
    const stopWatching = watchCommands(component, {result: server.answer});
    const events = () => written.map((props) => props.invoke as {invocationId: string; args: object});
    const warnings = () => errors.map((message) => message.replace('MethodRegister "sum": ', ''));
    const invoke = (args: unknown = {}) => {
        const outcome = {value: undefined as unknown, refusal: undefined as unknown, isSettled: false};
        server.invoke(options.name, args, caller).then(
            (value) => Object.assign(outcome, {value, isSettled: true}),
            (refusal) => Object.assign(outcome, {refusal, isSettled: true}),
        );
        return outcome;
    };
    const result = (index: number, value: unknown = {n: index}) => ({
        data: {sum: {result: {invocationId: events()[index].invocationId, invocationResult: value}}},
    });
    return {dash, server, stopWatching, options, warnings, answering, events, invoke, result};
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('an invocation reaches the callback with id, args and caller, and its result reaches the caller', async () => {
    const {dash, events, invoke, result, warnings} = setUp();
    const outcome = invoke({a: 1});
    await flush();
    expect(events()).toEqual([{invocationId: expect.any(String), args: {a: 1}, caller}]);
    dash.runs[0].send();
    await dash.runs[0].settle(result(0, {sum: 42}));
    expect(outcome).toEqual({value: {sum: 42}, refusal: undefined, isSettled: true});
    expect(warnings()).toEqual([]);
});

test('a missing argument is an empty dict, a result that is no dict is wrapped', async () => {
    const {dash, events, invoke, result} = setUp();
    const outcome = invoke(undefined);
    await flush();
    expect(events()[0].args).toEqual({});
    dash.runs[0].send();
    await dash.runs[0].settle(result(0, [1, 2]));
    expect(outcome.value).toEqual({value: [1, 2]});
});

test('arguments that have become text on their way are refused', async () => {
    const {server} = setUp();
    await expect(server.invoke('Sum', '1970-01-01T00:00:00.000Z', {})).rejects.toEqual({
        code: 'invalid_arguments',
        message: 'Method "Sum": the arguments must be an object, not a string.',
    });
});

test('an array as argument is refused', async () => {
    const {invoke, events} = setUp();
    const outcome = invoke([1]);
    await flush();
    expect(outcome.refusal).toEqual({
        code: 'invalid_arguments',
        message: 'Method "Sum": the arguments must be an object, not an array.',
    });
    expect(events()).toEqual([]);
});

test('the next invocation is handed over when the callbacks of the last have ended, in order of arrival', async () => {
    const {dash, events, invoke, result} = setUp();
    const outcomes = [invoke({n: 0}), invoke({n: 1}), invoke({n: 2})];
    await flush();
    for (let n = 0; n < 3; n++) {
        expect(events().map(({args}) => args)).toEqual([{n: 0}, {n: 1}, {n: 2}].slice(0, n + 1));
        dash.runs[n].send();
        await dash.runs[n].settle(result(n));
    }
    expect(outcomes.map(({value}) => value)).toEqual([{n: 0}, {n: 1}, {n: 2}]);
});

test('an invocation waits while another trigger of its callback is on its way', async () => {
    const {dash, events, invoke} = setUp([{...handler, inputs: ['sum.invoke', 'button.n_clicks']}]);
    dash.request('button.n_clicks');
    invoke();
    await flush();
    expect(events()).toHaveLength(0);
    dash.runs[0].send();
    await dash.runs[0].settle({data: {}});
    expect(events()).toHaveLength(1);
});

test.each([
    [
        'got no answer',
        'callback_failed',
        {error: {status: 502, noAnswer: 'the answer was no JSON.'}},
        /^Method "Sum": the answer was no JSON\.$/,
    ],
    ['raised', 'callback_failed', {error: {status: 500}}, /^Method "Sum": the callback failed \(HTTP status 500\)\.$/],
    [
        'raised over a WebSocket, or in the page',
        'callback_failed',
        {error: new Error('a secret')},
        /^Method "Sum": the callback failed: it raised an error, or the connection to the Dash server broke\.$/,
    ],
    [
        'lost its server',
        'callback_failed',
        {error: new Error('Callback failed: the server did not respond.')},
        /^Method "Sum": the Dash server did not respond/,
    ],
    [
        'ended without a result',
        'no_result',
        {data: {}},
        'Method "Sum": the callback ended without a result for this invocation.',
    ],
    [
        'returned None',
        'no_result',
        {data: {sum: {result: null}}},
        'Method "Sum": the callback ended without a result for this invocation.',
    ],
])('a callback that %s gives the caller an error at once, and the next is served', async (_, code, ending, message) => {
    const {dash, invoke, result} = setUp();
    const [first, second] = [invoke(), invoke()];
    await flush();
    dash.runs[0].send();
    await dash.runs[0].settle(ending as never);
    expect(first.refusal).toEqual({code, message: expect.stringMatching(message)});
    dash.runs[1].send();
    await dash.runs[1].settle(result(1));
    expect(second.value).toEqual({n: 1});
});

const overWebSocket = {...handler, websocket: true};

test('over a WebSocket its loss looks to Dash like an end without a result', async () => {
    const {dash, invoke} = setUp([overWebSocket]);
    const outcome = invoke();
    await flush();
    dash.runs[0].send();
    await dash.runs[0].settle({data: {}});
    expect(outcome.refusal).toEqual({
        code: 'no_result',
        message: expect.stringMatching(
            /ended without a result for this invocation, or the connection to the Dash server broke\.$/,
        ),
    });
});

test('a refusal reaches the caller word for word', async () => {
    const {dash, events, invoke} = setUp();
    const outcome = invoke();
    await flush();
    dash.runs[0].send();
    await dash.runs[0].settle({
        data: {sum: {result: {invocationId: events()[0].invocationId, error: {message: 'No!'}}}},
    });
    expect(outcome.refusal).toEqual({code: 'refused', message: 'No!'});
});

test.each([
    ['invalid_arguments', 'invalid_arguments'],
    ['timeout', 'timeout'],
    ['not_connected', 'refused'],
    ['my own', 'refused'],
    [7, 'refused'],
])('a refusal with the code %j has the code %s', async (code, told) => {
    const {dash, events, invoke} = setUp();
    const outcome = invoke();
    await flush();
    dash.runs[0].send();
    await dash.runs[0].settle({
        data: {sum: {result: {invocationId: events()[0].invocationId, error: {message: 'No!', code}}}},
    });
    expect(outcome.refusal).toEqual({code: told, message: 'No!'});
});

test('an answer to another invocation changes nothing, and the developer is told', async () => {
    const {dash, invoke, warnings} = setUp();
    const outcome = invoke();
    await flush();
    dash.runs[0].send();
    await dash.runs[0].settle({data: {sum: {result: {invocationId: 'wrong', invocationResult: {}}}}});
    expect(outcome.refusal).toMatchObject({
        code: 'no_result',
        message: expect.stringContaining('without a result for this invocation'),
    });
    expect(warnings()).toEqual(['result answers the invocation "wrong", which is unknown or answered already.']);
});

test("what comes in place of the app's answer is a problem of the method until the app answers again", async () => {
    const {dash, events, invoke, result, answering} = setUp();
    [1, 2, 3, 4].forEach(() => invoke());
    const endings = [{error: {noAnswer: 'a login page.'}}, {error: {status: 500}}, () => result(2), () => result(3)];
    const seen: unknown[][] = [];
    for (const [n, ending] of endings.entries()) {
        await flush();
        dash.runs[n].send();
        await dash.runs[n].settle(typeof ending === 'function' ? ending() : ending);
        seen.push([...answering]);
    }
    expect(events()).toHaveLength(4);
    const problem = {code: 'callback_failed', message: 'a login page.'};
    expect(seen).toEqual([[problem], [problem], [problem, null], [problem, null]]);
});

test('without a callback that listens the caller has an error at once', async () => {
    const {invoke} = setUp([]);
    const outcome = invoke();
    await flush();
    expect(outcome.refusal).toEqual({
        code: 'no_callback',
        message: 'Method "Sum": no callback of the app listens to its invocations.',
    });
});

test('a callback that Dash never starts gives the caller an error', async () => {
    const {dash, invoke} = setUp();
    const outcome = invoke();
    await flush();
    dash.runs[0].drop();
    await flush();
    expect(outcome.refusal).toEqual({
        code: 'no_callback',
        message: 'Method "Sum": Dash did not start its callback: none of its Outputs is in the layout.',
    });
});

test('a slow callback: error at the time limit, its late answer never reaches anybody, the next is handed over', async () => {
    const {dash, events, invoke, result, warnings} = setUp();
    const [first, second] = [invoke(), invoke()];
    await flush();
    dash.runs[0].send();
    jest.advanceTimersByTime(1000);
    await flush();
    expect(first.refusal).toEqual({
        code: 'timeout',
        message: 'Method "Sum": the callback did not answer within 1000 ms.',
    });
    expect(events()).toHaveLength(2);
    dash.runs[0].drop();
    await dash.runs[0].settle(result(0));
    expect(second.isSettled).toBe(false);
    expect(warnings()).toContainEqual(expect.stringContaining(events()[0].invocationId));
    dash.runs[1].send();
    await dash.runs[1].settle(result(1));
    expect(second.value).toEqual({n: 1});
});

test('the time limit counts from the hand-over, not from the arrival', async () => {
    const {dash, invoke, result} = setUp();
    const [first, second] = [invoke(), invoke()];
    await flush();
    dash.runs[0].send();
    jest.advanceTimersByTime(900);
    await dash.runs[0].settle(result(0));
    expect(first.value).toEqual({n: 0});
    dash.runs[1].send();
    jest.advanceTimersByTime(900);
    await dash.runs[1].settle(result(1));
    expect(second.value).toEqual({n: 1});
});

test('a run replaced by another trigger still answers', async () => {
    const {dash, invoke, result} = setUp([{...handler, inputs: ['sum.invoke', 'button.n_clicks']}]);
    const outcome = invoke();
    await flush();
    dash.runs[0].send();
    dash.request('button.n_clicks');
    dash.runs[0].drop();
    await flush();
    expect(outcome.isSettled).toBe(false);
    await dash.runs[0].settle(result(0));
    expect(outcome.value).toEqual({n: 0});
});

test('a run replaced before it was sent is followed in its successor', async () => {
    const {dash, invoke, result} = setUp([{...handler, inputs: ['sum.invoke', 'button.n_clicks']}]);
    const outcome = invoke();
    await flush();
    dash.request('button.n_clicks');
    dash.runs[0].drop();
    dash.runs[1].send();
    await dash.runs[1].settle(result(0));
    expect(outcome.value).toEqual({n: 0});
});

test('a run that other triggers replace again and again holds up the next invocation only until its own end', async () => {
    const {dash, events, invoke, result} = setUp([{...handler, inputs: ['sum.invoke', 'interval.n']}]);
    const [first, second] = [invoke(), invoke()];
    await flush();
    dash.runs[0].send();
    dash.request('interval.n');
    dash.runs[0].drop();
    dash.runs[1].send();
    await dash.runs[0].settle(result(0));
    expect(first.value).toEqual({n: 0});
    expect(events()).toHaveLength(1);
    dash.request('interval.n');
    dash.runs[1].drop();
    dash.runs[2].send();
    await flush();
    expect(events()).toHaveLength(2);
    expect(second.isSettled).toBe(false);
});

test('a run whose record Dash renews again and again is followed to its end', async () => {
    const {dash, events, invoke, result} = setUp();
    const [first] = [invoke(), invoke()];
    await flush();
    dash.runs[0].renew();
    dash.runs[0].renew();
    dash.runs[0].send();
    dash.runs[0].renew();
    dash.runs[0].renew();
    await flush();
    expect(first.isSettled).toBe(false);
    expect(events()).toHaveLength(1);
    await dash.runs[0].settle(result(0));
    expect(first.value).toEqual({n: 0});
    expect(events()).toHaveLength(2);
});

test('a run given up stays so, also when Dash renews its record', async () => {
    const {dash, events, invoke} = setUp();
    [1, 2, 3].forEach(() => invoke());
    await flush();
    dash.runs[0].send();
    await jest.advanceTimersByTimeAsync(1000);
    expect(events()).toHaveLength(2);
    dash.runs[0].renew();
    dash.runs[1].send();
    await dash.runs[1].settle({data: {}});
    expect(events()).toHaveLength(3);
});

test('components that share a callback take turns: no two events are merged', async () => {
    const ids = ['a', 'b', 'c'];
    const dash = createDashStore([{output: 'all', inputs: ids.map((id) => `${id}.invoke`), outputs: []}]);
    const reported: string[] = [];
    const options = {
        name: 'shared',
        isReturning: false,
        timeoutMs: 1000,
        maxPending: 9,
        isDeferred: false,
        maxBatch: 256,
    };
    const servers = ids.map((id) => {
        const {component} = createComponent('MethodRegister', dash.node(id)(), (props) => {
            reported.push(id);
            dash.setProps(id)(props);
        });
        return new MethodServer(component, props, () => options, jest.fn());
    });
    servers.forEach((server) => [1, 2].forEach(() => void server.invoke('shared', {}, caller)));
    for (let n = 0; n < 6; n++) {
        await flush();
        expect(reported).toHaveLength(n + 1);
        dash.runs[n].send();
        await dash.runs[n].settle({data: {}});
    }
    expect(reported).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
});

test('of two callbacks on one invocation the second one never ends: the next is handed over at the time limit', async () => {
    const {dash, events, invoke, result} = setUp([handler, silent]);
    invoke();
    invoke();
    await flush();
    dash.runs.forEach((run) => run.send());
    await dash.runs[0].settle(result(0));
    expect(events()).toHaveLength(1);
    jest.advanceTimersByTime(1000);
    await flush();
    expect(events()).toHaveLength(2);
});

test('of two callbacks on one invocation both are awaited, the one with the result answers', async () => {
    const {dash, events, invoke, result} = setUp([handler, silent]);
    const outcome = invoke();
    invoke();
    await flush();
    dash.runs.forEach((run) => run.send());
    await dash.runs[0].settle(result(0));
    expect(outcome.value).toEqual({n: 0});
    expect(events()).toHaveLength(1);
    await dash.runs[1].settle({error: {status: 500}});
    expect(events()).toHaveLength(2);
});

test('a callback that cannot answer may raise before the answering one has ended', async () => {
    const {dash, invoke, result} = setUp([silent, handler]);
    const outcome = invoke();
    await flush();
    dash.runs.forEach((run) => run.send());
    await dash.runs[0].settle({error: {status: 500}});
    expect(outcome.isSettled).toBe(false);
    await dash.runs[1].settle(result(0));
    expect(outcome.value).toEqual({n: 0});
});

test.each([
    ['deferResult', [silent], {isDeferred: true}],
    [
        'another callback outputs result',
        [silent, {output: 'other', inputs: ['ok.n_clicks'], outputs: ['sum.result@1f']}],
        {},
    ],
])('%s: the invocation waits for its result, and the next one too', async (_, definitions, changes) => {
    const {dash, events, invoke, result} = setUp(definitions, changes);
    const [first, second] = [invoke(), invoke()];
    await flush();
    dash.runs[0].send();
    await dash.runs[0].settle({data: {}});
    expect(first.isSettled).toBe(false);
    expect(events()).toHaveLength(1);
    dash.writeProps('sum', {result: result(0).data.sum.result});
    await flush();
    expect(first.value).toEqual({n: 0});
    expect(events()).toHaveLength(2);
    dash.runs[1].send();
    await dash.runs[1].settle({data: {}});
    jest.advanceTimersByTime(1000);
    await flush();
    expect(second.refusal).toMatchObject({
        code: 'timeout',
        message: expect.stringContaining('did not answer within 1000 ms'),
    });
});

test('several answers in one list, and a list entry that cannot be read', async () => {
    const {dash, events, invoke, warnings} = setUp([silent], {isDeferred: true});
    const outcome = invoke();
    await flush();
    dash.writeProps('sum', {result: [7, {invocationId: events()[0].invocationId, invocationResult: {ok: true}}]});
    await flush();
    expect(outcome.value).toEqual({ok: true});
    expect(warnings()).toEqual([expect.stringContaining('result must be a dict')]);
});

test.each([
    [{invocationResult: 1}, 'no "invocationId"'],
    ['text', 'must be a dict'],
])('the developer is told of the unreadable result %j', (command, problem) => {
    const {server, warnings} = setUp();
    server.answer(command);
    expect(warnings()).toEqual([expect.stringContaining(problem)]);
});

test('a result with neither value nor error is refused, saying so', async () => {
    const {events, server, invoke} = setUp();
    const outcome = invoke();
    await flush();
    server.answer({invocationId: events()[0].invocationId});
    await flush();
    expect(outcome.refusal).toEqual({
        code: 'no_result',
        message: 'Method "Sum": the result has neither "invocationResult" nor "error".',
    });
});

test('void: the caller is answered when queued, all are handled one by one', async () => {
    const {dash, events, invoke} = setUp([silent], {isReturning: false});
    const outcomes = [invoke({n: 0}), invoke({n: 1}), invoke({n: 2})];
    await flush();
    expect(outcomes.every(({isSettled}) => isSettled)).toBe(true);
    for (let n = 0; n < 3; n++) {
        expect(events()).toHaveLength(n + 1);
        dash.runs[n].send();
        jest.advanceTimersByTime(900);
        await dash.runs[n].settle({data: {}});
    }
});

test('void: a callback that never ends holds up the next invocation no longer than the time limit, and the developer is told', async () => {
    const {dash, events, invoke, warnings} = setUp([silent], {isReturning: false});
    invoke();
    invoke();
    await flush();
    dash.runs[0].send();
    jest.advanceTimersByTime(999);
    await flush();
    expect(events()).toHaveLength(1);
    jest.advanceTimersByTime(1);
    await flush();
    expect(events()).toHaveLength(2);
    expect(warnings()).toEqual([
        'a callback of its invocations has run for 1000 ms: the next invocation no longer waits for it.',
    ]);
});

test('an empty refusal is told as one', async () => {
    const {events, server, invoke} = setUp();
    const outcome = invoke();
    await flush();
    server.answer({invocationId: events()[0].invocationId, error: {message: ''}});
    await flush();
    expect(outcome.refusal).toEqual({code: 'refused', message: 'Refused: {"message":""}'});
});

test('one invocation more than maxPending is refused at once', async () => {
    const {invoke} = setUp();
    const outcomes = [invoke(), invoke(), invoke(), invoke(), invoke()];
    await flush();
    expect(outcomes.map(({refusal}) => refusal)).toEqual([
        undefined,
        undefined,
        undefined,
        undefined,
        {code: 'queue_full', message: 'Method "Sum": 3 invocations are waiting already, no more are taken now.'},
    ]);
});

test('when the callers are gone all pending ones are refused; void ones stay', async () => {
    const {dash, server, options, events, invoke} = setUp();
    const [handed, queued] = [invoke(), invoke()];
    options.isReturning = false;
    invoke({void: true});
    await flush();
    server.rejectPending('connection_lost', 'the bus was lost.');
    await flush();
    expect([handed.refusal, queued.refusal]).toEqual(
        Array(2).fill({code: 'connection_lost', message: 'Method "Sum": the bus was lost.'}),
    );
    dash.runs[0].send();
    await dash.runs[0].settle({data: {}});
    expect(events().map(({args}) => args)).toEqual([{}, {void: true}]);
});

test('a call for a name that the method no longer has, or after the end, is refused', async () => {
    const {server} = setUp();
    await expect(server.invoke('Old', {}, caller)).rejects.toEqual({
        code: 'removed',
        message: 'Method "Old": it is being removed.',
    });
    server.close();
    await expect(server.invoke('Sum', {}, caller)).rejects.toEqual({
        code: 'removed',
        message: 'Method "Sum": it is being removed.',
    });
});

describe('on a renderer whose store has another shape', () => {
    beforeEach(() => jest.spyOn(console, 'warn').mockImplementation(() => undefined));

    function setUpBlind(isReturning: boolean) {
        const options = {name: 'Sum', isReturning, timeoutMs: 1000, maxPending: 10, isDeferred: false, maxBatch: 256};
        const {component, written} = createComponent('MethodRegister', {store: null, path: null, id: 'sum'});
        return {events: written, server: new MethodServer(component, props, () => options, jest.fn())};
    }

    test('a result or the time limit ends an invocation', async () => {
        const {events, server} = setUpBlind(true);
        const outcomes = [server.invoke('Sum', {}, caller), server.invoke('Sum', {}, caller)].map((answer) =>
            answer.catch((refusal) => refusal),
        );
        await flush();
        expect(events).toHaveLength(1);
        server.answer({...(events[0].invoke as object), invocationResult: {n: 0}});
        await jest.advanceTimersByTimeAsync(100);
        expect(events).toHaveLength(2);
        await jest.advanceTimersByTimeAsync(1000);
        expect(await Promise.all(outcomes)).toEqual([
            {n: 0},
            {code: 'timeout', message: 'Method "Sum": the callback did not answer within 1000 ms.'},
        ]);
    });

    test('void invocations are handed over with a pause between', async () => {
        const {events, server} = setUpBlind(false);
        await Promise.all([server.invoke('Sum', {}, caller), server.invoke('Sum', {}, caller)]);
        expect(events).toHaveLength(1);
        await jest.advanceTimersByTimeAsync(100);
        expect(events).toHaveLength(2);
    });
});

test('delivery leaves no trace in the undo history and no subscription', async () => {
    const {dash, invoke, result, stopWatching} = setUp();
    dash.state.history.past.push('the user typed');
    invoke();
    await flush();
    dash.runs[0].send();
    await dash.runs[0].settle(result(0));
    expect(dash.state.history.past).toEqual(['the user typed']);
    stopWatching();
    expect(dash.listenerCount()).toBe(0);
});

test('an invocation that waits for the callback of another method goes on when that one has reached its time limit', async () => {
    jest.useFakeTimers();
    const dash = createDashStore([
        {output: 'x.children', inputs: ['a.invoke', 'b.invoke'], outputs: ['a.result', 'b.result']},
    ]);
    const [first, second] = ['a', 'b'].map((id) => {
        const {component, written} = placeComponent('MethodRegister', dash, id);
        const options: MethodOptions = {
            name: id,
            isReturning: true,
            timeoutMs: id === 'a' ? 30000 : 5000,
            maxPending: 10,
            isDeferred: false,
            maxBatch: 256,
        };
        return {
            server: new MethodServer(
                component,
                props,
                () => options,
                () => undefined,
            ),
            written,
        };
    });
    const outcomes = first!.server.invoke('a', {}, {}).catch(({code}) => code);
    await flush();
    dash.runs[0]!.send();
    second!.server.invoke('b', {}, {}).catch(() => undefined);
    await jest.advanceTimersByTimeAsync(29000);
    expect(second!.written).toEqual([]);
    await jest.advanceTimersByTimeAsync(1500);
    expect(await outcomes).toBe('timeout');
    expect(second!.written).toHaveLength(1);
    jest.useRealTimers();
});
