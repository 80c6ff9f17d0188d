/**
 * The client libraries refuse a second start in one page, or answer it with the first one's glue, even when that was left or
 * failed. This starts a library as often as wanted, each time when the start before has settled; `allowAnother` makes the
 * library forget that one.
 */
export function serialStart(allowAnother: () => void): <T>(start: () => Promise<T>) => Promise<T> {
    let earlier: Promise<unknown> | undefined;
    return (start) => {
        const previous = earlier;
        const starting = (async () => {
            if (previous) {
                await previous;
                allowAnother();
            }
            return start();
        })();
        earlier = starting.catch(() => undefined);
        return starting;
    };
}
