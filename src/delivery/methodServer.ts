import {isKnownShape, isOutputElsewhere} from '../dash/callbacks';
import {type DashComponent} from '../dash/component';
import {propKey} from '../dash/propKeys';
import {type ErrorCode, type Problem} from '../values/busError';
import {errorMessage} from '../values/errorMessage';
import {isDict} from '../values/isDict';
import {type Answer, readAnswers} from './readAnswers';
import {type Reader, createOnceReader} from './commandReader';
import {Dispatch, type Dispatched, type Run, dispatchUntracked, whenIdle} from './dispatch';
import {type EventProp, createEventProp} from './eventProp';
import {failureReason, noAnswerReason} from './failure';
import {type Invocation, type MethodOptions, createInvocation, refuse, withMethodName} from './invocation';
import {createQueue} from '../async/queue';

/**
 * One method's invocations on their way to Dash's callbacks and back: in sequence, none lost, none left without an
 * answer.
 */
export class MethodServer {
    private readonly queue = createQueue<Invocation>(
        (invocation) => this.handle(invocation),
        (invocation, reason) => this.onDeliveryError(invocation, reason),
    );
    private readonly event: EventProp;
    private current: Invocation | null = null;
    private isClosed = false;
    private isUnanswered = false;

    /** Takes what a callback wrote into `result`; it may be shown the same object several times. */
    readonly answer: Reader;

    /** `onAnswering`: the app no longer answers invocations, or (null) it does again. */
    constructor(
        private readonly component: DashComponent,
        private readonly options: () => MethodOptions,
        private readonly onAnswering: (problem: Problem | null) => void,
    ) {
        this.event = createEventProp(component, 'invoke');
        // A layout that a callback gives back brings answers that have been taken: no mistake of the app.
        this.answer = createOnceReader(component, 'result', (command, _props, isOfLayout) =>
            this.readResult(command, isOfLayout ? () => undefined : component.warn),
        );
    }

    restore(): void {
        this.event.restore();
    }

    /**
     * Resolves with the caller's answer (void methods: when the invocation is queued), rejects with a Problem for the
     * caller.
     */
    invoke(name: string, args: unknown, caller: object): Promise<object | undefined> {
        const options = this.options();
        const refusal = this.refusalOf(name, args ?? {}, options);
        if (refusal) {
            return Promise.reject(refusal);
        }
        const {invocation, answer} = createInvocation((args ?? {}) as object, caller, options);
        if (!options.isReturning) {
            invocation.settle!({value: undefined});
        }
        this.queue.push(invocation);
        return answer;
    }

    /**
     * The callers of all pending invocations have gone or cannot be reached any more; void ones are handled all the
     * same.
     */
    rejectPending(code: ErrorCode, reason: string): void {
        const returning = this.queue.removeWhere((invocation) => invocation.options.isReturning);
        if (this.current) {
            refuse(this.current, code, reason);
        }
        returning.forEach((invocation) => refuse(invocation, code, reason));
    }

    /**
     * For a component that goes away: refuses what is pending and drops what waits. Returns how many void ones that
     * were.
     */
    close(code: ErrorCode, reason: string): number {
        this.isClosed = true;
        this.rejectPending(code, reason);
        return this.queue.removeWhere(() => true).length;
    }

    /** Why an invocation is not even queued. */
    private refusalOf(name: string, args: unknown, options: MethodOptions): Problem | undefined {
        // A name stays on the bus until those who called it before have their answer.
        if (this.isClosed || name !== options.name) {
            return withMethodName({name}, 'removed', 'it is being removed.');
        }
        if (!isDict(args)) {
            const kind = Array.isArray(args) ? 'an array' : `a ${typeof args}`;
            return withMethodName(options, 'invalid_arguments', `the arguments must be an object, not ${kind}.`);
        }
        if (this.queue.size() >= options.maxPending) {
            const what = `${options.maxPending} invocations are waiting already, no more are taken now.`;
            return withMethodName(options, 'queue_full', what);
        }
        return undefined;
    }

    private async handle(invocation: Invocation): Promise<void> {
        const {id} = this.component;
        this.current = invocation;
        if (id === undefined) {
            refuse(invocation, 'no_callback', 'no callback can listen to it: its MethodRegister has no id.');
        } else {
            const dispatched = await this.start(invocation, id);
            if (dispatched) {
                await this.untilSettled(invocation, dispatched);
            }
        }
        this.current = null;
    }

    private onDeliveryError(invocation: Invocation, reason: unknown): void {
        this.current = null;
        refuse(invocation, 'callback_failed', 'it could not be handed to its callback.');
        this.component.warn(`an invocation could not be handed to Dash: ${errorMessage(reason)}`);
    }

    /** Dispatches the invocation in its turn; null when its caller has gone by then. */
    private async start(invocation: Invocation, id: string): Promise<Dispatched | null> {
        const {store} = this.component.node();
        const {event, options} = invocation;
        const {write} = this.event;
        if (!isKnownShape(store)) {
            return dispatchUntracked(() => write(event));
        }
        const [key, answerKey] = [propKey(id, 'invoke'), propKey(id, 'result')];
        const onRun = (run: Run) => this.onRunEnded(invocation, id, run);
        return whenIdle(store, key, options.timeoutMs, () =>
            options.isReturning && !invocation.settle
                ? null
                : new Dispatch({store, key, answerKey, event, write, onRun}),
        );
    }

    /** Resolves when the callbacks have ended and the caller has its answer, at the latest at the time limit. */
    private async untilSettled(invocation: Invocation, dispatched: Dispatched): Promise<void> {
        const {timeoutMs} = invocation.options;
        const timer = setTimeout(() => {
            if (invocation.settle) {
                refuse(invocation, 'timeout', `the callback did not answer within ${timeoutMs} ms.`);
            } else {
                this.component.warn(
                    `a callback of invoke has run for ${timeoutMs} ms: the next invocation no longer waits for it.`,
                );
            }
            dispatched.abandon();
        }, timeoutMs);
        const runs = await dispatched.ended;
        this.checkAnswering(runs);
        const why = invocation.settle && this.unansweredReason(invocation, runs, dispatched.callbacks);
        if (why) {
            refuse(invocation, ...why);
        }
        await invocation.whenSettled;
        clearTimeout(timer);
    }

    /** Whether the app answers: where it does not, the page may ask its user to log in. */
    private checkAnswering(runs: Run[]): void {
        const message = runs.map((run) => noAnswerReason(run.error)).find((why) => why);
        if (message) {
            this.isUnanswered = true;
            this.onAnswering({code: 'callback_failed', message});
        } else if (this.isUnanswered && runs.some((run) => run.how === 'finished')) {
            this.isUnanswered = false;
            this.onAnswering(null);
        }
    }

    private onRunEnded(invocation: Invocation, id: string, run: Run): void {
        const output = run.data?.[id]?.result;
        if (output !== undefined && output !== null) {
            this.answer(output);
        }
        if (run.how === 'failed' && run.isAnswering) {
            refuse(invocation, 'callback_failed', failureReason(run.error));
        }
    }

    /** Why no answer can come any more; null while one can. */
    private unansweredReason(
        invocation: Invocation,
        runs: Run[],
        callbacks: Set<string> | null,
    ): [ErrorCode, string] | null {
        const {id} = this.component;
        const {store} = this.component.node();
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

    private readResult(command: unknown, warn: (message: string) => void): void {
        for (const entry of readAnswers(command)) {
            if (typeof entry === 'string') {
                warn(entry);
            } else {
                this.answerOne(entry, warn);
            }
        }
    }

    private answerOne(entry: Answer, warn: (message: string) => void): void {
        const {current} = this;
        const isCurrent = current?.event.invocationId === entry.invocationId;
        if (isCurrent && current.settle) {
            if ('problem' in entry) {
                refuse(current, 'no_result', entry.problem);
            } else {
                current.settle(entry);
            }
        } else if (isCurrent && !current.options.isReturning) {
            warn('result was written for a method without returns=True: its caller was answered already.');
        } else {
            warn(`result answers the invocation "${entry.invocationId}", which is unknown or answered already.`);
        }
    }
}
