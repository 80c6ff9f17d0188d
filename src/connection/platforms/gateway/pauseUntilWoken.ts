import {pause} from '../../../async/waiting';

/**
 * Waits, and no longer than until the user comes back to this page, the browser is online again, or another page of the origin
 * has been woken under this name. Rejects when the signal is aborted.
 */
export async function pauseUntilWoken(ms: number, name: string, signal: AbortSignal): Promise<void> {
    const waiting = new AbortController();
    const wake = () => waiting.abort();
    const wakeIfVisible = () => document.visibilityState === 'visible' && wake();
    const options = {signal: waiting.signal};
    const channel = openChannel(name);
    channel?.addEventListener('message', wake, options);
    window.addEventListener('focus', wake, options);
    window.addEventListener('online', wake, options);
    document.addEventListener('visibilitychange', wakeIfVisible, options);
    signal.addEventListener('abort', wake, options);
    try {
        await pause(ms, waiting.signal);
    } catch {
        // It was woken.
    } finally {
        wake();
        channel?.close();
    }
    signal.throwIfAborted();
}

/** Wakes the pages of this origin that pause under this name. */
export function wakeOthers(name: string): void {
    const channel = openChannel(name);
    channel?.postMessage('');
    channel?.close();
}

/** A browser that allows a page no storage may refuse it. */
function openChannel(name: string): BroadcastChannel | undefined {
    try {
        return new BroadcastChannel(name);
    } catch {
        return undefined;
    }
}
