import {createEventQueue} from '../../../src/delivery/eventQueue';
import type {MethodOptions} from '../../../src/delivery/invocation';
import {MethodServer} from '../../../src/delivery/methodServer';
import {watchCommands} from '../../../src/delivery/commandReader';
import {createComponent, placeComponent} from '../../fakes/dashComponent';
import {createDashStore, flush} from '../../fakes/dashStore';

const handler = {output: 'sum.result', inputs: ['sum.invocations'], outputs: ['sum.result']};
const props = {single: 'invoke', list: 'invocations', answer: 'result'};
const caller = {application: 'Excel'};

interface Event {
    invocationId: string;
    args: {n: number};
}

function setUp(definitions = [handler], changes: Partial<MethodOptions> = {}) {
    const dash = createDashStore(definitions);
    const options: MethodOptions = {
        name: 'Sum',
        isReturning: true,
        timeoutMs: 1000,
        maxPending: 1000,
        isDeferred: false,
        maxBatch: 256,
        ...changes,
    };
    const {component, written, errors} = placeComponent('MethodRegister', dash, 'sum');
    const server = new MethodServer(
        component,
        props,
        () => ({...options}),
        () => undefined,
    );
    watchCommands(component, {result: server.answer});
    const outcomes: {[n: number]: unknown} = {};
    const invoke = (from: number, count = 1, padding?: string) => {
        for (let n = from; n < from + count; n++) {
            server.invoke('Sum', {n, padding}, caller).then(
                (value) => (outcomes[n] = value),
                ({code}) => (outcomes[n] = code),
            );
        }
    };
    const list = (run: number): Event[] => written.filter((props) => 'invoke' in props)[run].invocations as Event[];
    /** Ends the run as Python's callback does. */
    const end = async (run: number, report: object = {}, isAnswered: (n: number) => boolean = () => true) => {
        if (!dash.runs[run].live.executionPromise) {
            dash.runs[run].send();
        }
        const answers = list(run)
            .filter(({args: {n}}) => isAnswered(n))
            .map(({invocationId, args: {n}}) => ({invocationId, invocationResult: {n}}));
        await dash.runs[run].settle({data: {sum: {result: [...answers, {batch: report}]}}});
    };
    const numbers = (run: number) => list(run).map(({args: {n}}) => n);
    const idOf = (run: number, n: number) => list(run).find(({args}) => args.n === n)!.invocationId;
    return {dash, server, options, written, errors, outcomes, invoke, end, numbers, idOf, list};
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('what goes to callbacks of invocations', () => {
    test('first one alone, then as many as the callback takes, in order', async () => {
        const {dash, invoke, end, numbers, outcomes} = setUp();
        invoke(0, 10);
        await flush();
        expect(numbers(0)).toEqual([0]);
        await end(0, {takes: 4});
        expect(numbers(1)).toEqual([1, 2, 3, 4]);
        await end(1, {takes: 256});
        expect(numbers(2)).toEqual([5, 6, 7, 8, 9]);
        await end(2, {takes: 256});
        expect(dash.runs).toHaveLength(3);
        expect(outcomes).toEqual(Object.fromEntries([...Array(10).keys()].map((n) => [n, {n}])));
    });

    test('a lone invocation waits for no company', async () => {
        const {invoke, end, numbers} = setUp();
        invoke(0);
        await flush();
        await end(0, {takes: 100});
        invoke(1);
        await flush();
        expect(numbers(1)).toEqual([1]);
    });

    test('all that wait, if the callback says nothing about it', async () => {
        const {dash, invoke, numbers} = setUp();
        invoke(0, 500);
        await flush();
        dash.runs[0].send();
        await dash.runs[0].settle({data: {}});
        expect(numbers(1)).toHaveLength(256);
    });

    test('invoke holds the last of them', async () => {
        const {written, invoke, end, list} = setUp();
        invoke(0, 3);
        await flush();
        await end(0, {takes: 2});
        expect(written[written.length - 1].invoke).toEqual(list(1)[1]);
    });

    test.each([
        ['maxBatch is 1', [handler], {maxBatch: 1}],
        ['their limit is shorter than a run of several may be', [handler], {timeoutMs: 999}],
        ['results may come later', [handler], {isDeferred: true}],
        ['a callback takes single ones', [handler, {...handler, output: 'x.y', inputs: ['sum.invoke']}], {}],
        ['two callbacks take lists, of which one may give some back', [handler, {...handler, output: 'x.y'}], {}],
        ['another callback may answer', [handler, {...handler, output: 'x.y', inputs: ['yes.n_clicks']}], {}],
    ] as const)('one at a time when %s', async (_, definitions, changes) => {
        const {dash, invoke, end, numbers} = setUp([...definitions] as (typeof handler)[], changes);
        invoke(0, 3);
        await flush();
        dash.runs.slice(1).forEach((run) => run.drop());
        await end(0, {takes: 100});
        await jest.advanceTimersByTimeAsync(0);
        expect(numbers(1)).toEqual([1]);
    });

    test('at most 256 KB, but a longer one all the same', async () => {
        const {invoke, end, numbers} = setUp();
        const long = 'x'.repeat(100 * 1024);
        invoke(0);
        invoke(1, 3, long);
        invoke(4, 1, 'x'.repeat(300 * 1024));
        invoke(5);
        await flush();
        await end(0, {takes: 100});
        expect(numbers(1)).toEqual([1, 2]);
        await end(1, {takes: 100});
        expect(numbers(2)).toEqual([3]);
        await end(2, {takes: 100});
        expect(numbers(3)).toEqual([4]);
    });

    test('void and returning ones do not mix, since a callback answers all or none', async () => {
        const {options, invoke, end, numbers} = setUp();
        invoke(0, 2);
        options.isReturning = false;
        invoke(2, 2);
        await flush();
        await end(0, {takes: 100});
        expect(numbers(1)).toEqual([1]);
        await end(1, {takes: 100});
        expect(numbers(2)).toEqual([2, 3]);
    });

    test('lists of one where the callbacks of Dash cannot be followed', async () => {
        jest.spyOn(console, 'warn').mockImplementation(() => undefined);
        const {component, written} = createComponent('MethodRegister', {store: null, path: null, id: 'sum'});
        const {options} = setUp();
        const server = new MethodServer(
            component,
            props,
            () => options,
            () => undefined,
        );
        void server.invoke('Sum', {n: 0}, caller).catch(() => undefined);
        await flush();
        expect(written[0].invocations).toEqual([written[0].invoke]);
    });

    test('nothing in lists when no callback takes them', async () => {
        const {written, invoke} = setUp([{...handler, inputs: ['sum.invoke']}]);
        invoke(0);
        await flush();
        expect(Object.keys(written[0])).toEqual(['invoke']);
    });

    test('those whose callers have gone are left out', async () => {
        const {dash, server, invoke} = setUp();
        dash.request('sum.invocations');
        invoke(0);
        await flush();
        server.rejectPending('connection_lost', 'the bus has gone.');
        dash.runs[0].drop();
        await flush();
        expect(dash.runs).toHaveLength(1);
    });
});

describe('each of a list for itself', () => {
    async function ofFour(report: (idOf: (n: number) => string) => object, isAnswered?: (n: number) => boolean) {
        const all = setUp();
        all.invoke(0, 5);
        await flush();
        await all.end(0, {takes: 4});
        await all.end(
            1,
            report((n) => all.idOf(1, n)),
            isAnswered,
        );
        return all;
    }

    test('one that raised fails alone, and the developer reads why', async () => {
        const {outcomes, errors} = await ofFour(
            (idOf) => ({takes: 4, failed: {[idOf(2)]: 'work raised an exception.'}}),
            (n) => n !== 2,
        );
        expect(outcomes).toEqual({0: {n: 0}, 1: {n: 1}, 2: 'callback_failed', 3: {n: 3}, 4: {n: 4}});
        expect(errors).toEqual(['MethodRegister "sum": work raised an exception.']);
    });

    test('one without a result gets an error that says so', async () => {
        const {outcomes} = await ofFour(
            () => ({takes: 4}),
            (n) => n !== 3,
        );
        expect(outcomes[3]).toBe('no_result');
        expect(outcomes[4]).toEqual({n: 4});
    });

    test('what has not begun comes first in the next list, with all of its time', async () => {
        const {invoke, end, numbers, idOf, outcomes} = setUp();
        invoke(0, 4);
        await flush();
        await end(0, {takes: 3});
        await jest.advanceTimersByTimeAsync(900);
        await end(1, {takes: 1, untouched: [idOf(1, 2), idOf(1, 3)]}, (n) => n === 1);
        expect(numbers(2)).toEqual([2]);
        await jest.advanceTimersByTimeAsync(900);
        await end(2, {takes: 1});
        await end(3, {takes: 1});
        expect(outcomes).toEqual({0: {n: 0}, 1: {n: 1}, 2: {n: 2}, 3: {n: 3}});
    });

    test('a layout that a callback gives back does not put any back a second time', async () => {
        const {dash, invoke, end, numbers, idOf, outcomes, errors} = setUp();
        invoke(0, 4);
        await flush();
        await end(0, {takes: 3});
        await end(1, {takes: 3, untouched: [idOf(1, 2), idOf(1, 3)]}, (n) => n === 1);
        expect(numbers(2)).toEqual([2, 3]);
        dash.echo();
        await end(2, {takes: 3});
        expect(outcomes).toEqual({0: {n: 0}, 1: {n: 1}, 2: {n: 2}, 3: {n: 3}});
        expect(dash.runs).toHaveLength(3);
        expect(errors).toEqual([]);
    });

    test('a callback that begins none at all leaves the first without a result', async () => {
        const {outcomes, numbers} = await ofFour(
            (idOf) => ({takes: 1, untouched: [1, 2, 3, 4].map(idOf)}),
            () => false,
        );
        expect(outcomes[1]).toBe('no_result');
        expect(numbers(2)).toEqual([2]);
    });

    test('a server that fails in the middle fails all that it had, and repeats none', async () => {
        const {dash, invoke, end, outcomes} = setUp();
        invoke(0, 4);
        await flush();
        await end(0, {takes: 2});
        dash.runs[1].send();
        await dash.runs[1].settle({error: {status: 500}});
        expect(outcomes).toEqual({0: {n: 0}, 1: 'callback_failed', 2: 'callback_failed'});
        await end(2, {takes: 2});
        expect(outcomes[3]).toEqual({n: 3});
    });

    test('the time limit is that of the list, and a late answer is ignored', async () => {
        const {dash, invoke, end, outcomes, errors} = setUp();
        invoke(0, 4);
        await flush();
        await end(0, {takes: 2});
        dash.runs[1].send();
        await jest.advanceTimersByTimeAsync(1000);
        expect(outcomes).toEqual({0: {n: 0}, 1: 'timeout', 2: 'timeout'});
        await end(1, {takes: 2});
        expect(errors.every((message) => message.includes('unknown or answered already'))).toBe(true);
        await end(2, {takes: 2});
        expect(outcomes[3]).toEqual({n: 3});
    });

    test('void ones that a list given up has not begun are handled later', async () => {
        const {dash, invoke, end, numbers, idOf} = setUp(undefined, {isReturning: false});
        invoke(0, 3);
        await flush();
        await end(0, {takes: 2}, () => false);
        dash.runs[1].send();
        await jest.advanceTimersByTimeAsync(1000);
        await end(1, {takes: 1, untouched: [idOf(1, 2)]}, () => false);
        expect(numbers(2)).toEqual([2]);
    });

    test('an answer with keys that mean nothing is an answer', async () => {
        const {dash, invoke, idOf, outcomes} = setUp();
        invoke(0);
        await flush();
        dash.writeProps('sum', {result: {invocationId: idOf(0, 0), invocationResult: {n: 0}, batch: {size: 1}}});
        await flush();
        expect(outcomes).toEqual({0: {n: 0}});
    });

    test('answers that come one by one before the end count too', async () => {
        const {dash, invoke, end, idOf, outcomes} = setUp();
        invoke(0, 3);
        await flush();
        await end(0, {takes: 2});
        dash.runs[1].send();
        dash.writeProps('sum', {result: {invocationId: idOf(1, 2), invocationResult: {early: true}}});
        await flush();
        expect(outcomes).toEqual({0: {n: 0}, 2: {early: true}});
    });

    test('a lost bus refuses all, and those given back later are not begun', async () => {
        const {dash, server, invoke, end, idOf, outcomes} = setUp();
        invoke(0, 3);
        await flush();
        await end(0, {takes: 2});
        server.rejectPending('connection_lost', 'the bus has gone.');
        await flush();
        expect(outcomes).toEqual({0: {n: 0}, 1: 'connection_lost', 2: 'connection_lost'});
        await end(1, {takes: 2, untouched: [idOf(1, 2)]}, (n) => n === 1);
        expect(dash.runs).toHaveLength(2);
    });

    test('a component that has gone says how many void ones were not begun', async () => {
        const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
        const {server, invoke, end, idOf} = setUp(undefined, {isReturning: false});
        invoke(0, 3);
        await flush();
        await end(0, {takes: 2}, () => false);
        server.close();
        await end(1, {takes: 2, untouched: [idOf(1, 2)]}, () => false);
        expect(warn).toHaveBeenCalledWith(expect.stringContaining('1 void invocations waiting'));
    });
});

test('results that have arrived are one list for callbacks of lists', async () => {
    const dash = createDashStore([{output: 'log.children', inputs: ['ask.results'], outputs: ['log.children']}]);
    const {component, written} = placeComponent('MethodInvoke', dash, 'ask');
    const queue = createEventQueue(component, 'result', 'results');
    [{n: 0}, {n: 1}, {n: 2}].forEach(queue.push);
    await flush();
    dash.runs[0].send();
    await dash.runs[0].settle({data: {}});
    expect(written).toEqual([
        {result: {n: 0}, results: [{n: 0}]},
        {result: {n: 2}, results: [{n: 1}, {n: 2}]},
    ]);
});

test('callbacks of single results beside them make lists of one', async () => {
    const dash = createDashStore([
        {output: 'log.children', inputs: ['ask.results'], outputs: ['log.children']},
        {output: 'last.children', inputs: ['ask.result'], outputs: ['last.children']},
    ]);
    const {component, written} = placeComponent('MethodInvoke', dash, 'ask');
    const queue = createEventQueue(component, 'result', 'results');
    [{n: 0}, {n: 1}].forEach(queue.push);
    await flush();
    for (const run of [...dash.runs]) {
        run.send();
        await run.settle({data: {}});
    }
    expect(written).toEqual([
        {result: {n: 0}, results: [{n: 0}]},
        {result: {n: 1}, results: [{n: 1}]},
    ]);
});
