import type {Socket} from 'node:net';
import {readingIntervalMs} from '../timeouts';

// What a reader for which others wait has to read, or it is cut off: a slow line does, a program that has stopped does not.
const leastBytes = 1024 * 1024;

export type Pace = ReturnType<typeof createPace>;

/** How much one client reads, while others wait for it. `unread` is what waits for the client, in bytes. */
export function createPace(stream: Socket, unread: () => number, onTooSlow: (problem: string) => void) {
    let done = 0;
    let timer: NodeJS.Timeout | undefined;

    const rest = () => {
        clearInterval(timer);
        timer = undefined;
    };

    const watch = () => {
        if (timer) {
            return;
        }
        let before = {done, inFlight: inFlightOf(stream), unread: unread()};
        const check = () => {
            const now = {done, inFlight: inFlightOf(stream), unread: unread()};
            const read = now.done - before.done + Math.max(0, before.inFlight - now.inFlight);
            if (read < Math.min(leastBytes, before.unread)) {
                rest();
                onTooSlow(
                    `has left ${inMegabytes(now.unread)} unread and read ${inMegabytes(read)} in ${readingIntervalMs / 1000} seconds while others waited for it`,
                );
            }
            before = now;
        };
        timer = setInterval(check, readingIntervalMs);
    };

    return {
        /** So many bytes have left the gateway. */
        left: (bytes: number): void => {
            done += bytes;
        },
        watch,
        rest,
    };
}

/**
 * What of the write that is under way the system has not taken yet. Node counts it as a whole until it has ended, which for
 * 16 MB on a slow line takes minutes. Node's own idle time-out of sockets looks at this number too.
 */
function inFlightOf(stream: Socket): number {
    return (stream as {_handle?: {writeQueueSize?: number} | null})._handle?.writeQueueSize ?? 0;
}

export const inMegabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
