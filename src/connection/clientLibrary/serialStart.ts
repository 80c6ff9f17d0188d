import {serialize} from '../../async/serialize';

/**
 * The client libraries refuse a second start in one page, or answer it with the glue of the first, even when that was left
 * or failed. This starts a library any number of times, each time when the start before has settled; `allowAnother` makes
 * the library forget that start.
 */
export function serialStart(allowAnother: () => void): <T>(start: () => Promise<T>) => Promise<T> {
    const inTurn = serialize();
    let hasStarted = false;
    return (start) =>
        inTurn(() => {
            if (hasStarted) {
                allowAnother();
            }
            hasStarted = true;
            return start();
        });
}
