import type {WebSocket} from 'ws';
import type {Message} from './message';
import type {Queue, Turns} from './turns';

/** From here on a reader is slow, and those who write to it have to wait for it. */
const slowBytes = 1024 * 1024;
/** How long a reader may keep others waiting. */
const slowMs = 15000;
/** What one message, or the many that a newcomer gets, may add to that. */
const limitBytes = 64 * 1024 * 1024;

export interface Outbox {
    send: (message: Message) => void;
    end: () => void;
}

export interface OutboxListener {
    /** More, or less, waits to be read. */
    onChange: () => void;
    onTooSlow: (problem: string) => void;
}

/** What one client is told. A client that reads slowly slows down those who write to it; none of it is left out. */
export function createOutbox(socket: WebSocket, turns: Turns, {onChange, onTooSlow}: OutboxListener): Outbox {
    const held = new Set<Queue>();
    let patience: NodeJS.Timeout | undefined;

    const releaseAll = () => {
        clearTimeout(patience);
        patience = undefined;
        held.forEach(queue => queue.release());
        held.clear();
    };

    const holdSender = () => {
        const sender = turns.current();
        if (sender && !held.has(sender)) {
            held.add(sender);
            sender.hold();
        }
        patience ??= setTimeout(onTooSlow, slowMs, `has left ${inMegabytes(socket.bufferedAmount)} unread for ${slowMs / 1000} seconds`);
    };

    const onSent = () => {
        if (socket.bufferedAmount < slowBytes / 2) {
            releaseAll();
        }
        onChange();
    };

    return {
        send: message => {
            if (socket.readyState !== socket.OPEN) {
                return;
            }
            socket.send(JSON.stringify(message), onSent);
            if (socket.bufferedAmount > limitBytes) {
                onTooSlow(`has left ${inMegabytes(socket.bufferedAmount)} unread`);
            } else if (socket.bufferedAmount > slowBytes) {
                holdSender();
            }
            onChange();
        },
        end: releaseAll,
    };
}

const inMegabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
