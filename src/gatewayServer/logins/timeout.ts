import type {Socket} from 'node:net';
import {clientLoginTimeoutMs} from '../timeouts';

/** More than a login needs, and little enough for many clients that never log in. */
const limitBytes = 64 * 1024;

/** Waits for a login in what the stream reads. Returns what ends the waiting. */
export function enforceLoginTimeout(stream: Socket, onRefusal: (problem: string) => void): () => void {
    const refuse = (problem: string) => {
        stop();
        onRefusal(problem);
    };
    const count = () => {
        if (stream.bytesRead > limitBytes) {
            refuse('sent too much without logging in');
        }
    };
    const timer = setTimeout(() => refuse('did not log in'), clientLoginTimeoutMs);
    stream.on('data', count);
    const stop = () => {
        clearTimeout(timer);
        stream.off('data', count);
    };
    return stop;
}
