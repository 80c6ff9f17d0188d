import type {Problem} from '../values/busError';
import {firstRetryIntervalMs, lastRetryIntervalMs, noticeTimeoutMs} from './timeouts';
import {withinTime} from './withinTime';

/** What a connector needs while it waits for a bus that may still come. */
export interface Waiting {
    /** Reports why connecting takes long, and what helps. The page goes on connecting. */
    onWaiting: (problem: Problem) => void;
    /** Aborted when the connection is no longer wanted. */
    signal: AbortSignal;
}

/** Calls `report` once, if the work takes longer than a moment. */
export function reportIfSlow<T>(work: Promise<T>, report: () => void): Promise<T> {
    const timer = setTimeout(report, noticeTimeoutMs);
    return work.finally(() => clearTimeout(timer));
}

/** Rejects with the signal's reason as soon as that is aborted. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await withinTime(ms, (over) => new Promise((resolve) => over.addEventListener('abort', resolve)), signal);
    signal?.throwIfAborted();
}

/** Pauses between attempts, which double in length up to a limit. They reject when the signal is aborted. */
export function growingPauses(signal?: AbortSignal): () => Promise<void> {
    let ms = firstRetryIntervalMs / 2;
    return () => pause((ms = Math.min(2 * ms, lastRetryIntervalMs)), signal);
}
