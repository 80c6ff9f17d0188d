import {requestLock} from './requestLock';

/** Settles when the lock is held, which it is until the promise `until` settles. */
export function holdLock(
    locks: LockManager,
    name: string,
    until: Promise<unknown>,
    mode: LockMode = 'exclusive',
): Promise<void> {
    return new Promise((resolve, reject) => {
        const onHeld = () => {
            resolve();
            return until;
        };
        requestLock(locks, name, {mode}, onHeld).catch(reject);
    });
}
