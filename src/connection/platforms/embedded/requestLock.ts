import {lockRetryIntervalMs} from '../../../async/timeouts';
import {pause} from '../../../async/waiting';

const maxAttempts = 40;

/**
 * Requests a lock, again where the browser could not call back. Chromium grants locks also to a page that it has stopped for a
 * moment, because a page of the same process opens a window, and then takes the lock back with an error of that page. Its own
 * refusals are DOMExceptions.
 */
export async function requestLock<T>(
    locks: LockManager,
    name: string,
    options: LockOptions,
    onHeld: () => T | Promise<T>,
): Promise<T> {
    for (let attempt = 1; ; attempt++) {
        let isHeld = false;
        try {
            return await locks.request(name, options, async () => {
                isHeld = true;
                return onHeld();
            });
        } catch (reason) {
            if (isHeld || reason instanceof DOMException || attempt === maxAttempts) {
                throw reason;
            }
        }
        await pause(lockRetryIntervalMs);
    }
}
