import type {Problem} from '../values/busError';
import {firstRetryIntervalMs, lastRetryIntervalMs, noticeTimeoutMs} from './timeouts';

/** What a connector needs while it waits for a bus that may still come. */
export interface Waiting {
    /** Reports why connecting takes long, and what helps. The page goes on connecting. */
    onWaiting: (problem: Problem) => void;
    /** Aborted when the connection is no longer wanted. */
    signal: AbortSignal;
}

/** Calls `report` once, if the work takes longer than a moment. */
export function tellIfSlow<T>(work: Promise<T>, report: () => void): Promise<T> {
    const timer = setTimeout(report, noticeTimeoutMs);
    return work.finally(() => clearTimeout(timer));
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Pauses between attempts, which double in length up to a limit. */
export function growingPauses(): () => Promise<void> {
    let ms = firstRetryIntervalMs / 2;
    return () => pause((ms = Math.min(2 * ms, lastRetryIntervalMs)));
}
