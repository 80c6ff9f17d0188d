import type {Problem} from '../values/busError';
import {firstRetryIntervalMs, lastRetryIntervalMs, noticeTimeoutMs} from './timeouts';

/** What a way of connecting needs while it waits for what may still come. */
export interface Waiting {
    /** Tells why connecting takes long, and what helps. The page goes on connecting. */
    onWaiting: (problem: Problem) => void;
    /** Aborted when nobody waits any more. */
    signal: AbortSignal;
}

/** Calls `tell` once, if the work takes longer than a moment. */
export function tellIfSlow<T>(work: Promise<T>, tell: () => void): Promise<T> {
    const timer = setTimeout(tell, noticeTimeoutMs);
    return work.finally(() => clearTimeout(timer));
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Pauses between attempts, each one twice as long as the one before. */
export function growingPauses(): () => Promise<void> {
    let ms = firstRetryIntervalMs / 2;
    return () => pause((ms = Math.min(2 * ms, lastRetryIntervalMs)));
}
