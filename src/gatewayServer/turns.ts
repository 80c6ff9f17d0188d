import {type RateLimit, createRateLimit} from './limits/rateLimit';
import type {Message} from './message';

// The engine works off what it gets before the event loop goes on, and its own queue drops what exceeds its buffer. So it
// gets little at a time, in turns: no client makes the others, timers or signals wait for long.
const turnMessages = 8;
const turnBytes = 256 * 1024;

// What may wait for its turn before its sender is no longer read from.
const queueMessages = 1000;
const queueBytes = 1024 * 1024;

export interface QueueListener {
    onTurn: (message: Message) => void;
    /** The sender exceeds its rate. */
    onTooFast: () => void;
    /** The sender has to stop, because it is too fast or because others have to read first. */
    onFull: () => void;
    onRoom: () => void;
}

/** Gives every client its turn at the engine, one after another. */
export class Turns {
    /** The client whose messages the engine works at. */
    current: Queue | undefined;
    /** No client has a turn until `resume`. */
    isPaused = false;
    private readonly ready: Queue[] = [];
    private isBusy = false;
    private isStopped = false;

    constructor(private readonly messagesPerSecond: number) {}

    add(listener: QueueListener): Queue {
        return new Queue(this, listener, createRateLimit(this.messagesPerSecond));
    }

    pause(): void {
        this.isPaused = true;
    }

    resume(): void {
        this.isPaused = false;
        this.start();
    }

    /** From now on nothing reaches the engine. */
    stop(): void {
        this.isStopped = true;
    }

    /** The queue wants a turn. */
    enlist(queue: Queue): void {
        this.ready.push(queue);
        this.start();
    }

    private start(): void {
        if (!this.isBusy) {
            this.next();
        }
    }

    private readonly next = (): void => {
        this.current = undefined;
        const queue = this.isStopped || this.isPaused ? undefined : this.ready.shift();
        this.isBusy = queue !== undefined;
        if (queue) {
            queue.takeTurn();
            // After the engine, which has asked for its own run when it got the messages.
            setImmediate(this.next);
        }
    };
}

/** The messages of one client on their way to the engine, in order. */
export class Queue {
    bytes = 0;
    private readonly waiting: {message: Message; bytes: number}[] = [];
    private isListed = false;
    private isFull = false;
    private holds = 0;
    private onFinished: (() => void) | undefined;

    constructor(
        private readonly turns: Turns,
        private readonly listener: QueueListener,
        private readonly allowance: RateLimit,
    ) {}

    push(message: Message, bytes: number): void {
        this.waiting.push({message, bytes});
        this.bytes += bytes;
        const {length} = this.waiting;
        if (!this.isFull && (length > queueMessages || (this.bytes > queueBytes && length > 1))) {
            this.isFull = true;
            this.listener.onFull();
            if (!this.isHeld && !this.turns.isPaused) {
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

    /** Forgets what waits. */
    clear(): void {
        this.waiting.length = 0;
        this.bytes = 0;
        this.finishIfEmpty();
    }

    takeTurn(): void {
        this.isListed = false;
        if (this.isHeld) {
            return;
        }
        this.turns.current = this;
        this.sendSome();
        if (this.isFull && this.waiting.length < queueMessages / 2 && this.bytes < queueBytes / 2) {
            this.isFull = false;
            this.listener.onRoom();
        }
        this.finishIfEmpty();
        const waitMs = this.allowance.waitMs();
        if (waitMs === 0) {
            this.enlist();
        } else if (this.waiting.length > 0) {
            this.isListed = true;
            setTimeout(() => {
                this.isListed = false;
                this.enlist();
            }, waitMs);
            this.listener.onTooFast();
        }
    }

    private get isHeld(): boolean {
        return this.holds > 0 && this.onFinished === undefined;
    }

    private enlist(): void {
        if (!this.isListed && !this.isHeld && this.waiting.length > 0) {
            this.isListed = true;
            this.turns.enlist(this);
        }
    }

    private sendSome(): void {
        let sentBytes = 0;
        for (let sent = 0; sent < turnMessages && sentBytes < turnBytes; sent++) {
            if (this.waiting.length === 0 || this.isHeld || !this.allowance.take()) {
                return;
            }
            const {message, bytes} = this.waiting.shift()!;
            sentBytes += bytes;
            this.bytes -= bytes;
            this.listener.onTurn(message);
        }
    }

    private finishIfEmpty(): void {
        if (this.waiting.length === 0) {
            const onFinished = this.onFinished;
            this.onFinished = undefined;
            onFinished?.();
        }
    }
}
