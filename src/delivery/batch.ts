import {isOutputElsewhere} from '../dash/callbacks';
import {type DashComponent} from '../dash/component';
import {trace} from '../trace/trace';
import {type ErrorCode, type Problem} from '../values/busError';
import {type Answer, type BatchReport} from './readAnswers';
import {type Dispatched, type Run, type Values, dispatchWhenIdle} from './dispatch';
import {failureReason, noAnswerReason} from './failure';
import {propsOf} from './batchLimit';
import {type Invocation, type ServerProps, refuse} from './invocation';

interface Listener {
    /** A callback has ended with this in the answering prop. */
    onAnswer: (command: unknown) => void;
    /** The app has not answered the page at all, or (null) it has. */
    onAnswering: (problem: Problem | null) => void;
}

/** The invocations that are with their callbacks at one time: a single one, or several for callbacks that take lists. */
export class Batch {
    /** Has the callback said how its run went? */
    isReported = false;
    private invocations: Invocation[];

    constructor(
        private readonly first: Invocation,
        private readonly component: DashComponent,
        private readonly props: ServerProps,
        private readonly listener: Listener,
    ) {
        this.invocations = [first];
    }

    /**
     * Hands the invocations over as soon as none of their callbacks runs: `choose` is called then. Resolves when the
     * callbacks have ended and the callers have their answers, at the latest at the time limit; then with whether a
     * callback has finished.
     */
    async run(
        write: (values: Values) => Values,
        choose: () => {invocations: Invocation[]; values: Values},
    ): Promise<boolean> {
        if (this.component.id === undefined) {
            this.refuse('no_callback', `no callback can listen to it: its ${this.component.name} has no id.`);
            trace.record?.(idsOf(this.invocations), {step: 'ended'});
            return false;
        }
        const dispatched = await this.start(this.component.id, write, choose);
        const runs = dispatched ? await this.untilSettled(dispatched) : [];
        trace.record?.(idsOf(this.invocations), {step: 'ended'});
        return runs.some((run) => run.how === 'finished');
    }

    /** Refuses all that have no answer yet. */
    refuse(code: ErrorCode, why: string): void {
        this.invocations.forEach((invocation) => refuse(invocation, code, why));
    }

    /** Gives its caller an answer. Returns whether one waits for it here. */
    answer(entry: Answer, warn: (message: string) => void): boolean {
        const invocation = this.find(entry.invocationId);
        if (!invocation?.settle) {
            const isVoid = invocation?.options.isReturning === false;
            if (isVoid) {
                warn(
                    `${this.props.answer} was written for a method without returns=True: its caller was answered already.`,
                );
            }
            return isVoid;
        }
        if ('problem' in entry) {
            refuse(invocation, 'no_result', entry.problem);
        } else {
            invocation.settle(entry);
        }
        return true;
    }

    /**
     * Takes what the callback says of its run. Returns those invocations which it has not begun, unless they are no longer
     * wanted.
     */
    takeReport({untouched, failed}: BatchReport): Invocation[] {
        this.isReported = true;
        // The developer gets the text of what a handler raised, its caller does not.
        for (const [id, text] of Object.entries(failed)) {
            const invocation = this.find(id);
            if (invocation) {
                refuse(invocation, 'callback_failed', 'the callback failed.');
                this.component.warn(text);
            }
        }
        // A callback that begins none would get the same ones for ever.
        const isGivenBack = (invocation: Invocation) =>
            invocation !== this.first && untouched.includes(invocation.event.invocationId);
        const returned = this.invocations.filter(isGivenBack);
        this.invocations = this.invocations.filter((invocation) => !isGivenBack(invocation));
        trace.record?.(idsOf(returned), {step: 'putBack'});
        return returned.filter(isWanted);
    }

    private find(id: string): Invocation | undefined {
        return this.invocations.find(({event}) => event.invocationId === id);
    }

    /** Dispatches the invocations in their turn; null when the caller of the first has gone by then. */
    private async start(
        id: string,
        write: (values: Values) => Values,
        choose: () => {invocations: Invocation[]; values: Values},
    ): Promise<Dispatched | null> {
        const chooseWanted = () => {
            if (!isWanted(this.first)) {
                return null;
            }
            const {invocations, values} = choose();
            this.invocations = invocations;
            trace.record?.(idsOf(invocations), {step: 'handedOver'});
            return values;
        };
        const onRun = (run: Run) => this.onRunEnded(id, run);
        const {store} = this.component.node();
        const {timeoutMs} = this.first.options;
        const options = {id, props: propsOf(this.props), answerProp: this.props.answer, onRun, write};
        return dispatchWhenIdle(store, options, timeoutMs, chooseWanted);
    }

    private async untilSettled(dispatched: Dispatched): Promise<Run[]> {
        const {timeoutMs} = this.first.options;
        const timer = setTimeout(() => {
            if (this.invocations.some(({settle}) => settle)) {
                this.refuse('timeout', `the callback did not answer within ${timeoutMs} ms.`);
            } else {
                this.component.warn(
                    `a callback of its invocations has run for ${timeoutMs} ms: the next invocation no longer waits for it.`,
                );
            }
            dispatched.abandon();
        }, timeoutMs);
        const runs = await dispatched.ended;
        this.checkAnswering(runs);
        const why = this.unansweredReason(runs, dispatched.callbacks);
        if (why) {
            this.refuse(...why);
        }
        await Promise.all(this.invocations.map(({whenSettled}) => whenSettled));
        clearTimeout(timer);
        return runs;
    }

    private checkAnswering(runs: Run[]): void {
        const message = runs.map((run) => noAnswerReason(run.error)).find((why) => why);
        if (message) {
            this.listener.onAnswering({code: 'callback_failed', message});
        } else if (runs.some((run) => run.how === 'finished')) {
            this.listener.onAnswering(null);
        }
    }

    private onRunEnded(id: string, run: Run): void {
        trace.record?.(idsOf(this.invocations), {step: 'callback', how: run.how, error: run.error});
        const output = run.data?.[id]?.[this.props.answer];
        if (output !== undefined && output !== null) {
            this.listener.onAnswer(output);
        }
        if (run.how === 'failed' && run.isAnswering) {
            this.refuse('callback_failed', failureReason(run.error));
        }
    }

    /** Why no answer can come any more; null while one can. */
    private unansweredReason(runs: Run[], callbacks: Set<string> | null): [ErrorCode, string] | null {
        const {id} = this.component;
        const {store} = this.component.node();
        const {answer} = this.props;
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
        if (this.first.options.isDeferred || (store && id && isOutputElsewhere(store, id, answer, callbacks))) {
            return null;
        }
        const orWhat = runs.some((run) => run.isOverWebSocket) ? ', or the connection to the Dash server broke' : '';
        return ['no_result', `the callback ended without a result for this invocation${orWhat}.`];
    }
}

const idsOf = (invocations: Invocation[]): string[] => invocations.map(({event}) => event.invocationId);

/** Void invocations are handled also when their callers have gone. */
const isWanted = ({options, settle}: Invocation): boolean => !options.isReturning || settle !== null;
