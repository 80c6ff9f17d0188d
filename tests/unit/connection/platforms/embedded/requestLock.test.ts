import {requestLock} from '../../../../../src/connection/platforms/embedded/requestLock';

/** Locks that fail so many times before the callback is called. */
function locksThatFail(reason: Error, times = Infinity) {
    let left = times;
    return {
        request: jest.fn(async (_name: string, _options: object, onHeld: () => unknown) => {
            if (left-- > 0) {
                throw reason;
            }
            return onHeld();
        }),
    };
}

// Chromium makes it with a constructor of another page: some are a TypeError by name, some are not.
const stopped = new Error("Failed to execute 'open' on 'Window': The provided callback is no longer runnable.");
const hold = (locks: object, onHeld: () => unknown = () => 'held') =>
    requestLock(locks as LockManager, 'a lock', {}, onHeld);

it('is requested again where the browser could not call back', async () => {
    const locks = locksThatFail(stopped, 3);
    await expect(hold(locks)).resolves.toBe('held');
    expect(locks.request).toHaveBeenCalledTimes(4);
});

it('is not requested for ever', async () => {
    await expect(hold(locksThatFail(stopped))).rejects.toBe(stopped);
});

it('is requested once where it is denied or no longer wanted', async () => {
    const locks = locksThatFail(new DOMException('', 'AbortError'));
    await expect(hold(locks)).rejects.toHaveProperty('name', 'AbortError');
    expect(locks.request).toHaveBeenCalledTimes(1);
});

it('is not requested again when what holds it fails', async () => {
    const locks = locksThatFail(stopped, 0);
    const fail = () => {
        throw new TypeError('of ours');
    };
    await expect(hold(locks, fail)).rejects.toThrow('of ours');
    expect(locks.request).toHaveBeenCalledTimes(1);
});
