import {createItemBuffer} from '../async/itemBuffer';
import {receiverCheckIntervalMs, receiverTimeoutMs} from '../async/timeouts';
import {pause} from '../async/waiting';
import {trace} from '../trace/trace';
import {BusError, type Problem, problemOf} from '../values/busError';
import {type KeyPaths, isSameKey, keyReader} from '../values/pathKey';

/** Items of a stream, and what has become of those that are not among them since the last batch. */
export interface ItemBatch {
    items: object[];
    /** The number of this batch: 1, 2, 3 … */
    batch: number;
    conflated: number;
    dropped: number;
    gap: boolean;
}

export interface BatchSettings {
    intervalMs: number;
    maxBatch: number;
    maxPending: number;
    conflateBy: KeyPaths | null;
}

/** What gets the batches. */
interface Receiver {
    /** Its component's label. */
    component: string;
    /** What gets the items there. */
    part: string;
    /** Otherwise items are counted, not kept. */
    isWanted: () => boolean;
    /**
     * Calls `take` when it can do something with a batch; null: nothing waits any more. Resolves when it has done that; throws
     * NotThereYet to be asked again.
     */
    receive: (take: () => ItemBatch | null) => Promise<unknown>;
    onProblem: (problem: Problem | null) => void;
    /** How long a batch may get, as JSON. */
    maxBytes?: number;
}

/** What should get the items may still be loading. */
export class NotThereYet extends BusError {}

/**
 * Hands items over in batches, one at a time: the next one when the receiver has done with the last, and `intervalMs` after
 * that was handed over. What comes before then gathers, within `maxPending`.
 */
export class BatchLoop {
    private settings!: BatchSettings;
    private readonly buffer = createItemBuffer({maxPending: 1});
    private batch = 0;
    private gap = {isComing: false, isHere: false};
    private handedOverAt = -Infinity;
    private isRunning = false;
    private isOver = false;

    constructor(private readonly receiver: Receiver) {}

    /** Must be called before the first item comes. */
    configure(next: BatchSettings): void {
        const earlier: BatchSettings | undefined = this.settings;
        this.settings = next;
        const {maxPending, conflateBy} = next;
        if (earlier?.maxPending !== maxPending || !isSameKey(earlier.conflateBy, conflateBy)) {
            this.buffer.configure({maxPending, keyOf: conflateBy === null ? undefined : keyReader(conflateBy)});
        }
    }

    push(item: object): void {
        if (!this.receiver.isWanted()) {
            this.drop();
            return;
        }
        this.gap = {isComing: false, isHere: this.gap.isHere || this.gap.isComing};
        this.buffer.push(item);
        if (!this.isRunning) {
            void this.run();
        }
    }

    /** Counts an item that cannot be kept. */
    drop(): void {
        this.buffer.drop(1);
    }

    /** Drops and counts what waits. */
    discard(): void {
        this.buffer.drop(this.buffer.take(Infinity).length);
    }

    /** Items before the next one may have been missed. */
    markGap(): void {
        this.gap.isComing = true;
    }

    stop(): void {
        this.isOver = true;
    }

    private async run(): Promise<void> {
        this.isRunning = true;
        // Items that come in one go are one batch.
        await Promise.resolve();
        let failingSince: number | undefined;
        while (this.buffer.size() && !this.isOver) {
            const restMs = this.handedOverAt + this.settings.intervalMs - performance.now();
            if (restMs > 0) {
                await pause(restMs);
                continue;
            }
            try {
                await this.receiver.receive(this.take);
                failingSince = undefined;
                if (!this.isOver) {
                    this.receiver.onProblem(null);
                }
            } catch (reason) {
                failingSince ??= performance.now();
                const isLoading = reason instanceof NotThereYet && performance.now() - failingSince < receiverTimeoutMs;
                if (!this.isOver && !isLoading) {
                    this.receiver.onProblem(problemOf(reason, 'callback_failed'));
                }
                await pause(receiverCheckIntervalMs);
            }
        }
        this.isRunning = false;
    }

    private take = (): ItemBatch | null => {
        if (!this.buffer.size()) {
            return null;
        }
        this.handedOverAt = performance.now();
        const head = {batch: ++this.batch, ...this.buffer.takeCounts(), gap: this.gap.isHere};
        this.gap.isHere = false;
        const {maxBytes = Infinity, component, part} = this.receiver;
        const items: object[] = [];
        for (let bytes = 0; this.buffer.size() && items.length < this.settings.maxBatch && bytes < maxBytes;) {
            const [item] = this.buffer.take(1);
            items.push(item);
            bytes += maxBytes === Infinity ? 0 : JSON.stringify(item).length;
        }
        const {conflated, dropped, gap} = head;
        trace.record?.(component, {step: 'batch', part, items: items.length, conflated, dropped, gap});
        return {items, ...head};
    };
}
