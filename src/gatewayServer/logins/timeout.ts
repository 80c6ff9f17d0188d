import type {Socket} from 'node:net';
import {clientLoginTimeoutMs} from '../timeouts';

/** More than a login needs, and little enough for many clients that never log in. */
const limitBytes = 64 * 1024;

export type LoginTimeout = ReturnType<typeof enforceLoginTimeout>;

/** Waits for a login in what a client sends. */
export function enforceLoginTimeout(stream: Socket, onRefusal: (problem: string) => void) {
    let leftMs = clientLoginTimeoutMs;
    let startedAt = 0;
    let timer: NodeJS.Timeout | undefined;

    /** It is the gateway's turn: many who log in at once wait for each other longer than one may think about it. */
    const pause = () => {
        if (timer) {
            clearTimeout(timer);
            timer = undefined;
            leftMs -= performance.now() - startedAt;
        }
    };
    const resume = () => {
        pause();
        startedAt = performance.now();
        timer = setTimeout(() => refuse('did not log in'), Math.max(0, leftMs));
    };
    const stop = () => {
        clearTimeout(timer);
        stream.off('data', count);
    };
    const refuse = (problem: string) => {
        stop();
        onRefusal(problem);
    };
    const count = () => {
        if (stream.bytesRead > limitBytes) {
            refuse('sent too much without logging in');
        }
    };
    stream.on('data', count);
    resume();
    return {pause, resume, stop};
}
