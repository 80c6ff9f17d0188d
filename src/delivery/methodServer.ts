import {isServedByOne} from '../dash/callbacks';
import {type DashComponent} from '../dash/component';
import {type ErrorCode, type Problem} from '../values/busError';
import {errorMessage} from '../values/errorMessage';
import {isDict} from '../values/isDict';
import {type BatchReport, readAnswers, readReports} from './readAnswers';
import {Batch} from './batch';
import {batchLimit, listening, propsOf} from './batchLimit';
import {type Reader, createOnceReader} from './commandReader';
import type {Values} from './dispatch';
import {createEventProps} from './eventProps';
import {
    type Invocation,
    type MethodOptions,
    type ServerProps,
    createInvocation,
    refuse,
    withMethodName,
} from './invocation';
import {createQueue} from '../async/queue';
import {shortestOfListMs} from '../async/timeouts';
import {type Step, trace} from '../trace/trace';
import {randomId} from '../values/randomId';

/**
 * One method's invocations on their way to Dash's callbacks and back: in sequence, none lost, none left without an
 * answer.
 */
export class MethodServer {
    private readonly queue = createQueue<Invocation>(
        (invocation) => this.handle(invocation),
        (_, reason) => this.onDeliveryError(reason),
    );
    private readonly event: ReturnType<typeof createEventProps>;
    private current: Batch | null = null;
    private isClosed = false;
    private isUnanswered = false;
    /** How many invocations the callback takes in one run: one at first, then as many as it says, or all that wait. */
    private batchSize = 1;

    /** Takes what a callback wrote into the answering prop; it may be shown the same object several times. */
    readonly answer: Reader;

    /** `onAnswering`: the app no longer answers invocations, or (null) it does again. */
    constructor(
        private readonly component: DashComponent,
        private readonly props: ServerProps,
        private readonly options: () => MethodOptions,
        private readonly onAnswering: (problem: Problem | null) => void,
    ) {
        this.event = createEventProps(component, propsOf(props));
        // A layout that a callback gives back brings answers that have been taken: no mistake of the app.
        this.answer = createOnceReader(component, props.answer, (command, _props, isOfLayout) =>
            this.readAnswer(command, isOfLayout ? () => undefined : component.warn),
        );
        window.addEventListener('pagehide', this.onPageHide);
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
            const id = trace.record ? randomId() : '';
            trace.record?.(id, this.received(name, args, caller, options));
            trace.record?.(id, {step: 'answered', problem: refusal});
            return Promise.reject(refusal);
        }
        const {invocation, answer} = createInvocation((args ?? {}) as object, caller, options);
        trace.record?.(invocation.event.invocationId, this.received(name, args, caller, options));
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
        this.current?.refuse(code, reason);
        returning.forEach((invocation) => refuse(invocation, code, reason));
    }

    /**
     * For a component that goes away: refuses what is pending and drops what waits. Returns how many void ones that
     * were.
     */
    close(): number {
        this.isClosed = true;
        window.removeEventListener('pagehide', this.onPageHide);
        this.rejectPending('removed', 'it was removed from its page.');
        return this.drop(this.queue.removeWhere(() => true));
    }

    private readonly onPageHide = () => this.rejectPending('removed', 'its page was closed.');

    /** Returns how many void invocations no callback gets. */
    private drop(invocations: Invocation[]): number {
        trace.record?.(
            invocations.map(({event}) => event.invocationId),
            {step: 'dropped'},
        );
        return invocations.length;
    }

    private received(method: string, args: unknown, caller: object, {noun, isReturning}: MethodOptions): Step {
        const before = this.queue.size() + Number(this.current !== null);
        const component = this.component.label;
        return {step: 'received', method, noun, component, caller, args, before, isVoid: !isReturning};
    }

    /** Why an invocation is not even queued. */
    private refusalOf(name: string, args: unknown, options: MethodOptions): Problem | undefined {
        // A name stays on the bus until those who called it before have their answer.
        if (this.isClosed || name !== options.name) {
            return withMethodName({...options, name}, 'removed', 'it is being removed.');
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

    private async handle(first: Invocation): Promise<void> {
        const {component} = this;
        const batch: Batch = new Batch(first, component, this.props, {
            onAnswer: (command) => this.answerFor(batch, command),
            onAnswering: (problem) => this.reportAnswering(problem),
        });
        this.current = batch;
        const hasFinished = await batch.run(this.write, () => this.choose(first));
        if (hasFinished && !batch.isReported) {
            this.batchSize = Infinity;
        }
        this.current = null;
    }

    private readonly write = (values: Values): Values => {
        const {single, forms} = this.props;
        const event = values[single] as Invocation['event'];
        return this.event.write(forms ? {...values, [single]: forms.toEvent(event)} : values);
    };

    /** The invocations that go to the callbacks now, and the values that they get. */
    private choose(first: Invocation) {
        const {single, list, answer} = this.props;
        const {isReturning, timeoutMs, maxBatch, isDeferred} = first.options;
        const {isListed, isBatched} = listening(this.component, this.props);
        const isFitting = batchLimit(first.event, Math.min(this.batchSize, maxBatch));
        const isAlike = ({options}: Invocation) =>
            options.isReturning === isReturning && options.timeoutMs === timeoutMs;
        const {store, id} = this.component.node();
        // A run of several takes up to 100 ms and one call: too long for those in it with a shorter limit.
        const isTogether =
            isBatched && !isDeferred && timeoutMs >= shortestOfListMs && isServedByOne(store!, id!, list!, answer);
        const others = isTogether ? this.queue.takeWhile((other) => isAlike(other) && isFitting(other.event)) : [];
        const invocations = [first, ...others];
        const events = invocations.map(({event}) => event);
        return {invocations, values: {[single]: events[events.length - 1], ...(isListed && {[list!]: events})}};
    }

    private onDeliveryError(reason: unknown): void {
        this.current?.refuse('callback_failed', 'it could not be handed to its callback.');
        this.current = null;
        this.component.warn(`an invocation could not be handed to Dash: ${errorMessage(reason)}`);
    }

    /** Whether the app answers: where it does not, the page may ask its user to log in. */
    private reportAnswering(problem: Problem | null): void {
        if (problem || this.isUnanswered) {
            this.isUnanswered = problem !== null;
            this.onAnswering(problem);
        }
    }

    /**
     * Reads what the callbacks of this batch have answered, also when it has been given up. Reports are read here only:
     * a layout that a callback gives back brings those of earlier batches.
     */
    private answerFor(batch: Batch, command: unknown): void {
        const {current} = this;
        this.current = batch;
        readReports(command).forEach((report) => this.readReport(batch, report));
        this.answer(command);
        this.current = current;
    }

    private readAnswer(command: unknown, warn: (message: string) => void): void {
        for (const entry of readAnswers(command, this.props.forms?.readAnswer)) {
            if (typeof entry === 'string') {
                warn(entry);
            } else if (!this.current?.answer(entry, warn)) {
                trace.record?.(entry.invocationId, {step: 'late'});
                warn(
                    `${this.props.answer} answers the invocation "${entry.invocationId}", which is unknown or answered already.`,
                );
            }
        }
    }

    /** What the callback itself says of its run. */
    private readReport(batch: Batch, report: BatchReport): void {
        this.batchSize = report.takes ?? this.batchSize;
        const returned = batch.takeReport(report);
        if (this.isClosed && this.drop(returned)) {
            console.warn(
                `${this.component.label}: removed from its page with ${returned.length} void invocations waiting.`,
            );
            return;
        }
        this.queue.putBack(returned);
    }
}
