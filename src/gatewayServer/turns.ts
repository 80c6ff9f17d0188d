import {createRateLimit} from './rateLimit';
import type {Message} from './message';

// The engine works off what it is given before the event loop goes on, and its own queue drops what exceeds 20,000
// messages. So it is given little at a time, in turns: no client makes the others, timers or signals wait for long.
const turnMessages = 8;
const turnBytes = 256 * 1024;

// What may wait for its turn before its sender is no longer read from.
const queueMessages = 1000;
const queueBytes = 1024 * 1024;

/** The messages of one client on their way to the engine, in order. */
export interface Queue {
    push: (message: Message, bytes: number) => void;
    /** No turn until each hold has been released. */
    hold: () => void;
    release: () => void;
    /** Its sender has left: what it sent before takes its turns, whatever holds it. */
    finish: (onFinished: () => void) => void;
    /** Forgets what waits. */
    clear: () => void;
    readonly bytes: number;
}

export interface QueueListener {
    onTurn: (message: Message) => void;
    /** It sends faster than it may. */
    onTooFast: () => void;
    /** The sender has to stop, because it is too fast or because others have to read first. */
    onFull: () => void;
    onRoom: () => void;
}

export interface Turns {
    add: (listener: QueueListener) => Queue;
    /** Whose messages the engine works at. */
    current: () => Queue | undefined;
    /** Nobody has a turn until it goes on. */
    pause: () => void;
    resume: () => void;
    /** Nothing reaches the engine any more. */
    stop: () => void;
}

/** Gives every client its turn at the engine, one after another. */
export function createTurns(messagesPerSecond: number): Turns {
    const ready: (() => void)[] = [];
    let current: Queue | undefined;
    let isBusy = false;
    let isPaused = false;
    let isStopped = false;

    const next = () => {
        current = undefined;
        const turn = isStopped || isPaused ? undefined : ready.shift();
        isBusy = turn !== undefined;
        if (turn) {
            turn();
            // After the engine, which has asked for its own run when it was given the messages.
            setImmediate(next);
        }
    };

    const add = ({onTurn, onTooFast, onFull, onRoom}: QueueListener): Queue => {
        const waiting: {message: Message; bytes: number}[] = [];
        const allowance = createRateLimit(messagesPerSecond);
        let isListed = false;
        let isFull = false;
        let holds = 0;
        let bytes = 0;
        let onFinished: (() => void) | undefined;

        const isHeld = () => holds > 0 && !onFinished;

        const list = () => {
            if (isListed || isHeld() || waiting.length === 0) {
                return;
            }
            isListed = true;
            ready.push(takeTurn);
            if (!isBusy) {
                next();
            }
        };

        const takeTurn = () => {
            isListed = false;
            if (isHeld()) {
                return;
            }
            current = queue;
            let given = 0;
            for (
                let count = 0;
                count < turnMessages && given < turnBytes && waiting.length > 0 && allowance.take();
                count++
            ) {
                const first = waiting.shift()!;
                given += first.bytes;
                bytes -= first.bytes;
                onTurn(first.message);
            }
            if (isFull && waiting.length < queueMessages / 2 && bytes < queueBytes / 2) {
                isFull = false;
                onRoom();
            }
            finishIfEmpty();
            const waitMs = allowance.waitMs();
            if (waitMs === 0) {
                list();
            } else if (waiting.length > 0) {
                isListed = true;
                setTimeout(listAgain, waitMs);
                onTooFast();
            }
        };

        const finishIfEmpty = () => {
            if (waiting.length === 0) {
                onFinished?.();
            }
        };

        const listAgain = () => {
            isListed = false;
            list();
        };

        const queue: Queue = {
            push: (message, size) => {
                waiting.push({message, bytes: size});
                bytes += size;
                if (!isFull && (waiting.length > queueMessages || (bytes > queueBytes && waiting.length > 1))) {
                    isFull = true;
                    onFull();
                    if (!isHeld() && !isPaused) {
                        onTooFast();
                    }
                }
                list();
            },
            hold: () => {
                holds++;
            },
            release: () => {
                holds--;
                list();
            },
            finish: (finished) => {
                onFinished = once(finished);
                finishIfEmpty();
                list();
            },
            clear: () => {
                waiting.length = 0;
                bytes = 0;
                finishIfEmpty();
            },
            get bytes() {
                return bytes;
            },
        };
        return queue;
    };

    return {
        add,
        current: () => current,
        pause: () => {
            isPaused = true;
        },
        resume: () => {
            isPaused = false;
            if (!isBusy) {
                next();
            }
        },
        stop: () => {
            isStopped = true;
        },
    };
}

function once(act: () => void): () => void {
    let isDone = false;
    return () => {
        if (!isDone) {
            isDone = true;
            act();
        }
    };
}
