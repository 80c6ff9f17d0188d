import {Answer, readAnswers} from './answers';
import {createCommandReader} from './commands';
import {Handover, Run, endedOrUnreadable, handOver, whenFree} from './handover';
import {createQueue} from './queue';
import {Place, isKnownShape, isOutputElsewhere, propKey, unequal} from './renderer';

export interface MethodOptions {
    name: string;
    isReturning: boolean;
    timeoutMs: number;
    maxPending: number;
    isDeferred: boolean;
}

/** One method's invocations on their way to Dash's callbacks and back: in sequence, none lost, none left without an answer. */
export interface MethodServer {
    /** Resolves with the caller's answer (void methods: when the invocation is queued), rejects with a message for the caller. */
    invoke: (args: unknown, caller: object) => Promise<object | undefined>;
    /** Takes what a callback wrote into `result`; it may be shown the same object several times. */
    answer: (command: unknown) => void;
    /** The callers of all pending invocations have gone or cannot be reached any more. Returns how many void ones still wait. */
    rejectPending: (reason: string) => number;
    /** Drops what waits, for a component that goes away. */
    clear: () => void;
}

interface Wiring {
    /** Tells this component's `result` from that of others. */
    owner: unknown;
    place: () => Place;
    options: () => MethodOptions;
    report: (props: {invoke: object}) => void;
    /** Tells the developer, not the caller. */
    warn: (message: string) => void;
}

interface Invocation {
    event: {invocationId: string; args: object; caller: object};
    options: MethodOptions;
    /** Void methods are answered already. */
    settle: ((answer: {value: object} | {refusal: string}) => void) | null;
    whenSettled: Promise<void>;
}

const pageId = Math.random().toString(36).slice(2, 10);
let count = 0;

// Without the renderer's lists nobody can tell when a void invocation has been handled.
const blindPauseMs = 100;

export function createMethodServer({owner, place, options, report, warn}: Wiring): MethodServer {
    const queue = createQueue(handle);
    const answer = createCommandReader(owner, readResult);
    let current: Invocation | null = null;

    return {invoke, answer, rejectPending, clear: () => queue.take(() => true)};

    function invoke(args: unknown, caller: object): Promise<object | undefined> {
        const now = options();
        if (Array.isArray(args)) {
            return Promise.reject(says(now, 'the arguments must be an object, not an array.'));
        }
        if (queue.size() >= now.maxPending) {
            return Promise.reject(says(now, `${now.maxPending} invocations are waiting already, no more are taken now.`));
        }
        return new Promise((resolve, reject) => {
            let markSettled: () => void;
            const whenSettled = new Promise<void>(settled => (markSettled = settled));
            const invocation: Invocation = {
                event: {invocationId: `${pageId}-${++count}`, args: (args ?? {}) as object, caller},
                options: now,
                settle: outcome => {
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
                invocation.settle = null;
                resolve(undefined);
            }
            queue.push(invocation);
        });
    }

    async function handle(invocation: Invocation): Promise<void> {
        const {store, id} = place();
        const {timeoutMs, isReturning} = invocation.options;
        const write = () => report({invoke: unequal(invocation.event)});
        current = invocation;
        if (!isKnownShape(store)) {
            write();
            await (isReturning ? settledInTime(invocation) : new Promise(resolve => setTimeout(resolve, blindPauseMs)));
        } else if (id === undefined) {
            refuse(invocation, 'no callback can listen to it: its MethodRegister has no id.');
        } else {
            await whenFree(store, propKey(id, 'invoke'), timeoutMs);
            if (isReturning && !invocation.settle) {
                return;
            }
            const handover = handOver({
                store,
                key: propKey(id, 'invoke'),
                answerKey: propKey(id, 'result'),
                write,
                onRun: run => judgeRun(invocation, id, run),
            });
            await (isReturning ? answered(invocation, handover) : endedOrUnreadable(handover, timeoutMs));
        }
        current = null;
    }

    async function answered(invocation: Invocation, handover: Handover): Promise<void> {
        const inTime = settledInTime(invocation, handover.abandon);
        const runs = await handover.ended;
        const why = invocation.settle && whyUnanswered(invocation, runs, handover.callbacks);
        if (why) {
            refuse(invocation, why);
        }
        await inTime;
    }

    /** Resolves when the invocation has its answer, which at the latest is the refusal of the time limit. */
    async function settledInTime(invocation: Invocation, onTimeout?: () => void): Promise<void> {
        const {timeoutMs} = invocation.options;
        const timer = setTimeout(() => {
            refuse(invocation, `the callback did not answer within ${timeoutMs} ms.`);
            onTimeout?.();
        }, timeoutMs);
        await invocation.whenSettled;
        clearTimeout(timer);
    }

    function judgeRun(invocation: Invocation, id: string, run: Run): void {
        const output = run.data?.[id]?.result;
        if (output !== undefined && output !== null) {
            answer(output);
        }
        if (run.how === 'failed' && run.isAnswering) {
            refuse(invocation, failure(run.error));
        }
    }

    /** Why no answer can come any more; null while one can. */
    function whyUnanswered(invocation: Invocation, runs: Run[], callbacks: Set<string>): string | null {
        const {store, id} = place();
        if (!callbacks.size) {
            return 'no callback of the app listens to its invocations.';
        }
        const failed = runs.find(run => run.how === 'failed');
        if (failed) {
            return failure(failed.error);
        }
        if (runs.every(run => run.how === 'unsent')) {
            return 'Dash did not start its callback: an Output or State of it is not in the layout.';
        }
        if (invocation.options.isDeferred || (store && id && isOutputElsewhere(store, id, 'result', callbacks))) {
            return null;
        }
        return 'the callback ended without a result for this invocation.';
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
            current.settle(entry);
        } else if (current?.event.invocationId === entry.invocationId && !current.options.isReturning) {
            warn('result was written for a method without returns=True: its caller was answered already.');
        } else {
            warn(`result answers the invocation "${entry.invocationId}", which is unknown or answered already.`);
        }
    }

    function refuse(invocation: Invocation, why: string): void {
        invocation.settle?.({refusal: says(invocation.options, why)});
    }

    function rejectPending(reason: string): number {
        const returning = queue.take(invocation => invocation.options.isReturning);
        if (current) {
            refuse(current, reason);
        }
        returning.forEach(invocation => refuse(invocation, reason));
        return queue.size();
    }
}

function says({name}: MethodOptions, what: string): string {
    return `Method "${name}": ${what}`;
}

// What happened, without the server's own words: the caller may be anybody on the bus.
function failure(error: unknown): string {
    const status = (error as {status?: unknown} | null)?.status;
    return typeof status === 'number'
        ? `the callback failed (HTTP status ${status}).`
        : 'the callback failed: it raised an error in the page, or the connection to the Dash server broke.';
}
