import {publishersSettleMs, resubscribeIntervalMs, subscribeTimeoutMs} from '../../async/timeouts';
import type {Glue, Instance, MethodDefinition, Subscription} from '../../connection/bus';
import {closeSubscription} from '../../connection/clientLibrary/lostPublishers';
import type {Problem} from '../../values/busError';
import {type Definition, methodName} from '../definition';
import {plainInstance} from '../plainInstance';
import {type StreamTarget, excessProblem, findPublishers, maxPublishers, streamFilter} from './publishers';
import {streamProblem} from './streamProblem';

export interface StreamRequest {
    definition: Definition;
    args: object;
    target: StreamTarget;
}

export interface StreamState {
    status: 'waiting' | 'subscribed' | 'rejected';
    /** The instances subscribed to. */
    publishers: object[];
    problem: Problem | null;
}

export interface StreamListener {
    /** Gets what a publisher has pushed, which may be anything. */
    onItem: (data: unknown) => void;
    /** A subscription has ended: what the publisher pushes before the next one begins is missed. */
    onGap: () => void;
    onState: (state: StreamState) => void;
}

/**
 * Returns a function that keeps the page subscribed to the wanted publishers while it is connected, and returns what ends
 * that. It must be ended at a loss, and called again on return. The client libraries alone would not subscribe to a publisher
 * that comes later or returns, and would bring back subscriptions that the page has replaced.
 */
export function createStreamKeeper(request: StreamRequest, listener: StreamListener): (glue: Glue) => () => void {
    /** The publisher last subscribed to is preferred, also after a loss. */
    const last: {instance?: string} = {};
    return (glue) => {
        const keeper = new StreamKeeper(glue, request, listener, last);
        return () => keeper.end();
    };
}

/** The subscription to one publisher. */
interface Entry {
    publisher: Instance;
    /** The object that the library has. */
    target: {peerId: string};
    /** Resting: it will be asked again. */
    state: 'asked' | 'subscribed' | 'rejected' | 'resting';
    isRetired: boolean;
    subscription?: Subscription;
    problem?: Problem;
}

class StreamKeeper {
    /** By peer: a publisher that was restarted is another one. */
    private readonly entries = new Map<string, Entry>();
    /** Peers that have not answered the last request. */
    private readonly silent = new Set<string>();
    private readonly filter: MethodDefinition;
    private readonly stops: (() => void)[];
    private timer?: ReturnType<typeof setTimeout>;
    private offered = 0;
    private isOver = false;

    constructor(
        private readonly glue: Glue,
        private readonly request: StreamRequest,
        private readonly listener: StreamListener,
        private readonly last: {instance?: string},
    ) {
        this.filter = streamFilter(request.definition);
        const name = methodName(request.definition).toLowerCase();
        const look = ({method, server}: {method: {name: string}; server: Instance}) => {
            // No check of an app or the gateway keeps a name from being no string.
            if (String(method.name).toLowerCase() === name) {
                this.forgive(server);
                this.lookSoon();
            }
        };
        const {interop} = glue;
        this.stops = [interop.serverMethodAdded(look), interop.serverMethodRemoved(look)];
        this.report();
        this.lookSoon();
    }

    end(): void {
        this.isOver = true;
        this.stops.forEach((stop) => stop());
        clearTimeout(this.timer);
        this.entries.forEach((entry) => this.retire(entry));
    }

    /** What a publisher has rejected stands until it publishes the stream again. */
    private forgive({peerId}: Instance): void {
        const entry = this.entries.get(peerId!);
        if (entry?.state === 'rejected') {
            this.retire(entry);
        }
    }

    private lookSoon(): void {
        this.timer ??= setTimeout(() => {
            this.timer = undefined;
            this.look();
        }, publishersSettleMs);
    }

    private look(): void {
        const wanted = new Map(this.wantedPublishers().map((publisher) => [publisher.peerId!, publisher]));
        this.entries.forEach((entry, peerId) => wanted.has(peerId) || this.retire(entry));
        wanted.forEach((publisher, peerId) => this.entries.has(peerId) || this.subscribe(publisher, peerId));
        this.report();
    }

    private wantedPublishers(): Instance[] {
        const {target} = this.request;
        const all = findPublishers(this.glue, this.filter, target);
        this.offered = all.length;
        const isHeld = ({peerId}: Instance) => this.entries.has(peerId!);
        if (target !== 'best') {
            return [...all.filter(isHeld), ...all.filter((publisher) => !isHeld(publisher))].slice(0, maxPublishers);
        }
        const willing = all.filter(({peerId}) => this.entries.get(peerId!)?.state !== 'rejected');
        const answering = willing.filter(({peerId}) => !this.silent.has(peerId!));
        const choice = answering.length ? answering : willing;
        const best =
            choice.find(isHeld) ??
            choice.find(({instance}) => instance === this.last.instance) ??
            choice.find(({isLocal}) => isLocal) ??
            choice[0];
        return [
            ...all.filter((publisher) => isHeld(publisher) && !willing.includes(publisher)),
            ...(best ? [best] : []),
        ];
    }

    private subscribe(publisher: Instance, peerId: string): void {
        const entry: Entry = {publisher, target: {peerId}, state: 'asked', isRetired: false};
        this.entries.set(peerId, entry);
        const options = {
            arguments: this.request.args,
            target: entry.target as Instance,
            // The publisher is there. The library does not take 0.
            waitTimeoutMs: 1,
            methodResponseTimeout: subscribeTimeoutMs,
            // In the options, because a publisher may push before the promise settles.
            onData: ({data}: {data: unknown}) => entry.isRetired || this.listener.onItem(data),
            onClosed: () => this.close(entry),
        };
        void this.glue.interop.subscribe(this.filter, options).then(
            (subscription) => this.accept(entry, subscription),
            (reason) => this.fail(entry, reason),
        );
    }

    private accept(entry: Entry, subscription: Subscription): void {
        entry.subscription = subscription;
        if (entry.isRetired) {
            this.hangUp(entry);
            return;
        }
        entry.state = 'subscribed';
        this.silent.delete(entry.publisher.peerId!);
        this.last.instance = entry.publisher.instance;
        this.report();
    }

    private async fail(entry: Entry, reason: unknown): Promise<void> {
        const {isRejection, ...problem} = await streamProblem(
            reason,
            methodName(this.request.definition),
            entry.publisher,
        );
        if (entry.isRetired) {
            return;
        }
        if (isRejection) {
            entry.state = 'rejected';
            entry.problem = problem;
        } else {
            this.silent.add(entry.publisher.peerId!);
            this.rest(entry, problem);
        }
        // Another publisher may accept.
        this.lookSoon();
        this.report();
    }

    /** The publisher has closed the subscription, or has gone. */
    private close(entry: Entry): void {
        if (!entry.isRetired) {
            this.listener.onGap();
            this.rest(entry);
            this.lookSoon();
            this.report();
        }
    }

    private rest(entry: Entry, problem?: Problem): void {
        entry.state = 'resting';
        entry.isRetired = true;
        entry.problem = problem;
        setTimeout(() => {
            if (!this.isOver && this.forget(entry)) {
                this.lookSoon();
            }
        }, resubscribeIntervalMs);
    }

    private retire(entry: Entry): void {
        entry.isRetired = true;
        this.forget(entry);
        if (entry.state === 'subscribed') {
            this.listener.onGap();
            this.hangUp(entry);
        } else {
            // After a loss the library repeats requests that it cut off, and subscriptions that their publishers have just
            // closed, with this object: it finds no publisher then.
            entry.target.peerId = '';
        }
    }

    private hangUp({publisher, subscription}: Entry): void {
        if (subscription) {
            closeSubscription(this.glue, publisher, subscription);
        }
    }

    private forget(entry: Entry): boolean {
        return this.entries.get(entry.publisher.peerId!) === entry && this.entries.delete(entry.publisher.peerId!);
    }

    private report(): void {
        const entries = [...this.entries.values()];
        const has = (...states: Entry['state'][]) => entries.some(({state}) => states.includes(state));
        const subscribed = entries.filter(({state}) => state === 'subscribed');
        const isRejected = has('rejected') && !has('asked', 'resting');
        const problem = entries.find((entry) => entry.problem)?.problem ?? excessProblem(this.request, this.offered);
        this.listener.onState({
            status: subscribed.length ? 'subscribed' : isRejected ? 'rejected' : 'waiting',
            publishers: subscribed.map(({publisher}) => plainInstance(this.glue, publisher)),
            problem: this.request.target === 'best' && subscribed.length ? null : problem,
        });
    }
}
