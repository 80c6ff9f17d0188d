import {type Log, rarely} from '../log';
import {inMegabytes} from './readingPace';
import type {Share} from './waitingBytes';

/** What has to wait: all clients, or those of one bus. */
export interface Pausable {
    pause: () => void;
    resume: () => void;
}

export interface UnreadLimit {
    /** Calls the listener when all clients have to wait for readers, and when they no longer have to. */
    add: (onChange: (isFull: boolean) => void) => Share;
}

/**
 * What many clients together have not read yet. One message may go to many clients, so none is to blame: above the limit no
 * message is passed on until half of it has been read. `name` is the limit's.
 */
export function createUnreadLimit(limitBytes: number, name: string, turns: Pausable, log: Log): UnreadLimit {
    const listeners = new Set<(isFull: boolean) => void>();
    const warn = rarely((message) => log.write('warn', 'unread_limit_reached', message));
    let total = 0;
    let isFull = false;

    const change = (bytes: number) => {
        total += bytes;
        const mustWait = total > (isFull ? limitBytes / 2 : limitBytes);
        if (mustWait === isFull) {
            return;
        }
        isFull = mustWait;
        if (isFull) {
            warn(
                `${inMegabytes(total)} are unread by all clients together: nothing is passed on until they are fewer (${name})`,
            );
            turns.pause();
        } else {
            turns.resume();
        }
        [...listeners].forEach((listener) => listener(isFull));
    };

    return {
        add: (onChange) => {
            let own = 0;
            listeners.add(onChange);
            if (isFull) {
                onChange(true);
            }
            const set = (bytes: number) => {
                const difference = bytes - own;
                own = bytes;
                change(difference);
            };
            return {
                set: (bytes) => {
                    if (listeners.has(onChange)) {
                        set(bytes);
                    }
                },
                end: () => {
                    listeners.delete(onChange);
                    set(0);
                },
            };
        },
    };
}
