import {type Store, onChange} from '../dash/store';

// The checks of all that wait.
const waiting = new Set<() => void>();

/**
 * Calls `act` as soon as `isBusy` no longer holds. It is asked again when callbacks have moved, and by `recheck`; patience
 * ends after `limitMs`.
 */
export async function whenFree<T>(
    store: Store,
    limitMs: number,
    isBusy: (isPatient: boolean) => boolean,
    act: () => T,
): Promise<T> {
    let isPatient = true;
    let wake: () => void = () => undefined;
    const check = () => wake();
    const timer = setTimeout(() => {
        isPatient = false;
        wake();
    }, limitMs);
    const unsubscribe = onChange(store, 'callbacks', check);
    waiting.add(check);
    try {
        while (isBusy(isPatient)) {
            await new Promise<void>((resolve) => (wake = resolve));
        }
    } finally {
        clearTimeout(timer);
        unsubscribe();
        waiting.delete(check);
    }
    // At once: several events may have waited for the same callback.
    return act();
}

/** For changes that Dash's store does not announce: an event was abandoned, a pending run cancelled in place. */
export function recheck(): void {
    waiting.forEach((check) => check());
}
