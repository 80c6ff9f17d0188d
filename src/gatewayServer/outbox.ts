import type {Socket} from 'node:net';
import type {WebSocket} from 'ws';
import type {Message} from './message';
import {type Pace, createPace, inMegabytes} from './limits/readingPace';
import type {Queue} from './queue';
import type {Turns} from './turns';
import type {UnreadLimit} from './limits/unreadLimit';
import type {Share} from './limits/waitingBytes';

/** A reader with more than this unread is slow, and those who write to it have to wait for it. As much as one message may have. */
const slowBytes = 16 * 1024 * 1024;
/** What one message, or the many that a new client gets, may add to that. */
const limitBytes = 64 * 1024 * 1024;

export interface OutboxListener {
    /** A sender has to wait for this client. */
    onHold: (unread: string) => void;
    onTooSlow: (problem: string) => void;
}

/** What goes to one client. A client that reads slowly slows down those who write to it; none of it is left out. */
export class Outbox {
    private readonly held = new Set<Queue>();
    private readonly pace: Pace;
    private readonly shares: Share[] = [];
    // For how many of the limits on what is unread others wait.
    private limitsReached = 0;

    constructor(
        private readonly socket: WebSocket,
        stream: Socket,
        private readonly turns: Turns,
        private readonly listener: OutboxListener,
    ) {
        this.pace = createPace(stream, () => socket.bufferedAmount, listener.onTooSlow);
    }

    /** From now on this limit counts what the client has not read. */
    countIn(limit: UnreadLimit): void {
        this.shares.push(
            limit.add((isFull) => {
                this.limitsReached += isFull ? 1 : -1;
                this.watchWhereNeeded();
            }),
        );
    }

    send(message: Message): void {
        const {socket} = this;
        if (socket.readyState !== socket.OPEN) {
            return;
        }
        // A single message makes no reader slow, however large it is.
        const isSlow = socket.bufferedAmount > slowBytes;
        const payload = Buffer.from(JSON.stringify(message));
        socket.send(payload, {binary: false}, () => {
            this.pace.left(payload.length);
            if (socket.bufferedAmount < slowBytes / 2) {
                this.releaseAll();
            }
            this.count();
        });
        if (socket.bufferedAmount > limitBytes) {
            this.listener.onTooSlow(`has left ${inMegabytes(socket.bufferedAmount)} unread`);
        } else if (isSlow) {
            this.holdSender();
        }
        this.count();
    }

    end(): void {
        this.limitsReached = 0;
        this.releaseAll();
        this.shares.forEach((share) => share.end());
    }

    private count(): void {
        this.shares.forEach((share) => share.set(this.socket.bufferedAmount));
    }

    private watchWhereNeeded(): void {
        if (this.limitsReached > 0 || this.held.size > 0) {
            this.pace.watch();
        } else {
            this.pace.rest();
        }
    }

    private releaseAll(): void {
        this.held.forEach((queue) => queue.release());
        this.held.clear();
        this.watchWhereNeeded();
    }

    private holdSender(): void {
        const sender = this.turns.current;
        if (sender && !this.held.has(sender)) {
            this.held.add(sender);
            sender.hold();
            this.watchWhereNeeded();
            this.listener.onHold(inMegabytes(this.socket.bufferedAmount));
        }
    }
}
