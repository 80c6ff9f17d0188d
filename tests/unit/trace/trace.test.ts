import {watchCommands} from '../../../src/delivery/commandReader';
import {BatchLoop} from '../../../src/delivery/batchLoop';
import {type MethodOptions} from '../../../src/delivery/invocation';
import {MethodServer} from '../../../src/delivery/methodServer';
import {createCommandHost} from '../../../src/hosts/commandHost';
import {createFdc3IntentsHost} from '../../../src/hosts/fdc3/fdc3IntentsHost';
import {performInvoke} from '../../../src/interop/performInvoke';
import {type Step, trace} from '../../../src/trace/trace';
import {BusError} from '../../../src/values/busError';
import {createFakeBus, createFakeConnection} from '../../fakes/bus';
import {placeComponent} from '../../fakes/dashComponent';
import {createDashStore, flush, nextTask} from '../../fakes/dashStore';

type RecordedStep = Step & {id: string};
let recorded: RecordedStep[];

/** What was recorded of each step, without the values. */
const steps = (id?: string) => recorded.filter((step) => id === undefined || step.id === id).map(({step}) => step);
const find = <Kind extends Step['step']>(kind: Kind) =>
    recorded.find(({step}) => step === kind) as Extract<Step, {step: Kind}> & {id: string};

beforeEach(() => {
    recorded = [];
    trace.record = (ids, step) => [ids].flat().forEach((id) => recorded.push({...step, id}));
});
afterEach(() => {
    trace.record = undefined;
    jest.useRealTimers();
});

function serve(changes: Partial<MethodOptions> = {}, prop = 'invoke') {
    jest.useFakeTimers();
    const dash = createDashStore([{output: 'sum.result', inputs: [`sum.${prop}`], outputs: ['sum.result']}]);
    const options = {
        name: 'Sum',
        isReturning: true,
        timeoutMs: 1000,
        maxPending: 3,
        isDeferred: false,
        maxBatch: 256,
        ...changes,
    };
    const {component, written} = placeComponent('MethodRegister', dash, 'sum');
    const server = new MethodServer(
        component,
        {single: 'invoke', list: 'invocations', answer: 'result'},
        () => options,
        () => undefined,
    );
    watchCommands(component, {result: server.answer});
    const invoke = async (args: unknown) => {
        server.invoke('Sum', args, {application: 'Excel'}).catch(() => undefined);
        await flush();
    };
    const end = async (n: number, result: object | null) => {
        const {invocationId} = written[n].invoke as {invocationId: string};
        dash.runs[n].send();
        await dash.runs[n].settle({data: {sum: {result: result && {invocationId, ...result}}}});
    };
    return {dash, server, invoke, end, written};
}

test('an invocation that is served is recorded from its coming to the end of its callback', async () => {
    const {invoke, end} = serve();
    await invoke({a: 1});
    await invoke({a: 2});
    expect(find('received')).toMatchObject({
        method: 'Sum',
        component: 'MethodRegister "sum"',
        caller: {application: 'Excel'},
        args: {a: 1},
        before: 0,
        isVoid: false,
    });
    const [first, second] = [...new Set(recorded.map(({id}) => id))];
    expect(recorded.find(({id, step}) => id === second && step === 'received')).toMatchObject({before: 1});
    expect(steps(second)).toEqual(['received']);
    await end(0, {invocationResult: {sum: 3}});
    expect(steps(first)).toEqual(['received', 'handedOver', 'callback', 'answered', 'ended']);
    expect(find('callback')).toMatchObject({how: 'finished'});
    expect(find('answered')).toMatchObject({value: {sum: 3}});
    expect(steps(second)).toEqual(['received', 'handedOver']);
});

test('an invocation that is refused at once is recorded as received and refused', async () => {
    const {invoke} = serve();
    await invoke([1]);
    expect(steps()).toEqual(['received', 'answered']);
    expect(find('answered').problem).toMatchObject({code: 'invalid_arguments'});
    expect(new Set(recorded.map(({id}) => id)).size).toBe(1);
});

test('a timeout is recorded as a refusal, and the answer after it as late', async () => {
    const {dash, invoke, end} = serve();
    await invoke({});
    dash.runs[0].send();
    await jest.advanceTimersByTimeAsync(1000);
    expect(find('answered').problem).toMatchObject({code: 'timeout'});
    await end(0, {invocationResult: {}});
    expect(steps()).toContain('late');
});

test('a void invocation is answered when it is queued, and recorded to its end', async () => {
    const {invoke, end} = serve({isReturning: false});
    await invoke({});
    expect(find('received').isVoid).toBe(true);
    await end(0, null);
    expect(steps()).toEqual(['received', 'answered', 'handedOver', 'callback', 'ended']);
});

test('void invocations that wait when their component goes are recorded as dropped', async () => {
    const {invoke, server, end} = serve({isReturning: false});
    await invoke({n: 1});
    await invoke({n: 2});
    server.close();
    const [first, second] = [...new Set(recorded.map(({id}) => id))];
    expect(steps(second)).toEqual(['received', 'answered', 'dropped']);
    await end(0, null);
    expect(steps(first)).toEqual(['received', 'answered', 'handedOver', 'callback', 'ended']);
});

test('an invocation that a callback of lists gives back is recorded as put back, and handed over again', async () => {
    const {dash, invoke, written} = serve({isReturning: false}, 'invocations');
    for (const n of [0, 1, 2, 3]) {
        await invoke({n});
    }
    const end = async (n: number, report: object | null) => {
        dash.runs[n].send();
        await dash.runs[n].settle({data: {sum: {result: report && [report]}}});
    };
    await end(0, null);
    const [, second, third] = written[1].invocations as {invocationId: string}[];
    await end(1, {batch: {untouched: [second, third].map(({invocationId}) => invocationId)}});
    expect(steps(third.invocationId)).toEqual([
        'received',
        'answered',
        'handedOver',
        'callback',
        'putBack',
        'handedOver',
    ]);
});

test('what the page invokes is recorded with the command and the result, under an id of its own', async () => {
    const connection = createFakeConnection();
    const {bus, interop} = createFakeBus();
    connection.set({status: 'connected', bus});
    interop.servers.mockReturnValue([{peerId: 'p7', application: 'Calculator'}]);
    const command = {definition: 'Sum', argumentObj: {a: 1}, invocationId: 'mine'};
    await performInvoke(command, connection, 'MethodInvoke "ask"');
    await performInvoke(command, connection, 'MethodInvoke "ask"');
    expect(steps()).toEqual(['sent', 'result', 'sent', 'result']);
    expect(find('sent')).toMatchObject({command, component: 'MethodInvoke "ask"'});
    expect(find('result').result).toMatchObject({invocationResult: {returned: {n: 1}}, error: null});
    expect(new Set(recorded.map(({id}) => id)).size).toBe(2);
});

test('commands are recorded when they were performed, and when they failed', async () => {
    const connection = createFakeConnection();
    connection.set({status: 'connected', bus: createFakeBus().bus});
    const {component} = placeComponent('Mover', createDashStore([]), 'move');
    const {perform} = createCommandHost(component, connection, {
        go: (_glue, command) => {
            if (command === 'back') {
                throw new BusError('invalid_command', 'not that way');
            }
        },
    });
    await perform('go', 'on');
    await perform('go', 'back');
    expect(recorded).toMatchObject([
        {step: 'performed', component: 'Mover "move"', prop: 'go', command: 'on', problem: undefined},
        {step: 'performed', prop: 'go', command: 'back', problem: {code: 'invalid_command', message: 'not that way'}},
    ]);
});

test('the batches of a stream are recorded by component and part, with what was conflated and dropped', async () => {
    const loop = new BatchLoop({
        component: 'StreamSubscribe "ticks"',
        part: 'callbacks',
        isWanted: () => true,
        receive: async (take) => take(),
        onProblem: () => undefined,
    });
    loop.configure({intervalMs: 0, maxBatch: 10, maxPending: 2, conflateBy: null});
    [1, 2, 3].forEach((n) => loop.push({n}));
    await nextTask();
    expect(recorded).toEqual([
        {
            id: 'StreamSubscribe "ticks"',
            step: 'batch',
            part: 'callbacks',
            items: 2,
            conflated: 0,
            dropped: 1,
            gap: false,
        },
    ]);
});

test('commands to the FDC3 agent and raised intents are recorded as commands of their components', async () => {
    const connection = createFakeConnection();
    const {component} = placeComponent('Fdc3Intents', createDashStore([]), 'intents');
    const {readers} = createFdc3IntentsHost(component, connection);
    connection.set({status: 'failed', error: {code: 'invalid_setting', message: 'no such platform'}});
    readers.raiseIntent({intent: 5});
    readers.find({intent: 'ViewChart'});
    await nextTask();
    expect(recorded).toMatchObject([
        {step: 'performed', component: 'Fdc3Intents "intents"', prop: 'raiseIntent', command: {intent: 5}},
        {step: 'performed', prop: 'find', command: {intent: 'ViewChart'}, problem: {code: expect.any(String)}},
    ]);
});
