import type {Socket} from 'node:net';
import type {WebSocket} from 'ws';
import type {UnreadLimit} from './unreadLimit';
import type {Message} from './message';
import {createPace, inMegabytes} from './readingPace';
import type {Queue, Turns} from './turns';

/** A reader with more than this unread is slow, and those who write to it have to wait for it. As much as one message may have. */
const slowBytes = 16 * 1024 * 1024;
/** What one message, or the many that a newcomer gets, may add to that. */
const limitBytes = 64 * 1024 * 1024;

export interface Outbox {
    send: (message: Message) => void;
    end: () => void;
}

export interface OutboxListener {
    /** Somebody has to wait for this client. */
    onHold: (unread: string) => void;
    onTooSlow: (problem: string) => void;
}

/** What one client is told. A client that reads slowly slows down those who write to it; none of it is left out. */
export function createOutbox(
    socket: WebSocket,
    stream: Socket,
    {turns, backlog}: {turns: Turns; backlog: UnreadLimit},
    {onHold, onTooSlow}: OutboxListener,
): Outbox {
    const held = new Set<Queue>();
    const pace = createPace(stream, () => socket.bufferedAmount, onTooSlow);
    let doAllWait = false;

    const share = backlog.add((isFull) => {
        doAllWait = isFull;
        watchWhereNeeded();
    });

    const watchWhereNeeded = () => {
        if (doAllWait || held.size > 0) {
            pace.watch();
        } else {
            pace.rest();
        }
    };

    const releaseAll = () => {
        held.forEach((queue) => queue.release());
        held.clear();
        watchWhereNeeded();
    };

    const holdSender = () => {
        const sender = turns.current();
        if (sender && !held.has(sender)) {
            held.add(sender);
            sender.hold();
            watchWhereNeeded();
            onHold(inMegabytes(socket.bufferedAmount));
        }
    };

    return {
        send: (message) => {
            if (socket.readyState !== socket.OPEN) {
                return;
            }
            // A single message makes no reader slow, however large it is.
            const isSlow = socket.bufferedAmount > slowBytes;
            const payload = Buffer.from(JSON.stringify(message));
            socket.send(payload, {binary: false}, () => {
                pace.left(payload.length);
                if (socket.bufferedAmount < slowBytes / 2) {
                    releaseAll();
                }
                share.set(socket.bufferedAmount);
            });
            if (socket.bufferedAmount > limitBytes) {
                onTooSlow(`has left ${inMegabytes(socket.bufferedAmount)} unread`);
            } else if (isSlow) {
                holdSender();
            }
            share.set(socket.bufferedAmount);
        },
        end: () => {
            doAllWait = false;
            releaseAll();
            share.end();
        },
    };
}
