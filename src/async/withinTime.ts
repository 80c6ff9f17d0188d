/** Runs work with a signal that is aborted after a time, with `outer`, and when the work has ended. */
export async function withinTime<T>(
    limitMs: number,
    work: (signal: AbortSignal) => Promise<T>,
    outer?: AbortSignal,
): Promise<T> {
    const limit = new AbortController();
    const end = () => limit.abort();
    const timer = setTimeout(end, limitMs);
    outer?.addEventListener('abort', end, {signal: limit.signal});
    try {
        return await work(limit.signal);
    } finally {
        clearTimeout(timer);
        end();
    }
}
