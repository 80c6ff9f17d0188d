import type {Allowance, Shortage} from './limits/allowance';
import type {Message} from './message';
import type {Lane} from './turns';

// What one turn is, at most: little, because the engine's own queue drops what exceeds its buffer.
const turnMessages = 8;
const turnBytes = 256 * 1024;

// What may wait for its turn before its sender is no longer read from.
const queueMessages = 1000;
const queueBytes = 1024 * 1024;

export interface QueueListener {
    onTurn: (message: Message) => void;
    /** The sender sends faster than its turns come, or than it may. */
    onTooFast: () => void;
    /** It exceeds a limit, and has done so for this long without a pause. */
    onLimit: (limit: string, sinceMs: number) => void;
    /** The sender has to stop, because it is too fast or because others have to read first. */
    onFull: () => void;
    onRoom: () => void;
}

/** The messages of one client on their way to the engine, in order. */
export class Queue {
    bytes = 0;
    private readonly waiting: {message: Message; bytes: number}[] = [];
    private isListed = false;
    private isFull = false;
    private holds = 0;
    private onFinished: (() => void) | undefined;
    private tooFastSince: number | undefined;

    constructor(
        private lane: Lane,
        private readonly listener: QueueListener,
        private readonly allowance: Allowance,
    ) {}

    /** Its sender sends faster than it may, and waits. */
    get isSlowedDown(): boolean {
        return this.tooFastSince !== undefined;
    }

    /** Its next turns are those of this bus. Only while it is held. */
    moveTo(lane: Lane): void {
        this.lane = lane;
    }

    push(message: Message, bytes: number): void {
        this.waiting.push({message, bytes});
        this.bytes += bytes;
        const {length} = this.waiting;
        if (!this.isFull && (length > queueMessages || (this.bytes > queueBytes && length > 1))) {
            this.isFull = true;
            this.listener.onFull();
            if (!this.isHeld && !this.lane.isPaused) {
                this.listener.onTooFast();
            }
        }
        this.enlist();
    }

    /** No turn until each hold has been released. */
    hold(): void {
        this.holds++;
    }

    release(): void {
        this.holds--;
        this.enlist();
    }

    /** The sender has left: what it sent before takes its turns, also while it is held. */
    finish(onFinished: () => void): void {
        this.onFinished = onFinished;
        this.finishIfEmpty();
        this.enlist();
    }

    /** Forgets what waits; returns how many messages that were. */
    clear(): number {
        const {length} = this.waiting;
        this.waiting.length = 0;
        this.bytes = 0;
        this.finishIfEmpty();
        return length;
    }

    takeTurn(): void {
        this.isListed = false;
        if (this.isHeld) {
            return;
        }
        const shortage = this.sendSome();
        if (this.isFull && this.waiting.length < queueMessages / 2 && this.bytes < queueBytes / 2) {
            this.isFull = false;
            this.listener.onRoom();
        }
        this.finishIfEmpty();
        if (shortage) {
            this.waitFor(shortage);
        } else {
            this.enlist();
        }
    }

    private get isHeld(): boolean {
        return this.holds > 0 && this.onFinished === undefined;
    }

    private enlist(): void {
        if (!this.isListed && !this.isHeld && this.waiting.length > 0) {
            this.isListed = true;
            this.lane.add(this);
        }
    }

    /** What keeps the next message from being sent, if it is how fast its sender is. */
    private sendSome(): Shortage | undefined {
        let sentBytes = 0;
        for (let sent = 0; sent < turnMessages && sentBytes < turnBytes; sent++) {
            const [next] = this.waiting;
            if (!next || this.isHeld) {
                break;
            }
            const shortage = this.allowance.take(next.bytes);
            if (shortage) {
                return shortage;
            }
            this.waiting.shift();
            sentBytes += next.bytes;
            this.bytes -= next.bytes;
            this.listener.onTurn(next.message);
        }
        return undefined;
    }

    private waitFor({waitMs, limit}: Shortage): void {
        this.isListed = true;
        setTimeout(() => {
            this.isListed = false;
            this.enlist();
        }, waitMs);
        this.tooFastSince ??= performance.now();
        this.listener.onTooFast();
        this.listener.onLimit(limit, performance.now() - this.tooFastSince);
    }

    private finishIfEmpty(): void {
        if (this.waiting.length === 0) {
            this.tooFastSince = undefined;
            const onFinished = this.onFinished;
            this.onFinished = undefined;
            onFinished?.();
        }
    }
}
