import {ErrorCode, Problem} from '../values/busError';
import {errorMessage} from '../values/errorMessage';
import {isDict} from '../values/isDict';
import {randomId} from '../values/randomId';
import {Answer, readAnswers} from './answers';
import {Reader, createCommandReader} from './commandReader';
import {EventProp, createEventProp} from './eventProp';
import {failureReason, noAnswerReason} from './failure';
import {Dispatch, Run, dispatch, dispatchUntracked, whenIdle} from './dispatch';
import {propKey} from '../dash/propKeys';
import {createQueue} from './queue';
import {DashNode, isKnownShape, isOutputElsewhere, storedProps} from '../dash/renderer';

export interface MethodOptions {
    name: string;
    isReturning: boolean;
    timeoutMs: number;
    maxPending: number;
    isDeferred: boolean;
}

/** One method's invocations on their way to Dash's callbacks and back: in sequence, none lost, none left without an answer. */
interface MethodServer {
    /** Resolves with the caller's answer (void methods: when the invocation is queued), rejects with a Problem for the caller. */
    invoke: (name: string, args: unknown, caller: object) => Promise<object | undefined>;
    /** Takes what a callback wrote into `result`; it may be shown the same object several times. */
    answer: Reader;
    restore: EventProp['restore'];
    /** The callers of all pending invocations have gone or cannot be reached any more; void ones are handled all the same. */
    rejectPending: (code: ErrorCode, reason: string) => void;
    /** For a component that goes away: refuses what is pending and drops what waits. Returns how many void ones that were. */
    close: (code: ErrorCode, reason: string) => number;
}

interface Wiring {
    /** Tells this component's `result` from that of others. */
    owner: unknown;
    node: () => DashNode;
    options: () => MethodOptions;
    report: (props: {invoke: object}) => void;
    /** Tells the developer, not the caller. */
    warn: (message: string) => void;
    /** The app no longer answers invocations, or (null) it does again. */
    onAnswering: (problem: Problem | null) => void;
}

interface Invocation {
    event: {invocationId: string; args: object; caller: object};
    options: MethodOptions;
    /** Void methods are answered already. */
    settle: ((answer: {value: object | undefined} | {refusal: Problem}) => void) | null;
    whenSettled: Promise<void>;
}

export function createMethodServer({owner, node, options, report, warn, onAnswering}: Wiring): MethodServer {
    const queue = createQueue(handle, onDeliveryError);
    const answer = createCommandReader(owner, 'result', readResult);
    let current: Invocation | null = null;
    let isClosed = false;
    let isUnanswered = false;

    const {write, restore} = createEventProp('invoke', node, (props) => report(props as {invoke: object}));

    return {invoke, answer, restore, rejectPending, close};

    function invoke(name: string, args: unknown, caller: object): Promise<object | undefined> {
        const now = options();
        // A name stays on the bus until those who called it before have their answer.
        if (isClosed || name !== now.name) {
            return Promise.reject(withMethodName({name}, 'removed', 'it is being removed.'));
        }
        const given = args ?? {};
        if (!isDict(given)) {
            const kind = Array.isArray(given) ? 'an array' : `a ${typeof given}`;
            return Promise.reject(
                withMethodName(now, 'invalid_arguments', `the arguments must be an object, not ${kind}.`),
            );
        }
        if (queue.size() >= now.maxPending) {
            return Promise.reject(
                withMethodName(
                    now,
                    'queue_full',
                    `${now.maxPending} invocations are waiting already, no more are taken now.`,
                ),
            );
        }
        return new Promise((resolve, reject) => {
            let markSettled: () => void;
            const whenSettled = new Promise<void>((settled) => (markSettled = settled));
            const invocation: Invocation = {
                event: {invocationId: randomId(), args: given, caller},
                options: now,
                settle: (outcome) => {
                    invocation.settle = null;
                    markSettled();
                    if ('value' in outcome) {
                        resolve(outcome.value);
                    } else {
                        reject(outcome.refusal);
                    }
                },
                whenSettled,
            };
            if (!now.isReturning) {
                invocation.settle!({value: undefined});
            }
            queue.push(invocation);
        });
    }

    async function handle(invocation: Invocation): Promise<void> {
        const {id} = node();
        current = invocation;
        if (id === undefined) {
            refuse(invocation, 'no_callback', 'no callback can listen to it: its MethodRegister has no id.');
        } else {
            const handover = await start(invocation, id);
            if (handover) {
                await untilSettled(invocation, handover);
            }
        }
        current = null;
    }

    function onDeliveryError(invocation: Invocation, reason: unknown): void {
        current = null;
        refuse(invocation, 'callback_failed', 'it could not be handed to its callback.');
        warn(`an invocation could not be handed to Dash: ${errorMessage(reason)}`);
    }

    /** Hands the invocation over in its turn; null when its caller has gone meanwhile. */
    async function start(invocation: Invocation, id: string): Promise<Dispatch | null> {
        const {store} = node();
        const {event} = invocation;
        if (!isKnownShape(store)) {
            return dispatchUntracked(() => write(event));
        }
        const [key, answerKey] = [propKey(id, 'invoke'), propKey(id, 'result')];
        const onRun = (run: Run) => onRunEnded(invocation, id, run);
        return whenIdle(store, key, invocation.options.timeoutMs, () =>
            invocation.options.isReturning && !invocation.settle
                ? null
                : dispatch({store, key, answerKey, event, write, onRun}),
        );
    }

    /** Resolves when the callbacks have ended and the caller has its answer, at the latest at the time limit. */
    async function untilSettled(invocation: Invocation, handover: Dispatch): Promise<void> {
        const {timeoutMs} = invocation.options;
        const timer = setTimeout(() => {
            if (invocation.settle) {
                refuse(invocation, 'timeout', `the callback did not answer within ${timeoutMs} ms.`);
            } else {
                warn(`a callback of invoke has run for ${timeoutMs} ms: the next invocation no longer waits for it.`);
            }
            handover.abandon();
        }, timeoutMs);
        const runs = await handover.ended;
        checkAnswering(runs);
        const why = invocation.settle && unansweredReason(invocation, runs, handover.callbacks);
        if (why) {
            refuse(invocation, ...why);
        }
        await invocation.whenSettled;
        clearTimeout(timer);
    }

    /** Does the app answer? Where it does not, the page may ask its user to log in. */
    function checkAnswering(runs: Run[]): void {
        const message = runs.map((run) => noAnswerReason(run.error)).find((why) => why);
        if (message) {
            isUnanswered = true;
            onAnswering({code: 'callback_failed', message});
        } else if (isUnanswered && runs.some((run) => run.how === 'finished')) {
            isUnanswered = false;
            onAnswering(null);
        }
    }

    function onRunEnded(invocation: Invocation, id: string, run: Run): void {
        const output = run.data?.[id]?.result;
        if (output !== undefined && output !== null) {
            answer(output, storedProps(node()));
        }
        if (run.how === 'failed' && run.isAnswering) {
            refuse(invocation, 'callback_failed', failureReason(run.error));
        }
    }

    /** Why no answer can come any more; null while one can. */
    function unansweredReason(
        invocation: Invocation,
        runs: Run[],
        callbacks: Set<string> | null,
    ): [ErrorCode, string] | null {
        const {store, id} = node();
        if (!callbacks) {
            return null;
        }
        if (!callbacks.size) {
            return ['no_callback', 'no callback of the app listens to its invocations.'];
        }
        const failed = runs.find((run) => run.how === 'failed');
        if (failed) {
            return ['callback_failed', failureReason(failed.error)];
        }
        if (runs.every((run) => run.how === 'unsent')) {
            return ['no_callback', 'Dash did not start its callback: none of its Outputs is in the layout.'];
        }
        if (invocation.options.isDeferred || (store && id && isOutputElsewhere(store, id, 'result', callbacks))) {
            return null;
        }
        const orWhat = runs.some((run) => run.isOverWebSocket) ? ', or the connection to the Dash server broke' : '';
        return ['no_result', `the callback ended without a result for this invocation${orWhat}.`];
    }

    function readResult(command: unknown): void {
        for (const entry of readAnswers(command)) {
            if (typeof entry === 'string') {
                warn(entry);
            } else {
                answerOne(entry);
            }
        }
    }

    function answerOne(entry: Answer): void {
        if (current?.settle && current.event.invocationId === entry.invocationId) {
            if ('problem' in entry) {
                refuse(current, 'no_result', entry.problem);
            } else {
                current.settle(entry);
            }
        } else if (current?.event.invocationId === entry.invocationId && !current.options.isReturning) {
            warn('result was written for a method without returns=True: its caller was answered already.');
        } else {
            warn(`result answers the invocation "${entry.invocationId}", which is unknown or answered already.`);
        }
    }

    function refuse(invocation: Invocation, code: ErrorCode, why: string): void {
        invocation.settle?.({refusal: withMethodName(invocation.options, code, why)});
    }

    function rejectPending(code: ErrorCode, reason: string): void {
        const returning = queue.take((invocation) => invocation.options.isReturning);
        if (current) {
            refuse(current, code, reason);
        }
        returning.forEach((invocation) => refuse(invocation, code, reason));
    }

    function close(code: ErrorCode, reason: string): number {
        isClosed = true;
        rejectPending(code, reason);
        return queue.take(() => true).length;
    }
}

function withMethodName({name}: {name: string}, code: ErrorCode, what: string): Problem {
    return {code, message: `Method "${name}": ${what}`};
}
