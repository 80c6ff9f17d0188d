import {createItemBuffer} from '../../async/itemBuffer';
import {createPacer} from '../../async/pacer';
import type {Stream, StreamSubscription} from '../../connection/bus';
import {methodName} from '../definition';
import {type Branch, branchesOf, reaches} from './branches';
import type {Outgoing} from './readPush';
import {createSnapshot} from './snapshot';
import type {PublishSettings} from './publishSettings';
import type {createSubscribers} from './subscribers';

interface Options {
    settings: () => PublishSettings;
    /** The stream, while it is on the bus. */
    stream: () => Stream | undefined;
    subscribers: Pick<ReturnType<typeof createSubscribers>, 'find'>;
    /** Resolves when the gateway has taken what was sent. */
    whenTaken: () => Promise<void>;
    /** Some of the statistics may have changed. */
    onStats: () => void;
}

/**
 * Sends items to the subscribers of a stream, no faster than gateways take them. What has no subscriber is not sent, but
 * remembered for the snapshot.
 */
export class Outlet {
    private readonly snapshot = createSnapshot();
    private readonly pacer: ReturnType<typeof createPacer>;
    private readonly counts = {sent: 0, conflated: 0, dropped: 0};
    private readonly buffer = createItemBuffer<Outgoing>({maxPending: Infinity, keyOf: ({key}) => key});
    /** The settings that the buffer and the snapshot are made for. */
    private maxPending = Infinity;
    private snapshotBy: string | undefined;
    /** What is still to be sent of an item for more branches than one burst has room for. */
    private unfinished: (() => void)[] = [];

    constructor(private readonly options: Options) {
        const {settings, whenTaken} = options;
        this.pacer = createPacer({rate: () => settings().maxRate, send: (max) => this.sendBurst(max), whenTaken});
    }

    push(items: Outgoing[]): void {
        this.followSettings();
        if (this.subscriptions().length) {
            items.forEach(this.buffer.push);
            this.addCounts();
            this.pacer.wake();
        } else {
            // What waits is older.
            this.giveUp();
            items.forEach((outgoing) => this.remember(outgoing));
        }
    }

    /** A subscription was accepted. */
    welcome(subscription: StreamSubscription): void {
        this.followSettings();
        this.snapshot.welcome(subscription);
        this.pacer.wake();
    }

    /** A subscription has ended. */
    dismiss(gone: StreamSubscription): void {
        this.snapshot.dismiss((subscription) => subscription.arguments === gone.arguments);
        if (!this.subscriptions().length) {
            this.giveUp();
        }
    }

    /** The bus is away: what waits cannot be sent any more. */
    lose(): void {
        this.buffer.drop(this.buffer.size());
        this.giveUp();
    }

    /** What the stream has done with its items since the component is in the page. */
    stats() {
        return {...this.counts, waiting: this.buffer.size()};
    }

    private subscriptions(): StreamSubscription[] {
        return this.options.stream()?.subscriptions() ?? [];
    }

    /** Items that wait already are kept when the settings change; a snapshot of other keys, or of another stream, is not. */
    private followSettings(): void {
        const {definition, maxPending, snapshot, conflateBy, branchBy} = this.options.settings();
        if (this.maxPending !== maxPending) {
            this.maxPending = maxPending;
            this.buffer.configure({maxPending});
        }
        const snapshotBy = JSON.stringify([methodName(definition), snapshot, conflateBy, branchBy]);
        if (this.snapshotBy !== snapshotBy) {
            this.snapshotBy = snapshotBy;
            this.snapshot.clear();
        }
    }

    private remember(outgoing: Outgoing): void {
        const {snapshot, conflateBy} = this.options.settings();
        if (snapshot) {
            this.snapshot.keep(outgoing, conflateBy !== undefined);
        }
    }

    private addCounts(): void {
        const {conflated, dropped} = this.buffer.takeCounts();
        this.counts.conflated += conflated;
        this.counts.dropped += dropped;
        this.options.onStats();
    }

    /** No subscriber is left: what waits is only remembered. */
    private giveUp(): void {
        this.unfinished = [];
        this.buffer.take(Infinity).forEach((outgoing) => this.remember(outgoing));
        this.snapshot.dismiss(() => true);
        this.addCounts();
    }

    private sendBurst(max: number): number {
        const present = this.subscriptions();
        if (!present.length) {
            this.giveUp();
            return 0;
        }
        // Neither a large snapshot nor a fast stream holds up the other.
        let sent = this.snapshot.send(Math.ceil(max / 2));
        sent += this.sendItems(max - sent, present);
        sent += this.snapshot.send(max - sent);
        this.addCounts();
        return sent;
    }

    private sendItems(max: number, present: StreamSubscription[]): number {
        let sent = 0;
        // Of a thousand subscribers this takes longer than an item.
        const branches = branchesOf(present);
        while (sent < max && (this.unfinished.length || this.buffer.size())) {
            if (!this.unfinished.length) {
                const [outgoing] = this.buffer.take(1);
                this.remember(outgoing);
                this.unfinished = this.messagesFor(outgoing, present, branches);
                this.counts.sent += this.unfinished.length ? 1 : 0;
            }
            const messages = this.unfinished.splice(0, max - sent);
            messages.forEach((send) => send());
            sent += messages.length;
        }
        return sent;
    }

    /** One message for each branch, or for each subscription of the subscriber, that the item is for. */
    private messagesFor(
        {item, audience, subscription}: Outgoing,
        present: StreamSubscription[],
        branches: Branch[],
    ): (() => void)[] {
        const {stream, subscribers} = this.options;
        if (subscription !== undefined) {
            return subscribers.find(present, subscription).map((receiver) => () => receiver.push(item));
        }
        return branches
            .filter(({names}) => reaches(audience, names))
            .map(
                ({key}) =>
                    () =>
                        stream()?.push(item, [key]),
            );
    }
}
