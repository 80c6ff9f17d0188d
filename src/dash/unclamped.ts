// A bound function looks native too, but may do anything.
const isNative = (callback: unknown): boolean =>
    typeof callback === 'function' &&
    !callback.name.startsWith('bound ') &&
    Function.prototype.toString.call(callback).includes('[native code]');

/**
 * Runs `write` so that Dash starts callbacks at once in a hidden page as well. Dash waits for a timer of 0 ms before it
 * starts them, which Firefox stretches to a second there; a message between two ports takes no time. Only timers that
 * do nothing but resolve a promise, as Dash's does, are replaced, and only those that are set meanwhile.
 */
export function unclamped(write: () => void): void {
    const {setTimeout} = window;
    if (!document.hidden) {
        write();
        return;
    }
    window.setTimeout = ((callback: (...args: unknown[]) => void, ms?: number, ...rest: unknown[]) => {
        if (ms || !isNative(callback)) {
            return setTimeout(callback, ms, ...rest);
        }
        const {port1, port2} = new MessageChannel();
        port1.onmessage = () => {
            port1.close();
            callback(...rest);
        };
        port2.postMessage(null);
        return 0;
    }) as typeof setTimeout;
    try {
        write();
    } finally {
        window.setTimeout = setTimeout;
    }
}
