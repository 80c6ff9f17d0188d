/** Calls those who listen when something has changed. */
export function createAnnouncer() {
    const listeners = new Set<() => void>();
    return {
        // One may end another meanwhile.
        announce: (): void => [...listeners].forEach((listener) => listeners.has(listener) && listener()),
        subscribe: (listener: () => void): (() => void) => {
            listeners.add(listener);
            return () => void listeners.delete(listener);
        },
    };
}
