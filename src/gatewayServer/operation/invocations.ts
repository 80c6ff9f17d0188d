import type {Message} from '../message';
import type {Metrics, Outcome} from './metrics';

// The engine remembers them as well. What a client leaves open beyond that is passed on without being watched.
const mostWatched = 10000;

/** What the engine says of itself. Every other address of a reason is what the callee answered. */
const engineOutcomes: {[reason: string]: Outcome} = {
    'agm.errors.invocation.failure': 'not_delivered',
    'agm.errors.failure': 'not_delivered',
    'agm.errors.not_authorized': 'not_delivered',
    'agm.errors.unhandled_message': 'not_delivered',
};

/** The invocations of one member that have begun and not ended: those that it has made, and those that it has to answer. */
export class Invocations {
    private readonly made = new Map<unknown, number>();
    private readonly toAnswer = new Set<unknown>();

    constructor(private readonly metrics: Metrics) {}

    get areUnderWay(): boolean {
        return this.made.size > 0 || this.toAnswer.size > 0;
    }

    /** The member has sent this to the engine. */
    sent({type, request_id, invocation_id}: Message): void {
        this.metrics.messages.received++;
        if (type === 'call' && this.made.size < mostWatched) {
            this.made.set(request_id, performance.now());
        } else if (type === 'yield') {
            this.toAnswer.delete(invocation_id);
        } else if (type === 'error') {
            this.toAnswer.delete(request_id);
        }
    }

    /** The engine has sent this to the member. */
    received({type, request_id, invocation_id, reason_uri}: Message): void {
        this.metrics.messages.sent++;
        if (type === 'result') {
            this.count(request_id, 'answered');
        } else if (type === 'error') {
            this.count(request_id, engineOutcomes[String(reason_uri)] ?? 'callee_failed');
        } else if (type === 'invoke' && this.toAnswer.size < mostWatched) {
            this.toAnswer.add(invocation_id);
        }
    }

    /** The member has left. */
    end(): void {
        [...this.made.keys()].forEach((id) => this.count(id, 'caller_left'));
        this.toAnswer.clear();
    }

    private count(id: unknown, outcome: Outcome): void {
        const begunAt = this.made.get(id);
        if (begunAt !== undefined) {
            this.made.delete(id);
            this.metrics.invocationEnded(outcome, performance.now() - begunAt);
        }
    }
}
